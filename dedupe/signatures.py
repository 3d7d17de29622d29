"""The bounds of the exact search, in integers: which pairs need not be looked at.

A threshold is a whole number of thousandths. Two paragraphs of m and n words that reach it have a longest common
subsequence, and so a number of common words, of at least `least_shared`. Three consequences are used:

* length: n lies between `Bounds.shortest` and `Bounds.longest` (Chaudhuri, Ganti and Kaushik 2006);
* prefix: put the different words of every paragraph in one fixed order. Of those of the first paragraph at most
  `m - least_shared` are missing in the second. So if they share k different words or more, the first k that they share
  stand among the first `m - least_shared + k` of one, and likewise of the other: paragraphs that share fewer than k
  words of their prefixes do not match (Bayardo, Ma and Srikant 2007; k > 1: Wang, Li and Feng 2012). Any order is
  correct; rare words first is fast;
* parity: each word flips one bit of a bitmap. Words that only one side has change at most as many bits as there are
  such words, `m + n - 2 * least_shared` of them (Sandes, Teodoro and Melo 2020).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from math import comb
from operator import xor
from typing import NamedTuple

ONE = 1000
# A key of more words is shared by no more than those of three.
MOST_SHARED = 3


def least_shared(threshold: int, m: int, n: int) -> int:
    """Return the least LCS, in words, with which lengths m and n reach the threshold in thousandths.

    >>> least_shared(800, 5, 5), least_shared(800, 5, 6)
    (4, 5)
    """
    return -(-threshold * (m + n) // (2 * ONE))


def parity(numbers: Iterable[int], bits: int) -> int:
    """Return the parity bitmap, of so many bits, of a sequence of numbered words.

    >>> parity([3, 5, 3], 128) == 1 << 5
    True
    """
    return reduce(xor, [1 << number % bits for number in numbers], 0)


class Bounds(NamedTuple):
    """What a paragraph of `length` words may match: lengths from `shortest` to `longest`, over `threshold`."""

    length: int
    threshold: int
    shortest: int
    longest: int

    def least_shared(self, n: int) -> int:
        """Return the least LCS with a paragraph of n words."""
        return least_shared(self.threshold, self.length, n)

    def prefix(self, shortest: int, shared: int) -> int:
        """Return how many of its first words hold `shared` common ones with any match of `shortest` words or more."""
        return self.length - self.least_shared(max(shortest, self.shortest)) + shared


def bounds(threshold: int, length: int, max_words: int) -> Bounds:
    """Return the bounds for a paragraph of `length` words.

    One of more than `max_words` matches at a similarity of 1 only, which is to say when the words are equal.

    >>> bounds(800, 10, 20_000)
    Bounds(length=10, threshold=800, shortest=7, longest=15)
    >>> bounds(800, 10, 9)
    Bounds(length=10, threshold=1000, shortest=10, longest=10)
    """
    if length > max_words:
        return Bounds(length, ONE, length, length)
    shortest = max(1, -(-threshold * length // (2 * ONE - threshold)))
    longest = min(max_words, length * (2 * ONE - threshold) // threshold)
    return Bounds(length, threshold, shortest, longest)


def tokens_in_key(base: int, least_shared: int, most_keys: int) -> int:
    """Return how many words a key has, so that paragraphs have no more than `most_keys`; one at least.

    `base` is the length of the prefix less the shared words, and `least_shared` how many words any two share.

    >>> tokens_in_key(2, 14, 10), tokens_in_key(4, 20, 25), tokens_in_key(17, 80, 25), tokens_in_key(0, 2, 25)
    (3, 2, 1, 2)
    """
    for shared in range(min(MOST_SHARED, least_shared), 1, -1):
        if comb(base + shared, shared) <= most_keys:
            return shared
    return 1
