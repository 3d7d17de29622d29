"""The longest common subsequence of numbered words, bit-parallel; `kernels.search` asks for it."""

from __future__ import annotations

import numpy as np

from dedupe.kernels.bits import popcount
from dedupe.kernels.index import WORD_BITS

# Longer patterns are compared in strips of so many words: the rows of a whole one would take room by its square.
STRIP = 8192
# After every so many words of a text it is checked whether a match is still possible.
LOOK = 16


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


def clear_pattern(numbers, start, end, slots):
    """Forget a pattern."""
    for place in range(start, end):
        slots[numbers[place]] = 0


def lcs(numbers, start, end, slots, rows, blocks, length, columns, state, least):
    """Return the length of the longest common subsequence of some words and the pattern of `length` words.

    Hyyrö 2004, with one bit for each word of the pattern; `state` (uint64) has room for `blocks` words. Of a text that
    is longer than a block only the words of the pattern are left, their rows in `columns` (int32). The search ends as
    soon as `least` is out of reach, with a lower number. Words that are matched have at most as many unmatched ones
    before them as the whole may have (Ukkonen 1985): only the blocks around the diagonal are computed, and fewer the
    more words of the text are known to be without a match.
    """
    if blocks == 1:
        bits = ~np.uint64(0)
        for place in range(start, end):
            row = slots[numbers[place]]
            if row:
                both = bits & rows[row]
                bits = (bits + both) | (bits - both)
        return np.int64(popcount(~bits & low_bits(length)))
    count = 0
    for place in range(start, end):
        columns[count] = slots[numbers[place]]
        count += columns[count] > 0
    if count < least:
        return count
    state[:blocks] = ~np.uint64(0)
    before, behind = count - least, length - least
    touched = 0
    for column in range(count):
        if column % LOOK == LOOK - 1:
            found = ones_missing(state, touched + 1, length)
            if found + count - column < least:
                return found
            # A match in a later column c has at most found + c - column others before it.
            behind = length - least + found - column
        first = np.uint64(columns[column] * blocks)
        carry = np.uint64(0)
        last = min(blocks - 1, (column + behind) // WORD_BITS)
        touched = max(touched, last)
        for block in range(np.uint64(max(0, column - before) // WORD_BITS), np.uint64(last + 1)):
            carry = advance(state, block, rows[first + block], carry)
        # Blocks that were computed for words before take in no more matches, but what carries over still changes them.
        block = last + 1
        while block <= touched and carry:
            carry = advance(state, block, np.uint64(0), carry)
            block += 1
    return ones_missing(state, blocks, length)


def lcs_in_strips(numbers, start, end, pattern_start, pattern_end, slots, rows, state, carries):
    """Return what `lcs` does for a pattern of any length, strip by strip.

    What one strip carries over for each word of the text, the next one takes in; `carries` (uint8) has it.
    """
    carries[: end - start] = 0
    found = np.int64(0)
    for first in range(pattern_start, pattern_end, STRIP):
        last = min(first + STRIP, pattern_end)
        blocks = set_pattern(numbers, first, last, slots, rows)
        state[:blocks] = ~np.uint64(0)
        for place in range(start, end):
            row, carry = slots[numbers[place]], np.uint64(carries[place - start])
            if row == 0 and carry == 0:
                continue
            for block in range(blocks):
                carry = advance(state, block, rows[row * blocks + block], carry)
            carries[place - start] = carry
        found += ones_missing(state, blocks, last - first)
        clear_pattern(numbers, first, last, slots)
    return found


def advance(state, block, matched, carry):
    """Take a word of the text into one block of the state, given where the pattern has it; return what carries over."""
    bits = state[block]
    both = bits & matched
    total = bits + both
    over = np.uint64(total < bits)
    total += carry
    over |= np.uint64(total < carry)
    state[block] = total | (bits - both)
    return over


def ones_missing(state, blocks, length):
    """Return how many of the lowest `length` bits are not set."""
    found = np.int64(0)
    for block in range(blocks):
        found += np.int64(popcount(~state[block] & low_bits(length - block * WORD_BITS)))
    return found


def low_bits(count):
    """Return the lowest `count` bits set, all if there are more."""
    return ~np.uint64(0) if count >= WORD_BITS else (np.uint64(1) << np.uint64(count)) - np.uint64(1)
