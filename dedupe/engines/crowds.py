"""Crowds: so many paragraphs in one frame that they are told apart by their facts, not one by one."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from dedupe.contests import Contest

# More positions than this with one key are a crowd.
CROWD = 512


class Holders:
    """Which kept paragraphs of a crowd hold a fact: a second way to all copies, past the siblings.

    A copy's facts are all in the kept paragraph, so the kept ones with its rarest fact are all that it can copy.
    """

    def __init__(self, contest: Contest) -> None:
        self._contest = contest
        self._all = array("i")
        self._positions: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))

    @property
    def any(self) -> bool:
        """Whether there is any crowd."""
        return bool(self._all)

    def add(self, position: int) -> None:
        """Take in a kept position, or one that may be kept; each once, and in order."""
        for positions in self._lists(position):
            positions.append(position)

    def drop(self, position: int) -> None:
        """Take out a position that is not kept after all."""
        for positions in self._lists(position):
            del positions[bisect_left(positions, position)]

    def fewest(self, position: int) -> Sequence[int]:
        """Return the positions before the candidate that hold its rarest fact; all of them if it has no fact."""
        facts = self._contest.facts(position)
        found = min((self._positions.get(fact, ()) for fact in facts), key=len, default=self._all)
        return found[: bisect_left(found, position)]

    def _lists(self, position: int) -> Iterator[array[int]]:
        """Yield the lists that a position stands in."""
        yield self._all
        for fact in self._contest.holdings(position):
            yield self._positions[fact]
