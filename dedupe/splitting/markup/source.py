"""The lines of a marked-up text, and its paragraphs as runs of whole lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from dedupe.lines import PAGE_BREAK, is_blank, lines_of
from dedupe.paragraphs import Kind, Paragraph
from dedupe.splitting.code import is_code


class Extent(NamedTuple):
    """Where a paragraph ends: the number of the line behind its last one; and its kind."""

    end: int
    kind: Kind


class Source:
    """The lines of a text, each without its line end and the white space in front of that."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places = list(lines_of(text))
        self.lines = ["" if is_blank(place.text) else place.text.expandtabs().rstrip() for place in self._places]
        if self.lines:
            self.lines[0] = self.lines[0].removeprefix("\ufeff")

    def __getitem__(self, number: int) -> str:
        """Return a line; behind the last one all are blank."""
        return self.lines[number] if number < len(self.lines) else ""

    def indent(self, number: int) -> int:
        """Return the number of spaces in front of a line."""
        line = self[number]
        return len(line) - len(line.lstrip(" "))

    def run_end(self, number: int, *, stops: Callable[[int], bool] = lambda _number: False) -> int:
        """Return where the lines end that go on without a blank line, a page break, or one at which it `stops`."""
        end = number + 1
        while self[end] and not self._page_ends(end - 1) and not stops(end):
            end += 1
        return end

    def region_end(self, number: int, indent: int) -> int:
        """Return where the lines end, from `number` on, that are indented more; blank ones may be between them."""
        end = number
        while number < len(self.lines):
            if self[number]:
                if self.indent(number) <= indent:
                    break
                end = number + 1
            number += 1
        return end

    def last(self, line: str) -> int:
        """Return the number of the last line that is equal to one, -1 if none is."""
        return self._last.get(line, -1)

    def kind_of_text(self, first: int, end: int) -> Kind:
        """Return the kind of some lines that nothing marks."""
        # A paragraph of reStructuredText may end in `::`, which no code does.
        return Kind.CODE if is_code("\n".join(self.lines[first:end]).removesuffix("::")) else Kind.TEXT

    def paragraphs(self, read: Callable[[int], Extent]) -> list[Paragraph]:
        """Return the paragraphs; `read` says where one ends that begins at a line."""
        found, number = [], 0
        while number < len(self.lines):
            if not self[number]:
                number += 1
                continue
            extent = read(number)
            start, end = self._places[number].start, self._places[extent.end - 1].end
            found.append(Paragraph(self.text[start:end], start, end, extent.kind))
            number = extent.end
        return found

    def _page_ends(self, number: int) -> bool:
        return self.text.startswith(PAGE_BREAK, self._places[number].end)

    @cached_property
    def _last(self) -> dict[str, int]:
        return {line: number for number, line in enumerate(self.lines)}
