"""Compressed files: told by their content when they are read, and by their name when they are written."""

from __future__ import annotations

import io
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from dedupe.errors import MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

# How the content of each kind begins, and how a name ends.
STARTS = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\x00", "zstd": b"\x28\xb5\x2f\xfd"}
ENDINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
LONGEST_START = max(map(len, STARTS.values()))


def compression_of(start: bytes) -> str:
    """Return the kind of compression of content that begins so, or nothing."""
    return next((kind for kind, magic in STARTS.items() if start.startswith(magic)), "")


def compression_named(name: str) -> str:
    """Return the kind of compression that a file name says, or nothing.

    >>> compression_named("crawl.jsonl.gz"), compression_named("page.txt")
    ('gzip', '')
    """
    return next((kind for ending, kind in ENDINGS.items() if name.lower().endswith(ending)), "")


def without_ending(name: str) -> str:
    """Return a file name without what says how it is compressed."""
    return name.rpartition(".")[0] if compression_named(name) else name


def decompressed(stream: BinaryIO, kind: str) -> BinaryIO:
    """Return a stream of the bytes that are compressed in another one.

    Reading raises one of `DAMAGES`, or of those of its module, if the data is damaged or ends too soon.
    """
    if kind == "gzip":
        import gzip

        return cast("BinaryIO", gzip.GzipFile(fileobj=stream, mode="rb"))
    return cast("BinaryIO", open_with(kind, stream, "rb"))


def compressed(stream: IO[bytes], kind: str) -> IO[bytes]:
    """Return a stream that compresses into another one; the bytes do not depend on the time or the name."""
    if kind == "gzip":
        import gzip

        return cast("BinaryIO", gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0))
    return cast("BinaryIO", open_with(kind, stream, "wb"))


def open_with(kind: str, stream: IO[bytes], mode: str) -> Any:  # noqa: ANN401 - a file object of one of several modules
    """Return the file object of a module for a kind of compression."""
    if kind == "bzip2":
        return import_module("bz2").BZ2File(stream, mode)
    if kind == "xz":
        return import_module("lzma").LZMAFile(stream, mode)
    return zstd().ZstdFile(stream, mode)


def zstd() -> ModuleType:
    """Return the module for zstd; it is in the standard library from Python 3.14 on.

    Raises `MissingExtraError`. The package `zstandard` will not do: it returns a part of a file that ends too soon.
    """
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise MissingExtraError("zstd needs backports.zstd before Python 3.14; pip install 'dedupe-paragraphs[zstd]'")


def is_damage(error: Exception) -> bool:
    """Return whether an error that came up while reading says that compressed data is damaged."""
    # OSError has an errno where the system failed, and none where a module found damage.
    if isinstance(error, OSError):
        return error.errno is None
    return isinstance(error, EOFError) or type(error).__name__ in ("error", "LZMAError", "ZstdError")


def peek(stream: BinaryIO, size: int) -> tuple[bytes, BinaryIO]:
    """Return how a stream begins, and a stream that still has all of it."""
    if stream.seekable():
        start = stream.read(size)
        stream.seek(-len(start), io.SEEK_CUR)
        return start, stream
    start = stream.read(size)
    return start, cast("BinaryIO", io.BufferedReader(Replayed(start, stream)))


class Replayed(io.RawIOBase):
    """A stream of which the beginning was read already."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        """Read some bytes; those that come without waiting, if any do."""
        found, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        if not found:
            read = getattr(self._stream, "read1", self._stream.read)
            found = read(len(buffer))
        buffer[: len(found)] = found
        return len(found)
