"""Kernels of the exact search of `signatures`; bare loops over arrays, the glue is in `search`.

Paragraphs are positions in order of priority. The words of position p are `numbers[starts[p]:starts[p + 1]]` (int32,
int64). Its tokens are its words as (rank, occurrence) pairs in one uint64, rare ones first; any k tokens of its prefix
make a key, and two positions over the threshold share at least one. `postings` (int32) has the positions of each
bucket of keys, `buckets` (int64) where each bucket begins. `alive` (int32) is the length of a position while it is
kept, else 0: what most candidates are sorted out by stands in one array of four bytes each.
"""

from __future__ import annotations

import numba as nb
import numpy as np
from numba.extending import intrinsic

jit = nb.njit(cache=True, nogil=True)
inlined = nb.njit(cache=True, nogil=True, inline="always")

WORD_BITS = 64
# In thousandths: the threshold of paragraphs that match at equality only.
EQUAL = 1000
# More keys than any bucket has.
NO_CROWD = np.int64(2**62)
MOST_SHARED = 3
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
FINISHER = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)


@intrinsic
def popcount(_typing_context, value):
    """Return how many bits are set."""

    def generate(_context, builder, _signature, arguments):
        return builder.ctpop(arguments[0])

    return value(value), generate


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
def differing(one, one_size, other, other_size, parities, most):
    """Return in how many bits two bitmaps differ, or a number over `most`; the larger is folded to the smaller."""
    if one_size < other_size:
        one, one_size, other, other_size = other, other_size, one, one_size
    count = 0
    for word in range(other_size):
        bits = parities[other + word]
        for part in range(word, one_size, other_size):
            bits ^= parities[one + part]
        count += np.int64(popcount(bits))
        if count > most:
            break
    return count


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


@jit
def count_keys(prefixes, ends, sizes, plan, lengths, first_shared, bits, buckets, room):
    """Count the keys of all positions by bucket, in `buckets` (int64) one place further on, and return how many."""
    total = 0
    for position in range(lengths.size):
        row = min(lengths[position], plan.shape[0] - 1)
        band = plan[row, BAND] if row < plan.shape[0] - 1 else plan.shape[0] + lengths[position]
        start = ends[position] - sizes[position]
        end = start + min(sizes[position], plan[row, BASE] + plan[row, SHARED])
        count = write_keys(prefixes, start, end, plan[row, SHARED], band, first_shared, bits, room)
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
        row = min(lengths[position], plan.shape[0] - 1)
        band = plan[row, BAND] if row < plan.shape[0] - 1 else plan.shape[0] + lengths[position]
        start = ends[position] - sizes[position]
        end = start + min(sizes[position], plan[row, BASE] + plan[row, SHARED])
        count = write_keys(prefixes, start, end, plan[row, SHARED], band, first_shared, bits, room)
        for index in range(count):
            postings[places[room[index]]] = position
            places[room[index]] += 1


# The columns of a plan (int64), a row for each length: the shortest and the longest partner, the length of a prefix
# less the shared tokens, how many tokens a key has, a bit for each number of tokens that a partner's keys may have, and
# the band of lengths. The last row is for all lengths over the limit, which match at equality only: each is a band.
SHORTEST, LONGEST, BASE, SHARED, PROBED, BAND = range(6)


@inlined
def least_shared(threshold, m, n):
    """Return the least LCS with which lengths m and n reach the threshold in thousandths."""
    return (threshold * (m + n) + 1999) // 2000


@jit
def collect(query, low, high, crowd, data, settings, scratch):
    """Write the kept positions from `low` up to `high` that may match the query; return how many, in any order.

    Buckets of more than `crowd` keys are passed over, and that is noted in the scratch.
    """
    starts, begins, parities, coarse, prefixes, ends, sizes, plan, buckets, lasts, filled, postings, alive = data
    threshold, first_shared, bits, limit = settings
    stamps, found, room = scratch[0], scratch[1], scratch[2]
    m, last_row = starts[query + 1] - starts[query], plan.shape[0] - 1
    if m <= limit:
        row, scale = m, threshold
        shortest, longest = plan[row, SHORTEST], plan[row, LONGEST]
        first_band, last_band, own_band = plan[shortest, BAND], plan[longest, BAND], plan[m, BAND]
    else:
        row, scale, shortest, longest = last_row, EQUAL, m, m
        first_band = last_band = own_band = plan.shape[0] + m
    stamps[stamps.size - 1] += 1
    stamp, count = stamps[stamps.size - 1], 0
    own, own_size = begins[query], begins[query + 1] - begins[query]
    own_coarse = coarse[query]
    start = ends[query] - sizes[query]
    for shared in range(1, MOST_SHARED + 1):
        if not plan[row, PROBED] >> shared & 1:
            continue
        end = start + min(sizes[query], plan[row, BASE] + shared)
        for band in range(first_band, (last_band if shared == 1 else first_band) + 1):
            keys = write_keys(prefixes, start, end, shared, band, first_shared, bits, room)
            # In a bucket of its own keys stands the query itself.
            own_keys = shared == plan[row, SHARED] and (shared > 1 or band == own_band)
            for index in range(keys):
                if not filled[int(own_keys), room[index] >> 6] >> np.uint64(room[index] & 63) & np.uint64(1):
                    continue
                place, last = buckets[room[index]], lasts[room[index]]
                if last - place > crowd:
                    scratch[8][0] = 1
                    continue
                if low > 0:
                    place += np.searchsorted(postings[place:last], low)
                while place < last and postings[place] < high:
                    position = postings[place]
                    place += 1
                    n = alive[position]
                    if n < shortest or n > longest or stamps[position] == stamp:
                        continue
                    stamps[position] = stamp
                    most = m + n - 2 * least_shared(scale, m, n)
                    if popcount(own_coarse ^ coarse[position]) > most:
                        continue
                    other = begins[position]
                    if differing(own, own_size, other, begins[position + 1] - other, parities, most) <= most:
                        found[count] = position
                        count += 1
    return count


@jit
def set_pattern(numbers, start, end, slots, rows):
    """Prepare a pattern for `lcs`: for each of its words a row of bits, one for each place; return words a row.

    `slots` (int32, one for each word) has the row of a word, 0 where the pattern lacks it; row 0 is empty.
    """
    blocks = (end - start + WORD_BITS - 1) // WORD_BITS
    used = 0
    rows[:blocks] = 0
    for place in range(start, end):
        word = numbers[place]
        if slots[word] == 0:
            used += 1
            slots[word] = used
            rows[used * blocks : (used + 1) * blocks] = 0
        bit = place - start
        rows[slots[word] * blocks + bit // WORD_BITS] |= np.uint64(1) << np.uint64(bit % WORD_BITS)
    return blocks


@jit
def clear_pattern(numbers, start, end, slots):
    """Forget a pattern."""
    for place in range(start, end):
        slots[numbers[place]] = 0


@jit
def lcs(numbers, start, end, slots, rows, blocks, length, state, least):
    """Return the length of the longest common subsequence of some words and the pattern of `length` words.

    Hyyrö 2004, with one bit for each word of the pattern; `state` (uint64) has room for `blocks` words. The search ends
    as soon as `least` is out of reach, with a lower number: of long texts that differ it sees a quarter. Words that are
    matched have at most as many unmatched ones before them as the whole may have (Ukkonen 1985): only the blocks around
    the diagonal are computed.
    """
    if blocks == 1:
        bits = ~np.uint64(0)
        for place in range(start, end):
            row = slots[numbers[place]]
            if row:
                both = bits & rows[row]
                bits = (bits + both) | (bits - both)
        return np.int64(popcount(~bits & low_bits(length)))
    state[:blocks] = ~np.uint64(0)
    before, behind = end - start - least, length - least
    touched = 0
    for place in range(start, end):
        column = place - start
        if column % WORD_BITS == WORD_BITS - 1:
            found = ones_missing(state, blocks, length)
            if found + end - place < least:
                return found
        row = slots[numbers[place]]
        if row == 0:
            continue
        carry = np.uint64(0)
        last = min(blocks - 1, (column + behind) // WORD_BITS)
        touched = max(touched, last)
        for block in range(max(0, column - before) // WORD_BITS, last + 1):
            bits = state[block]
            both = bits & rows[row * blocks + block]
            total = bits + both
            over = np.uint64(total < bits)
            total += carry
            over |= np.uint64(total < carry)
            state[block] = total | (bits - both)
            carry = over
        block = last + 1
        while carry and block <= touched:
            bits = state[block]
            state[block] = (bits + carry) | bits
            carry = np.uint64(bits == ~np.uint64(0))
            block += 1
    return ones_missing(state, blocks, length)


@inlined
def ones_missing(state, blocks, length):
    """Return how many of the lowest `length` bits are not set."""
    found = np.int64(0)
    for block in range(blocks):
        found += np.int64(popcount(~state[block] & low_bits(length - block * WORD_BITS)))
    return found


@inlined
def low_bits(count):
    """Return the lowest `count` bits set, all if there are more."""
    return ~np.uint64(0) if count >= WORD_BITS else (np.uint64(1) << np.uint64(count)) - np.uint64(1)


@jit
def similar_in(query, low, high, crowd, numbers, data, settings, scratch, only_first):
    """Leave the kept positions from `low` up to `high` that are over the threshold in the scratch; return how many.

    They are in order, each with its LCS; with `only_first` just the first of them. See `collect` for `crowd`.
    """
    count = collect(query, low, high, crowd, data, settings, scratch)
    if count == 0:
        return 0
    sort(scratch[1], count)
    return verify(query, scratch[1], count, numbers, data, settings, scratch, only_first)


@jit
def verify(query, found, count, numbers, data, settings, scratch, only_first):
    """Leave those of the first `count` positions found (int32) that are over the threshold in the scratch."""
    starts, alive = data[0], data[12]
    threshold, limit = settings[0], settings[3]
    slots, rows, state, matches, lengths = scratch[3], scratch[4], scratch[5], scratch[6], scratch[7]
    first, last = starts[query], starts[query + 1]
    m, matched = last - first, 0
    if m > limit:
        for index in range(count):
            position = found[index]
            if alive[position] and are_equal(numbers, first, last, starts[position], starts[position + 1]):
                matches[matched], lengths[matched] = position, m
                matched += 1
                if only_first:
                    break
        return matched
    blocks = set_pattern(numbers, first, last, slots, rows)
    for index in range(count):
        position = found[index]
        n = alive[position]
        least = least_shared(threshold, m, n)
        if n == 0 or n > limit or least > min(m, n):
            continue
        length = lcs(numbers, starts[position], starts[position + 1], slots, rows, blocks, m, state, least)
        if length >= least:
            matches[matched], lengths[matched] = position, length
            matched += 1
            if only_first:
                break
    clear_pattern(numbers, first, last, slots)
    return matched


@inlined
def are_equal(numbers, start, end, other_start, other_end):
    """Return whether two positions have the same words."""
    if end - start != other_end - other_start:
        return False
    for offset in range(end - start):
        if numbers[start + offset] != numbers[other_start + offset]:
            return False
    return True


@jit
def first_similar(begin, end, numbers, data, settings, scratch, kept, lengths):
    """Set for the positions from `begin` to `end` the first one before each that is similar, and the LCS."""
    for query in range(begin, end):
        matched = similar_in(query, 0, query, NO_CROWD, numbers, data, settings, scratch, True)
        if matched:
            kept[query], lengths[query] = scratch[6][0], scratch[7][0]


@jit
def settle(begin, end, numbers, data, settings, scratch, kept, lengths):
    """Decide on the positions from `begin` to `end` in order; `kept` (int32) is the match of each, or -1.

    A match in the same block was not decided on when it was found: if it has gone, another one is looked for.
    """
    alive = data[12]
    for query in range(begin, end):
        if kept[query] >= begin and alive[kept[query]] == 0:
            matched = similar_in(query, begin, query, NO_CROWD, numbers, data, settings, scratch, True)
            kept[query] = -1
            if matched:
                kept[query], lengths[query] = scratch[6][0], scratch[7][0]
        if kept[query] >= 0:
            alive[query] = 0


@jit
def all_similar(begin, end, crowd, numbers, data, settings, scratch, counts, crowded, kept, lengths):
    """Write the similar kept positions below each one from `begin` to `end`, one after the other, to `kept` (int32).

    `counts` (int64) says how many each has, and `crowded` (bool) whether a bucket was passed over. Returns the position
    for which there was no room, or `end`, and how many were written.
    """
    total = 0
    for query in range(begin, end):
        scratch[8][0] = 0
        matched = similar_in(query, 0, query, crowd, numbers, data, settings, scratch, False)
        if total + matched > kept.size:
            return query, total
        for index in range(matched):
            kept[total + index], lengths[total + index] = scratch[6][index], scratch[7][index]
        counts[query - begin], crowded[query - begin] = matched, scratch[8][0]
        total += matched
    return end, total


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
