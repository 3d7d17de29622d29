"""Pieces of bytes, one after the other, as a stream."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 16


class Joined(io.RawIOBase):
    """A stream of the bytes of some pieces."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        self._pieces = iter(pieces)
        self._piece: memoryview = memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read the rest of a piece, or as much of it as fits."""
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        view: Any = memoryview(buffer)
        found = self._piece[: len(view)]
        view[: len(found)] = found
        self._piece = self._piece[len(found) :]
        return len(found)


def joined(pieces: Iterable[bytes | memoryview]) -> BinaryIO:
    r"""Return a stream of the bytes of some pieces.

    >>> joined([b"one\nt", b"wo\n"]).readlines()
    [b'one\n', b'two\n']
    """
    return cast("BinaryIO", io.BufferedReader(Joined(pieces), BLOCK))
