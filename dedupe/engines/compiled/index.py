"""Numbered words to an index: the keys by which paragraphs are found again, in arrays for the kernels."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt

from dedupe.bulk.sharing import Shares, do, shares_of
from dedupe.engines.compiled.plans import most_keys
from dedupe.engines.compiled.wording import Wording
from dedupe.kernels import index as kernels
from dedupe.kernels.candidates import Index
from dedupe.kernels.declaring import pack
from dedupe.kernels.index import Keys
from dedupe.kernels.sorting import COUNTERS
from dedupe.signatures import MOST_SHARED

# A bucket has so many keys on average, or fewer.
FULL = 2
LEAST_BITS, MOST_BITS = 10, 25
# Of the parity bitmaps: bits for each word, and the least and most 64-bit words.
PARITY_BITS = 8
LEAST_PARITY, MOST_PARITY = 4, 256
# Each share of the positions takes room for a number for each bucket.
MOST_SHARES = 4


def rank_words(wording: Wording, threads: int) -> tuple[npt.NDArray[np.int32], int, npt.NDArray[np.int64]]:
    """Return the place of each word in the order of frequency (int32), and that of the first one two can share.

    The third value is how many different words each position has (int64).
    """
    numbers, starts, size = wording
    shares = shares_of(starts[1:], min(threads, MOST_SHARES))
    different, counts = np.zeros(starts.size - 1, np.int64), np.zeros((len(shares), size), np.int32)

    def count(begin: int, end: int, own: npt.NDArray[np.int32]) -> None:
        kernels.count_paragraphs(begin, end, numbers, starts, own, np.full(size, -1, np.int32), different)

    do(shares, count, counts)
    frequency = counts.sum(axis=0, dtype=np.int32)
    ranks = np.empty(size, np.int32)
    kernels.rank(frequency, np.zeros(int(frequency.max(initial=0)) + 1, np.int32), ranks)
    return ranks, int((frequency < 2).sum()), different


def parity_words(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many 64-bit words the parity bitmaps of paragraphs of such lengths have: powers of two.

    Full bitmaps tell nothing; with eight bits for each word, few words share a bit.
    """
    longest = MOST_PARITY * kernels.WORD_BITS // PARITY_BITS
    wanted = np.clip(np.arange(longest + 1) * PARITY_BITS / kernels.WORD_BITS, LEAST_PARITY, MOST_PARITY)
    words = (1 << np.ceil(np.log2(wanted)).astype(np.int64)).astype(np.int64)
    return words[np.minimum(lengths, longest)]


def build_index(
    wording: Wording, plan: npt.NDArray[np.int64], ranks: npt.NDArray[np.int32], first_shared: int, threads: int
) -> tuple[Index, int]:
    """Return the arrays to search, nothing kept yet, and the number of bits of a bucket."""
    numbers, starts, _ = wording
    shares, lengths = shares_of(starts[1:], min(threads, MOST_SHARES)), np.diff(starts)
    sizes = np.minimum(lengths, plan[np.minimum(lengths, plan.shape[0] - 1), kernels.BASE] + MOST_SHARED)
    ends = np.cumsum(sizes)
    prefixes = np.empty(int(sizes.sum()), np.uint64)
    begins = np.zeros(lengths.size + 1, np.int64)
    np.cumsum(parity_words(lengths), out=begins[1:])
    parities, coarse = np.zeros(int(begins[-1]), np.uint64), np.zeros(lengths.size, np.uint64)
    given = numbers, starts, ranks, sizes, prefixes, ends, begins, parities, coarse
    longest = int(lengths.max(initial=0))
    rooms = [[np.empty(size, np.int32) for size in (longest, longest, COUNTERS)] for _ in shares]
    do(shares, lambda begin, end, own: kernels.make_tokens(begin, end, *given, *own), rooms)
    bits = min(MOST_BITS, max(LEAST_BITS, (prefixes.size // FULL).bit_length()))
    keys = Keys(prefixes, ends, sizes, plan, lengths, np.uint64(first_shared), np.uint64(bits))
    buckets, postings = build_postings(keys, shares)
    alive = np.zeros(lengths.size, np.int32)
    return Index(numbers, starts, begins, parities, coarse, prefixes, ends, sizes, plan, buckets, postings, alive), bits


def build_postings(keys: Keys, shares: Shares) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return where each bucket begins and ends (uint64), and the postings in them (uint64).

    Each share of the positions has a stretch of its own in each bucket, so that positions stay in order.
    """
    given, most = pack(keys), most_keys(keys.plan)
    rooms = [(np.empty(most, np.int64), np.empty(most, np.int32)) for _ in shares]
    counts = np.zeros((len(shares), 1 << int(keys.bits)), np.uint32)
    do(shares, lambda begin, end, own, room: kernels.count_keys(begin, end, given, own, *room), counts, rooms)
    buckets = np.empty(counts.shape[1], np.uint64)
    postings = np.empty(kernels.place_buckets(counts, buckets), np.uint64)
    fill = partial(kernels.fill_postings, given, postings)
    do(shares, lambda begin, end, goes_on, room: fill(begin, end, goes_on, *room), counts, rooms)
    return buckets, postings
