"""What is left of a document after some rounds: a document that knows where its text stands in the input."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from dedupe.collapsing.cutting import Cut, stretches
from dedupe.documents import Document
from dedupe.paragraphs import Paragraph


class Remainder(Document):
    r"""A document without some stretches of its input, which are given in code points of the input.

    >>> rest = Remainder(Document("page", "one two three"), [Cut(1, 3, 7)])
    >>> rest.text, rest.pieces(1, 5)
    ('one three', [(1, 3), (7, 9)])
    """

    __slots__ = ("_begins", "_input", "_pieces", "cuts")

    cuts: list[Cut]

    def __init__(self, document: Document, cuts: Iterable[Cut]) -> None:
        earlier = document.cuts if isinstance(document, Remainder) else []
        self._input = document.input
        self.cuts = sorted([*earlier, *cuts], key=lambda cut: cut.start)
        text = self._input.text
        self._pieces = [(start, end) for start, end in stretches(text, self.cuts) if start < end]
        parts = [text[start:end] for start, end in self._pieces]
        self._begins = list(accumulate(map(len, parts), initial=0))
        super().__init__(
            document.id,
            "".join(parts),
            document.encoding,
            document.mark,
            document.literal,
            document.rank,
            document.name,
        )
        self.record = document.record

    @property
    def input(self) -> Document:
        """The document as it was given."""
        return self._input

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where a stretch of the text stands in that of the input, in pieces, in code points."""
        found = []
        position = start
        while position < end:
            index = bisect_right(self._begins, position) - 1
            own_start, own_end = self._pieces[index]
            begin = own_start + position - self._begins[index]
            stop = min(own_end, begin + end - position)
            found.append((begin, stop))
            position += stop - begin
        return found


def in_input(document: Document, paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs of a document with their places in its input."""
    for text, start, end, kind in paragraphs:
        pieces = document.pieces(start, end)
        yield Paragraph(text, pieces[0][0], pieces[-1][1], kind)
