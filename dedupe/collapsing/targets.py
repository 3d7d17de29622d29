"""Which paragraphs go, and the kept one that each goes for, by their numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from dedupe.columns import NONE, Column, at_least, otherwise, put, shifted, take


class Targets(Mapping[int, int]):
    """The numbers of paragraphs that go, in order, each with that of the kept one; a dict takes six times the room.

    All of them lie from `first` to `last`. Of `numbers` and `targets`, which has NONE for those that stay, those before
    `first` are passed over.
    """

    def __init__(self, first: int, last: int, numbers: Sequence[int], targets: Sequence[int]) -> None:
        self._first = first
        own = bisect_left(numbers, first)
        self._column = put(last - first, shifted(numbers[own:], -first), targets[own:])
        self._places = at_least(self._column, 0)

    def __len__(self) -> int:
        """Return how many go."""
        return len(self._places)

    def __iter__(self) -> Iterator[int]:
        """Return the numbers of those that go, in order."""
        return iter(shifted(self._places, self._first))

    def __contains__(self, number: object) -> bool:
        """Return whether a paragraph goes."""
        return isinstance(number, int) and number >= self._first and self._column[number - self._first] != NONE

    def __getitem__(self, number: int) -> int:
        """Return the number of the kept paragraph that one goes for."""
        if number not in self:
            raise KeyError(number)
        return self._column[number - self._first]

    def columns(self) -> tuple[Column, Column]:
        """Return the numbers of those that go, in order, and of the kept ones."""
        return shifted(self._places, self._first), take(self._column, self._places)

    def among(self, numbers: range) -> Column:
        """Return the numbers of those that go among some that follow each other."""
        start, end = (bisect_left(self._places, number - self._first) for number in (numbers.start, numbers.stop))
        return shifted(self._places[start:end], self._first)

    def within(self, numbers: range) -> tuple[Column, Column]:
        """Return the numbers of those that go among some that follow each other, and of the kept ones."""
        found = self.among(numbers)
        return found, take(self._column, shifted(found, -self._first))

    def add(self, more: Targets) -> None:
        """Take more paragraphs out, which lie from the same to the same."""
        if more:
            self._column = otherwise(more._column, self._column)
            self._places = at_least(self._column, 0)


def columns_of(removed: Mapping[int, int]) -> tuple[Column, Column]:
    """Return the numbers of those that go, in order, and of the kept ones.

    >>> [list(column) for column in columns_of({7: 2, 3: 1})]
    [[3, 7], [1, 2]]
    """
    if isinstance(removed, Targets):
        return removed.columns()
    numbers = sorted(removed)
    return array("q", numbers), array("q", [removed[number] for number in numbers])


def among(removed: Mapping[int, int], numbers: range) -> Sequence[int]:
    """Return those of some numbers that go, in order.

    >>> among({3: 1, 7: 2}, range(5, 9))
    [7]
    """
    if isinstance(removed, Targets):
        return removed.among(numbers)
    return [number for number in numbers if number in removed]
