"""Sheets: documents cut into paragraphs, and where these stand in their files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import NamedTuple

from dedupe.collapsing.cutting import Cut, plan_cuts
from dedupe.documents import Document, Offsets
from dedupe.options import Split
from dedupe.paragraphs import Paragraphs
from dedupe.splitting import split_paragraphs


class Place(NamedTuple):
    """Where a paragraph stands: byte offsets, the line, from 1, and the record that its document is in a file."""

    document: str
    start: int
    end: int
    line: int
    text: str
    record: str = ""


class Stretch(NamedTuple):
    """A stretch of a document's file: byte offsets, and its text."""

    start: int
    end: int
    text: str


class Sheet:
    """A document cut into paragraphs; `first` is the number of its first one, `group` that of its group."""

    def __init__(self, document: Document, split: str, paragraphs: Paragraphs, first: int, group: int) -> None:
        self.document = document
        self.split = split
        self.paragraphs = paragraphs
        self.first = first
        self.group = group

    def cut(self, gone: Sequence[int]) -> Sequence[Cut]:
        """Return what goes with the paragraphs that are gone, given their places, in order."""
        # Lines are parted by what stands between them, whatever goes; the others may lean on their neighbours.
        split = None if self.split == Split.LINES else partial(split_paragraphs, split=self.split)
        return plan_cuts(self.document.text, self.paragraphs, gone, split)

    def stretches(self, cuts: Sequence[Cut]) -> Iterator[Stretch]:
        """Yield where the cuts lie, and what goes with them."""
        text, offsets = self.document.text, self.offsets
        for _, start, end in cuts:
            yield Stretch(offsets[start], offsets[end], text[start:end])

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
        return Place(self.document.id, self.offsets[start], self.offsets[end], line, text, self.document.record)
