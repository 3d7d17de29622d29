"""How alike two sequences of words are, and where they differ; the only module that calls rapidfuzz.

Similarity is `2 * LCS(a, b) / (len(a) + len(b))` over words (rapidfuzz calls it normalised Indel similarity). The
longest common subsequence is found bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length computation revisited").
Everything is decided on the integer LCS: a float cut-off would lose pairs at exactly the threshold.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Sequence
from functools import cache
from itertools import count
from types import ModuleType
from typing import NamedTuple

WORD_BITS = 64
MOST_CHARACTERS = sys.maxunicode
# In bits, half a gigabyte: a table of the differences of two sequences has one for each pair of items.
LARGEST_TABLE = 1 << 32


class Edit(NamedTuple):
    """A stretch of a and the stretch of b that stands in its place; one of them may be empty."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


@cache
def rapidfuzz_lcs() -> ModuleType:
    """Return rapidfuzz's LCS module, imported when the first pair needs it: that takes 40 ms."""
    from rapidfuzz.distance import LCSseq

    return LCSseq


def encode(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[Sequence[Hashable], Sequence[Hashable]]:
    """Return two strings with one character per item, equal where the items are equal; numbers if there are too many.

    rapidfuzz compares items by their hash, so it is never given the items themselves.
    """
    items = dict.fromkeys([*a, *b])
    if len(items) > MOST_CHARACTERS:
        numbers = dict(zip(items, count(), strict=False))
        return [numbers[item] for item in a], [numbers[item] for item in b]
    characters = dict(zip(items, map(chr, count()), strict=False))
    return "".join(map(characters.__getitem__, a)), "".join(map(characters.__getitem__, b))


def longest_common_subsequence(a: Sequence[Hashable], b: Sequence[Hashable], *, at_least: int = 0) -> int:
    """Return the length of the longest common subsequence of two encoded sequences, or 0 if below `at_least`.

    Encoded: characters or small integers, never words. For sequences of more than one machine word rapidfuzz searches a
    band that is a column too narrow (`lcs_blockwise` of rapidfuzz-cpp, seen in 3.14), and misses an LCS of exactly the
    cut-off; so the band that is asked for is wider by a machine word.

    >>> longest_common_subsequence("abcd", "abxd")
    3
    >>> longest_common_subsequence("abcd", "abxd", at_least=4)
    0
    """
    cutoff = at_least if len(a) <= WORD_BITS and len(b) <= WORD_BITS else max(0, at_least - WORD_BITS)
    length: int = rapidfuzz_lcs().similarity(a, b, score_cutoff=cutoff)
    return length if length >= at_least else 0


def similarity(lcs: int, a_length: int, b_length: int) -> float:
    """Return the similarity, 0 to 1; two sequences without words are equal.

    >>> similarity(3, 4, 4)
    0.75
    """
    return 2 * lcs / (a_length + b_length) if a_length + b_length else 1.0


def common_ends(a: Sequence[Hashable], b: Sequence[Hashable]) -> tuple[int, int]:
    """Return how many items two sequences share at their beginning, and behind that at their end.

    >>> common_ends("abcde", "abxe")
    (2, 1)
    """
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return start, end


def fits(a_length: int, b_length: int) -> bool:
    """Return whether the differences of two sequences so long can be found in the memory that there may be for it."""
    return a_length * b_length <= LARGEST_TABLE


def differences(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Edit]:
    """Return the stretches in which a and b differ, in order.

    They are as short as can be. Of sequences over `LARGEST_TABLE` all between their common ends is one stretch.

    >>> differences("the old cat sat".split(), "the new cat sat down".split())
    [Edit(a_start=1, a_end=2, b_start=1, b_end=2), Edit(a_start=4, a_end=4, b_start=4, b_end=5)]
    """
    if not fits(len(a), len(b)):
        return differences_between_ends(a, b)
    edits: list[Edit] = []
    for code in rapidfuzz_lcs().opcodes(*encode(a, b)):
        if code.tag == "equal":
            continue
        edit = Edit(code.src_start, code.src_end, code.dest_start, code.dest_end)
        if edits and edits[-1].a_end == edit.a_start and edits[-1].b_end == edit.b_start:
            edit = Edit(edits[-1].a_start, edit.a_end, edits[-1].b_start, edit.b_end)
            edits.pop()
        edits.append(edit)
    return edits


def differences_between_ends(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Edit]:
    """Return the same for long sequences: what they share at their ends costs no memory."""
    start, end = common_ends(a, b)
    a_end, b_end = len(a) - end, len(b) - end
    if not fits(a_end - start, b_end - start):
        return [Edit(start, a_end, start, b_end)]
    return [Edit(*(place + start for place in edit)) for edit in differences(a[start:a_end], b[start:b_end])]
