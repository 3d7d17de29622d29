"""The code points of a text, as `words.fold` and `words.word_pattern` see them, in arrays for the kernels.

Folding is the standard library's: each code point is folded by `words.fold`, once. That is what folding a whole text
does, too, unless marks stand in another order than Unicode's or a letter makes one with the letter before it; such
texts are told apart, and folded as a whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from unicodedata import combining, decomposition, normalize

import numpy as np
import numpy.typing as npt

from dedupe import character_classes as classes
from dedupe.kernels import words as kernels
from dedupe.kernels.words import Alphabet
from dedupe.words import fold

CODE_POINTS = sys.maxunicode + 1
# No code point from here on is made of two.
COMPOSED = 0x20000
# The letters of Hangul that make a syllable with the one before.
JOINING_JAMO = range(0x1160, 0x1200)


def make_alphabet(seen: npt.NDArray[np.bool_]) -> Alphabet:
    """Return the alphabet of the code points that are seen (bool, CODE_POINTS)."""
    codes = np.flatnonzero(seen)
    characters = list(map(chr, codes.tolist()))
    folded, folded_sizes = in_one(each(fold, characters))
    # Folding goes by way of NFKC: a mark that case folding makes a letter of is reordered as a mark before.
    composed, composed_sizes = in_one(each(partial(normalize, "NFKC"), characters))
    is_alone = ~(have_joining(folded, folded_sizes) | have_joining(composed, composed_sizes))
    letters = code_points(folded) | kinds_of(folded)
    classes = np.fromiter(map(combining, folded), np.uint8, len(folded))
    is_single = is_alone & (folded_sizes == 1)
    is_single[is_single] = classes[np.repeat(is_single, folded_sizes)] == 0
    of_single = np.repeat(is_single, folded_sizes)
    single = np.zeros(int(codes.max(initial=0)) + 1, np.uint32)
    single[codes[is_single]] = letters[of_single]
    others = np.flatnonzero(~is_single)
    single[codes[others]] = kernels.SEVERAL + np.arange(others.size)
    begins = np.zeros(others.size + 1, np.int32)
    np.cumsum(folded_sizes[others], out=begins[1:])
    return Alphabet(single, begins, letters[~of_single], classes[~of_single], is_alone[others])


def in_one(texts: Sequence[str]) -> tuple[str, npt.NDArray[np.int64]]:
    """Return some texts as one, and how many code points each has (int64)."""
    return "".join(texts), np.fromiter(map(len, texts), np.int64, len(texts))


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """Return the code points of a text (uint32)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def have_joining(text: str, sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which of the texts that make up one text have a code point that can make one with the one before it."""
    joins = np.fromiter(map(joining().__contains__, text), np.bool_, len(text))
    return np.bincount(np.repeat(np.arange(sizes.size), sizes)[joins], minlength=sizes.size) > 0


def each(change: Callable[[str], str], characters: Sequence[str]) -> list[str]:
    """Return what becomes of each of some different characters; all are changed at once, in a fourth of the time.

    A line feed keeps two apart, in Unicode's eyes, too, and stays what it is.
    """
    others = [character for character in characters if character != "\n"]
    changed = change("\n".join(others)).split("\n") if others else []
    if len(others) < len(characters):
        changed.insert(characters.index("\n"), "\n")
    return changed


@cache
def joining() -> frozenset[str]:
    """Return the code points that can make one with the code point before them."""
    found = [made for made in map(decomposition, map(chr, range(COMPOSED))) if made and made[0] != "<"]
    seconds = {chr(int(pair[1], 16)) for pair in map(str.split, found) if len(pair) == 2}
    return frozenset(seconds) | frozenset(map(chr, JOINING_JAMO))


@cache
def patterns() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """Return each kind of code point with the pattern of a run of those that are of it."""
    written = {
        kernels.LETTER: classes.LETTERS,
        kernels.DIGIT: classes.DIGITS,
        kernels.MARK: classes.MARKS,
        kernels.EACH: classes.ONE_WORD_EACH,
        kernels.UNSPACED: classes.UNSPACED,
        kernels.UNSPACED_MARK: classes.UNSPACED_MARKS,
        kernels.APOSTROPHE: "'",
        kernels.SEPARATOR: ".,\u066b\u066c",
        kernels.UNDERSCORE: "_",
    }
    return tuple((kind, re.compile(f"[{inside}]+")) for kind, inside in written.items())


def kinds_of(letters: str) -> npt.NDArray[np.uint32]:
    """Return what each of some folded code points can be in a word, as a sum of the kinds of `kernels.words` (uint32).

    >>> kinds_of("a ").tolist() == [kernels.LETTER, 0]
    True
    """
    kinds = np.zeros(len(letters), np.uint32)
    for kind, pattern in patterns():
        for run in pattern.finditer(letters):
            kinds[run.start() : run.end()] |= np.uint32(kind)
    return kinds
