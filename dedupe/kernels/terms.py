"""Kernels that make in bulk what `index.terms` makes of one paragraph; the glue is in `index.bulk`.

The words of paragraph p are `numbers[starts[p]:starts[p + 1]]` (int32, int64), and `hashes` (uint32) has the hash of
each number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import HALF
from dedupe.kernels.declaring import Int32s, Int64s, Int64Table, UInt32s, UInt64s, kernel
from dedupe.kernels.index import mix
from dedupe.kernels.sorting import sort

# The columns of a plan (int64), a row for each length.
BASE, SHARED, BAND = range(3)


class Order(NamedTuple):
    """The rank of each number, and of each rank the hash and the frequency."""

    ranks: Int32s
    hashes: UInt64s
    often: Int64s


def flip(parities, first, bit):
    """Flip one bit of the bitmap that begins at `first`."""
    parities[first + np.int64(bit >> np.uint64(6))] ^= np.uint64(1) << (bit & np.uint64(63))


@kernel
def write_parities(
    numbers: Int32s, starts: Int64s, hashes: UInt32s, paired: int, factor: int, begins: Int64s, parities: UInt64s
) -> None:
    """Flip one bit for each word of paragraph p in `parities[begins[p]:begins[p + 1]]` (uint64, int64).

    Of one of `paired` words or more that is only the first half, and in the other one bit is flipped for each pair of
    neighbours, which `factor` makes one number.
    """
    for paragraph in range(starts.size - 1):
        first, words = begins[paragraph], starts[paragraph + 1] - starts[paragraph]
        size = begins[paragraph + 1] - first
        if words >= paired:
            size //= 2
        last_bit, before = np.uint64(size * 64 - 1), np.uint64(0)
        for place in range(words):
            value = np.uint64(hashes[numbers[starts[paragraph] + place]])
            flip(parities, first, value & last_bit)
            if words >= paired and place > 0:
                flip(parities, first + size, (before * np.uint64(factor) + value) & last_bit)
            before = value


@kernel
def write_keys(
    numbers: Int32s,
    starts: Int64s,
    order: Order,
    plan: Int64Table,
    selective: int,
    enough: int,
    terms: UInt64s,
    places: Int32s,
    own: Int32s,
    room: Int32s,
    counters: Int32s,
    tokens: UInt64s,
) -> int:
    """Write the keys of each paragraph to `terms` (uint64) and its place to `places` (int32); return how many.

    A token is enough if its frequency is at most `selective`, a pair if the product of both is at most `enough`. `own`,
    `room` and `tokens` are for the words of the longest paragraph, `counters` for `sort`.
    """
    ranks, hashes, often = order
    count = 0
    for paragraph in range(starts.size - 1):
        start, length = starts[paragraph], starts[paragraph + 1] - starts[paragraph]
        base, shared, band = plan[length, BASE], plan[length, SHARED], plan[length, BAND]
        for place in range(length):
            own[place] = ranks[numbers[start + place]]
        sort(own, length, room, counters)
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
            if often[own[one]] <= selective:
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
