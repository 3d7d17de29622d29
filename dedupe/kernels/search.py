"""Kernels of the exact search of `signatures`; the glue is in `engines.compiled.search`.

Positions, tokens and postings are those of `kernels.index`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import HALF, popcount, prefetch
from dedupe.kernels.declaring import Bytes, Flags, Int32s, Int64s, Int64Table, UInt64s, kernel
from dedupe.kernels.index import (
    BAND,
    BASE,
    LENGTH_SHIFT,
    LONGEST,
    MOST,
    PROBED,
    SHORTEST,
    begin_of,
    end_of,
    write_keys,
)
from dedupe.kernels.lcs import STRIP, clear_pattern, lcs, lcs_in_strips, set_pattern
from dedupe.kernels.sorting import sort
from dedupe.kernels.texts import are_equal
from dedupe.signatures import MOST_SHARED

# In thousandths: the threshold of paragraphs that match at equality only.
EQUAL = 1000
# More keys than any bucket has.
NO_CROWD = np.int64(2**62)
# How many matches are looked for, and from where on.
FIRST, ALL = np.int64(1), np.int64(2**62)
START = np.int64(0)
# Where so many may match, the first is looked for among so few at first, then each time among so many times as many.
MANY, FEW, WIDER = np.int64(1024), np.int64(64), np.int64(4)
TOO_MANY = np.int64(-1)
# So many positions before it is looked at the bitmap of one is asked for.
AHEAD = 8
MOST_BITS = np.uint64(MOST)


class Index(NamedTuple):
    """All that is known of the positions, see `kernels.index`.

    Position p has the words from `starts[p]` to `starts[p + 1]` of `numbers`, the bitmap from `begins[p]` to
    `begins[p + 1]` of `parities`, that one folded to a word of `coarse`, and the tokens that end at `ends[p]` of
    `prefixes`, which are `sizes[p]`.
    """

    numbers: Int32s
    starts: Int64s
    begins: Int64s
    parities: UInt64s
    coarse: UInt64s
    prefixes: UInt64s
    ends: Int64s
    sizes: Int64s
    plan: Int64Table
    buckets: UInt64s
    postings: UInt64s
    alive: Int32s


class Settings(NamedTuple):
    """The threshold in thousandths, the first rank that two positions can share, the bits of a bucket, and a limit.

    Positions of more words than the limit match at equality only.
    """

    threshold: int
    first_shared: np.uint64
    bits: np.uint64
    limit: int


class Scratch(NamedTuple):
    """The room of one thread.

    Stamps, one for each position and a counter; positions found; buckets, and the place of the last token of their
    keys; for each word its row in a pattern, the rows, those of the words of a text, and the state; matches and the LCS
    of each, room while positions are sorted before; counters for that; whether a crowd was passed over; and the carries
    of long patterns.
    """

    stamps: Int32s
    found: Int32s
    buckets: Int64s
    places: Int32s
    slots: Int32s
    rows: UInt64s
    columns: Int32s
    state: UInt64s
    matches: Int32s
    lengths: Int32s
    counters: Int32s
    crowded: Int64s
    carries: Bytes


def differing(one, one_size, other, other_size, parities, most):
    """Return in how many bits two bitmaps differ, or a number over `most`; the larger is folded to the smaller."""
    if one_size < other_size:
        one, one_size, other, other_size = other, other_size, one, one_size
    count = np.int64(0)
    for word in range(other_size):
        bits = parities[other + word]
        for part in range(word, one_size, other_size):
            bits ^= parities[one + part]
        count += np.int64(popcount(bits))
        if count > most:
            break
    return count


def least_shared(threshold, m, n):
    """Return the least LCS with which lengths m and n reach the threshold in thousandths."""
    return (threshold * (m + n) + 1999) // 2000


def collect(query, low, high, crowd, most, index, settings, scratch):
    """Write the kept positions from `low` up to `high` that may match the query; return how many, in any order.

    Where there are more than `most`, that is TOO_MANY. Buckets of more than `crowd` keys are passed over, and that is
    noted in the scratch. Of a key that has the first tokens that two positions share, the last one has no more tokens
    before it than one of them may have for itself (Xiao et al. 2008): all other postings are passed over, too.
    """
    starts, prefixes, ends, sizes, plan = index.starts, index.prefixes, index.ends, index.sizes, index.plan
    coarse, buckets, postings, alive = index.coarse, index.buckets, index.postings, index.alive
    threshold, first_shared, bits, limit = settings
    stamps, found, room, own_places = scratch.stamps, scratch.found, scratch.buckets, scratch.places
    m = starts[query + 1] - starts[query]
    row, scale, shortest, longest, first_band, last_band = partners_of(m, plan, threshold, limit)
    stamps[stamps.size - 1] += 1
    stamp, count = stamps[stamps.size - 1], 0
    own_coarse, upper = coarse[query], np.uint64(high) << HALF
    start = ends[query] - sizes[query]
    for shared in range(1, MOST_SHARED + 1):
        if not plan[row, PROBED] >> shared & 1:
            continue
        end = start + min(sizes[query], plan[row, BASE] + shared)
        nearest = shortest
        for band in range(first_band, (last_band if shared == 1 else first_band) + 1):
            if shared == 1 and m <= limit:
                # The longer the partners are, the fewer tokens may stand before the first one that is shared.
                while plan[nearest, BAND] < band:
                    nearest += 1
                end = start + min(sizes[query], m - least_shared(scale, m, nearest) + shared)
            keys = write_keys(prefixes, start, end, shared, band, first_shared, bits, room, own_places)
            for key in range(keys):
                prefetch(buckets, room[key])
            for key in range(keys):
                prefetch(postings, begin_of(buckets, room[key]))
            for key in range(keys):
                place, last = begin_of(buckets, room[key]), end_of(buckets, room[key])
                own_place = own_places[key]
                if last - place > crowd:
                    scratch.crowded[0] = 1
                    continue
                if low > 0:
                    place = first_from(postings, place, last, np.uint64(low) << HALF)
                while place < last and postings[place] < upper:
                    posting = postings[place]
                    place += 1
                    position = np.int64(posting >> HALF)
                    n = np.int64(posting >> LENGTH_SHIFT & MOST_BITS)
                    if n == MOST:
                        n = np.int64(alive[position])
                    least = least_shared(scale, m, n)
                    other_place = np.int64(posting & MOST_BITS)
                    # Nearly none is left: one branch is foreseen where several would not be.
                    within = (n >= shortest) & (n <= longest) & (own_place < m - least + shared)
                    if not within & ((other_place < n - least + shared) | (other_place == MOST)):
                        continue
                    if stamps[position] == stamp or alive[position] == 0:
                        continue
                    stamps[position] = stamp
                    if popcount(own_coarse ^ coarse[position]) <= m + n - 2 * least:
                        if count == most:
                            return TOO_MANY
                        found[count] = position
                        count += 1
    return look_closer(query, count, scale, index, found)


def partners_of(length, plan, threshold, limit):
    """Return the row of the plan for a length and the threshold there, and from where to where lengths and bands go."""
    if length > limit:
        band = plan.shape[0] + length
        return plan.shape[0] - 1, EQUAL, length, length, band, band
    shortest, longest = plan[length, SHORTEST], plan[length, LONGEST]
    return length, threshold, shortest, longest, plan[shortest, BAND], plan[longest, BAND]


def look_closer(query, count, scale, index, found):
    """Leave those of the first `count` positions found whose whole bitmaps may match, too; return how many.

    One after the other their bitmaps come from memory while others are compared: that takes half the time.
    """
    begins, parities, alive, left = index.begins, index.parities, index.alive, 0
    own, m = begins[query], index.starts[query + 1] - index.starts[query]
    own_size = begins[query + 1] - own
    for place in range(count):
        if place + AHEAD < count:
            prefetch(parities, begins[found[place + AHEAD]])
        position = found[place]
        n = np.int64(alive[position])
        other, most = begins[position], m + n - 2 * least_shared(scale, m, n)
        if differing(own, own_size, other, begins[position + 1] - other, parities, most) <= most:
            found[left] = position
            left += 1
    return left


def first_from(values, place, end, least):
    """Return the first place of values in order, from one to another, that has at least so much; else the end."""
    while place < end:
        middle = (place + end) // 2
        if values[middle] < least:
            place = middle + 1
        else:
            end = middle
    return place


def similar_in(query, low, high, crowd, most, index, settings, scratch, wanted):
    """Leave the kept positions from `low` up to `high` that are over the threshold in the scratch; return how many.

    They are in order, each with its LCS; just so many as are `wanted`. See `collect` for `crowd` and `most`.
    """
    count = collect(query, low, high, crowd, most, index, settings, scratch)
    if count <= 0:
        return count
    sort(scratch.found, count, scratch.matches, scratch.counters)
    return verify(query, scratch.found, count, index, settings, scratch, wanted)


@kernel
def verify(
    query: int, found: Int32s, count: int, index: Index, settings: Settings, scratch: Scratch, wanted: int
) -> int:
    """Leave those of the first `count` positions found (int32) that are over the threshold in the scratch."""
    numbers, starts, alive = index.numbers, index.starts, index.alive
    slots, rows, state, matches, lengths = scratch.slots, scratch.rows, scratch.state, scratch.matches, scratch.lengths
    first, last = starts[query], starts[query + 1]
    m, matched = last - first, 0
    if m > settings.limit:
        for place in range(count):
            position = found[place]
            if alive[position] and are_equal(numbers, first, last, starts[position], starts[position + 1]):
                matches[matched], lengths[matched] = position, m
                matched += 1
                if matched == wanted:
                    break
        return matched
    in_strips = m > STRIP
    blocks = 0 if in_strips else set_pattern(numbers, first, last, slots, rows)
    for place in range(count):
        position = found[place]
        n = alive[position]
        least = least_shared(settings.threshold, m, n)
        if n == 0 or n > settings.limit or least > min(m, n):
            continue
        start, end = starts[position], starts[position + 1]
        if in_strips:
            length = lcs_in_strips(numbers, start, end, first, last, slots, rows, state, scratch.carries)
        else:
            length = lcs(numbers, start, end, slots, rows, blocks, m, scratch.columns, state, least)
        if length >= least:
            matches[matched], lengths[matched] = position, length
            matched += 1
            if matched == wanted:
                break
    if not in_strips:
        clear_pattern(numbers, first, last, slots)
    return matched


def first_in(query, low, high, index, settings, scratch):
    """Leave the first kept position from `low` up to `high` that is over the threshold; return how many, 0 or 1.

    Where many may be, the first of them are looked at before the others: 100,000 copies of one frame, all in the same
    buckets, match what was kept of them first.
    """
    matched = similar_in(query, low, high, NO_CROWD, MANY, index, settings, scratch, FIRST)
    if matched != TOO_MANY:
        return matched
    size = FEW
    while low < high:
        end = min(high, low + size)
        matched = similar_in(query, low, end, NO_CROWD, ALL, index, settings, scratch, FIRST)
        if matched:
            return matched
        low, size = end, size * WIDER
    return 0


@kernel
def first_similar(
    begin: int, end: int, index: Index, settings: Settings, scratch: Scratch, kept: Int32s, lengths: Int32s
) -> None:
    """Set for the positions from `begin` to `end` the first one before each that is similar, and the LCS."""
    for query in range(begin, end):
        if first_in(query, START, query, index, settings, scratch):
            kept[query], lengths[query] = scratch.matches[0], scratch.lengths[0]


@kernel
def settle(
    begin: int, end: int, index: Index, settings: Settings, scratch: Scratch, kept: Int32s, lengths: Int32s
) -> None:
    """Decide on the positions from `begin` to `end` in order; `kept` (int32) is the match of each, or -1.

    A match in the same block was not decided on when it was found: if it has gone, another one is looked for.
    """
    alive = index.alive
    for query in range(begin, end):
        if kept[query] >= begin and alive[kept[query]] == 0:
            kept[query] = -1
            if first_in(query, begin, query, index, settings, scratch):
                kept[query], lengths[query] = scratch.matches[0], scratch.lengths[0]
        if kept[query] >= 0:
            alive[query] = 0


@kernel
def all_similar(
    begin: int,
    end: int,
    crowd: int,
    index: Index,
    settings: Settings,
    scratch: Scratch,
    counts: Int64s,
    crowded: Flags,
    kept: Int32s,
    lengths: Int32s,
) -> int:
    """Write the similar kept positions below each one from `begin` to `end`, one after the other, to `kept` (int32).

    `counts` (int64) says how many each has, and `crowded` (bool) whether a bucket was passed over. Returns the position
    for which there was no room, or `end`.
    """
    total = 0
    for query in range(begin, end):
        scratch.crowded[0] = 0
        matched = similar_in(query, START, query, crowd, ALL, index, settings, scratch, ALL)
        if total + matched > kept.size:
            return query
        for place in range(matched):
            kept[total + place], lengths[total + place] = scratch.matches[place], scratch.lengths[place]
        counts[query - begin], crowded[query - begin] = matched, scratch.crowded[0] > 0
        total += matched
    return end
