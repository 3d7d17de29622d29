"""Parity bitmaps of paragraphs, which rule out most that share a rare word but not enough others; see `signatures`.

Two texts of the same language have much the same words where these are single letters or syllables, as in Thai. So long
paragraphs also have a bitmap of their pairs of neighbours. If of m and n words L are a common subsequence, at most
m - L pairs of its neighbours are parted in one paragraph, and n - L in the other; the other L - 1 - (m - L) - (n - L)
are pairs of both. So of the m + n - 2 pairs those that only one has are at most three times as many as such words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dedupe.signatures import parity

# Full bitmaps rule out nothing: each word has so many bits. The least and the most of a bitmap are powers of two.
BITS_EACH = 8
LEAST_BITS, MOST_BITS = 256, 1 << 14
# From so many words on there is a bitmap of pairs. Short paragraphs are ruled out without.
PAIRED = 64
PAIRS_FOR_WORD = 3
FACTOR, BITS_32 = 31, (1 << 32) - 1


def bits_for(words: int) -> int:
    """Return how many bits a bitmap of so many words has, a power of two.

    >>> bits_for(10), bits_for(33), bits_for(100_000)
    (256, 512, 16384)
    """
    wanted = BITS_EACH * words
    return min(MOST_BITS, max(LEAST_BITS, 1 << (wanted - 1).bit_length()))


def size_for(words: int) -> int:
    """Return how many bytes all bitmaps of so many words take."""
    return bits_for(words) // 8 * (2 if words >= PAIRED else 1)


def pairs_of(hashes: Sequence[int]) -> list[int]:
    """Return a hash of 32 bits for each two neighbours."""
    return [(one * FACTOR + two) & BITS_32 for one, two in pairwise(hashes)]


def parities_of(hashes: Sequence[int]) -> bytes:
    """Return the bitmaps of some words, given their hashes, that of pairs behind that of words; least bits first."""
    bits = bits_for(len(hashes))
    bitmaps = [hashes, pairs_of(hashes)] if len(hashes) >= PAIRED else [hashes]
    return b"".join([parity(values, bits).to_bytes(bits // 8, "little") for values in bitmaps])


def folded(bitmap: int, bits: int, fewer: int) -> int:
    """Return a bitmap as it would be with fewer bits.

    >>> folded(0b1001_0011, 8, 4) == 0b1010
    True
    """
    while bits > fewer:
        bits //= 2
        bitmap = (bitmap >> bits) ^ (bitmap & ((1 << bits) - 1))
    return bitmap


class Bitmap:
    """One bitmap, to be compared with many."""

    def __init__(self, hashes: Sequence[int], bits: int) -> None:
        self._bits = bits
        self._folded = {bits: parity(hashes, bits)}

    def apart(self, other: bytes) -> int:
        """Return how many of the two at least only one has."""
        bits = 8 * len(other)
        fewer = min(bits, self._bits)
        own = self._folded.get(fewer)
        if own is None:
            own = self._folded[fewer] = folded(self._folded[self._bits], self._bits, fewer)
        return (folded(int.from_bytes(other, "little"), bits, fewer) ^ own).bit_count()


class Parities:
    """The bitmaps of one paragraph, given the hashes of its words."""

    def __init__(self, hashes: Sequence[int]) -> None:
        bits = bits_for(len(hashes))
        self._words = Bitmap(hashes, bits)
        self._pairs = Bitmap(pairs_of(hashes), bits) if len(hashes) >= PAIRED else None

    def allow(self, other: bytes, words: int, most: int) -> bool:
        """Return whether a paragraph of so many words, with these bitmaps, may have at most so many of its own.

        `most` counts the words that only one of both has.
        """
        if words < PAIRED:
            return self._words.apart(other) <= most
        half = len(other) // 2
        if self._words.apart(other[:half]) > most:
            return False
        return self._pairs is None or self._pairs.apart(other[half:]) <= PAIRS_FOR_WORD * most
