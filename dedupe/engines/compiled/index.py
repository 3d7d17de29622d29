"""Numbered words to an index: the keys by which paragraphs are found again, in arrays for the kernels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dedupe.engines.compiled import index_kernels as kernels
from dedupe.engines.compiled.wording import Wording
from dedupe.signatures import MOST_SHARED

# A bucket has so many keys on average, or fewer.
FULL = 2
LEAST_BITS, MOST_BITS = 10, 25
# Of the parity bitmaps: bits for each word, and the least and most 64-bit words.
PARITY_BITS = 8
LEAST_PARITY, MOST_PARITY = 4, 256


class Index(NamedTuple):
    """The arrays that kernels search, see `index_kernels`."""

    starts: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    parities: npt.NDArray[np.uint64]
    coarse: npt.NDArray[np.uint64]
    prefixes: npt.NDArray[np.uint64]
    ends: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    plan: npt.NDArray[np.int64]
    buckets: npt.NDArray[np.int64]
    lasts: npt.NDArray[np.int64]
    filled: npt.NDArray[np.uint64]
    postings: npt.NDArray[np.int32]
    alive: npt.NDArray[np.int32]


def rank_words(wording: Wording) -> tuple[npt.NDArray[np.int32], int, npt.NDArray[np.int64]]:
    """Return the place of each word in the order of frequency (int32), and that of the first one two can share.

    The third value is how many different words each position has (int64).
    """
    frequency = np.zeros(wording.size, np.int32)
    different = np.zeros(wording.starts.size - 1, np.int64)
    kernels.count_paragraphs(wording.numbers, wording.starts, frequency, np.full(wording.size, -1, np.int32), different)
    ranks = np.empty(wording.size, np.int32)
    ranks[np.argsort(frequency, kind="stable")] = np.arange(wording.size, dtype=np.int32)
    return ranks, int((frequency < 2).sum()), different


def parity_words(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many 64-bit words the parity bitmaps of paragraphs of such lengths have: powers of two.

    Full bitmaps tell nothing; with eight bits for each word, few words share a bit.
    """
    wanted = np.clip(lengths * PARITY_BITS / kernels.WORD_BITS, LEAST_PARITY, MOST_PARITY)
    return (1 << np.ceil(np.log2(wanted)).astype(np.int64)).astype(np.int64)


def build_index(
    wording: Wording, plan: npt.NDArray[np.int64], ranks: npt.NDArray[np.int32], first_shared: int, room: int
) -> tuple[Index, int]:
    """Return the arrays to search, nothing kept yet, and the number of bits of a bucket."""
    numbers, starts, _ = wording
    lengths = np.diff(starts)
    sizes = np.minimum(lengths, plan[np.minimum(lengths, plan.shape[0] - 1), kernels.BASE] + MOST_SHARED)
    ends = np.cumsum(sizes)
    prefixes = np.empty(int(sizes.sum()), np.uint64)
    kernels.make_prefixes(numbers, starts, ranks, sizes, prefixes, ends)
    bits = min(MOST_BITS, max(LEAST_BITS, (prefixes.size // FULL).bit_length()))
    keys = (prefixes, ends, sizes, plan, lengths, np.uint64(first_shared), np.uint64(bits))
    buckets, postings = build_postings(keys, 1 << bits, np.empty(room, np.int64))
    filled = np.zeros((2, (1 << bits) // kernels.WORD_BITS), np.uint64)
    kernels.mark_filled(buckets, filled)
    lasts, alive = buckets[1:].copy(), np.zeros(lengths.size, np.int32)
    parities = build_parities(wording, lengths)
    return Index(starts, *parities, prefixes, ends, sizes, plan, buckets, lasts, filled, postings, alive), bits


def build_postings(
    keys: tuple[Any, ...], size: int, room: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return where each of so many buckets begins (int64), and the positions in them (int32).

    `keys` is what the kernels make the keys of a position from; `room` is for those of one.
    """
    buckets = np.zeros(size + 1, np.int64)
    postings = np.empty(kernels.count_keys(*keys, buckets, room), np.int32)
    np.cumsum(buckets, out=buckets)
    kernels.fill_postings(*keys, buckets[:-1].copy(), postings, room)
    return buckets, postings


def build_parities(
    wording: Wording, lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return where the bitmap of each position begins (int64), the bitmaps, and each folded to one word (uint64)."""
    begins = np.zeros(lengths.size + 1, np.int64)
    np.cumsum(parity_words(lengths), out=begins[1:])
    parities, coarse = np.zeros(int(begins[-1]), np.uint64), np.zeros(lengths.size, np.uint64)
    kernels.make_parities(wording.numbers, wording.starts, begins, parities)
    kernels.fold_parities(begins, parities, coarse)
    return begins, parities, coarse
