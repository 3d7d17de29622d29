"""Documents cut into paragraphs that are numbered through, and turned into results when their fate is known."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import Protocol

from dedupe.cutting import Cut, plan_cuts
from dedupe.documents import Document, Offsets
from dedupe.matching import Finding
from dedupe.options import Options, Split
from dedupe.paragraphs import Paragraph, Paragraphs
from dedupe.results import Boilerplate, Collapsed, Match, Removal
from dedupe.retained import Place, Remembered, Retained
from dedupe.splitting import choose_split, split_paragraphs
from dedupe.words import has_more_words


class Sheet:
    """A document cut into paragraphs; `first` is the number of its first one, `group` that of its group."""

    def __init__(self, document: Document, split: str, paragraphs: Paragraphs, first: int, group: int) -> None:
        self.document = document
        self.split = split
        self.paragraphs = paragraphs
        self.first = first
        self.group = group

    @cached_property
    def offsets(self) -> Offsets:
        """Where its code points lie in the bytes of the document."""
        return self.document.offsets()

    @cached_property
    def line_ends(self) -> list[int]:
        """Where its lines end, in code points."""
        lines = self.document.text.splitlines(keepends=True)
        return list(accumulate(map(len, lines)))

    def place(self, number: int) -> Place:
        """Return where a paragraph stands, given its number on the sheet."""
        text, start, end, _ = self.paragraphs[number]
        line = bisect_right(self.line_ends, start) + 1
        return Place(self.document.id, self.offsets[start], self.offsets[end], line, text)


class Fates(Protocol):
    """What becomes of the paragraphs of a batch, by their numbers, and the name of the engine that said so.

    `removed` has for each that goes the number of the kept one that it goes for.
    """

    @property
    def engine(self) -> str:
        """The name of the engine."""

    @property
    def removed(self) -> Mapping[int, int]:
        """The numbers of paragraphs that go as copies, each with that of the kept one that it goes for."""

    @property
    def boilerplate(self) -> Mapping[int, int]:
        """The numbers of paragraphs that go as boilerplate, each with the number of documents that have it."""

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph that goes or is a near miss."""

    def near_misses(self, numbers: range) -> Iterable[int]:
        """Return those of some paragraphs that stay, but are alike to another."""


class Batch:
    """Documents whose paragraphs are compared with each other, and with retained ones; all are numbered through.

    The retained ones come first. Between two documents one number is left out, so that no passage goes from one into
    the next. `first` is the first number that is not of a retained one, and `groups` the number of groups that the
    documents come in.
    """

    def __init__(self, sheets: list[Sheet], groups: int, retained: Remembered) -> None:
        self.sheets = sheets
        self.groups = groups
        self.retained = retained
        self.first = len(retained)

    def __len__(self) -> int:
        """Return the number behind the last paragraph."""
        return self.sheets[-1].first + len(self.sheets[-1].paragraphs) if self.sheets else self.first

    def __getitem__(self, number: int) -> Paragraph:
        """Return a paragraph by its number."""
        if number < self.first:
            return self.retained[number]
        sheet = self.sheet_of(number)
        return sheet.paragraphs[number - sheet.first]

    def eligible(self) -> array[int]:
        """Return the numbers of the paragraphs that are not protected, and of those that were kept before."""
        own = array("q", (sheet.first + place for sheet in self.sheets for place in sheet.paragraphs.eligible()))
        return self.retained.kept + own

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """Return the texts of paragraphs, whose numbers are in order; all that were kept before come first."""
        found = self.retained.texts()
        for sheet in self.sheets:
            start, end = bisect_left(numbers, sheet.first), bisect_left(numbers, sheet.first + len(sheet.paragraphs))
            texts = sheet.paragraphs.texts
            found += [texts[number - sheet.first] for number in numbers[start:end]]
        return found

    def ranks(self, numbers: Sequence[int], options: Options) -> list[int]:
        """Return for paragraphs how their documents rank: those of the least number come first, those of none last."""
        ranks = in_order(self.sheets, options)
        places: dict[float | str | None, int] = {rank: place for place, rank in enumerate(ranks)}
        by_sheet = [places.get(sheet.document.rank, len(places)) for sheet in self.sheets]
        firsts = [sheet.first for sheet in self.sheets]
        return [by_sheet[bisect_right(firsts, number) - 1] for number in numbers]

    def sheet_of(self, number: int) -> Sheet:
        """Return the sheet on which a paragraph stands."""
        return self.sheets[bisect_right(self.sheets, number, key=lambda sheet: sheet.first) - 1]

    def place(self, number: int) -> Place:
        """Return where a paragraph stands, or stood if it was kept before."""
        if number < self.first:
            return self.retained.place(number)
        sheet = self.sheet_of(number)
        return sheet.place(number - sheet.first)

    def collapsed_groups(self, fates: Fates, options: Options) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group without the paragraphs that go."""
        sheets = iter(self.sheets)
        sheet = next(sheets, None)
        for group in range(self.groups):
            found = []
            while sheet is not None and sheet.group == group:
                found.append(self.collapsed(sheet, fates, options))
                sheet = next(sheets, None)
            yield found

    def collapsed(self, sheet: Sheet, fates: Fates, options: Options) -> Collapsed:
        """Return one document without the paragraphs that go."""
        text = sheet.document.text
        numbers = range(sheet.first, sheet.first + len(sheet.paragraphs))
        gone = [number - sheet.first for number in numbers if number in fates.removed]
        if fates.boilerplate:
            gone = sorted([*gone, *(number - sheet.first for number in numbers if number in fates.boilerplate)])
        # Lines are parted by what stands between them, whatever goes; the others may lean on their neighbours.
        split = None if sheet.split == Split.LINES else partial(split_paragraphs, split=sheet.split)
        cuts = plan_cuts(text, sheet.paragraphs, gone, split) if gone else []
        return Collapsed(
            sheet.document,
            options,
            sheet.split,
            cuts,
            count=len(sheet.paragraphs),
            engine=fates.engine,
            details=SheetDetails(self, sheet, fates, cuts),
            refused=len(gone) - len(cuts),
            oversized=count_oversized(sheet.paragraphs.texts, options.max_words),
        )

    def match(self, number: int, finding: Finding, *, removed: bool) -> Match:
        """Return a finding with the texts and places that it is about."""
        own, kept = self.place(number), self.place(finding.kept)
        return Match(
            document=own.document,
            start=own.start,
            end=own.end,
            line=own.line,
            text=own.text,
            kept_document=kept.document,
            kept_start=kept.start,
            kept_end=kept.end,
            kept_line=kept.line,
            kept_text=kept.text,
            lcs=finding.lcs,
            words=finding.words,
            kept_words=finding.kept_words,
            verdict=finding.verdict,
            reasons=finding.reasons,
            removed=removed,
        )


class SheetDetails:
    """Paragraphs, removals and matches of one document, made when they are asked for."""

    def __init__(self, batch: Batch, sheet: Sheet, fates: Fates, cuts: Sequence[Cut]) -> None:
        self._batch = batch
        self._sheet = sheet
        self._fates = fates
        self._cuts = cuts

    def paragraphs(self) -> Sequence[Paragraph]:
        """Return all paragraphs, those that go included."""
        return self._sheet.paragraphs

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, one for each cut."""
        sheet = self._sheet
        for number, cut in enumerate(self._cuts, 1):
            cut_out = sheet.document.text[cut.start : cut.end]
            places = sheet.offsets[cut.start], sheet.offsets[cut.end]
            documents = self._fates.boilerplate.get(sheet.first + cut.paragraph)
            if documents:
                yield Boilerplate(number, *sheet.place(cut.paragraph), documents, *places, cut_out)
            else:
                yield Removal(number, self._match(cut.paragraph, removed=True), *places, cut_out)

    def matches(self) -> Iterator[Match]:
        """Yield the matches of paragraphs that stay."""
        first, cut = self._sheet.first, {planned.paragraph for planned in self._cuts}
        numbers = range(first, first + len(self._sheet.paragraphs))
        refused = [number for number in numbers if number in self._fates.removed and number - first not in cut]
        for number in sorted({*refused, *self._fates.near_misses(numbers)}):
            yield self._match(number - first, removed=False)

    def _match(self, place: int, *, removed: bool) -> Match:
        finding = self._fates.finding(self._sheet.first + place)
        assert finding is not None  # noqa: S101 - every cut and every near miss has one
        return self._batch.match(self._sheet.first + place, finding, removed=removed)


def count_oversized(texts: Iterable[str], max_words: int) -> int:
    """Return how many of some texts have more than `max_words` words."""
    return sum(has_more_words(text, max_words) for text in texts if len(text) > max_words)


def in_order(sheets: Iterable[Sheet], options: Options) -> list[float | str]:
    """Return the ranks that documents have, those first of which a paragraph stays; numbers come before texts."""
    ranks = {sheet.document.rank for sheet in sheets} - {None}
    descending = options.keep_by.endswith(":desc")
    numbers = sorted((rank for rank in ranks if isinstance(rank, float)), reverse=descending)
    texts = sorted((rank for rank in ranks if isinstance(rank, str)), reverse=descending)
    return [*numbers, *texts]


def lay_out(groups: Sequence[Sequence[Document]], options: Options, retained: Remembered | None = None) -> Batch:
    """Return the documents of some groups cut into paragraphs that are numbered through, behind the retained ones."""
    retained = Retained() if retained is None else retained
    sheets: list[Sheet] = []
    first = len(retained)
    for group, documents in enumerate(groups):
        for document in documents:
            split = str(options.split)
            if options.split is Split.AUTO:
                # The id of a record is no file name, whatever it looks like.
                split = choose_split(document.text, "" if document.literal else document.id)
            own = split_paragraphs(document.text, split)
            sheets.append(Sheet(document, split, own, first, group))
            first += len(own) + 1
    return Batch(sheets, len(groups), retained)
