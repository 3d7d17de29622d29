"""Kernels that make what is searched by: tokens, keys, bitmaps and postings; the glue is in `engines.compiled.index`.

Paragraphs are positions in order of priority. The words of position p are `numbers[starts[p]:starts[p + 1]]` (int32,
int64). Its tokens are its words as (rank, occurrence) pairs in one uint64, rare ones first; any k tokens of its prefix
make a key, and two positions over the threshold share at least one. `postings` (uint64) has the positions of each
bucket of keys, `buckets` (uint64) where each bucket begins, in the upper half, and ends. `alive` (int32) is the length
of a position while it is kept, else 0.

A posting is a position in its upper half, and below it 16 bits each for its length and for the place of the key's last
token among its tokens. So most are ruled out without a look at what else is known of the position, which costs a miss
of the cache. What does not fit is MOST.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import FINISHER, HALF, LOWER, MULTIPLIER
from dedupe.kernels.declaring import Flags, Int32s, Int64s, Int64Table, UInt32s, UInt32Table, UInt64s, kernel
from dedupe.kernels.sorting import sort

WORD_BITS = 64
# The largest length or place in a posting; it stands for all that are larger.
MOST = 0xFFFF
LENGTH_SHIFT = np.uint64(16)

# The columns of a plan (int64), a row for each length: the shortest and the longest partner, the length of a prefix
# less the shared tokens, how many tokens a key has, a bit for each number of tokens that a partner's keys may have, and
# the band of lengths. The last row is for all lengths over the limit, which match at equality only: each is a band.
SHORTEST, LONGEST, BASE, SHARED, PROBED, BAND = range(6)


class Keys(NamedTuple):
    """What the keys of positions are made from: the first tokens of position p end at `ends[p]` in `prefixes`.

    They are `sizes[p]`; no key has tokens of a rank below `first_shared`, and a bucket is a number of so many `bits`.
    """

    prefixes: UInt64s
    ends: Int64s
    sizes: Int64s
    plan: Int64Table
    lengths: Int64s
    first_shared: np.uint64
    bits: np.uint64


@kernel
def count_paragraphs(
    begin: int, end: int, numbers: Int32s, starts: Int64s, frequency: Int32s, last: Int32s, different: Int64s
) -> None:
    """Add to `frequency` in how many positions from `begin` to `end` each word stands; `last` is -1 for each word.

    Also counts in `different` how many different words each position has.
    """
    for position in range(begin, end):
        for place in range(starts[position], starts[position + 1]):
            word = numbers[place]
            if last[word] != position:
                last[word] = position
                frequency[word] += 1
                different[position] += 1


@kernel
def rank(frequency: Int32s, below: Int32s, ranks: Int32s) -> None:
    """Write the place of each word in the order of frequency (int32), ties in the order of numbers, to `ranks` (int32).

    `below` (int32) is 0 for each frequency.
    """
    for word in range(frequency.size):
        below[frequency[word]] += 1
    total = 0
    for often in range(below.size):
        count, below[often] = below[often], total
        total += count
    for word in range(frequency.size):
        ranks[word] = below[frequency[word]]
        below[frequency[word]] += 1


@kernel
def make_tokens(
    begin: int,
    end: int,
    numbers: Int32s,
    starts: Int64s,
    ranks: Int32s,
    sizes: Int64s,
    prefixes: UInt64s,
    ends: Int64s,
    begins: Int64s,
    parities: UInt64s,
    coarse: UInt64s,
    own: Int32s,
    room: Int32s,
    counters: Int32s,
) -> None:
    """Write the first tokens of positions, so many as `sizes` (int64) says, up to `ends` (int64) in `prefixes`.

    `ranks` (int32) has the place of each word in the order of frequency. Each token flips one bit of the parity bitmap
    of its position p, `parities[begins[p]:begins[p + 1]]` (uint64, int64; the size is a power of two), which is folded
    then; its first word is in `coarse` (uint64), too, which fits in the cache. `own` and `room` are for the words of
    the longest position, `counters` for `sort`.
    """
    for position in range(begin, end):
        first, length = starts[position], starts[position + 1] - starts[position]
        for place in range(length):
            own[place] = ranks[numbers[first + place]]
        sort(own, length, room, counters)
        prefix, bitmap = ends[position] - sizes[position], begins[position]
        last_bit = np.uint64((begins[position + 1] - bitmap) * WORD_BITS - 1)
        occurrence = np.uint64(0)
        for place in range(length):
            same = place > 0 and own[place] == own[place - 1]
            occurrence = occurrence + np.uint64(1) if same else np.uint64(0)
            token = np.uint64(own[place]) << HALF | occurrence
            if place < sizes[position]:
                prefixes[prefix + place] = token
            bit = (token ^ token >> HALF) * MULTIPLIER >> HALF & last_bit
            parities[bitmap + np.int64(bit >> np.uint64(6))] ^= np.uint64(1) << (bit & np.uint64(63))
        fold(parities, bitmap, begins[position + 1])
        coarse[position] = parities[bitmap]


def fold(parities, begin, end):
    """Fold a bitmap to half its words, that to half of its own, down to one word.

    What is folded stands before the upper half that was folded into it; from both comes the lower half. So any two
    bitmaps can be compared folded to the same size, and a small one is at the beginning of each.
    """
    half = (end - begin) // 2
    while half:
        for word in range(begin, begin + half):
            parities[word] ^= parities[word + half]
        half //= 2


def mix(key, token):
    """Return a hash of a key with one token more."""
    key = (key ^ token) * MULTIPLIER
    return key ^ key >> HALF


def bucket_of(key, bits):
    """Return the bucket of a key."""
    return np.int64(key * FINISHER >> (np.uint64(WORD_BITS) - bits))


def write_keys(tokens, start, end, shared, band, first_shared, bits, found, places):
    """Write the buckets of all keys of `shared` tokens to `found` (int64) and return how many they are.

    `places` (int32) has for each the place of its last token, from `start`. Tokens with a rank below `first_shared`
    stand in one position only: no key has them. Keys of one token stand in many positions, so they are told apart by
    the band of lengths, too.
    """
    origin = start
    while start < end and tokens[start] >> HALF < first_shared:
        start += 1
    count = 0
    for one in range(start, end):
        key = mix(np.uint64(shared), tokens[one])
        if shared == 1:
            found[count], places[count] = bucket_of(mix(key, np.uint64(band)), bits), one - origin
            count += 1
            continue
        for two in range(one + 1, end):
            second = mix(key, tokens[two])
            if shared == 2:
                found[count], places[count] = bucket_of(second, bits), two - origin
                count += 1
                continue
            for three in range(two + 1, end):
                found[count], places[count] = bucket_of(mix(second, tokens[three]), bits), three - origin
                count += 1
    return count


def own_keys(position, keys, found, places):
    """Write the buckets of the keys by which a position is found, and return how many they are; see `write_keys`."""
    prefixes, ends, sizes, plan, lengths, first_shared, bits = keys
    row = min(lengths[position], plan.shape[0] - 1)
    band = plan[row, BAND] if row < plan.shape[0] - 1 else plan.shape[0] + lengths[position]
    start = ends[position] - sizes[position]
    end = start + min(sizes[position], plan[row, BASE] + plan[row, SHARED])
    return write_keys(prefixes, start, end, plan[row, SHARED], band, first_shared, bits, found, places)


@kernel
def count_keys(begin: int, end: int, keys: Keys, counts: UInt32s, found: Int64s, places: Int32s) -> None:
    """Count the keys of positions by bucket, in `counts` (uint32)."""
    for position in range(begin, end):
        for index in range(own_keys(position, keys, found, places)):
            counts[found[index]] += 1


@kernel
def place_buckets(counts: UInt32Table, buckets: UInt64s) -> int:
    """Write where each bucket begins and ends, given how many keys each share of the positions has in it.

    Where a share begins in a bucket takes the place of how many keys it has there, so that positions stay in order.
    Returns how many keys there are.
    """
    place = np.uint64(0)
    for bucket in range(buckets.size):
        begin = place
        for share in range(counts.shape[0]):
            own = np.uint64(counts[share, bucket])
            counts[share, bucket] = place
            place += own
        buckets[bucket] = begin << HALF | place
    return int(place)


@kernel
def compact(buckets: UInt64s, postings: UInt64s, alive: Int32s, decided: int) -> None:
    """Take the positions below `decided` that are not kept out of the buckets, which end sooner then."""
    for bucket in range(buckets.size):
        end = begin_of(buckets, bucket)
        for place in range(end, end_of(buckets, bucket)):
            position = np.int64(postings[place] >> HALF)
            if position >= decided or alive[position]:
                postings[end] = postings[place]
                end += 1
        buckets[bucket] = buckets[bucket] & ~LOWER | np.uint64(end)


def begin_of(buckets, bucket):
    """Return where a bucket begins."""
    return np.int64(buckets[bucket] >> HALF)


def end_of(buckets, bucket):
    """Return where a bucket ends."""
    return np.int64(buckets[bucket] & LOWER)


@kernel
def fill_postings(
    keys: Keys, postings: UInt64s, begin: int, end: int, goes_on: UInt32s, found: Int64s, places: Int32s
) -> None:
    """Write positions to the buckets of their keys, in order; `goes_on` (uint32) is where each bucket does."""
    for position in range(begin, end):
        here = np.uint64(position) << HALF | np.uint64(min(keys.lengths[position], MOST)) << LENGTH_SHIFT
        for index in range(own_keys(position, keys, found, places)):
            bucket = found[index]
            postings[goes_on[bucket]] = here | np.uint64(min(places[index], MOST))
            goes_on[bucket] += 1


@kernel
def mark_crowd(buckets: UInt64s, postings: UInt64s, crowd: int, members: Flags) -> None:
    """Set `members` (bool) for the positions that stand in a bucket of more than `crowd` keys."""
    for bucket in range(buckets.size):
        begin, end = begin_of(buckets, bucket), end_of(buckets, bucket)
        if end - begin > crowd:
            for place in range(begin, end):
                members[np.int64(postings[place] >> HALF)] = True
