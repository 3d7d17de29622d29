"""What a kept paragraph is filed under, and what a new one looks under for all that it may be alike to.

There are two ways. `Keys` are those of `signatures`: words of the prefix, rare ones by themselves, frequent ones
together with the next. They lead to all paragraphs over the threshold, and are few where that is high. `Facts` lead to
all that a paragraph can be a copy of, for those hold the rarest of its facts, whatever the threshold; but each kept one
is filed under all that it holds. Only words and facts of 32 bits are known here, so two may be taken for one: that
leads to more paragraphs, never to fewer, and what is found is compared in full.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, Protocol
from zlib import crc32

from dedupe.contests import the_judge
from dedupe.options import Options, Remove
from dedupe.signatures import Bounds, bounds, tokens_in_key

# A term in no more paragraphs than this is rare: its place in the order is that of its hash.
RARE = 8
# A key of one word, or two, is enough if it is expected in no more paragraphs than this.
SELECTIVE = 64
# With more keys than this a paragraph has keys of fewer words. On 480,000 lines of web, laws and talks at threshold 0.9
# there are 7.7 keys for each, and 325 postings behind them; with 200 keys at most 10.2 and 350.
MOST_KEYS = 64
# Below this threshold, in thousandths, keys lead to thousands of paragraphs where the rarest fact leads to a few.
FACTS_BELOW = 850
# So many of the rarest facts are asked for together.
ASKED = 3
# Bands of lengths begin at lengths that are so many hundredths apart.
BAND_PERCENT = 115
MULTIPLIER = 0x9E3779B97F4A7C15
BITS_64, SIGN = (1 << 64) - 1, 1 << 63
HALF = 32

Frequency = Callable[[int], int]


class Order(NamedTuple):
    """The frozen order of words or facts: `frequency` returns in how many of `paragraphs` a hash stood, 0 if in few."""

    frequency: Frequency
    paragraphs: int


class Terms(Protocol):
    """One way to file paragraphs and to find them again."""

    in_order: bool
    """Whether it depends on the order what a paragraph is filed under."""
    leads_to_all: bool
    """Whether all paragraphs over the threshold are found, or only those that another may be a copy of."""

    def filed(self, text: str, words: Sequence[str]) -> set[int]:
        """Return what a kept paragraph is filed under, each term once: signed 64-bit integers."""

    def sought(self, text: str, words: Sequence[str]) -> Iterator[Sequence[int]]:
        """Yield terms that stand together behind one of the paragraphs that are sought; no terms stand behind all."""


def make_terms(options: Options, order: Order) -> Terms:
    """Return how paragraphs are filed in an index with these options."""
    if options.remove is Remove.COPIES and options.thousandths < FACTS_BELOW:
        return Facts(order)
    return Keys(order, options.thousandths, options.max_words)


@lru_cache(maxsize=1 << 16)
def hash_of(term: str) -> int:
    """Return the 32-bit hash of a word or a fact: the CRC of its code points, 4 bytes each, the least first."""
    return crc32(term.encode("utf-32-le", "surrogatepass"))


class Facts:
    """Files a paragraph under all that it holds, and seeks those that hold the rarest facts of another."""

    in_order = False
    leads_to_all = False

    def __init__(self, order: Order) -> None:
        self._frequency = order.frequency

    def filed(self, text: str, words: Sequence[str]) -> set[int]:
        """Return what a kept paragraph is filed under."""
        del words
        judge = the_judge()
        return set(map(hash_of, judge.holdings(judge.read(text))))

    def sought(self, text: str, words: Sequence[str]) -> Iterator[Sequence[int]]:
        """Yield the rarest facts, which stand together."""
        del words
        judge = the_judge()
        facts = set(map(hash_of, judge.facts(judge.read(text))))
        yield sorted(facts, key=lambda fact: (self._frequency(fact), fact))[:ASKED]


class Kind(NamedTuple):
    """How paragraphs of one length are filed.

    `base` is the length of the prefix less the words in a key, `shared` the most words of a key, and `band` tells
    lengths apart.
    """

    base: int
    shared: int
    band: int


class Plans:
    """How paragraphs are filed and sought by their lengths in words; each plan is made once."""

    def __init__(self, threshold: int, max_words: int) -> None:
        self._threshold = threshold
        self._max_words = max_words
        self._kinds: dict[int, Kind] = {}
        self._probes: dict[int, Sequence[tuple[int, int, int]]] = {}

    def bounds(self, length: int) -> Bounds:
        """Return the bounds of a length."""
        return bounds(self._threshold, length, self._max_words)

    def kind(self, length: int) -> Kind:
        """Return how paragraphs of a length are filed."""
        if length not in self._kinds:
            own = self.bounds(length)
            base = own.prefix(own.shortest, 0)
            shared = tokens_in_key(base, own.least_shared(own.shortest), MOST_KEYS)
            self._kinds[length] = Kind(base, shared, band_of(length))
        return self._kinds[length]

    def probes(self, length: int) -> Sequence[tuple[int, int, int]]:
        """Return base, words of a key and band for each way in which partners of a length are filed."""
        if length not in self._probes:
            own = self.bounds(length)
            bases: dict[tuple[int, int], int] = {}
            for partner in range(own.shortest, own.longest + 1):
                _, shared, band = self.kind(partner)
                # The shortest partner of a kind needs the longest prefix.
                bases.setdefault((shared, band if shared == 1 else 0), own.prefix(partner, 0))
            self._probes[length] = [(base, shared, band) for (shared, band), base in bases.items()]
        return self._probes[length]


class Keys:
    """Files a paragraph under keys made of the rarest of its words."""

    in_order = True
    leads_to_all = True

    def __init__(self, order: Order, threshold: int, max_words: int) -> None:
        self.order = order
        self.plans = Plans(threshold, max_words)

    def filed(self, text: str, words: Sequence[str]) -> set[int]:
        """Return what a kept paragraph is filed under."""
        del text
        return set(self._keys(self._tokens(words), *self.plans.kind(len(words))))

    def sought(self, text: str, words: Sequence[str]) -> Iterator[Sequence[int]]:
        """Yield the keys of which a partner has one."""
        del text
        tokens = self._tokens(words)
        for probe in self.plans.probes(len(words)):
            for key in dict.fromkeys(self._keys(tokens, *probe)):
                yield (key,)

    def _tokens(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Return the words as tokens, rare ones first: how frequent each is, its hash and its occurrence."""
        frequency = self.order.frequency
        counted = Counter(map(hash_of, words))
        ordered = sorted([(frequency(value), value) for value in counted])
        return [(often, value | time << HALF) for often, value in ordered for time in range(counted[value])]

    def _keys(self, tokens: Sequence[tuple[int, int]], base: int, shared: int, band: int) -> Iterator[int]:
        """Yield the keys of at most `shared` tokens; a partner that shares as many tokens has one of them.

        For each token that the two share first, the next one, and the third, the prefix is one longer. Which tokens
        are enough follows from the order alone, so it is the same for both.
        """
        enough = SELECTIVE * max(1, self.order.paragraphs)
        for one, (often, token) in enumerate(tokens[: base + 1]):
            if shared == 1:
                yield mixed(mixed(1, band), token)
                continue
            if often <= SELECTIVE:
                yield mixed(shared, token)
                continue
            for two, (other, second) in enumerate(tokens[one + 1 : base + 2], one + 1):
                key = mixed(mixed(shared, token), second)
                if shared == 2 or often * other <= enough:
                    yield key
                    continue
                for _, third in tokens[two + 1 : base + 3]:
                    yield mixed(key, third)


def mixed(key: int, token: int) -> int:
    """Return a key with one token more, as a signed integer of 64 bits.

    >>> mixed(mixed(2, 77), 78) == mixed(mixed(2, 78), 77)
    False
    """
    key = ((key ^ token) * MULTIPLIER) & BITS_64
    key ^= key >> HALF
    return key - (key & SIGN) * 2


@cache
def band_starts() -> list[int]:
    """Return the lengths at which bands begin."""
    starts = [1]
    while starts[-1] < SIGN:
        starts.append(max(starts[-1] + 1, starts[-1] * BAND_PERCENT // 100))
    return starts


def band_of(length: int) -> int:
    """Return the band of a length, from 0."""
    return bisect_right(band_starts(), length) - 1
