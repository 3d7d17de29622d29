"""Attempts to remove paragraphs of which some may have to stay, so that others are split as before.

An attempt splits the whole text once. In the field nearly all documents need one. Where a run of removed paragraphs
changes its neighbours, the next attempts keep two of its separators, then remove it in halves, and these in halves,
until only the paragraphs are left that hold the others apart. All runs of a document are tried at the same time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import NamedTuple

# After so many attempts what is not settled stays. A run of a hundred paragraphs of which two have to stay needs 20.
MOST_ATTEMPTS = 48
# In code points: so much is split for a document at the most, or what the least attempts take.
MOST_SPLIT, LEAST_ATTEMPTS = 1 << 24, 6


class Segment(NamedTuple):
    """Consecutive paragraphs to be removed, from `first` to before `behind`; with `two_stay` two separators stay."""

    first: int
    behind: int
    two_stay: bool = False


class Trial:
    """One run of paragraphs: the segments of it that go, and those that are still to be tried, the next one last."""

    def __init__(self, whole: Segment) -> None:
        self.whole = whole
        self._accepted: list[Segment] = []
        self._waiting = [whole]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be tried."""
        return not self._waiting

    def segments(self) -> list[Segment]:
        """Return what goes in this attempt, in order; what touches is one segment."""
        found: list[Segment] = []
        for first, behind, two_stay in [*self._accepted, *self._waiting[-1:]]:
            if found and found[-1].behind == first:
                before = found.pop()
                found.append(Segment(before.first, behind, before.two_stay or two_stay))
            else:
                found.append(Segment(first, behind, two_stay))
        return found

    def accept(self) -> None:
        """Remove what was tried."""
        if self._waiting:
            self._accepted.append(self._waiting.pop())

    def refine(self) -> None:
        """Try less than was tried; where nothing was, everything stays."""
        if not self._waiting:
            self._accepted.clear()
            return
        first, behind, two_stay = segment = self._waiting.pop()
        if not two_stay and (segment == self.whole or behind - first == 1):
            self._waiting.append(Segment(first, behind, two_stay=True))
        elif behind - first > 1:
            middle = (first + behind) // 2
            self._waiting += [Segment(middle, behind), Segment(first, middle)]

    def give_up(self) -> None:
        """Leave in place what is not settled, or else everything."""
        if self._waiting:
            self._waiting.clear()
        else:
            self._accepted.clear()


class Trials:
    """The attempts for all runs of removed paragraphs, which are given in order, of a document of some `size`."""

    def __init__(self, segments: Sequence[Segment], size: int) -> None:
        self._trials = [Trial(segment) for segment in segments]
        self._attempts = 0
        self._most = max(LEAST_ATTEMPTS, min(MOST_ATTEMPTS, MOST_SPLIT // max(1, size)))

    def segments(self) -> list[Segment]:
        """Return what goes in the next attempt, in order; nothing if everything stays."""
        if self._attempts == 2 * self._most:
            return []
        return [segment for trial in self._trials for segment in trial.segments()]

    def settle(self, changed: Collection[int]) -> bool:
        """Take the kept paragraphs that an attempt changed, and return whether it was the last one."""
        self._attempts += 1
        blamed = self._beside(changed) if changed else set()
        is_last = not changed
        for number, trial in enumerate(self._trials):
            if number not in blamed:
                trial.accept()
            elif self._attempts < self._most:
                trial.refine()
            else:
                trial.give_up()
            is_last = is_last and trial.is_settled
        return is_last

    def _beside(self, changed: Collection[int]) -> set[int]:
        """Return the runs to blame: those beside a changed paragraph; else the nearest before the first, or all.

        >>> trials = Trials([Segment(4, 6), Segment(9, 10)], 1000)
        >>> trials._beside({6}), trials._beside({12}), trials._beside({0})
        ({0}, {1}, {0, 1})
        """
        going = [(number, segment) for number, trial in enumerate(self._trials) for segment in trial.segments()]
        touching = {number for number, (first, behind, _) in going if first - 1 in changed or behind in changed}
        if touching:
            return touching
        before = bisect_right(going, min(changed), key=lambda pair: pair[1].first) - 1
        return {going[before][0]} if before >= 0 else {number for number, _ in going}
