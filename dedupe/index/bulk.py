"""The same as `terms` for many paragraphs at once, in arrays; needs the extra `[fast]`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from dedupe.engines.compiled.wording import Vocabulary, number_texts
from dedupe.index.parities import FACTOR, PAIRED, size_for
from dedupe.index.terms import MOST_KEYS, RARE, SELECTIVE, Keys
from dedupe.kernels import terms as kernels
from dedupe.kernels.declaring import Packed, pack
from dedupe.kernels.index import count_paragraphs
from dedupe.kernels.sorting import COUNTERS

# So many rows become Python's integers at a time.
CHUNK = 1 << 16


class Words:
    """The words of some texts in arrays, with their hashes."""

    def __init__(self, texts: Sequence[str], threads: int) -> None:
        numbered = number_texts(texts, threads)
        self._wording, self.lengths = numbered.wording(), numbered.lengths
        self._hashes = hashes_of(numbered.vocabulary, numbered.size)

    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield the hashes of frequent words, and in how many of the texts they stand."""
        numbers, starts, size = self._wording
        frequency, last = np.zeros(size, np.int32), np.full(size, -1, np.int32)
        count = starts.size - 1
        count_paragraphs(0, count, numbers, starts, frequency, last, np.zeros(count, np.int64))
        different, places = np.unique(self._hashes, return_inverse=True)
        together = np.bincount(places, weights=frequency, minlength=different.size).astype(np.int64)
        frequent = together > RARE
        return zip(different[frequent].tolist(), together[frequent].tolist(), strict=True)

    def parities(self) -> Iterator[bytes]:
        """Yield the bitmaps of each text."""
        numbers, starts, _ = self._wording
        begins = np.zeros(starts.size, np.int64)
        np.cumsum([size_for(length) // 8 for length in self.lengths.tolist()], out=begins[1:])
        found = np.zeros(int(begins[-1]), "<u8")
        kernels.write_parities(numbers, starts, self._hashes, PAIRED, FACTOR, begins, found)
        content = found.tobytes()
        return (content[8 * first : 8 * end] for first, end in pairwise(begins.tolist()))

    def keys(self, keys: Keys, frequencies: Mapping[int, int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
        """Return the terms that the texts are filed under, and for each the place of the text (int64, int32)."""
        numbers, starts, _ = self._wording
        plan = np.zeros((int(self.lengths.max(initial=0)) + 1, 3), np.int64)
        for length in np.unique(self.lengths).tolist():
            plan[length] = keys.plans.kind(length)
        most = np.where(plan[:, kernels.SHARED] == 1, plan[:, kernels.BASE] + 1, MOST_KEYS)
        room = int(most[self.lengths].sum())
        terms, places = np.empty(room, np.uint64), np.empty(room, np.int32)
        order = ranked(self._hashes, frequencies)
        enough = SELECTIVE * max(1, keys.order.paragraphs)
        longest = int(self.lengths.max(initial=0))
        rooms = *(np.empty(size, np.int32) for size in (longest, longest, COUNTERS)), np.empty(longest, np.uint64)
        count = kernels.write_keys(numbers, starts, order, plan, SELECTIVE, enough, terms, places, *rooms)
        return terms[:count].view(np.int64), places[:count]


def hashes_of(vocabulary: Vocabulary, size: int) -> npt.NDArray[np.uint32]:
    """Return the hash of each word of a vocabulary; see `terms.hash_of`."""
    codes, begins = vocabulary.codes.astype("<u4", copy=False), vocabulary.begins[: size + 1].tolist()
    content = codes.tobytes()
    found = (crc32(content[4 * begins[word] : 4 * begins[word + 1]]) for word in range(size))
    return np.fromiter(found, np.uint32, size)


def ranked(hashes: npt.NDArray[np.uint32], frequencies: Mapping[int, int]) -> Packed:
    """Return the rank of each word in the frozen order, and of each rank the hash and the frequency.

    Words of one hash have one rank.
    """
    different, places = np.unique(hashes, return_inverse=True)
    often = np.fromiter((frequencies.get(value, 0) for value in different.tolist()), np.int64, different.size)
    sequence = np.lexsort((different, often))
    ranks = np.empty(different.size, np.int32)
    ranks[sequence] = np.arange(different.size, dtype=np.int32)
    return pack(kernels.Order(ranks[places], different[sequence].astype(np.uint64), often[sequence]))


def in_order(terms: Collection[int], places: Collection[int], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield terms with the numbers at some places, in order."""
    found, behind = np.asarray(terms, np.int64), np.asarray(numbers, np.int64)[np.asarray(places, np.int32)]
    sequence = np.lexsort((behind, found))
    for first in range(0, sequence.size, CHUNK):
        chunk = sequence[first : first + CHUNK]
        yield from zip(found[chunk].tolist(), behind[chunk].tolist(), strict=True)
