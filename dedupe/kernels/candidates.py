"""Kernels' search for candidates: which kept positions may match one; `kernels.search` asks for them.

Positions, tokens and postings are those of `kernels.index`, the bounds those of `signatures`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import HALF, popcount, prefetch
from dedupe.kernels.declaring import Bytes, Int32s, Int64s, Int64Table, UInt16s, UInt64s
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
from dedupe.signatures import MOST_SHARED

# In thousandths: the threshold of paragraphs that match at equality only, and what a shared word, which stands in both,
# counts of their lengths.
EQUAL, OF_BOTH = np.int64(1000), np.int64(2000)
TOO_MANY = np.int64(-1)
# So many postings are held at the most: they fit in the nearest cache.
HELD = 1024
# Postings that come from memory together.
LINE = 8
# The bitmap of a position is asked for so many positions ahead, and where it begins further ahead.
AHEAD, FURTHER = 8, 16
LAST_STAMP = 65535
MOST_BITS = np.uint64(MOST)


class Index(NamedTuple):
    """All that is known of the positions, see `kernels.index`.

    Position p has the words from `starts[p]` to `starts[p + 1]` of `numbers`, the bitmap from `begins[p]` to
    `begins[p + 1]` of `parities`, the first word of it in `coarse`, and the tokens that end at `ends[p]` of `prefixes`,
    which are `sizes[p]`.
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

    Stamps, one for each position and the last one given; postings held; in what two bitmaps differ; positions found;
    buckets, and the place of the last token of their keys; for each word its row in a pattern, the rows, those of the
    words of a text, and the state; matches and the LCS of each, room while positions are sorted before; counters for
    that; whether a crowd was passed over; and the carries of long patterns.
    """

    stamps: UInt16s
    held: UInt64s
    differences: UInt64s
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


class Reach(NamedTuple):
    """Where candidates are looked for: among the positions from `low` up to `high`.

    Buckets of more than `crowd` keys are passed over, and more candidates than `most` are TOO_MANY.
    """

    low: int
    high: int
    crowd: int
    most: int


class Query(NamedTuple):
    """A position, its length, the threshold there, and how long its matches are."""

    position: int
    length: int
    threshold: int
    shortest: int
    longest: int


def collect(position, reach, index, settings, scratch):
    """Write the kept positions within reach that may match one; return how many, in any order, or TOO_MANY.

    That a bucket was passed over is noted in the scratch. Postings that may do are held, and looked at together:
    without branches in between, what several of them need comes from memory at once.
    """
    plan, m = index.plan, index.starts[position + 1] - index.starts[position]
    row, threshold, shortest, longest, first_band, last_band = partners_of(m, plan, settings)
    query = Query(position, m, threshold, shortest, longest)
    next_stamp(scratch.stamps)
    held = count = 0
    start = index.ends[position] - index.sizes[position]
    for shared in range(1, MOST_SHARED + 1):
        if not plan[row, PROBED] >> shared & 1:
            continue
        end = start + min(index.sizes[position], plan[row, BASE] + shared)
        nearest = shortest
        for band in range(first_band, (last_band if shared == 1 else first_band) + 1):
            if shared == 1 and m <= settings.limit:
                # The longer the partners are, the fewer tokens may stand before the first one that is shared.
                while plan[nearest, BAND] < band:
                    nearest += 1
                end = start + min(index.sizes[position], m - least_shared(threshold, m, nearest) + shared)
            keys = find_buckets(start, end, shared, band, index, settings, scratch)
            count, held = look_up(keys, shared, query, reach, index, scratch, count, held)
            if count > reach.most:
                return TOO_MANY
    count = narrow(held, query, count, index, scratch)
    return TOO_MANY if count > reach.most else count


def next_stamp(stamps):
    """Go on to the next stamp, which is the last element; when all are used up, every stamp is cleared.

    They have two bytes: so more of them are in the cache, and they are cleared seldom.
    """
    if stamps[stamps.size - 1] == LAST_STAMP:
        stamps[:] = 0
    stamps[stamps.size - 1] += 1


def partners_of(length, plan, settings):
    """Return the row of the plan for a length and the threshold there, and from where to where lengths and bands go."""
    if length > settings.limit:
        band = plan.shape[0] + length
        return plan.shape[0] - 1, EQUAL, length, length, band, band
    shortest, longest = plan[length, SHORTEST], plan[length, LONGEST]
    return length, settings.threshold, shortest, longest, plan[shortest, BAND], plan[longest, BAND]


def least_shared(threshold, m, n):
    """Return the least LCS with which lengths m and n reach the threshold in thousandths."""
    return (threshold * (m + n) + OF_BOTH - 1) // OF_BOTH


def find_buckets(start, end, shared, band, index, settings, scratch):
    """Write the buckets of all keys of `shared` tokens to the scratch, see `write_keys`; return how many they are.

    Their first postings are on the way from memory then.
    """
    buckets, places = scratch.buckets, scratch.places
    keys = write_keys(index.prefixes, start, end, shared, band, settings.first_shared, settings.bits, buckets, places)
    for key in range(keys):
        prefetch(index.buckets, buckets[key])
    for key in range(keys):
        place = begin_of(index.buckets, buckets[key])
        prefetch(index.postings, place)
        prefetch(index.postings, place + LINE)
    return keys


def look_up(keys, shared, query, reach, index, scratch, count, held):
    """Go through the first `keys` buckets in the scratch, with `count` positions found and `held` postings held before.

    Returns how many they are then. It ends as soon as more than `reach.most` are found.
    """
    buckets, postings = index.buckets, index.postings
    lower, upper = np.uint64(reach.low) << HALF, np.uint64(reach.high) << HALF
    for key in range(keys):
        place, last = begin_of(buckets, scratch.buckets[key]), end_of(buckets, scratch.buckets[key])
        if last - place > reach.crowd:
            scratch.crowded[0] = 1
            continue
        if reach.low > 0:
            place = first_from(postings, place, last, lower)
        while place < last and postings[place] < upper:
            stop = min(last, place + HELD - held)
            place, held = hold(place, stop, upper, shared, scratch.places[key], query, index, scratch.held, held)
            if held > HELD // 2:
                count, held = narrow(held, query, count, index, scratch), 0
                if count > reach.most:
                    return count, held
    return count, held


def hold(place, stop, upper, shared, own_place, query, index, room, held):
    """Add to the first `held` postings in `room` those of a bucket that may match, from `place` to `stop` or `upper`.

    Returns where it has stopped, and how many are held then. Of a key that has the first tokens that two positions
    share, the last one has no more tokens before it than one of them may have for itself (Xiao et al. 2008): all other
    postings are passed over. A place over MOST is held as MOST, which rules out less, never more.
    """
    postings, alive = index.postings, index.alive
    _, m, threshold, shortest, longest = query
    own_most = OF_BOTH * (m - own_place + shared - 1)
    while place < stop and postings[place] < upper:
        posting = postings[place]
        n, other_place = length_in(posting, alive), np.int64(posting & MOST_BITS)
        needed = threshold * (m + n)
        fits = (n >= shortest) & (n <= longest) & (needed <= own_most)
        fits &= needed <= OF_BOTH * (n - other_place + shared - 1)
        room[held] = posting
        held += fits
        place += 1
    return place, held


def length_in(posting, alive):
    """Return the length of the position of a posting; one that has no room there is 0 if the position is not kept."""
    n = np.int64(posting >> LENGTH_SHIFT & MOST_BITS)
    return np.int64(alive[np.int64(posting >> HALF)]) if n == MOST else n


def narrow(held, query, count, index, scratch):
    """Add to the first `count` positions found those of the postings held that may match; return how many then."""
    return look_closer(query, count, sift(held, query, count, index, scratch), index, scratch)


def sift(held, query, count, index, scratch):
    """Add to the first `count` positions found those of the postings held whose bitmaps of one word may match.

    Each is added once. Returns how many are found then.
    """
    coarse, alive, room, stamps, found = index.coarse, index.alive, scratch.held, scratch.stamps, scratch.found
    stamp, new = stamps[stamps.size - 1], 0
    for place in range(held):
        posting = room[place]
        room[new] = posting
        other = np.int64(posting >> HALF)
        new += stamps[other] != stamp
        stamps[other] = stamp
    own = coarse[query.position]
    for place in range(new):
        posting = room[place]
        other = np.int64(posting >> HALF)
        found[count] = other
        count += np.int64(popcount(own ^ coarse[other])) <= most_different(query, length_in(posting, alive))
    return count


def look_closer(query, left, count, index, scratch):
    """Of `count` positions found, leave the first `left`, and of the others those that are kept and may match.

    That is what their bitmaps say. Returns how many are left. The bitmaps come from memory while others are compared:
    that takes half the time.
    """
    begins, parities, alive, found = index.begins, index.parities, index.alive, scratch.found
    own = begins[query.position]
    own_size = begins[query.position + 1] - own
    for place in range(left, count):
        if place + FURTHER < count:
            prefetch(begins, found[place + FURTHER])
            prefetch(alive, found[place + FURTHER])
        if place + AHEAD < count:
            prefetch(parities, begins[found[place + AHEAD]])
        other = found[place]
        n = np.int64(alive[other])
        start, most = begins[other], most_different(query, n)
        size = min(own_size, begins[other + 1] - start)
        if n and differing(own, start, size, most, parities, scratch.differences) <= most:
            found[left] = other
            left += 1
    return left


def most_different(query, n):
    """Return in how many words a match of n words may differ from the query, and so their bitmaps in bits."""
    return query.length + n - 2 * least_shared(query.threshold, query.length, n)


def differing(one, other, size, most, parities, room):
    """Return in how many bits two bitmaps, folded to `size` words, differ, or a number over `most`; see `fold`.

    Folded to fewer words they never differ in more bits, so of most that differ the first words say so. `room` (uint64)
    is for the bits that differ.
    """
    room[0] = parities[one] ^ parities[other]
    count, words = np.int64(popcount(room[0])), 1
    while words < size and count <= most:
        count = np.int64(0)
        for word in range(words):
            upper = parities[one + words + word] ^ parities[other + words + word]
            lower = room[word] ^ upper
            room[word], room[words + word] = lower, upper
            count += np.int64(popcount(lower) + popcount(upper))
        words *= 2
    return count


def first_from(values, place, end, least):
    """Return the first place of values in order, from one to another, that has at least so much; else the end."""
    while place < end:
        middle = (place + end) // 2
        if values[middle] < least:
            place = middle + 1
        else:
            end = middle
    return place
