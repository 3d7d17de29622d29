"""Kernels that split UTF-8 text into numbered words; the glue is in `engines.compiled.wording`.

A word is a sequence of folded code points. One that is found in the hash table of the vocabulary is compared letter by
letter, so that a collision costs time and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedupe.kernels.bits import FINISHER, HALF, MULTIPLIER, TAG, prefetch
from dedupe.kernels.declaring import Bytes, Flags, Int32s, Int64s, UInt32s, UInt64s, kernel
from dedupe.kernels.texts import ASCII, WIDE, decode, is_ascii

# What a folded code point can be, as `words.word_pattern` has it. A letter (uint32) is a folded code point in its low
# bits with its kinds above them.
CODE_BITS = 21
CODE_MASK = (1 << CODE_BITS) - 1
LETTER, DIGIT, MARK, EACH, UNSPACED, UNSPACED_MARK, APOSTROPHE, SEPARATOR, UNDERSCORE = (
    1 << bit for bit in range(CODE_BITS, CODE_BITS + 9)
)
# From here on a number stands for a code point that does not fold to one letter by itself: it is no letter, several, or
# a mark with a class.
SEVERAL = 1 << 31

# Why a kernel ends before its work is done.
FINISHED, GROW = -1, -2


class Alphabet(NamedTuple):
    """What each code point is folded to: letters, a code point and its kinds each.

    Most code points become one letter, `single[code]`; no code point behind the last of these is seen. Where it is
    SEVERAL plus a number n, they become the letters from `begins[n]` to `begins[n + 1]` of `letters`, each with its
    canonical combining class in `combining`; `alone[n]` says whether that does not depend on what stands around it.
    """

    single: UInt32s
    begins: Int32s
    letters: UInt32s
    combining: Bytes
    alone: Flags


class Vocabulary(NamedTuple):
    """Words in one array, one after the other: word w is `codes[begins[w]:begins[w + 1]]`.

    `table` is an open hash table, its size a power of two: 0 where it is free, else half of a hash above a word's
    number plus one. Both in one place keep the next word in one line of the cache: 13.6 million words are numbered in
    0.6 seconds, and with two arrays in 1.8.
    """

    table: UInt64s
    begins: Int64s
    codes: UInt32s


class Found(NamedTuple):
    """Room for some words of a folded text: word w is its letters from `starts[w]` to `ends[w]`, with their hash."""

    starts: Int64s
    ends: Int64s
    hashes: UInt64s


@kernel
def mark_seen(data: Bytes, begins: Int64s, ends: Int64s, seen: Flags) -> None:
    """Set `seen` (bool, one for each code point) for the code points of some texts in UTF-8, and for those of ASCII."""
    seen[:ASCII] = True
    for text in range(begins.size):
        place, end = begins[text], ends[text]
        while place < end:
            if place + WIDE <= end and is_ascii(data, place):
                place += WIDE
                continue
            stop = min(place + WIDE, end)
            while place < stop:
                code, place = decode(data, place)
                seen[code] = True


def fold(data, start, end, alphabet, folded):
    """Write the letters of a text to `folded` (uint32); return how many, or -1 if the text needs more.

    A text needs more than its code points one by one where marks stand in another order than Unicode's, or where two
    letters make one.
    """
    single, begins, letters, combining, alone = alphabet
    size, last_class, place = 0, 0, start
    while place < end:
        code, place = decode(data, place)
        letter = single[code]
        if letter < SEVERAL:
            folded[size] = letter
            size += 1
            last_class = 0
            continue
        number = letter - SEVERAL
        if not alone[number]:
            return -1
        for index in range(begins[number], begins[number + 1]):
            if combining[index] and combining[index] < last_class:
                return -1
            last_class = combining[index]
            folded[size] = letters[index]
            size += 1
    return size


def end_of_word(folded, start, size):
    """Return where the word ends that begins at `start`, or `start` if none does there.

    The same as the regular expression of `words.word_pattern`, alternative by alternative.
    """
    kind = folded[start]
    place = start + 1
    if kind & LETTER and not kind & (MARK | UNDERSCORE):
        while place < size:
            if folded[place] & LETTER:
                place += 1
            elif joins(folded, place, size):
                place += 2
            else:
                break
        return without_underscores(folded, place)
    if kind & EACH:
        while place < size and folded[place] & MARK:
            place += 1
        return place
    if kind & (UNSPACED | UNSPACED_MARK):
        while place < size and folded[place] & UNSPACED_MARK:
            place += 1
        return place
    return start


def find_words(folded, start, size, hash_mask, words):
    """Write the next words from `start` on, as many as there is room for; return how many, and where they end."""
    count, place = 0, start
    while place < size and count < words.ends.size:
        end = end_of_word(folded, place, size)
        if end == place:
            place += 1
            continue
        words.starts[count], words.ends[count] = place, end
        words.hashes[count] = hash_letters(folded, place, end, hash_mask)
        count += 1
        place = end
    return count, place


def joins(folded, place, size):
    """Return whether a sign inside a word holds it together: an apostrophe, or a separator between digits."""
    if place + 1 >= size or not folded[place] & (APOSTROPHE | SEPARATOR):
        return False
    if folded[place] & APOSTROPHE:
        return folded[place + 1] & LETTER != 0
    return folded[place - 1] & DIGIT != 0 and folded[place + 1] & DIGIT != 0


def without_underscores(folded, place):
    """Return the end of a word without the underscores at its end, and without what joined only those."""
    while folded[place - 1] & (UNDERSCORE | APOSTROPHE):
        place -= 1
    return place


def hash_letters(folded, start, end, hash_mask):
    """Return a hash (uint64) of the code points of some letters."""
    value = np.uint64(end - start)
    for index in range(start, end):
        value = value * MULTIPLIER + np.uint64(folded[index] & CODE_MASK)
    value = (value ^ value >> HALF) * FINISHER
    return (value ^ value >> HALF) & hash_mask


def look_ahead(words, count, table, begins, codes):
    """Have all brought into the cache that the next words are compared with: `count` of those that were found.

    Of three things each tells where the next one is; in three rounds the words wait together for each.
    """
    last_slot = np.uint64(table.size - 1)
    for index in range(count):
        prefetch(table, words.hashes[index] & last_slot)
    for index in range(count):
        prefetch(begins, number_at(table, words.hashes[index] & last_slot))
    for index in range(count):
        prefetch(codes, begins[number_at(table, words.hashes[index] & last_slot)])


def number_at(table, slot):
    """Return the number of the word in a slot of the table, some number if it is free."""
    return max(np.int64(table[slot] & ~TAG) - 1, 0)


def number_found(letters, words, found, vocabulary, numbers, total, count):
    """Write the numbers of words that were found to `numbers` from `total` on; return how many there was room for.

    `count` is the number of words in the vocabulary; the second value is what it becomes.
    """
    table, begins, codes = vocabulary
    look_ahead(words, found, table, begins, codes)
    for index in range(found):
        start, end, value = words.starts[index], words.ends[index], words.hashes[index]
        word = number_word(letters, start, end, value, table, begins, codes, count)
        if word < 0:
            return index, count
        count += word == count
        numbers[total + index] = word
    return found, count


def number_word(folded, start, end, value, table, begins, codes, count):
    """Return the number of a word; `count`, the number of words, if it is a new one; -1 if there is no room for it.

    `folded` has letters; of them the code points count. `value` is their hash.
    """
    last_slot = np.uint64(table.size - 1)
    slot, tag = value & last_slot, value & TAG
    while table[slot]:
        if table[slot] & TAG == tag:
            word = np.int64(table[slot] & ~TAG) - 1
            if is_word(folded, start, end, codes, begins[word], begins[word + 1]):
                return word
        slot = (slot + np.uint64(1)) & last_slot
    first = begins[count]
    if 2 * count >= table.size or first + end - start > codes.size:
        return -1
    table[slot] = tag | np.uint64(count + 1)
    for index in range(start, end):
        codes[first + index - start] = folded[index] & CODE_MASK
    begins[count + 1] = first + end - start
    return count


def is_word(folded, start, end, codes, first, last):
    """Return whether some letters are those of a word of the vocabulary."""
    if last - first != end - start:
        return False
    for index in range(end - start):
        if codes[first + index] != folded[start + index] & CODE_MASK:
            return False
    return True


@kernel
def split_texts(
    data: Bytes,
    begins: Int64s,
    ends: Int64s,
    first: int,
    alphabet: Alphabet,
    vocabulary: Vocabulary,
    hash_mask: np.uint64,
    numbers: Int32s,
    counts: Int32s,
    state: Int64s,
    folded: UInt32s,
    words: Found,
) -> int:
    """Split the texts from number `first` on; return the one at which there was no room, or FINISHED.

    Text t is `data[begins[t]:ends[t]]` (uint8, int64). Its word numbers are appended to `numbers` (int32) and
    counted in `counts` (int32): -1 for a text that has to be folded as a whole. `state` (int64) has the number of
    words in the vocabulary and the length of `numbers`. `folded` (uint32) is room for the longest text, folded.
    `words` has room for those that are looked up together.
    """
    count, total = state[0], state[1]
    for text in range(first, begins.size):
        size = fold(data, begins[text], ends[text], alphabet, folded)
        if size < 0:
            counts[text] = -1
            continue
        before, place = total, 0
        has_room = before + size <= numbers.size
        while place < size and has_room:
            found, place = find_words(folded, place, size, hash_mask, words)
            done, count = number_found(folded, words, found, vocabulary, numbers, total, count)
            total += done
            has_room = done == found
        if not has_room:
            state[0], state[1] = count, before
            return text
        counts[text] = total - before
    state[0], state[1] = count, total
    return FINISHED


@kernel
def number_words(
    letters: UInt32s,
    ends: Int64s,
    vocabulary: Vocabulary,
    hash_mask: np.uint64,
    numbers: Int32s,
    state: Int64s,
    words: Found,
) -> int:
    """Number given words, the letters of which stand one after the other in `letters` (uint32) up to `ends` (int64).

    Returns FINISHED, or GROW if there was no room; then it is to be called again. `state` and `words` as above.
    """
    count, first, start = state[0], 0, 0
    while first < ends.size:
        found = min(words.ends.size, ends.size - first)
        for index in range(found):
            end = ends[first + index]
            words.starts[index], words.ends[index] = start, end
            words.hashes[index] = hash_letters(letters, start, end, hash_mask)
            start = end
        done, count = number_found(letters, words, found, vocabulary, numbers, first, count)
        first += done
        if done < found:
            break
    state[0] = count
    return FINISHED if first == ends.size else GROW


@kernel
def gather(
    numbers: Int32s, begins: Int64s, names: Int32s, first: int, order: Int64s, starts: Int64s, gathered: Int32s
) -> None:
    """Write the words of one share of some texts to where they stand in an order of all; those of others are let be.

    The share has the texts from number `first` on, and its text t its words from `begins[t]` on in `numbers` (int64,
    int32). In `gathered` (int32) those of text `order[i]` (int64) stand from `starts[i]` to `starts[i + 1]` (int64).
    What a number becomes is its place in `names` (int32), or the same if that is empty.
    """
    for index in range(order.size):
        text = order[index] - first
        if text < 0 or text >= begins.size:
            continue
        behind = begins[text] - starts[index]
        if names.size:
            for place in range(starts[index], starts[index + 1]):
                gathered[place] = names[numbers[behind + place]]
        else:
            for place in range(starts[index], starts[index + 1]):
                gathered[place] = numbers[behind + place]


@kernel
def fill_table(vocabulary: Vocabulary, count: int, hash_mask: np.uint64) -> None:
    """Enter the first `count` words, which all differ, into an empty table."""
    table, begins, codes = vocabulary
    last_slot = np.uint64(table.size - 1)
    for word in range(count):
        value = hash_letters(codes, begins[word], begins[word + 1], hash_mask)
        slot = value & last_slot
        while table[slot]:
            slot = (slot + np.uint64(1)) & last_slot
        table[slot] = value & TAG | np.uint64(word + 1)
