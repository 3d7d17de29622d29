"""Texts to numbered words, in arrays: the same words as `words.split_words`, many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedupe.bulk.texts import ALL_BITS, EncodedTexts
from dedupe.engines.compiled.alphabet import CODE_POINTS, make_alphabet
from dedupe.kernels import words as kernels
from dedupe.kernels.declaring import Packed, pack
from dedupe.words import split_words

# A new word is expected in so many bytes; what there are more make the arrays grow.
BYTES_A_WORD = 128
LEAST_TABLE = 1 << 12
# So many words are looked up together.
TOGETHER = 32


class Wording(NamedTuple):
    """The words of some texts: those of text t are `numbers[starts[t]:starts[t + 1]]` (int32, int64).

    `size` is the number of different words.
    """

    numbers: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    size: int


class Vocabulary:
    """Numbers for words, which grow in room as they are given; see `kernels.words` for the arrays."""

    def __init__(self, size: int, hash_mask: np.uint64 = ALL_BITS) -> None:
        """Make room for the words of a text of so many bytes."""
        self.hash_mask = hash_mask
        words = max(LEAST_TABLE, 1 << (size // BYTES_A_WORD).bit_length())
        self.table = np.zeros(words, np.uint64)
        self.begins = np.zeros(words + 1, np.int64)
        self.codes = np.zeros(8 * words, np.uint32)

    def packed(self) -> Packed:
        """Return the arrays as kernels take them."""
        return pack(kernels.Vocabulary(self.table, self.begins, self.codes))

    def grow(self, count: int) -> None:
        """Make twice the room, for what `count` words have filled."""
        self.table = np.zeros(2 * self.table.size, np.uint64)
        self.begins = np.concatenate([self.begins, np.zeros(self.begins.size - 1, np.int64)])
        self.codes = np.concatenate([self.codes, np.zeros_like(self.codes)])
        kernels.fill_table(self.packed(), count, self.hash_mask)

    def number(
        self, words: npt.NDArray[np.uint32], ends: npt.NDArray[np.int64], state: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int32]:
        """Return the numbers of words, given as letters one after the other (uint32) and where each ends (int64)."""
        numbers = np.empty(ends.size, np.int32)
        while kernels.number_words(words, ends, self.packed(), self.hash_mask, numbers, state) == kernels.GROW:
            self.grow(int(state[0]))
        return numbers


def number_texts(texts: Sequence[str], threads: int, hash_mask: np.uint64 = ALL_BITS) -> Wording:
    """Return the words of the texts, numbered; the numbers depend on the threads, which of them are equal does not.

    >>> wording = number_texts(["One two.", "TWO", "..."], threads=1)
    >>> wording.numbers.tolist(), wording.starts.tolist(), wording.size
    ([0, 1, 1], [0, 2, 3, 3], 2)
    """
    return number_words(texts, threads, hash_mask)[0]


def number_words(texts: Sequence[str], threads: int, hash_mask: np.uint64 = ALL_BITS) -> tuple[Wording, Vocabulary]:
    """Return the words of the texts, numbered, and the vocabulary that has the letters of each number."""
    encoded = EncodedTexts.of(texts)
    shares = [encoded.take(slice(*share)) for share in encoded.shares(threads)]
    with ThreadPoolExecutor(len(shares)) as pool:
        alphabet = pack(make_alphabet(np.logical_or.reduce(list(pool.map(seen_in, shares)))))
        parts = list(pool.map(lambda share: number_share(share, alphabet, hash_mask), shares))
    return join_shares(parts)


def seen_in(texts: EncodedTexts) -> npt.NDArray[np.bool_]:
    """Return which code points stand in some texts (bool, CODE_POINTS)."""
    seen = np.zeros(CODE_POINTS, np.bool_)
    kernels.mark_seen(texts.data, texts.begins, texts.ends, seen)
    return seen


Share = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Vocabulary, int]


def number_share(texts: EncodedTexts, alphabet: Packed, hash_mask: np.uint64) -> Share:
    """Return the word numbers of some texts, how many each has, and their vocabulary with its size."""
    vocabulary = Vocabulary(texts.size, hash_mask)
    widest = int(np.diff(alphabet.fields.begins).max(initial=1))
    longest = int(texts.sizes.max(initial=0)) * widest + 1
    folded = np.empty(longest, np.uint32)
    numbers = np.empty(texts.size + longest, np.int32)
    counts = np.empty(len(texts), np.int32)
    state = np.zeros(2, np.int64)
    places = np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64)
    found = pack(kernels.Found(*places, np.empty(TOGETHER, np.uint64)))
    first = 0
    while first != kernels.FINISHED:
        first = kernels.split_texts(
            texts.data,
            texts.begins,
            texts.ends,
            first,
            alphabet,
            vocabulary.packed(),
            hash_mask,
            numbers,
            counts,
            state,
            folded,
            found,
        )
        if first != kernels.FINISHED:
            vocabulary.grow(int(state[0]))
            if state[1] + longest > numbers.size:
                numbers = np.concatenate([numbers[: state[1]], np.empty_like(numbers)])
    numbers = numbers[: state[1]]
    hard = np.flatnonzero(counts < 0)
    if hard.size:
        numbers, counts = with_hard_texts(
            numbers, counts, [split_words(texts[text]) for text in hard.tolist()], vocabulary, state
        )
    return numbers, counts, vocabulary, int(state[0])


def with_hard_texts(
    numbers: npt.NDArray[np.int32],
    counts: npt.NDArray[np.int32],
    words: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
    state: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return numbers and counts with those of the texts that were split one by one; their counts were -1."""
    every = list(chain.from_iterable(words))
    letters = np.frombuffer("".join(every).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(np.fromiter(map(len, every), np.int64, len(every)))
    found = vocabulary.number(letters, ends, state)
    hard = counts < 0
    easy_places = np.repeat(~hard, np.where(hard, 0, counts))
    counts = counts.copy()
    counts[hard] = [len(line) for line in words]
    is_hard = np.repeat(hard, counts)
    merged = np.empty(is_hard.size, np.int32)
    merged[is_hard] = found
    merged[~is_hard] = numbers[easy_places]
    return merged, counts


def join_shares(parts: Sequence[Share]) -> tuple[Wording, Vocabulary]:
    """Return the words of all shares, with the numbers of the first one's vocabulary, and that."""
    (_, _, vocabulary, size), *others = parts
    state = np.array([size, 0], np.int64)
    mapped = [np.arange(size, dtype=np.int32)]
    for _, _, other, count in others:
        mapped.append(vocabulary.number(other.codes, other.begins[1 : count + 1].copy(), state))
    counts = np.concatenate([part[1] for part in parts])
    starts = np.zeros(counts.size + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    if not others:
        return Wording(parts[0][0], starts, size), vocabulary
    ends = np.cumsum([part[0].size for part in parts])
    numbers = np.empty(int(ends[-1]), np.int32)

    def put(share: int) -> None:
        own = parts[share][0]
        kernels.rename(own, mapped[share], numbers[ends[share] - own.size : ends[share]])

    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(put, range(len(parts))))
    return Wording(numbers, starts, int(state[0])), vocabulary
