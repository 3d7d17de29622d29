"""Kept paragraphs of earlier batches, with what is said of them when a later one copies them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Protocol

from dedupe.collapsing.sheets import Place, Sheet
from dedupe.paragraphs import Kind, Paragraph

# A document is held as a whole if no more than so much of its text is of no use: to note where each of its paragraphs
# stands takes ten microseconds for each, and hardly one is ever asked for.
USELESS_SHARE = 0.5


class Home(Protocol):
    """A document that has paragraphs."""

    def place(self, number: int) -> Place:
        """Return where a paragraph stands, given its number in the document."""


class Remembered(Protocol):
    """Paragraphs that were kept before, numbered through; `kept` has the numbers that new ones are compared with."""

    kept: array[int]

    def __len__(self) -> int:
        """Return the number behind the last paragraph."""

    def __getitem__(self, number: int) -> Paragraph:
        """Return a paragraph, not with its place; raises `IndexError` where none is."""

    def texts(self) -> list[str]:
        """Return the texts of the kept ones."""

    def place(self, number: int) -> Place:
        """Return where a paragraph stood."""


class Excerpt:
    """Where some paragraphs of a document stand, noted without the document."""

    def __init__(self, sheet: Sheet, numbers: Sequence[int]) -> None:
        self._places = {number: sheet.place(number) for number in numbers}

    def place(self, number: int) -> Place:
        """Return where a paragraph stands."""
        return self._places[number]


class Retained:
    """The paragraphs that were kept, numbered through, and what stands between two of a document.

    Behind each document one number is left out, so that no passage goes from one into the next. Of a document of which
    nothing was kept nothing is remembered, so endless copies take no room. `size` is that of the texts in code points.
    """

    def __init__(self) -> None:
        self.kept = array("q")
        self.size = 0
        self._texts: list[str | None] = []
        self._kinds: list[Kind] = []
        self._homes: list[Home] = []
        # For each home the number of its first paragraph here.
        self._firsts = array("q")

    def __len__(self) -> int:
        """Return the number behind the last paragraph."""
        return len(self._texts)

    def __getitem__(self, number: int) -> Paragraph:
        """Return a paragraph, not with its place; raises `IndexError` where a number is left out."""
        text = self._texts[number]
        if text is None:
            raise IndexError(number)
        return Paragraph(text, 0, len(text), self._kinds[number])

    def texts(self) -> list[str]:
        """Return the texts of the kept ones."""
        texts = self._texts
        return [texts[number] or "" for number in self.kept]

    def place(self, number: int) -> Place:
        """Return where a paragraph stood."""
        home = bisect_right(self._firsts, number) - 1
        return self._homes[home].place(number - self._firsts[home])

    def add(self, sheet: Sheet, kept: Sequence[int]) -> None:
        """Remember a sheet, of which the paragraphs `kept` are compared with later ones; they are in order."""
        texts = sheet.paragraphs.texts
        size = sum([len(texts[number]) for number in kept])
        whole = size >= (1 - USELESS_SHARE) * sheet.document.size
        here = len(self._texts)
        self._homes.append(sheet if whole else Excerpt(sheet, range(len(texts))))
        self._firsts.append(here)
        self.kept.extend([here + number for number in kept])
        self._texts += texts
        self._texts.append(None)
        self._kinds += [*sheet.paragraphs.kinds, Kind.TEXT]
        self.size += size
