"""The code points of a text, as `words.fold` and `words.word_pattern` see them, in arrays for the kernels.

Folding is the standard library's: each code point is folded by `words.fold`, once. That is what folding a whole text
does, too, unless marks stand in another order than Unicode's or a letter makes one with the letter before it; such
texts are told apart, and folded as a whole.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
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
    codes = np.flatnonzero(seen).tolist()
    size = max(codes, default=0) + 1
    single = np.full(size, kernels.SEVERAL, np.uint32)
    alone = np.zeros(size, np.bool_)
    lengths = np.zeros(size, np.int32)
    several: list[str] = []
    characters = list(map(chr, codes))
    every = each(fold, characters)
    letters = {letter: ord(letter) | kinds for letter, kinds in kinds_of(set("".join(every))).items()}
    joins = joining()
    # Folding goes by way of NFKC: a mark that case folding makes a letter of is reordered as a mark before.
    for code, folded, composed in zip(codes, every, each(partial(normalize, "NFKC"), characters), strict=True):
        alone[code] = joins.isdisjoint(folded) and joins.isdisjoint(composed)
        if len(folded) == 1 and alone[code] and not combining(folded):
            single[code] = letters[folded]
        else:
            several.extend(folded)
            lengths[code] = len(folded)
    begins = np.zeros(size + 1, np.int32)
    np.cumsum(lengths, out=begins[1:])
    return Alphabet(
        single,
        begins,
        np.array([letters[letter] for letter in several], np.uint32),
        np.array([combining(letter) for letter in several], np.uint8),
        alone,
    )


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
    """Return each kind of code point with the pattern of those that are of it."""
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
    return tuple((kind, re.compile(f"[{inside}]")) for kind, inside in written.items())


def kinds_of(letters: Iterable[str]) -> dict[str, int]:
    """Return what folded code points can be in a word, each as a sum of the kinds of `kernels.words`.

    >>> kinds_of("a ") == {"a": kernels.LETTER, " ": 0}
    True
    """
    kinds = dict.fromkeys(letters, 0)
    every = "".join(kinds)
    for kind, pattern in patterns():
        for letter in pattern.findall(every):
            kinds[letter] += kind
    return kinds
