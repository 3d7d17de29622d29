"""Texts to numbered words, in arrays: the same words as `words.split_words`, many texts at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedupe.bulk.sharing import at_once
from dedupe.bulk.texts import ALL_BITS, EncodedTexts
from dedupe.engines.compiled.alphabet import CODE_POINTS, code_points, in_one, make_alphabet
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
        numbers, together = np.empty(ends.size, np.int32), room_for_words()
        given = words, ends
        while kernels.number_words(*given, self.packed(), self.hash_mask, numbers, state, together) == kernels.GROW:
            self.grow(int(state[0]))
        return numbers


class Share(NamedTuple):
    """Some texts as one thread has numbered their words.

    Text t has `counts[t]` (int32) from `begins[t]` (int64) on in `numbers` (int32); `size` is the number of words in
    the `vocabulary`.
    """

    numbers: npt.NDArray[np.int32]
    begins: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int32]
    vocabulary: Vocabulary
    size: int


class Numbered:
    """The words of some texts, numbered in shares; the numbers are made the same where texts are taken.

    `size` is the number of different words, and `vocabulary` has their letters.
    """

    def __init__(self, shares: Sequence[Share]) -> None:
        self._shares = shares
        first, *others = shares
        self.vocabulary = first.vocabulary
        state = np.array([first.size, 0], np.int64)
        # Those of the first share stay as they are.
        self._names = [np.empty(0, np.int32)]
        for other in others:
            letters, ends = other.vocabulary.codes, other.vocabulary.begins[1 : other.size + 1].copy()
            self._names.append(self.vocabulary.number(letters, ends, state))
        self.size = int(state[0])

    @cached_property
    def lengths(self) -> npt.NDArray[np.int64]:
        """How many words each text has."""
        return np.concatenate([share.counts for share in self._shares]).astype(np.int64)

    def wording(self) -> Wording:
        """Return the words of all texts."""
        return self.take(np.arange(self.lengths.size, dtype=np.int64))

    def take(self, order: npt.NDArray[np.int64]) -> Wording:
        """Return the words of some texts, in that order."""
        starts = np.zeros(order.size + 1, np.int64)
        np.cumsum(self.lengths[order], out=starts[1:])
        numbers = np.empty(int(starts[-1]), np.int32)
        firsts = np.cumsum([0, *(share.counts.size for share in self._shares[:-1])]).tolist()

        def put(share: Share, names: npt.NDArray[np.int32], first: int) -> None:
            kernels.gather(share.numbers, share.begins, names, first, order, starts, numbers)

        at_once([partial(put, *each) for each in zip(self._shares, self._names, firsts, strict=True)])
        return Wording(numbers, starts, self.size)


def number_texts(texts: Sequence[str], threads: int, hash_mask: np.uint64 = ALL_BITS) -> Numbered:
    """Return the words of the texts, numbered; the numbers depend on the threads, which of them are equal does not.

    >>> wording = number_texts(["One two.", "TWO", "..."], threads=1).wording()
    >>> wording.numbers.tolist(), wording.starts.tolist(), wording.size
    ([0, 1, 1], [0, 2, 3, 3], 2)
    """
    encoded = EncodedTexts.of(texts)
    shares = [encoded.take(slice(*share)) for share in encoded.shares(threads)]
    seen = at_once([partial(seen_in, share) for share in shares])
    alphabet = pack(make_alphabet(np.logical_or.reduce(seen)))
    return Numbered(at_once([partial(number_share, share, alphabet, hash_mask) for share in shares]))


def seen_in(texts: EncodedTexts) -> npt.NDArray[np.bool_]:
    """Return which code points stand in some texts (bool, CODE_POINTS)."""
    seen = np.zeros(CODE_POINTS, np.bool_)
    kernels.mark_seen(texts.data, texts.begins, texts.ends, seen)
    return seen


def number_share(texts: EncodedTexts, alphabet: Packed, hash_mask: np.uint64) -> Share:
    """Return some texts with their words numbered, and the vocabulary of them."""
    vocabulary = Vocabulary(texts.size, hash_mask)
    widest = int(np.diff(alphabet.fields.begins).max(initial=1))
    longest = int(texts.sizes.max(initial=0)) * widest + 1
    folded = np.empty(longest, np.uint32)
    numbers = np.empty(texts.size + longest, np.int32)
    counts = np.empty(len(texts), np.int32)
    state = np.zeros(2, np.int64)
    given, together = (texts.data, texts.begins, texts.ends), room_for_words()
    first = 0
    while first != kernels.FINISHED:
        room = numbers, counts, state, folded, together
        first = kernels.split_texts(*given, first, alphabet, vocabulary.packed(), hash_mask, *room)
        if first != kernels.FINISHED:
            vocabulary.grow(int(state[0]))
            numbers = with_room(numbers, int(state[1]), longest)
    begins = begins_of(np.maximum(counts, 0))
    hard = np.flatnonzero(counts < 0)
    if hard.size:
        words = [split_words(texts[text]) for text in hard.tolist()]
        found, size = number_each(chain.from_iterable(words), vocabulary, state), int(state[1])
        counts[hard] = list(map(len, words))
        begins[hard] = size + begins_of(counts[hard])
        numbers = with_room(numbers, size, found.size)
        numbers[size : size + found.size] = found
    return Share(numbers, begins, counts, vocabulary, int(state[0]))


def begins_of(counts: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Return where each of some stretches begins that stand one after the other, given how long each is."""
    return np.cumsum(counts, dtype=np.int64) - counts


def with_room(numbers: npt.NDArray[np.int32], size: int, more: int) -> npt.NDArray[np.int32]:
    """Return an array with so many numbers, and behind them room for more."""
    if size + more <= numbers.size:
        return numbers
    return np.concatenate([numbers[:size], np.empty(max(numbers.size, more), np.int32)])


def number_each(words: Iterable[str], vocabulary: Vocabulary, state: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Return the numbers of some words."""
    text, sizes = in_one(list(words))
    return vocabulary.number(code_points(text), np.cumsum(sizes), state)


def room_for_words() -> Packed:
    """Return room for words that are looked up together."""
    places = np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64)
    return pack(kernels.Found(*places, np.empty(TOGETHER, np.uint64)))
