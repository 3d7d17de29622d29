"""What goes of a large text whose paragraphs are its lines, in arrays: the same cuts as those of `cutting`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from dedupe.bulk import EncodedCuts
from dedupe.bulk.lines import LineParagraphs
from dedupe.bulk.texts import EncodedTexts, code_points_before
from dedupe.collapsing.cutting import Cut, strength
from dedupe.columns import Column, as_column, as_numpy
from dedupe.kernels.texts import LINE_FEED

# So many stretches of what stays are copied together, where they have fewer bytes than that on average.
TOGETHER, SHORT = 1 << 14, 1 << 12


class LineCuts(EncodedCuts):
    """The cuts of a text that is `data` (uint8): of each the paragraph that goes, and where it begins and ends (int64).

    As `Cut` they are in code points, which are counted when the first is asked for.
    """

    def __init__(
        self,
        data: npt.NDArray[np.uint8],
        paragraphs: Column,
        begins: npt.NDArray[np.int64],
        ends: npt.NDArray[np.int64],
    ) -> None:
        self._data = data
        self._paragraphs = paragraphs
        self._begins = begins
        self._ends = ends

    def __len__(self) -> int:
        """Return the number of cuts."""
        return len(self._paragraphs)

    @overload
    def __getitem__(self, index: int) -> Cut: ...
    @overload
    def __getitem__(self, index: slice) -> list[Cut]: ...
    def __getitem__(self, index: int | slice) -> Cut | list[Cut]:
        """Return one cut, or several."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return Cut(self._paragraphs[index], self._starts[index], self._stops[index])

    def left(self) -> Iterator[memoryview]:
        """Yield the bytes that stay, a piece at a time."""
        begins, ends = np.append(0, self._ends), np.append(self._begins, self._data.size)
        stretches = EncodedTexts(self._data, begins, ends)
        for first in range(0, len(stretches), TOGETHER):
            some = stretches.take(slice(first, first + TOGETHER))
            if some.size < SHORT * len(some):
                yield some.compact().data.data
            else:
                yield from (self._data.data[start:end] for start, end in zip(some.begins, some.ends, strict=True))

    def pieces(self) -> Iterator[tuple[int, bytes]]:
        """Yield where in the bytes each cut begins, and the bytes that go with it."""
        data = self._data.data
        for start, end in zip(self._begins.tolist(), self._ends.tolist(), strict=True):
            yield start, bytes(data[start:end])

    @cached_property
    def _starts(self) -> Column:
        return code_points_before(self._data, self._begins)

    @cached_property
    def _stops(self) -> Column:
        return code_points_before(self._data, self._ends)


def plan_line_cuts(paragraphs: LineParagraphs, gone: Sequence[int]) -> LineCuts:
    """Return the cuts for the paragraphs that go, given their places, in order; there is one at least."""
    lines = paragraphs.texts
    begins, ends = lines.begins, lines.ends
    places, last = as_numpy(gone), len(lines) - 1
    run_starts = np.flatnonzero(np.diff(places, prepend=-2) > 1)
    sizes = np.diff(run_starts, append=places.size)
    stays = np.repeat(strongest_separators(lines, places[run_starts], sizes), sizes)
    takes_after = places >= stays
    cut_begins = np.where(takes_after, begins[places], ends[places - 1])
    cut_ends = np.where(takes_after, begins[np.minimum(places + 1, last)], ends[places])
    if places.size == len(lines):
        cut_begins[0], cut_ends[-1] = 0, lines.data.size
    return LineCuts(lines.data, as_column(places), cut_begins, cut_ends)


def strongest_separators(
    lines: EncodedTexts, firsts: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return for each run of lines, given its first one and its size, the line behind the separator that stays."""
    count = len(lines)
    at_start, at_end = firsts == 0, firsts + sizes == count
    # One separator more than lines; those outside the text are of runs whose separator does not depend on strength.
    offsets = np.append(0, np.cumsum(sizes + 1)[:-1])
    every = np.repeat(firsts - offsets, sizes + 1) + np.arange(np.sum(sizes + 1))
    ranks = separator_ranks(lines, np.clip(every, 1, count - 1))
    strongest = np.repeat(np.maximum.reduceat(ranks, offsets), sizes + 1)
    found = np.minimum.reduceat(np.where(ranks == strongest, every, count), offsets)
    return np.where(at_start, 0, np.where(at_end, count, found))


def separator_ranks(lines: EncodedTexts, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how strongly the separators before some lines part, weaker ones first (int64)."""
    if len(lines) < 2:
        return np.zeros(places.size, np.int64)
    separators = EncodedTexts(lines.data, lines.ends[places - 1], lines.begins[places])
    # Nearly all are a line feed.
    others = np.flatnonzero((separators.sizes != 1) | (lines.data[separators.begins] != LINE_FEED))
    different, numbers = separators.take(others).different(threads=1)
    strengths = list(map(strength, [chr(LINE_FEED), *different]))
    order = {value: rank for rank, value in enumerate(sorted(set(strengths)))}
    usual, *ranks_of = (order[value] for value in strengths)
    ranks = np.full(places.size, usual, np.int64)
    ranks[others] = np.array(ranks_of, np.int64)[as_numpy(numbers)]
    return ranks
