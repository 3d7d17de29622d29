"""Documents cut into paragraphs that are numbered through, and turned into results when their fate is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

from dedupe.collapsing.remainders import in_input
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.retained import Remembered, Retained
from dedupe.collapsing.sheets import Place, Sheet
from dedupe.collapsing.targets import among
from dedupe.columns import NONE, Column, chained, shifted
from dedupe.documents import Document
from dedupe.matching import Finding
from dedupe.options import Options, Split
from dedupe.paragraphs import Content, Paragraph, Paragraphs, is_repeat
from dedupe.results import Boilerplate, Collapsed, Match, Removal, Stretch
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

    @property
    def rests(self) -> Sequence[Rest]:
        """What is left of the documents, in order."""

    @property
    def in_place(self) -> Mapping[int, str]:
        """The numbers of the copies that stay in place, each with what needs it there."""

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph that goes or is a near miss."""

    def context(self, number: int) -> str:
        """Return why a paragraph goes, or why a copy stays in place."""

    def near_misses(self, numbers: range) -> Iterable[int]:
        """Return those of some paragraphs that stay, but are alike to another; copies in place are among them."""


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
        if NONE in {number, other}:
            return False
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

    def sheet_number(self, number: int) -> int:
        """Return the number of the sheet on which a paragraph stands."""
        return bisect_right(self._firsts, number) - 1

    def sheet_of(self, number: int) -> Sheet:
        """Return the sheet on which a paragraph stands."""
        return self.sheets[self.sheet_number(number)]

    def place(self, number: int) -> Place:
        """Return where a paragraph stands, or stood if it was kept before."""
        if number < self.first:
            return self.retained.place(number)
        sheet = self.sheet_of(number)
        return sheet.place(number - sheet.first)

    def collapsed_groups(self, fates: Fates, options: Options) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group without the paragraphs that go."""
        rests = iter(fates.rests)
        rest = next(rests, None)
        for group in range(self.groups):
            found = []
            while rest is not None and rest.sheet.group == group:
                found.append(self.collapsed(rest, fates, options))
                rest = next(rests, None)
            yield found

    def collapsed(self, rest: Rest, fates: Fates, options: Options) -> Collapsed:
        """Return one document without the paragraphs that go."""
        sheet = rest.sheet
        numbers = range(sheet.first, sheet.first + len(sheet.paragraphs))
        planned = len(among(fates.removed, numbers)) + len(among(fates.boilerplate, numbers))
        in_place = Counter(
            fates.in_place[number] for number in among(fates.removed, numbers) if number in fates.in_place
        )
        return Collapsed(
            sheet.document.input,
            options,
            (sheet.split,),
            rest.cuts,
            count=len(sheet.paragraphs),
            engine=fates.engine,
            details=SheetDetails(self, rest, fates),
            refused=planned - rest.removals - in_place.total(),
            evidence=Counter(filter(None, map(fates.context, shifted(sorted(rest.gone), sheet.first)))),
            in_place=in_place,
            oversized=count_oversized(sheet.paragraphs, options.max_words),
        )

    def match(self, number: int, finding: Finding, context: str, *, removed: bool) -> Match:
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
            context=context,
            record=own.record,
            kept_record=kept.record,
        )


class SheetDetails:
    """Paragraphs, removals and matches of one document, made when they are asked for."""

    def __init__(self, batch: Batch, rest: Rest, fates: Fates) -> None:
        self._batch = batch
        self._rest = rest
        self._fates = fates

    def kept(self) -> Iterator[Paragraph]:
        """Return the paragraphs that stay."""
        sheet = self._rest.sheet
        return in_input(sheet.document, map(sheet.paragraphs.__getitem__, self._rest.places))

    def count_removals(self) -> int:
        """Return how many paragraphs went."""
        return self._rest.removals

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, in the order of the text."""
        sheet, cuts = self._rest.sheet, self._rest.cuts
        more: dict[int, list[Stretch]] = {}
        firsts: list[tuple[int, Stretch]] = []
        for cut, stretch in zip(cuts, sheet.stretches(cuts), strict=True):
            if cut.paragraph in more:
                more[cut.paragraph].append(stretch)
            else:
                more[cut.paragraph] = []
                firsts.append((cut.paragraph, stretch))
        for number, (place, stretch) in enumerate(firsts, 1):
            documents = self._fates.boilerplate.get(sheet.first + place)
            if documents:
                yield Boilerplate(number, *sheet.place(place)[:-1], documents, *stretch, tuple(more[place]))
            else:
                yield Removal(number, self._match(place, removed=True), *stretch, tuple(more[place]))

    def matches(self) -> Iterator[Match]:
        """Yield the matches of paragraphs that stay."""
        sheet, gone = self._rest.sheet, self._rest.gone
        numbers = range(sheet.first, sheet.first + len(sheet.paragraphs))
        staying = [number for number in among(self._fates.removed, numbers) if number - sheet.first not in gone]
        refused = [number for number in staying if number not in self._fates.in_place]
        for number in sorted({*refused, *self._fates.near_misses(numbers)}):
            yield self._match(number - sheet.first, removed=False)

    def _match(self, place: int, *, removed: bool) -> Match:
        number = self._rest.sheet.first + place
        finding = self._fates.finding(number)
        assert finding is not None  # noqa: S101 - every cut and every near miss has one
        return self._batch.match(number, finding, self._fates.context(number), removed=removed)


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


def sheet_of(document: Document, split: str, options: Options) -> Sheet:
    """Return a document cut into paragraphs; the lines of one that is held as bytes are not decoded."""
    if split == Split.LINES and document.content is not None:
        from dedupe.bulk.sheets import LineSheet

        return LineSheet(document, document.content, options.processors)
    return Sheet(document, split, split_paragraphs(document.text, split))


def split_of(document: Document, options: Options, rest: Rest | None = None) -> str:
    """Return the way in which a document, or what is left of it, is split."""
    if options.split is not Split.AUTO:
        return str(options.split)
    # The id of a record is no file name, whatever it looks like.
    # One more than is looked at, so that it is seen to go on.
    beginning = (rest or document).beginning(SAMPLE + 1)
    return choose_split(beginning, "" if document.literal else document.id)


def lay_out(groups: Sequence[Sequence[Sheet]], retained: Remembered | None = None) -> Batch:
    """Return the sheets of some groups as a batch, with their paragraphs numbered through behind the retained ones."""
    retained = Retained() if retained is None else retained
    sheets: list[Sheet] = []
    first = len(retained)
    for group, own in enumerate(groups):
        for sheet in own:
            sheets.append(sheet.renumbered(first, group))
            first += len(sheet.paragraphs) + 1
    return Batch(sheets, len(groups), retained)
