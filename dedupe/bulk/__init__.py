"""Large texts as they are in bytes, with arrays that say what is where; its modules need the extra `[fast]`.

A million paragraphs as Python's texts take several times the room of their bytes, and one thread to make them. Here a
text is decoded only where somebody asks for it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Self

from dedupe.collapsing.cutting import Cut
from dedupe.columns import Column


class Encoded(Sequence[str]):
    """Texts that are held in one piece of UTF-8; `texts.EncodedTexts`, without what has to be loaded for it."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many bytes all of them have."""

    @abstractmethod
    def different(self, threads: int) -> tuple[Self, Column]:
        """Return the different texts in order, and for each text the number of its own among them."""


class EncodedCuts(Sequence[Cut]):
    """What goes of a text that is held as UTF-8; `cuts.LineCuts`."""

    @abstractmethod
    def left(self) -> Iterator[bytes | memoryview]:
        """Yield the bytes that stay, a piece at a time."""

    @abstractmethod
    def pieces(self) -> Iterator[tuple[int, bytes]]:
        """Yield where in the bytes each cut begins, and the bytes that go with it."""
