"""Kernels that make what the search is done by: tokens, keys, bitmaps and postings; the glue is in `index`.

Paragraphs are positions in order of priority. The words of position p are `numbers[starts[p]:starts[p + 1]]` (int32,
int64). Its tokens are its words as (rank, occurrence) pairs in one uint64, rare ones first; any k tokens of its prefix
make a key, and two positions over the threshold share at least one. `postings` (int32) has the positions of each
bucket of keys, `buckets` (int64) where each bucket begins and `lasts` (int64) where it ends. `alive` (int32) is the
length of a position while it is kept, else 0.
"""

from __future__ import annotations

import numpy as np

from dedupe.engines.compiled.jitting import FINISHER, HALF, MULTIPLIER, inlined, jit

WORD_BITS = 64

# The columns of a plan (int64), a row for each length: the shortest and the longest partner, the length of a prefix
# less the shared tokens, how many tokens a key has, a bit for each number of tokens that a partner's keys may have, and
# the band of lengths. The last row is for all lengths over the limit, which match at equality only: each is a band.
SHORTEST, LONGEST, BASE, SHARED, PROBED, BAND = range(6)


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
def make_parities(numbers, starts, begins, parities):
    """Set the parity bitmaps: each word flips one bit of those of position p, `parities[begins[p]:begins[p + 1]]`.

    `parities` is uint64, `begins` int64; the size of a bitmap is a power of two.
    """
    for position in range(starts.size - 1):
        first = begins[position]
        last_bit = np.uint64((begins[position + 1] - first) * WORD_BITS - 1)
        for place in range(starts[position], starts[position + 1]):
            bit = np.uint64(numbers[place]) * MULTIPLIER >> HALF & last_bit
            parities[first + np.int64(bit >> np.uint64(6))] ^= np.uint64(1) << (bit & np.uint64(63))


@jit
def fold_parities(begins, parities, coarse):
    """Set `coarse` (uint64) to the bitmap of each position folded to one word: it fits in the cache."""
    for position in range(coarse.size):
        for word in range(begins[position], begins[position + 1]):
            coarse[position] ^= parities[word]


@jit
def make_prefixes(numbers, starts, ranks, sizes, prefixes, ends):
    """Write the first tokens of each position, so many as `sizes` (int64) says, up to `ends` (int64) in `prefixes`.

    `ranks` (int32) has the place of each word in the order of frequency.
    """
    longest = 0
    for position in range(starts.size - 1):
        longest = max(longest, starts[position + 1] - starts[position])
    own = np.empty(longest, np.int32)
    for position in range(starts.size - 1):
        first, length = starts[position], starts[position + 1] - starts[position]
        for place in range(length):
            own[place] = ranks[numbers[first + place]]
        sort(own, length)
        end = ends[position] - sizes[position]
        occurrence = np.uint64(0)
        for place in range(sizes[position]):
            same = place > 0 and own[place] == own[place - 1]
            occurrence = occurrence + np.uint64(1) if same else np.uint64(0)
            prefixes[end + place] = np.uint64(own[place]) << HALF | occurrence


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
def write_keys(tokens, start, end, shared, band, first_shared, bits, found):
    """Write the buckets of all keys of `shared` tokens to `found` (int64) and return how many they are.

    Tokens with a rank below `first_shared` stand in one position only: no key has them. Keys of one token stand in many
    positions, so they are told apart by the band of lengths, too.
    """
    while start < end and tokens[start] >> HALF < first_shared:
        start += 1
    count = 0
    for one in range(start, end):
        key = mix(np.uint64(shared), tokens[one])
        if shared == 1:
            found[count] = bucket_of(mix(key, np.uint64(band)), bits)
            count += 1
            continue
        for two in range(one + 1, end):
            second = mix(key, tokens[two])
            if shared == 2:
                found[count] = bucket_of(second, bits)
                count += 1
                continue
            for three in range(two + 1, end):
                found[count] = bucket_of(mix(second, tokens[three]), bits)
                count += 1
    return count


@inlined
def own_keys(position, prefixes, ends, sizes, plan, lengths, first_shared, bits, found):
    """Write the buckets of the keys by which a position is found, and return how many they are."""
    row = min(lengths[position], plan.shape[0] - 1)
    band = plan[row, BAND] if row < plan.shape[0] - 1 else plan.shape[0] + lengths[position]
    start = ends[position] - sizes[position]
    end = start + min(sizes[position], plan[row, BASE] + plan[row, SHARED])
    return write_keys(prefixes, start, end, plan[row, SHARED], band, first_shared, bits, found)


@jit
def count_keys(prefixes, ends, sizes, plan, lengths, first_shared, bits, buckets, room):
    """Count the keys of all positions by bucket, in `buckets` (int64) one place further on, and return how many."""
    total = 0
    for position in range(lengths.size):
        count = own_keys(position, prefixes, ends, sizes, plan, lengths, first_shared, bits, room)
        for index in range(count):
            buckets[room[index] + 1] += 1
        total += count
    return total


@jit
def mark_filled(buckets, filled):
    """Set the bits of `filled` (uint64, two rows) for buckets with any key, and with more than one.

    Most keys are in none of them, and this array fits in the cache where the buckets do not.
    """
    for bucket in range(buckets.size - 1):
        bit = np.uint64(1) << np.uint64(bucket & 63)
        if buckets[bucket + 1] > buckets[bucket]:
            filled[0, bucket >> 6] |= bit
        if buckets[bucket + 1] > buckets[bucket] + 1:
            filled[1, bucket >> 6] |= bit


@jit
def compact(buckets, lasts, postings, alive, decided):
    """Take the positions below `decided` that are not kept out of the buckets; each then ends at `lasts` (int64)."""
    for bucket in range(buckets.size - 1):
        end = buckets[bucket]
        for place in range(buckets[bucket], lasts[bucket]):
            position = postings[place]
            if position >= decided or alive[position]:
                postings[end] = position
                end += 1
        lasts[bucket] = end


@jit
def fill_postings(prefixes, ends, sizes, plan, lengths, first_shared, bits, places, postings, room):
    """Write each position to the buckets of its keys, in order; `places` (int64) is where each bucket goes on."""
    for position in range(lengths.size):
        count = own_keys(position, prefixes, ends, sizes, plan, lengths, first_shared, bits, room)
        for index in range(count):
            postings[places[room[index]]] = position
            places[room[index]] += 1


@jit
def mark_crowd(buckets, postings, crowd, members):
    """Set `members` (bool) for the positions that stand in a bucket of more than `crowd` keys."""
    for bucket in range(buckets.size - 1):
        if buckets[bucket + 1] - buckets[bucket] > crowd:
            for place in range(buckets[bucket], buckets[bucket + 1]):
                members[postings[place]] = True


@jit
def gather(numbers, starts, order, taken, ends):
    """Write the words of some texts, in another order, to `taken` (int32); text t ends at `ends[t]` (int64)."""
    place = 0
    for index in range(order.size):
        for word in range(starts[order[index]], starts[order[index] + 1]):
            taken[place] = numbers[word]
            place += 1
        ends[index] = place
