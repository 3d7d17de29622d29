"""Sheets: documents cut into paragraphs, and where these stand in their files."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property, partial
from itertools import accumulate
from typing import NamedTuple

from dedupe.collapsing.cutting import Cut, plan_cuts
from dedupe.collapsing.remainders import Remainder
from dedupe.documents import Document, Offsets
from dedupe.options import Split
from dedupe.paragraphs import ListedParagraphs, Paragraphs
from dedupe.results import Stretch
from dedupe.splitting import split_paragraphs


class Place(NamedTuple):
    """Where a paragraph stands: byte offsets, the line, from 1, and the record that its document is in a file."""

    document: str
    start: int
    end: int
    line: int
    text: str
    record: str = ""


class Sheet:
    """A document cut into paragraphs; `first` is the number of its first one, `group` that of its group."""

    def __init__(self, document: Document, split: str, paragraphs: Paragraphs, first: int = 0, group: int = 0) -> None:
        self.document = document
        self.split = split
        self.paragraphs = paragraphs
        self.first = first
        self.group = group

    def renumbered(self, first: int, group: int) -> Sheet:
        """Return the same sheet with other numbers."""
        sheet = copy(self)
        sheet.first, sheet.group = first, group
        return sheet

    def without(self, cuts: Sequence[Cut]) -> Sheet:
        """Return what is left of the document, with the paragraphs that are kept, after cuts that `cut` returned."""
        by_place = {cut.paragraph: cut.end - cut.start for cut in cuts}
        paragraphs = self.paragraphs
        kept, starts, shift = [], array("q"), 0
        for place, start in enumerate(paragraphs.starts):
            if place in by_place:
                shift += by_place[place]
            else:
                kept.append(place)
                starts.append(start - shift)
        kinds = paragraphs.kinds
        left = ListedParagraphs(list(paragraphs.take(kept)), starts, [kinds[place] for place in kept])
        rest = Remainder(self.document, self.in_input(cuts))
        return Sheet(rest, self.split, left, self.first, self.group)

    def gap(self, number: int) -> str:
        """Return what stands in front of a paragraph, given its number on the sheet."""
        before = self.paragraphs.end_of(number - 1) if number else 0
        return self.document.text[before : self.paragraphs.starts[number]]

    def in_input(self, cuts: Sequence[Cut]) -> Sequence[Cut]:
        """Return where cuts of the document stand in its input; one of what is left may be in several pieces there."""
        if self.document is self.document.input:
            return cuts
        pieces = self.document.pieces
        return [Cut(place, *piece) for place, start, end in cuts for piece in pieces(start, end)]

    def cut(self, gone: Sequence[int]) -> Sequence[Cut]:
        """Return what goes with the paragraphs that are gone, given their places, in order."""
        # Lines are parted by what stands between them, whatever goes; the others may lean on their neighbours.
        split = None if self.split == Split.LINES else partial(split_paragraphs, split=self.split)
        return plan_cuts(self.document.text, self.paragraphs, gone, split)

    def stretches(self, cuts: Sequence[Cut]) -> Iterator[Stretch]:
        """Yield where cuts of the input lie, and what goes with them."""
        text, offsets = self.document.input.text, self.offsets
        for _, start, end in cuts:
            yield Stretch(offsets[start], offsets[end], text[start:end])

    @cached_property
    def offsets(self) -> Offsets:
        """Where the code points of the input lie in its bytes."""
        return self.document.input.offsets()

    @cached_property
    def line_ends(self) -> list[int]:
        """Where the lines of the input end, in code points."""
        lines = self.document.input.text.splitlines(keepends=True)
        return list(accumulate(map(len, lines)))

    def place(self, number: int) -> Place:
        """Return where a paragraph stands in the input, given its number on the sheet."""
        text, start, end, _ = self.paragraphs[number]
        pieces = self.document.pieces(start, end)
        start, end = pieces[0][0], pieces[-1][1]
        line = bisect_right(self.line_ends, start) + 1
        return Place(self.document.id, self.offsets[start], self.offsets[end], line, text, self.document.record)
