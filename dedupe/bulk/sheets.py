"""A large text cut into its lines: all that is said of them is read from its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dedupe.bulk import EncodedCuts
from dedupe.bulk.cuts import plan_line_cuts
from dedupe.bulk.lines import split_lines
from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.sheets import Place, Sheet
from dedupe.documents import Document
from dedupe.options import Split
from dedupe.results import Stretch


class LineSheet(Sheet):
    """A document that is held as bytes, and its lines."""

    def __init__(self, document: Document, content: bytes, threads: int) -> None:
        self._lines = split_lines(content, threads)
        super().__init__(document, str(Split.LINES), self._lines)
        self._mark = len(document.mark)

    def place(self, number: int) -> Place:
        """Return where a paragraph stands, given its number on the sheet."""
        lines = self._lines
        start, end = lines.span(number)
        line = lines.line_numbers[number]
        return Place(self.document.id, start + self._mark, end + self._mark, line, lines.texts[number])

    def gap(self, number: int) -> str:
        """Return what stands in front of a paragraph, given its number on the sheet."""
        start = self._lines.span(number - 1)[1] if number else 0
        return bytes(self._lines.texts.data[start : self._lines.span(number)[0]]).decode()

    def cut(self, gone: Sequence[int]) -> EncodedCuts:
        """Return what goes with the paragraphs that are gone."""
        return plan_line_cuts(self._lines, gone)

    def stretches(self, cuts: Sequence[Cut]) -> Iterator[Stretch]:
        """Yield where the cuts lie, and what goes with them."""
        if not isinstance(cuts, EncodedCuts):
            # Of several steps, whose cuts are in code points.
            yield from super().stretches(cuts)
            return
        for start, content in cuts.pieces():
            yield Stretch(start + self._mark, start + self._mark + len(content), content.decode())
