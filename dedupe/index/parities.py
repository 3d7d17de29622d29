"""Parity bitmaps of paragraphs, which rule out most that share a rare word but not enough others; see `signatures`."""

from __future__ import annotations

from collections.abc import Sequence

from dedupe.signatures import parity

# Full bitmaps rule out nothing: each word has so many bits. The least and the most of a bitmap are powers of two.
BITS_EACH = 8
LEAST_BITS, MOST_BITS = 256, 1 << 14


def bits_for(words: int) -> int:
    """Return how many bits the bitmap of so many words has, a power of two.

    >>> bits_for(10), bits_for(33), bits_for(100_000)
    (256, 512, 16384)
    """
    wanted = BITS_EACH * words
    return min(MOST_BITS, max(LEAST_BITS, 1 << (wanted - 1).bit_length()))


def parity_of(hashes: Sequence[int]) -> bytes:
    """Return the bitmap of some words, given their hashes; the least bits come first."""
    bits = bits_for(len(hashes))
    return parity(hashes, bits).to_bytes(bits // 8, "little")


def folded(bitmap: int, bits: int, fewer: int) -> int:
    """Return a bitmap as it would be with fewer bits.

    >>> folded(0b1001_0011, 8, 4) == 0b1010
    True
    """
    while bits > fewer:
        bits //= 2
        bitmap = (bitmap >> bits) ^ (bitmap & ((1 << bits) - 1))
    return bitmap


class Parity:
    """The bitmap of one paragraph, to be compared with many."""

    def __init__(self, hashes: Sequence[int]) -> None:
        self._bits = bits_for(len(hashes))
        self._folded = {self._bits: parity(hashes, self._bits)}

    def apart(self, other: bytes) -> int:
        """Return how many words, at least, only one of the two has."""
        bits = 8 * len(other)
        fewer = min(bits, self._bits)
        own = self._folded.get(fewer)
        if own is None:
            own = self._folded[fewer] = folded(self._folded[self._bits], self._bits, fewer)
        return (folded(int.from_bytes(other, "little"), bits, fewer) ^ own).bit_count()
