"""A document as context sees it: its lines, and those of other documents that it repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol, overload

from dedupe.context.lines import Line
from dedupe.paragraphs import Content


class Elsewhere(Protocol):
    """The paragraphs of other documents, by numbers outside those of the page."""

    def content(self, number: int) -> Content | None:
        """Return a paragraph that is still there, or None."""

    def after(self, number: int) -> int | None:
        """Return the next paragraph of the same document that is still there."""

    def before(self, number: int) -> int | None:
        """Return the previous paragraph of the same document that is still there."""


class Nowhere:
    """No other documents."""

    def content(self, _: int) -> Content | None:
        """Return nothing."""
        return None

    def after(self, _: int) -> int | None:
        """Return nothing."""
        return None

    before = after


class Page(Sequence[Line]):
    """The lines of a document, made when they are asked for; `content` and `gap` give what one is made of."""

    def __init__(
        self,
        length: int,
        content: Callable[[int], Content],
        gap: Callable[[int], str],
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._length = length
        self._content = content
        self._gap = gap
        self._elsewhere = elsewhere or Nowhere()
        self._lines: dict[int, Line] = {}

    def __len__(self) -> int:
        """Return the number of lines."""
        return self._length

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        """Return one line, or several; raises `IndexError`."""
        if isinstance(index, slice):
            return [self[ordinal] for ordinal in range(*index.indices(self._length))]
        line = self._lines.get(index)
        if line is None:
            if not 0 <= index < self._length:
                raise IndexError(index)
            line = self._lines[index] = Line(*self._content(index), self._gap(index))
        return line

    def __iter__(self) -> Iterator[Line]:
        """Yield the lines in order."""
        return map(self.__getitem__, range(self._length))

    def text(self, ordinal: int) -> str:
        """Return the text of a line."""
        return self._content(ordinal).text

    def occurrences(self, text: str) -> int:
        """Return how many lines have a text."""
        return self._counts[text]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(map(self.text, range(self._length)))

    def holds(self, number: int) -> bool:
        """Whether a number is that of a line of this page."""
        return 0 <= number < self._length

    def line(self, number: int) -> Line | None:
        """Return a line of this page or of another document; None if there is none."""
        if self.holds(number):
            return self[number]
        if number not in self._lines:
            content = self._elsewhere.content(number)
            if content is None:
                return None
            self._lines[number] = Line(*content, "")
        return self._lines[number]

    def after(self, number: int) -> int | None:
        """Return the number of the next line of the same document."""
        if self.holds(number):
            return number + 1 if number + 1 < self._length else None
        return self._elsewhere.after(number)

    def before(self, number: int) -> int | None:
        """Return the number of the previous line of the same document."""
        if self.holds(number):
            return number - 1 if number else None
        return self._elsewhere.before(number)

    def beside(self, number: int) -> list[Line]:
        """Return the lines in front of a line and behind it, as far as there are any."""
        lines = [self.line(other) for other in (self.before(number), self.after(number)) if other is not None]
        return [line for line in lines if line is not None]
