"""The readable engine: the exact search of `signatures` with dicts of lists, in one process.

It starts at once and holds everything in memory. Prefixes are made for two common words, and the postings of their
words are counted: in plain Python this is cheaper than keys of several words. On 9.7 MB of mixed text at threshold 0.9,
366,000 candidates share one word and 113,000 two, found in 0.38 and 0.45 seconds; keys of up to three words scan no
fewer postings and take longer to make than all of that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from dedupe.callbacks import OnCompared
from dedupe.contests import Contest, Pair, Pairs
from dedupe.engines.crowds import CROWD, Holders
from dedupe.signatures import Bounds, bounds, parity
from dedupe.similarity import WORD_BITS, longest_common_subsequence
from dedupe.vocabulary import Encoded, Vocabulary, different_numbers, numbers_of
from dedupe.words import split_words

# With fewer candidates than this, the LCS of short texts costs less than the bitmaps that would spare it; but for the
# few paragraphs of a page all bitmaps cost less than to import rapidfuzz, 40 ms.
FEW = 32
# With 128 bits the bitmaps of long paragraphs fill up: at threshold 0.8 a third of the time was lost to that.
PARITY_BITS = 512
PAGE = 500
# So many common words a candidate must have in its prefix.
SHARED = 2
# Progress is reported each time that so many more are compared.
TOLD = 256


class MemoryEngine:
    """Finds pairs with dicts."""

    name = "memory"

    def __init__(self, texts: Sequence[str]) -> None:
        vocabulary = Vocabulary()
        self._words = [vocabulary.encode(split_words(text)) for text in texts]

    def lengths(self) -> list[int]:
        """Return how many words each text has."""
        return list(map(len, self._words))

    def find_pairs(self, contest: Contest, on_compared: OnCompared | None = None) -> Pairs:
        """Return the pair of each position with the kept one that it is alike to."""
        search = Search(contest, [self._words[number] for number in contest.order])
        pairs: list[Pair | None] = []
        for position in range(len(contest.order)):
            if on_compared and position % TOLD == 0:
                on_compared(position, len(contest.order))
            query = search.query(position)
            if position < contest.decided:
                search.keep(query)
                pairs.append(None)
                continue
            candidates = search.candidates(query)
            pair = contest.decide(position, search.similar(query, candidates)) if candidates else None
            if pair is None or not pair.removed:
                search.keep(query)
            pairs.append(pair)
        return Pairs(pairs)


def rank_words(paragraphs: Iterable[Encoded]) -> tuple[list[int], int]:
    """Return the place of each word in the order of the prefixes, and the first place of one that two can share.

    Rare words come first. A word that stands in the text once leads no one to its paragraph, but counts in its prefix.
    """
    frequency = Counter(chain.from_iterable(map(numbers_of, paragraphs)))
    ranks = [0] * (max(frequency, default=-1) + 1)
    for rank, number in enumerate(sorted(frequency, key=frequency.__getitem__)):
        ranks[number] = rank
    return ranks, sum(1 for count in frequency.values() if count == 1)


def band_starts(threshold: int, longest: int) -> list[int]:
    """Return the lengths at which bands begin, so that the partners of a length lie in its band and the next ones."""
    starts = [1]
    while starts[-1] < longest:
        starts.append(bounds(threshold, starts[-1], longest).longest + 1)
    return starts


class Plan(NamedTuple):
    """How paragraphs of one length are searched for and kept.

    `probes` has the bands of lengths and the prefix that meets all partners there; `band` and `prefix` are those to be
    found by. `different` is the number of different words from which a partner has `SHARED` of them, and
    `least_shared` the least LCS for each length of a partner.
    """

    probes: list[tuple[int, int]]
    band: int
    prefix: int
    different: int
    least_shared: dict[int, int]


def make_plan(limits: Bounds, starts: list[int]) -> Plan:
    """Return the plan for the length of `limits`, given the lengths at which bands start."""
    first = bisect_right(starts, limits.shortest) - 1
    last = bisect_right(starts, limits.longest) - 1
    return Plan(
        probes=[(band, limits.prefix(starts[band], SHARED)) for band in range(first, last + 1)],
        band=bisect_right(starts, limits.length) - 1,
        prefix=limits.prefix(limits.shortest, SHARED),
        different=limits.prefix(limits.shortest, SHARED),
        least_shared={n: limits.least_shared(n) for n in range(limits.shortest, limits.longest + 1)},
    )


class Query(NamedTuple):
    """A position with what it is searched and kept by: the ranks of its different words, rarest first."""

    position: int
    words: Encoded
    ranks: list[int]
    plan: Plan


class Search:
    """The paragraphs kept so far, found again by their rarest words."""

    def __init__(self, contest: Contest, words: Sequence[Encoded]) -> None:
        self._contest = contest
        self._words = words
        self._ranks, self._first_shared = rank_words(words)
        longest = max(map(len, words), default=1)
        self._starts = band_starts(contest.options.thousandths, longest)
        self._plans: dict[int, Plan] = {}
        # For each band of lengths: rank of a word -> kept positions that have it in their prefix, in order.
        self._bands: list[defaultdict[int, list[int]]] = [defaultdict(list) for _ in self._starts]
        self._parities = Parities(words)
        self._few = FEW if len(words) > PAGE else 1
        self._holders = Holders(contest)
        self._crowd: set[int] = set()

    def query(self, position: int) -> Query:
        """Return what is needed to search for a position and to keep it."""
        words = self._words[position]
        plan = self._plans.get(len(words)) or self._make_plan(len(words))
        return Query(position, words, sorted(map(self._ranks.__getitem__, different_numbers(words))), plan)

    def similar(self, query: Query, candidates: Collection[int]) -> Iterator[tuple[int, int]]:
        """Yield those candidates that are over the threshold, in order, each with its LCS."""
        for kept in self._filter(query, candidates):
            other = self._words[kept]
            least = query.plan.least_shared[len(other)]
            lcs = longest_common_subsequence(other, query.words, at_least=least)
            if lcs:
                yield kept, lcs

    def keep(self, query: Query) -> None:
        """Take a position among the kept ones."""
        band, ranks = self._bands[query.plan.band], query.ranks
        for rank in ranks[bisect_left(ranks, self._first_shared) : query.plan.prefix]:
            postings = band[rank]
            postings.append(query.position)
            if len(postings) > CROWD and self._contest.facts_decide:
                self._join_crowd(postings)

    def candidates(self, query: Query) -> Collection[int]:
        """Return the kept positions that share enough words of the prefixes.

        Where the facts decide, those of a crowd that lack the rarest fact may be left out.
        """
        found: list[list[int]] = []
        for band, prefix in query.plan.probes:
            found.extend(filter(None, map(self._bands[band].get, query.ranks[:prefix])))
        shared = SHARED if len(query.ranks) >= query.plan.different else 1
        if not self._holders.any or max(map(len, found), default=0) <= CROWD:
            return appearing(found, shared)
        found = [postings for postings in found if len(postings) <= CROWD]
        return {*appearing(found, shared), *self._holders.fewest(query.position)}

    def _join_crowd(self, positions: Sequence[int]) -> None:
        """Take positions among the holders of facts: all when a list becomes a crowd, then each as it comes."""
        for position in positions if len(positions) == CROWD + 1 else positions[-1:]:
            if position not in self._crowd:
                self._crowd.add(position)
                self._holders.add(position)

    def _filter(self, query: Query, candidates: Collection[int]) -> list[int]:
        """Return the candidates whose length and parity allow a match, in order."""
        words, least_of = self._words, query.plan.least_shared.get
        if len(candidates) < self._few and len(query.words) <= WORD_BITS:
            return sorted([kept for kept in candidates if least_of(len(words[kept]))])
        m, bits, parities = len(query.words), self._parities[query.position], self._parities
        return sorted(
            [
                kept
                for kept in candidates
                if (least := least_of(n := len(words[kept])))
                and (parities[kept] ^ bits).bit_count() <= m + n - 2 * least
            ]
        )

    def _make_plan(self, length: int) -> Plan:
        options = self._contest.options
        limits = bounds(options.thousandths, length, options.max_words)
        self._plans[length] = make_plan(limits, self._starts)
        return self._plans[length]


def appearing(lists: Sequence[Sequence[int]], times: int) -> Collection[int]:
    """Return the numbers that stand in so many of the lists.

    >>> sorted(appearing([[1, 2], [2, 3], [2, 3]], 2))
    [2, 3]
    """
    if len(lists) < times:
        return ()
    numbers = list(chain.from_iterable(lists))
    different = set(numbers)
    if times == 1:
        return different
    if len(different) == len(numbers):
        return ()
    return [number for number, count in Counter(numbers).items() if count >= times]


class Parities(dict[int, int]):
    """The parity bitmaps by position, made when first asked for."""

    def __init__(self, words: Sequence[Encoded]) -> None:
        self._words = words

    def __missing__(self, position: int) -> int:
        """Make the bitmap of one position."""
        self[position] = parity(numbers_of(self._words[position]), PARITY_BITS)
        return self[position]
