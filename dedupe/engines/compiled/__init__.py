"""The engine for bulk: the same search over arrays, in compiled kernels and with threads; the extra `[fast]`."""

from __future__ import annotations

from collections.abc import Sequence

from dedupe.callbacks import OnCompared
from dedupe.columns import Column, as_column, as_numpy
from dedupe.contests import Contest, FirstPairs, Pairs
from dedupe.engines.compiled import alphabet
from dedupe.engines.compiled.deciding import Decider
from dedupe.engines.compiled.search import Search
from dedupe.engines.compiled.wording import number_texts
from dedupe.engines.foresight import Foresight


class CompiledEngine:
    """Finds pairs with arrays, and with so many threads."""

    name = "compiled"

    def __init__(self, texts: Sequence[str], threads: int) -> None:
        self._threads = threads
        self._numbered = number_texts(texts, threads)

    def lengths(self) -> Column:
        """Return how many words each text has."""
        return as_column(self._numbered.lengths)

    def find_pairs(self, contest: Contest, on_compared: OnCompared | None = None) -> Pairs:
        """Return the pair of each position with the kept one that it is alike to."""
        wording = self._numbered.take(as_numpy(contest.order))
        # A contest has all that is needed of it: twice the words of a large text are much.
        del self._numbered
        search = Search(wording, contest.options, self._threads, decided=contest.decided, on_compared=on_compared)
        if contest.first_removes:
            kept, lcs = search.first_matches()
            return FirstPairs(as_column(kept), lcs.data)
        with Foresight(contest, self._threads) as foresight:
            return Pairs(Decider(search, contest, foresight).pairs())


def get_ready() -> None:
    """Prepare what all texts need, so that it is there when the first of them is read."""
    alphabet.joining()
    alphabet.patterns()
