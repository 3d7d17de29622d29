"""Kernels of the exact search of `signatures`: which candidates match; the glue is in `engines.compiled.search`.

Positions, tokens and postings are those of `kernels.index`.
"""

from __future__ import annotations

from dedupe.kernels.candidates import TOO_MANY, Index, Reach, Scratch, Settings, collect, least_shared
from dedupe.kernels.declaring import Flags, Int32s, Int64s, kernel
from dedupe.kernels.lcs import STRIP, clear_pattern, lcs, lcs_in_strips, set_pattern
from dedupe.kernels.sorting import sort
from dedupe.kernels.texts import are_equal

# More keys than any bucket has.
NO_CROWD = 2**62
# How many matches are looked for, and from where on.
FIRST, ALL = 1, 2**62
START = 0
# Where so many may match, the first is looked for among so few at first, then each time among so many times as many.
MANY, FEW, WIDER = 512, 64, 4


def similar_in(position, reach, index, settings, scratch, wanted):
    """Leave the kept positions within reach that are over the threshold in the scratch; return how many, or TOO_MANY.

    They are in order, each with its LCS; just so many as are `wanted`.
    """
    count = collect(position, reach, index, settings, scratch)
    if count <= 0:
        return count
    sort(scratch.found, count, scratch.matches, scratch.counters)
    return verify(position, scratch.found, count, index, settings, scratch, wanted)


@kernel
def verify(
    position: int, found: Int32s, count: int, index: Index, settings: Settings, scratch: Scratch, wanted: int
) -> int:
    """Leave those of the first `count` positions found (int32) that are over the threshold in the scratch."""
    numbers, starts, alive = index.numbers, index.starts, index.alive
    slots, rows, state, matches, lengths = scratch.slots, scratch.rows, scratch.state, scratch.matches, scratch.lengths
    first, last = starts[position], starts[position + 1]
    m, matched = last - first, 0
    if m > settings.limit:
        for place in range(count):
            other = found[place]
            if alive[other] and are_equal(numbers, first, last, starts[other], starts[other + 1]):
                matches[matched], lengths[matched] = other, m
                matched += 1
                if matched == wanted:
                    break
        return matched
    in_strips = m > STRIP
    blocks = 0 if in_strips else set_pattern(numbers, first, last, slots, rows)
    for place in range(count):
        other = found[place]
        n = alive[other]
        least = least_shared(settings.threshold, m, n)
        if n == 0 or n > settings.limit or least > min(m, n):
            continue
        start, end = starts[other], starts[other + 1]
        if in_strips:
            length = lcs_in_strips(numbers, start, end, first, last, slots, rows, state, scratch.carries)
        else:
            length = lcs(numbers, start, end, slots, rows, blocks, m, scratch.columns, state, least)
        if length >= least:
            matches[matched], lengths[matched] = other, length
            matched += 1
            if matched == wanted:
                break
    if not in_strips:
        clear_pattern(numbers, first, last, slots)
    return matched


def first_in(position, low, high, index, settings, scratch):
    """Leave the first kept position from `low` up to `high` that is over the threshold; return how many, 0 or 1.

    Where many may be, the first of them are looked at before the others: 100,000 copies of one frame, all in the same
    buckets, match what was kept of them first.
    """
    matched = similar_in(position, Reach(low, high, NO_CROWD, MANY), index, settings, scratch, FIRST)
    if matched != TOO_MANY:
        return matched
    size = FEW
    while low < high:
        end = min(high, low + size)
        matched = similar_in(position, Reach(low, end, NO_CROWD, ALL), index, settings, scratch, FIRST)
        if matched:
            return matched
        low, size = end, size * WIDER
    return 0


@kernel
def first_similar(
    begin: int, end: int, index: Index, settings: Settings, scratch: Scratch, kept: Int32s, lengths: Int32s
) -> None:
    """Set for the positions from `begin` to `end` the first one before each that is similar, and the LCS."""
    for position in range(begin, end):
        if first_in(position, START, position, index, settings, scratch):
            kept[position], lengths[position] = scratch.matches[0], scratch.lengths[0]


@kernel
def settle(
    begin: int, end: int, index: Index, settings: Settings, scratch: Scratch, kept: Int32s, lengths: Int32s
) -> None:
    """Decide on the positions from `begin` to `end` in order; `kept` (int32) is the match of each, or -1.

    A match in the same block was not decided on when it was found: if it has gone, another one is looked for.
    """
    alive = index.alive
    for position in range(begin, end):
        if kept[position] >= begin and alive[kept[position]] == 0:
            kept[position] = -1
            if first_in(position, begin, position, index, settings, scratch):
                kept[position], lengths[position] = scratch.matches[0], scratch.lengths[0]
        if kept[position] >= 0:
            alive[position] = 0


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
    for position in range(begin, end):
        scratch.crowded[0] = 0
        matched = similar_in(position, Reach(START, position, crowd, ALL), index, settings, scratch, ALL)
        if total + matched > kept.size:
            return position
        for place in range(matched):
            kept[total + place], lengths[total + place] = scratch.matches[place], scratch.lengths[place]
        counts[position - begin], crowded[position - begin] = matched, scratch.crowded[0] > 0
        total += matched
    return end
