"""Documents cut into paragraphs that are numbered through, and turned into results when their fate is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.retained import Remembered, Retained
from dedupe.collapsing.sheets import Place, Sheet
from dedupe.collapsing.targets import among
from dedupe.columns import Column, chained, shifted
from dedupe.documents import Document
from dedupe.matching import Finding
from dedupe.options import Options, Split
from dedupe.paragraphs import Content, Paragraph, Paragraphs, is_repeat
from dedupe.results import Boilerplate, Collapsed, Match, Removal
from dedupe.splitting import SAMPLE, choose_split, split_paragraphs
from dedupe.words import has_more_words


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
        self._firsts = [sheet.first for sheet in sheets]

    def __len__(self) -> int:
        """Return the number behind the last paragraph."""
        return self.sheets[-1].first + len(self.sheets[-1].paragraphs) if self.sheets else self.first

    def __getitem__(self, number: int) -> Paragraph:
        """Return a paragraph by its number."""
        if number < self.first:
            return self.retained[number]
        sheet = self.sheet_of(number)
        return sheet.paragraphs[number - sheet.first]

    def content(self, number: int) -> Content:
        """Return a paragraph by its number, without its place; raises `IndexError` where there is none."""
        if number < self.first:
            paragraph = self.retained[number]
            return Content(paragraph.text, paragraph.kind)
        sheet = self.sheet_of(number)
        return sheet.paragraphs.content(number - sheet.first)

    def repeats(self, numbers: Sequence[int], others: Sequence[int]) -> Sequence[bool]:
        """Return whether each of some paragraphs may be short, and is letter for letter another one."""
        if len(self.sheets) == 1 and not self.first:
            return self.sheets[0].paragraphs.repeats(numbers, others)
        return list(map(self._is_repeat, numbers, others))

    def _is_repeat(self, number: int, other: int) -> bool:
        try:
            return is_repeat(self.content(number), self.content(other))
        except IndexError:
            # Between two documents a number is left out.
            return False

    def eligible(self) -> Column:
        """Return the numbers of the paragraphs that are not protected, and of those that were kept before."""
        own = (shifted(sheet.paragraphs.eligible(), sheet.first) for sheet in self.sheets)
        return chained([self.retained.kept[:], *own])

    def texts(self, numbers: Sequence[int]) -> Sequence[str]:
        """Return the texts of paragraphs, whose numbers are in order; all that were kept before come first."""
        found: list[Sequence[str]] = [self.retained.texts()]
        for sheet in self.sheets:
            start, end = bisect_left(numbers, sheet.first), bisect_left(numbers, sheet.first + len(sheet.paragraphs))
            found.append(sheet.paragraphs.take(shifted(numbers[start:end], -sheet.first)))
        return joined(found)

    def ranks(self, numbers: Sequence[int], options: Options) -> list[int]:
        """Return for paragraphs how their documents rank: those of the least number come first, those of none last."""
        ranks = in_order(self.sheets, options)
        places: dict[float | str | None, int] = {rank: place for place, rank in enumerate(ranks)}
        by_sheet = [places.get(sheet.document.rank, len(places)) for sheet in self.sheets]
        return [by_sheet[bisect_right(self._firsts, number) - 1] for number in numbers]

    def sheet_of(self, number: int) -> Sheet:
        """Return the sheet on which a paragraph stands."""
        return self.sheets[bisect_right(self._firsts, number) - 1]

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
        numbers = range(sheet.first, sheet.first + len(sheet.paragraphs))
        gone: Sequence[int] = shifted(among(fates.removed, numbers), -sheet.first)
        if fates.boilerplate:
            gone = sorted([*gone, *(number - sheet.first for number in numbers if number in fates.boilerplate)])
        cuts = sheet.cut(gone) if gone else []
        return Collapsed(
            sheet.document,
            options,
            sheet.split,
            cuts,
            count=len(sheet.paragraphs),
            engine=fates.engine,
            details=SheetDetails(self, sheet, fates, cuts),
            refused=len(gone) - len(cuts),
            oversized=count_oversized(sheet.paragraphs, options.max_words),
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
            record=own.record,
            kept_record=kept.record,
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
        for number, (cut, stretch) in enumerate(zip(self._cuts, sheet.stretches(self._cuts), strict=True), 1):
            documents = self._fates.boilerplate.get(sheet.first + cut.paragraph)
            if documents:
                yield Boilerplate(number, *sheet.place(cut.paragraph)[:-1], documents, *stretch)
            else:
                yield Removal(number, self._match(cut.paragraph, removed=True), *stretch)

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


def count_oversized(paragraphs: Paragraphs, max_words: int) -> int:
    """Return how many of some paragraphs have more than `max_words` words."""
    return sum(has_more_words(text, max_words) for text in paragraphs.longer_than(max_words))


def joined(parts: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return all texts of some parts; where one is held as bytes, all are."""
    if all(isinstance(part, list) for part in parts):
        return list(chain.from_iterable(parts))
    from dedupe.bulk.texts import EncodedTexts

    return EncodedTexts.joined([EncodedTexts.of(part) for part in parts])


def in_order(sheets: Iterable[Sheet], options: Options) -> list[float | str]:
    """Return the ranks that documents have, those first of which a paragraph stays; numbers come before texts."""
    ranks = {sheet.document.rank for sheet in sheets} - {None}
    descending = options.keep_by.endswith(":desc")
    numbers = sorted((rank for rank in ranks if isinstance(rank, int | float)), reverse=descending)
    texts = sorted((rank for rank in ranks if isinstance(rank, str)), reverse=descending)
    return [*numbers, *texts]


def sheet_of(document: Document, split: str, first: int, group: int, options: Options) -> Sheet:
    """Return a document cut into paragraphs; the lines of one that is held as bytes are not decoded."""
    if split == Split.LINES and document.content is not None:
        from dedupe.bulk.sheets import LineSheet

        return LineSheet(document, document.content, first, group, options.processors)
    return Sheet(document, split, split_paragraphs(document.text, split), first, group)


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
                # One more than is looked at, so that it is seen to go on.
                split = choose_split(document.beginning(SAMPLE + 1), "" if document.literal else document.id)
            sheets.append(sheet_of(document, split, first, group, options))
            first += len(sheets[-1].paragraphs) + 1
    return Batch(sheets, len(groups), retained)
