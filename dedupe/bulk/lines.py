"""The lines of a large text as paragraphs, in columns: the same as those of `splitting`, without a text for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedupe.bulk.characters import characters
from dedupe.bulk.texts import EncodedTexts, code_points_before
from dedupe.columns import Column, as_column, as_numpy
from dedupe.kernels import texts as kernels
from dedupe.paragraphs import Content, Kind, Paragraphs
from dedupe.splitting.code import is_code_alone

# In bytes: the lines of so much are found together, by one thread.
PIECE = 1 << 22


class LineParagraphs(Paragraphs):
    """The paragraphs of a text that stands in some bytes, a line each; what is in code points is worked out late."""

    def __init__(self, texts: EncodedTexts, code: npt.NDArray[np.bool_]) -> None:
        self._texts = texts
        self._code = code

    @property
    def texts(self) -> EncodedTexts:
        """Their texts."""
        return self._texts

    def __len__(self) -> int:
        """Return the number of paragraphs."""
        return len(self._texts)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where each begins, in code points."""
        return code_points_before(self._texts.data, self._texts.begins)

    @cached_property
    def kinds(self) -> Sequence[Kind]:
        """What each is."""
        return [Kind.CODE if code else Kind.TEXT for code in self._code.tolist()]

    @cached_property
    def line_numbers(self) -> Column:
        """The number of the line that each is, from 1, blank ones counted too."""
        numbers = np.empty(len(self), np.int64)
        kernels.number_lines(self._texts.data, self._texts.begins, characters().fields.kinds, numbers)
        return as_column(numbers)

    def span(self, place: int) -> tuple[int, int]:
        """Return where a paragraph begins and ends in the bytes."""
        return int(self._texts.begins[place]), int(self._texts.ends[place])

    def content(self, place: int) -> Content:
        """Return a paragraph without where it stands."""
        return Content(self._texts[place], Kind.CODE if self._code[place] else Kind.TEXT)

    def eligible(self) -> Sequence[int]:
        """Return the places of the paragraphs that are not protected."""
        return as_column(np.flatnonzero(~self._code))

    def repeats(self, places: Sequence[int], others: Sequence[int]) -> Sequence[bool]:
        """Return whether each of some paragraphs may be short, and is letter for letter another one."""
        own = as_numpy(places)
        same = np.zeros(own.size, np.bool_)
        kernels.compare_texts(self._texts.data, self._texts.begins, self._texts.ends, own, as_numpy(others), same)
        found: list[bool] = (same & ~self._code[own]).tolist()
        return found

    def has_equal(self) -> bool:
        """Return whether two of them have the same text."""
        return len(self._texts.different(threads=1)[0]) < len(self)

    def take(self, places: Sequence[int]) -> EncodedTexts:
        """Return the texts of some paragraphs, given their places."""
        return self._texts.take(as_numpy(places))

    def longer_than(self, size: int) -> Iterator[str]:
        """Yield the texts of more than so many code points."""
        for place in np.flatnonzero(self._texts.sizes > size).tolist():
            text = self._texts[place]
            if len(text) > size:
                yield text


def split_lines(content: bytes, threads: int) -> LineParagraphs:
    """Return the lines of a text in UTF-8 that are not blank."""
    data = np.frombuffer(content, np.uint8)
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda piece: find_lines(data, *piece), pairwise(piece_borders(content))))
    begins, ends, suspected = (np.concatenate(column) for column in zip(*found, strict=True))
    texts = EncodedTexts(data, begins, ends)
    different, numbers = texts.take(suspected).different(threads)
    code = np.zeros(begins.size, np.bool_)
    code[suspected] = np.fromiter(map(is_code_alone, different), np.bool_, len(different))[as_numpy(numbers)]
    return LineParagraphs(texts, code)


class Found(NamedTuple):
    """Where lines begin and end (int64), and whether each may be code (bool)."""

    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    suspected: npt.NDArray[np.bool_]


def find_lines(data: npt.NDArray[np.uint8], start: int, end: int) -> Found:
    """Return the lines of a piece that are not blank."""
    most = (end - start + 1) // 2
    begins, ends, suspected = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.bool_)
    count = kernels.find_lines(data, start, end, characters(), begins, ends, suspected)
    return Found(begins[:count].copy(), ends[:count].copy(), suspected[:count].copy())


def piece_borders(content: bytes) -> Iterator[int]:
    """Yield where the pieces of a text begin, and its end; between two of them a line ends."""
    place = 0
    yield place
    while (place := content.find(b"\n", place + PIECE) + 1) not in {0, len(content)}:
        yield place
    yield len(content)
