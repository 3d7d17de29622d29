"""Kernels that make in bulk what `terms` makes of one paragraph; the glue is in `bulk`.

The words of paragraph p are `numbers[starts[p]:starts[p + 1]]` (int32, int64), and `hashes` (uint32) has the hash of
each number.
"""

from __future__ import annotations

import numpy as np

from dedupe.bulk.jitting import HALF, MULTIPLIER, inlined, jit
from dedupe.engines.compiled.index_kernels import sort
from dedupe.index.parities import FACTOR, PAIRED
from dedupe.index.terms import SELECTIVE

BASE, SHARED, BAND = range(3)


@inlined
def flip(parities, first, bit):
    """Flip one bit of the bitmap that begins at `first`."""
    parities[first + np.int64(bit >> np.uint64(6))] ^= np.uint64(1) << (bit & np.uint64(63))


@jit
def write_parities(numbers, starts, hashes, begins, parities):
    """Flip one bit for each word of paragraph p in `parities[begins[p]:begins[p + 1]]` (uint64, int64).

    Of a long one that is only the first half, and in the other one bit is flipped for each pair of neighbours.
    """
    for paragraph in range(starts.size - 1):
        first, words = begins[paragraph], starts[paragraph + 1] - starts[paragraph]
        size = begins[paragraph + 1] - first
        if words >= PAIRED:
            size //= 2
        last_bit, before = np.uint64(size * 64 - 1), np.uint64(0)
        for place in range(words):
            value = np.uint64(hashes[numbers[starts[paragraph] + place]])
            flip(parities, first, value & last_bit)
            if words >= PAIRED and place > 0:
                flip(parities, first + size, (before * np.uint64(FACTOR) + value) & last_bit)
            before = value


@inlined
def mix(key, token):
    """Return a key with one token more."""
    key = (key ^ token) * MULTIPLIER
    return key ^ key >> HALF


@jit
def write_keys(numbers, starts, order, plan, enough, terms, places):
    """Write the keys of each paragraph to `terms` (uint64) and its place to `places` (int32); return how many.

    `order` has the rank of each number (int32), and the hash (uint64) and the frequency (int64) of each rank. `plan`
    (int64) has a row for each length. A pair is enough if the product of its frequencies is at most `enough`.
    """
    ranks, hashes, often = order
    longest = 0
    for paragraph in range(starts.size - 1):
        longest = max(longest, starts[paragraph + 1] - starts[paragraph])
    own, tokens = np.empty(longest, np.int32), np.empty(longest, np.uint64)
    count = 0
    for paragraph in range(starts.size - 1):
        start, length = starts[paragraph], starts[paragraph + 1] - starts[paragraph]
        base, shared, band = plan[length, BASE], plan[length, SHARED], plan[length, BAND]
        for place in range(length):
            own[place] = ranks[numbers[start + place]]
        sort(own, length)
        occurrence = np.uint64(0)
        for place in range(min(base + shared, length)):
            same = place > 0 and own[place] == own[place - 1]
            occurrence = occurrence + np.uint64(1) if same else np.uint64(0)
            tokens[place] = hashes[own[place]] | occurrence << HALF
        first = count
        for one in range(min(base + 1, length)):
            if shared == 1:
                terms[count] = mix(mix(np.uint64(1), np.uint64(band)), tokens[one])
                count += 1
                continue
            key = mix(np.uint64(shared), tokens[one])
            if often[own[one]] <= SELECTIVE:
                terms[count] = key
                count += 1
                continue
            for two in range(one + 1, min(base + 2, length)):
                pair = mix(key, tokens[two])
                if shared == 2 or often[own[one]] * often[own[two]] <= enough:
                    terms[count] = pair
                    count += 1
                    continue
                for three in range(two + 1, min(base + 3, length)):
                    terms[count] = mix(pair, tokens[three])
                    count += 1
        places[first:count] = paragraph
    return count
