"""Kernels that make what the search is done by: tokens, keys, bitmaps and postings; the glue is in `index`.

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

import numpy as np

from dedupe.bulk.jitting import FINISHER, HALF, LOWER, MULTIPLIER, inlined, jit

WORD_BITS = 64
# The largest length or place in a posting; it stands for all that are larger.
MOST = 0xFFFF
LENGTH_SHIFT = np.uint64(16)

# The columns of a plan (int64), a row for each length: the shortest and the longest partner, the length of a prefix
# less the shared tokens, how many tokens a key has, a bit for each number of tokens that a partner's keys may have, and
# the band of lengths. The last row is for all lengths over the limit, which match at equality only: each is a band.
SHORTEST, LONGEST, BASE, SHARED, PROBED, BAND = range(6)
# Where what keys are made from has the lengths.
LENGTHS = 4


@jit
def count_paragraphs(numbers, starts, frequency, last, different):
    """Add to `frequency` (int32) in how many positions each word stands; `last` (int32) is -1 for each word.

    Also counts in `different` (int64) how many different words each position has.
    """
    for position in range(starts.size - 1):
        for place in range(starts[position], starts[position + 1]):
            word = numbers[place]
            if last[word] != position:
                last[word] = position
                frequency[word] += 1
                different[position] += 1


@jit
def make_tokens(begin, end, numbers, starts, ranks, sizes, prefixes, ends, begins, parities, coarse):
    """Write the first tokens of positions, so many as `sizes` (int64) says, up to `ends` (int64) in `prefixes`.

    `ranks` (int32) has the place of each word in the order of frequency. Each token flips one bit of the parity bitmap
    of its position p, `parities[begins[p]:begins[p + 1]]` (uint64, int64; the size is a power of two), and of that
    folded to one word, `coarse` (uint64), which fits in the cache.
    """
    longest = 0
    for position in range(begin, end):
        longest = max(longest, starts[position + 1] - starts[position])
    own = np.empty(longest, np.int32)
    for position in range(begin, end):
        first, length = starts[position], starts[position + 1] - starts[position]
        for place in range(length):
            own[place] = ranks[numbers[first + place]]
        sort(own, length)
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
            flipped = np.uint64(1) << (bit & np.uint64(63))
            parities[bitmap + np.int64(bit >> np.uint64(6))] ^= flipped
            coarse[position] ^= flipped


@inlined
def sort(values, size):
    """Sort the first values; for a few, insertion is the fastest."""
    if size > 2 * WORD_BITS:
        values[:size].sort()
    else:
        for place in range(1, size):
            value, before = values[place], place - 1
            while before >= 0 and values[before] > value:
                values[before + 1] = values[before]
                before -= 1
            values[before + 1] = value


@inlined
def mix(key, token):
    """Return a hash of a key with one token more."""
    key = (key ^ token) * MULTIPLIER
    return key ^ key >> HALF


@inlined
def bucket_of(key, bits):
    """Return the bucket of a key."""
    return np.int64(key * FINISHER >> (np.uint64(WORD_BITS) - bits))


@jit
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


@inlined
def own_keys(position, keys, found, places):
    """Write the buckets of the keys by which a position is found, and return how many they are; see `write_keys`."""
    prefixes, ends, sizes, plan, lengths, first_shared, bits = keys
    row = min(lengths[position], plan.shape[0] - 1)
    band = plan[row, BAND] if row < plan.shape[0] - 1 else plan.shape[0] + lengths[position]
    start = ends[position] - sizes[position]
    end = start + min(sizes[position], plan[row, BASE] + plan[row, SHARED])
    return write_keys(prefixes, start, end, plan[row, SHARED], band, first_shared, bits, found, places)


@jit
def count_keys(begin, end, keys, counts, found, places):
    """Count the keys of positions by bucket, in `counts` (uint32)."""
    for position in range(begin, end):
        for index in range(own_keys(position, keys, found, places)):
            counts[found[index]] += 1


@jit
def compact(buckets, postings, alive, decided):
    """Take the positions below `decided` that are not kept out of the buckets, which end sooner then."""
    for bucket in range(buckets.size):
        end = begin_of(buckets, bucket)
        for place in range(end, end_of(buckets, bucket)):
            position = np.int64(postings[place] >> HALF)
            if position >= decided or alive[position]:
                postings[end] = postings[place]
                end += 1
        buckets[bucket] = buckets[bucket] & ~LOWER | np.uint64(end)


@inlined
def begin_of(buckets, bucket):
    """Return where a bucket begins."""
    return np.int64(buckets[bucket] >> HALF)


@inlined
def end_of(buckets, bucket):
    """Return where a bucket ends."""
    return np.int64(buckets[bucket] & LOWER)


@jit
def fill_postings(keys, postings, begin, end, goes_on, found, places):
    """Write positions to the buckets of their keys, in order; `goes_on` (uint32) is where each bucket does."""
    lengths = keys[LENGTHS]
    for position in range(begin, end):
        here = np.uint64(position) << HALF | np.uint64(min(lengths[position], MOST)) << LENGTH_SHIFT
        for index in range(own_keys(position, keys, found, places)):
            bucket = found[index]
            postings[goes_on[bucket]] = here | np.uint64(min(places[index], MOST))
            goes_on[bucket] += 1


@jit
def mark_crowd(buckets, postings, crowd, members):
    """Set `members` (bool) for the positions that stand in a bucket of more than `crowd` keys."""
    for bucket in range(buckets.size):
        begin, end = begin_of(buckets, bucket), end_of(buckets, bucket)
        if end - begin > crowd:
            for place in range(begin, end):
                members[np.int64(postings[place] >> HALF)] = True


@jit
def gather(numbers, starts, order, taken, ends):
    """Write the words of some texts, in another order, to `taken` (int32); text t ends at `ends[t]` (int64)."""
    place = 0
    for index in range(order.size):
        for word in range(starts[order[index]], starts[order[index] + 1]):
            taken[place] = numbers[word]
            place += 1
        ends[index] = place
