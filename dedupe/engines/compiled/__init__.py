"""The engine for bulk: the same search over arrays, in compiled kernels and with threads; the extra `[fast]`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from dedupe.contests import Contest, Pair
from dedupe.engines.compiled.index_kernels import gather
from dedupe.engines.compiled.search import Search
from dedupe.engines.compiled.search_kernels import NO_CROWD
from dedupe.engines.compiled.wording import Wording, number_texts
from dedupe.engines.crowds import CROWD, Holders


class CompiledEngine:
    """Finds pairs with arrays; `threads` is 0 for as many as there are processors."""

    name = "compiled"

    def __init__(self, texts: Sequence[str], threads: int) -> None:
        self._threads = threads or os.cpu_count() or 1
        self._wording = number_texts(texts, self._threads)

    def lengths(self) -> list[int]:
        """Return how many words each text has."""
        found: list[int] = np.diff(self._wording.starts).tolist()
        return found

    def find_pairs(self, contest: Contest) -> Sequence[Pair | None]:
        """Return, for each position, its pair with the kept position that it is alike to, or None."""
        wording = take(self._wording, contest.order)
        # A contest has all that is needed of it: twice the words of a large text are much.
        del self._wording
        search = Search(wording, contest.options, self._threads)
        if contest.any_removes:
            return FirstPairs(*search.first_matches())
        return decide_all(search, contest)


class FirstPairs(Sequence[Pair | None]):
    """The pairs of a run in which the first kept position that is similar removes each, whatever the verdict."""

    def __init__(self, kept: npt.NDArray[np.int32], lcs: npt.NDArray[np.int32]) -> None:
        self._kept: list[int] = kept.tolist()
        self._lcs: list[int] = lcs.tolist()

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self._kept)

    @overload
    def __getitem__(self, index: int) -> Pair | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pair | None]: ...
    def __getitem__(self, index: int | slice) -> Pair | list[Pair | None] | None:
        """Return the pair of a position, or those of several."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        kept = self._kept[index]
        return None if kept < 0 else Pair(kept, self._lcs[index], removed=True, judgement=None)

    def __iter__(self) -> Iterator[Pair | None]:
        """Yield the pair of each position."""
        return (self[index] for index in range(len(self)))


def take(wording: Wording, order: Sequence[int]) -> Wording:
    """Return the words of some texts, in that order."""
    places = np.fromiter(order, np.int64, len(order))
    starts = np.zeros(places.size + 1, np.int64)
    numbers = np.empty(int(np.diff(wording.starts)[places].sum()), np.int32)
    gather(wording.numbers, wording.starts, places, numbers, starts[1:])
    return Wording(numbers, starts, wording.size)


def decide_all(search: Search, contest: Contest) -> list[Pair | None]:
    """Return the pairs of a run in which the verdict decides, position by position.

    Where the facts decide, what crowds have in common is not looked at: see `Holders`.
    """
    crowd = CROWD if contest.facts_decide else int(NO_CROWD)
    members = search.crowd_members(crowd)
    holders = Holders(contest)
    pairs: list[Pair | None] = []
    for position, crowded, found in search.all_matches(crowd):
        similar = found
        if crowded:
            others = holders.fewest(position)
            similar = sorted({*found, *search.verify(position, others)})
        pair = contest.decide(position, similar) if similar else None
        if pair and pair.removed:
            search.drop(position)
        elif members[position]:
            holders.add(position)
        pairs.append(pair)
    return pairs
