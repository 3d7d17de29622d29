"""Streams that stop before they take all memory or disk: of compressed data that is a bomb, of a line without end."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from dedupe.errors import InputError
from dedupe.formats.compression import read_some
from dedupe.limits import MemoryLimit

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# In bytes: so much it may become in any case.
FREE = 1 << 28
# In bytes: so often it is looked at, and so much is read at a time.
STEP = 1 << 26
BLOCK = 1 << 16
# So many bytes a line counts for: what has next to nothing in it takes time, too.
LINE = 64


class Guard(NamedTuple):
    """What a stream may take: memory of this process, and how many times what is stored."""

    memory: MemoryLimit
    most_expanded: int


class Guarded(io.RawIOBase):
    """A stream of a file that is looked at now and then; `stored` returns how many bytes of the file were read."""

    def __init__(self, name: str, stream: BinaryIO, guard: Guard, stored: Callable[[], int]) -> None:
        self._name = name
        self._stream = stream
        self._guard = guard
        self._stored = stored
        self._size = self._lines = 0
        self._looked = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes; raises `InputError` or `MemoryLimitError` where it would become too much."""
        view: Any = memoryview(buffer)
        found = read_some(self._stream, len(view))
        view[: len(found)] = found
        self._size += len(found)
        # A line ends with one of them, or both.
        self._lines += max(found.count(b"\n"), found.count(b"\r"))
        cost = self._size + LINE * self._lines
        if cost - self._looked >= STEP:
            self._looked = cost
            self._look()
        return len(found)

    def _look(self) -> None:
        self._guard.memory.look()
        if stored := self._stored():
            check_expanded(self._name, stored, self._size, self._lines, self._guard.most_expanded)


def check_expanded(name: str, stored: int, size: int, lines: int, most: int) -> None:
    """Raise `InputError` if some stored bytes have become too many, or too many lines."""
    cost = size + LINE * lines
    if cost > max(FREE, most * stored):
        count = f" in {lines:,} lines, which count as {cost:,}" if lines else ""
        raise InputError(
            f"{name}: {stored:,} bytes decompressed to {size:,}{count}, more than {most} times as many;"
            " if this is right, pass a larger --max-expanded"
        )


def guarded(name: str, stream: BinaryIO, guard: Guard, stored: Callable[[], int]) -> BinaryIO:
    """Return a stream with the same bytes that is guarded."""
    return cast("BinaryIO", io.BufferedReader(Guarded(name, stream, guard, stored), BLOCK))
