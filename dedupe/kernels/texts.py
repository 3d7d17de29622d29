"""Kernels over the bytes of large texts; the glue is in `bulk.texts` and `bulk.lines`.

`data` (uint8) is UTF-8. Text t of some texts is `data[begins[t]:ends[t]]` (int64).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import FINISHER, HALF, MULTIPLIER, TAG, prefetch
from dedupe.kernels.declaring import Bytes, Flags, Int32s, Int64s, UInt64s, kernel

# What a code point is on a line: something to see, white space, the end of the line, or something to see that tells
# about code. What a byte begins may be UNCLEAR.
PLAIN, BLANK, LINE_END, CLUE, UNCLEAR = range(5)
# What all code has some of, how a line of it may look, what a statement has, and the end of one. BEGINNING stands for a
# pair of signs that is a SHAPE where a line begins with it.
SIGN, SHAPE, STATEMENT, END, BEGINNING = 1, 2, 4, 8, 16
CARRIAGE_RETURN, LINE_FEED = 0x0D, 0x0A
# Below stand the code points of ASCII, a byte each.
ASCII = 0x80
# So many bytes are looked at together where all may be ASCII.
WIDE = 32
# A code point has at most so many bytes before its last one.
BEFORE = 3
# So many texts before it is looked at one is asked for.
AHEAD = 8


def decode(data, place):
    """Return the code point at a place in UTF-8 (uint8), and where the next one begins."""
    first = np.uint32(data[place])
    if first < ASCII:
        return first, place + 1
    if first < 0xE0:
        return (first & 0x1F) << 6 | (data[place + 1] & 0x3F), place + 2
    if first < 0xF0:
        tail = np.uint32(data[place + 1] & 0x3F) << 6 | (data[place + 2] & 0x3F)
        return (first & 0x0F) << 12 | tail, place + 3
    tail = np.uint32(data[place + 1] & 0x3F) << 12 | np.uint32(data[place + 2] & 0x3F) << 6
    return (first & 0x07) << 18 | tail | (data[place + 3] & 0x3F), place + 4


class Characters(NamedTuple):
    """What characters are on a line, and what they tell about code: sums of SIGN, SHAPE, STATEMENT and END.

    `kinds` has the kind of each code point, those beyond are PLAIN; `leads` (256) that of all code points that begin
    with a byte, or UNCLEAR. `alone`, `first` and `last` (256) say what a byte tells wherever it stands, where it is the
    first to be seen on a line, and where it is the last; `pairs` (65,536) what two of them tell, the first times 256
    plus the second, of which one is a CLUE, and whether they are a BEGINNING.
    """

    kinds: Bytes
    leads: Bytes
    alone: Bytes
    first: Bytes
    last: Bytes
    pairs: Bytes


@kernel
def find_lines(
    data: Bytes, start: int, end: int, characters: Characters, begins: Int64s, ends: Int64s, suspected: Flags
) -> int:
    """Write where the lines from `start` to `end` begin and end that are not blank; return how many they are.

    `suspected` says of each line whether it may be code.
    """
    kinds, leads, alone, firsts, lasts, pairs = characters
    count, place = 0, start
    while place < end:
        begin = place
        visible, told = False, np.uint8(0)
        last, after = end, end
        while place < end:
            # Most bytes are settled here, those within a code point too: 0.13 seconds for 100 MB, 0.32 to decode all.
            while visible and place < end and leads[data[place]] <= BLANK:
                place += 1
            if place == end:
                after = end
                break
            kind, after = leads[data[place]], place + 1
            if kind == UNCLEAR:
                code, after = decode(data, place)
                kind = kinds[code] if code < kinds.size else np.uint8(PLAIN)
            if kind == LINE_END:
                last = place
                break
            if kind != BLANK and not visible:
                visible = True
                told |= firsts[data[place]] | told_by_beginning(data, place, end, pairs)
            if kind == CLUE:
                told |= alone[data[place]] | told_by_pairs(data, place, begin, end, pairs)
            place = after
        if visible:
            told |= lasts[data[last_visible(data, last, leads)]]
            begins[count], ends[count], suspected[count] = begin, last, may_be_code(told)
            count += 1
        place = behind_end(data, last, after, end)
    return count


def told_by_beginning(data, place, end, pairs):
    """Return what the first two bytes of a line tell that are to be seen."""
    begins = place + 1 < end and pairs[np.int64(data[place]) << 8 | np.int64(data[place + 1])] & BEGINNING != 0
    return np.uint8(SHAPE if begins else 0)


def may_be_code(told):
    """Return whether a line of which so much is told has to be read."""
    return told & SIGN != 0 and (told & SHAPE != 0 or told & (STATEMENT | END) == STATEMENT | END)


def told_by_pairs(data, place, begin, end, pairs):
    """Return what a byte and its neighbours on a line tell, which begins there and may end sooner."""
    here, told = np.int64(data[place]), np.uint8(0)
    if place > begin:
        told |= pairs[np.int64(data[place - 1]) << 8 | here]
    if place + 1 < end:
        told |= pairs[here << 8 | np.int64(data[place + 1])]
    return told


def last_visible(data, end, leads):
    """Return the place of the last byte before the end of a line, without the white space of ASCII there."""
    place = end - 1
    while leads[data[place]] == BLANK:
        place -= 1
    return place


def behind_end(data, last, after, end):
    """Return where the next line begins: behind the line feed, where that follows a carriage return at `last`."""
    pair = after < end and data[last] == CARRIAGE_RETURN and data[after] == LINE_FEED
    return after + 1 if pair else after


@kernel
def number_lines(data: Bytes, begins: Int64s, kinds: Bytes, numbers: Int64s) -> None:
    """Write for each of some lines which one of all it is, from 1, to `numbers` (int64); `kinds` as in `find_lines`."""
    number, place = 1, 0
    for line in range(begins.size):
        while place < begins[line]:
            code, after = decode(data, place)
            if code < kinds.size and kinds[code] == LINE_END:
                number += 1
                after = behind_end(data, place, after, data.size)
            place = after
        numbers[line] = number


@kernel
def hash_texts(
    data: Bytes, begins: Int64s, ends: Int64s, first: int, last: int, mask: np.uint64, hashes: UInt64s
) -> None:
    """Write a hash (uint64) of each text from number `first` to `last`."""
    for text in range(first, last):
        place, end = begins[text], ends[text]
        value = np.uint64(end - place)
        while place + 8 <= end:
            value = (value ^ eight_bytes(data, place)) * MULTIPLIER
            value ^= value >> HALF
            place += 8
        while place < end:
            value = (value ^ np.uint64(data[place])) * MULTIPLIER
            place += 1
        value = (value ^ value >> HALF) * FINISHER
        hashes[text] = (value ^ value >> HALF) & mask


def eight_bytes(data, place):
    """Return eight bytes as one number."""
    value = np.uint64(0)
    for index in range(8):
        value |= np.uint64(data[place + index]) << np.uint64(8 * index)
    return value


@kernel
def find_same(
    data: Bytes, begins: Int64s, ends: Int64s, hashes: UInt64s, part: int, parts: int, table: UInt64s, same: Int32s
) -> None:
    """Write the first text that each one is identical to, itself if there is none, to `same` (int32).

    Only texts of one of several parts are looked at, see `part_of`. `table` (uint64) is an open hash table, its size a
    power of two: 0 where it is free, else half of a hash above the number of a text plus one. Texts with the same half
    are compared byte by byte. What is looked at next is brought into the cache meanwhile: half of the time.
    """
    last_slot = np.uint64(table.size - 1)
    for text in range(begins.size):
        if text + 2 * AHEAD < begins.size:
            prefetch(table, hashes[text + 2 * AHEAD] & last_slot)
        if text + AHEAD < begins.size:
            near = np.int64(table[hashes[text + AHEAD] & last_slot] & ~TAG) - 1
            if near >= 0:
                prefetch(data, begins[near])
        value = hashes[text]
        if part_of(value, parts) != part:
            continue
        slot, tag = value & last_slot, value & TAG
        found = np.int64(-1)
        while table[slot] and found < 0:
            if table[slot] & TAG == tag:
                other = np.int64(table[slot] & ~TAG) - 1
                if are_equal(data, begins[text], ends[text], begins[other], ends[other]):
                    found = other
            slot = (slot + np.uint64(1)) & last_slot
        if found < 0:
            table[slot] = tag | np.uint64(text + 1)
            found = np.int64(text)
        same[text] = found


@kernel
def number_different(same: Int32s, numbers: Int64s, firsts: Int64s) -> int:
    """Number different texts in order, given the first that each is identical to; return how many there are.

    Each text gets the number of its own in `numbers` (int64), and in `firsts` (int64) stands the first of each number.
    """
    count = 0
    for text in range(same.size):
        first = np.int64(same[text])
        if first == text:
            firsts[count] = text
            numbers[text] = count
            count += 1
        else:
            numbers[text] = numbers[first]
    return count


@kernel
def count_part(hashes: UInt64s, part: int, parts: int) -> int:
    """Return how many hashes are of a part."""
    count = 0
    for place in range(hashes.size):
        count += part_of(hashes[place], parts) == part
    return count


def part_of(value, parts):
    """Return which of several parts a hash belongs to, by its upper half."""
    return np.int64((value >> HALF) * np.uint64(parts) >> HALF)


def are_equal(values, start, end, other_start, other_end):
    """Return whether two stretches of an array have the same values."""
    if end - start != other_end - other_start:
        return False
    for offset in range(end - start):
        if values[start + offset] != values[other_start + offset]:
            return False
    return True


@kernel
def compare_texts(data: Bytes, begins: Int64s, ends: Int64s, ones: Int64s, others: Int64s, same: Flags) -> None:
    """Write whether each of some texts is identical to another one, given their numbers, to `same`."""
    for place in range(ones.size):
        one, other = ones[place], others[place]
        same[place] = are_equal(data, begins[one], ends[one], begins[other], ends[other])


@kernel
def count_valid(data: Bytes, begin: int, end: int) -> int:
    """Return how many code points begin in a part of some UTF-8, -1 if it is none (Unicode 16.0, table 3-7).

    Each byte is looked at with the three before it and without a branch, and all are counted by themselves, so that the
    compiler takes 32 at a time: 100 MB take 0.03 seconds, and code point by code point 0.09.
    """
    wrong, count = end == data.size and continues(data, end), 0
    for place in range(begin, min(begin + BEFORE, end)):
        third, second, first = three_before(data, place)
        wrong |= is_wrong(third, second, first, data[place])
    for place in range(begin, end - BEFORE):
        wrong |= is_wrong(data[place], data[place + 1], data[place + 2], data[place + 3])
    for place in range(begin, end):
        count += data[place] & 0xC0 != 0x80
    return -1 if wrong else count


def is_wrong(third, second, first, byte):
    """Return whether a byte cannot stand behind three others, of which `first` is the next to it."""
    follows = byte & 0xC0 == 0x80
    has_to = (first >= 0xC0) | (second >= 0xE0) | (third >= 0xF0)
    # Shorter ones are written so, too; surrogates are none; and behind the last one there is nothing.
    never = (byte == 0xC0) | (byte == 0xC1) | (byte > 0xF4)
    too_low = ((first == 0xE0) & (byte < 0xA0)) | ((first == 0xF0) & (byte < 0x90))
    too_high = ((first == 0xED) & (byte > 0x9F)) | ((first == 0xF4) & (byte > 0x8F))
    return (follows ^ has_to) | never | too_low | too_high


def continues(data, place):
    """Return whether a code point that begins before a place continues there."""
    third, second, first = three_before(data, place)
    return (first >= 0xC0) | (second >= 0xE0) | (third >= 0xF0)


def three_before(data, place):
    """Return the three bytes before a place; before the first there are zeros."""
    third = data[place - 3] if place >= 3 else np.uint8(0)
    second = data[place - 2] if place >= 2 else np.uint8(0)
    first = data[place - 1] if place >= 1 else np.uint8(0)
    return third, second, first


def is_ascii(data, place):
    """Return whether the next bytes are all ASCII, WIDE of them."""
    bits = np.uint8(0)
    for index in range(WIDE):
        bits |= data[place + index]
    return bits < ASCII


@kernel
def count_code_points(data: Bytes, places: Int64s, counts: Int64s) -> None:
    """Write how many code points begin before each of some places (int64, in order) to `counts` (int64)."""
    count = place = 0
    for index in range(places.size):
        while place < places[index]:
            count += data[place] & 0xC0 != 0x80
            place += 1
        counts[index] = count


@kernel
def copy_texts(data: Bytes, begins: Int64s, ends: Int64s, copied: Bytes) -> None:
    """Write the bytes of some texts, one after the other, to `copied` (uint8)."""
    size = 0
    for text in range(begins.size):
        for place in range(begins[text], ends[text]):
            copied[size] = data[place]
            size += 1
