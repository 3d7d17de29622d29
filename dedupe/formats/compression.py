"""Compressed files: told by their content when they are read, and by their name when they are written."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from dedupe.errors import MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

# How the content of each kind begins, and how a name ends. A text may begin with BZh, but hardly with what follows
# that; and zstd may begin with a frame to be skipped.
STARTS = {
    "gzip": rb"\x1f\x8b",
    "bzip2": rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90|.{,5}\Z)",
    "xz": rb"\xfd7zXZ\x00",
    "zstd": rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18",
}
# Their first bytes; nothing else needs patterns, which take time to compile.
FIRST = b"\x1fB\xfd\x28" + bytes(range(0x50, 0x60))
ENDINGS = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
LONGEST_START = 10
# In bytes: so much is read at a time.
BLOCK = 1 << 16


def compression_of(start: bytes) -> str:
    """Return the kind of compression of content that begins so, or nothing."""
    if start[:1] not in FIRST:
        return ""
    return next((kind for kind, pattern in STARTS.items() if re.match(pattern, start, re.DOTALL)), "")


def compression_named(name: str) -> str:
    """Return the kind of compression that a file name says, or nothing.

    >>> compression_named("crawl.jsonl.gz"), compression_named("page.txt")
    ('gzip', '')
    """
    return next((kind for ending, kind in ENDINGS.items() if name.lower().endswith(ending)), "")


def check_packages(name: str) -> None:
    """Raise `MissingExtraError` if what a file of this name is compressed with is not installed."""
    if compression_named(name) == "zstd":
        zstd()


def without_ending(name: str) -> str:
    """Return a file name without what says how it is compressed."""
    return name.rpartition(".")[0] if compression_named(name) else name


def decompressed(stream: BinaryIO, kind: str) -> BinaryIO:
    """Return a stream of the bytes that are compressed in another one.

    Reading raises what `is_damage` is true of, if the data is damaged or ends too soon.
    """
    return cast("BinaryIO", io.BufferedReader(Members(stream, kind), BLOCK))


def compressed(stream: IO[bytes], kind: str) -> IO[bytes]:
    """Return a stream that compresses into another one; the bytes do not depend on the time or the name."""
    if kind == "gzip":
        import gzip

        return cast("BinaryIO", gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0))
    if kind == "bzip2":
        import bz2

        return cast("BinaryIO", bz2.BZ2File(stream, "wb"))
    if kind == "xz":
        import lzma

        return cast("BinaryIO", lzma.LZMAFile(stream, "wb"))
    module = zstd()
    # With a checksum, as the zstd tool does it, and all other kinds.
    file: IO[bytes] = module.ZstdFile(stream, "wb", options={module.CompressionParameter.checksum_flag: 1})
    # Without it, nothing written would be no frame, and so not zstd.
    file.write(b"")
    return file


def new_decompressor(kind: str) -> Any:  # noqa: ANN401 - an object of one of several modules
    """Return what decompresses one member of a file."""
    if kind == "gzip":
        return GzipMember()
    if kind == "bzip2":
        import bz2

        return bz2.BZ2Decompressor()
    if kind == "xz":
        import lzma

        return lzma.LZMADecompressor(lzma.FORMAT_XZ)
    return zstd().ZstdDecompressor()


class GzipMember:
    """Decompresses one member of gzip, as the objects of other modules do for theirs."""

    def __init__(self) -> None:
        import zlib

        self._member = zlib.decompressobj(16 + zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        """Whether all of the member was decompressed."""
        return self._member.eof

    @property
    def unused_data(self) -> bytes:
        """What stands behind the member."""
        return self._member.unused_data

    @property
    def needs_input(self) -> bool:
        """Whether nothing more can be decompressed without more bytes."""
        return not self.eof and not self._member.unconsumed_tail

    def decompress(self, data: bytes, size: int) -> bytes:
        """Return at most `size` more bytes."""
        return self._member.decompress(self._member.unconsumed_tail + data, size)


def end_of_members(stream: BinaryIO, kind: str) -> int:
    """Return how many bytes the members take that are whole; raises what `is_damage` is true of."""
    end = taken = 0
    member = new_decompressor(kind)
    while True:
        if member.eof:
            data = member.unused_data
            end = taken - len(data)
            member = new_decompressor(kind)
        else:
            data = b""
        if not data and member.needs_input:
            data = stream.read(BLOCK)
            taken += len(data)
            if not data:
                return end
        member.decompress(data, BLOCK)


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


class Members(io.RawIOBase):
    """The bytes of all members of a compressed file.

    `BZ2File` and `LZMAFile` take what they do not understand behind the first member for the end of the file, and
    `GzipFile` does not tell a member that is cut off in its first bytes from one that is damaged.
    """

    def __init__(self, stream: BinaryIO, kind: str) -> None:
        self._stream = stream
        self._kind = kind
        self._member = new_decompressor(kind)

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        """Read some bytes; raises what the module does if the data is damaged, and `EOFError` if it ends too soon."""
        found = b""
        while not found:
            more = self._more()
            if self._member.eof:
                if not more:
                    return 0
                self._member = new_decompressor(self._kind)
            found = self._member.decompress(more, len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _more(self) -> bytes:
        """Return what to decompress next; behind a member there may be zeros."""
        if self._member.eof:
            more = self._member.unused_data.lstrip(b"\0")
            while not more and (block := self._stream.read(BLOCK)):
                more = block.lstrip(b"\0")
            return cast("bytes", more)
        if not self._member.needs_input:
            return b""
        more = self._stream.read(BLOCK)
        if not more:
            raise EOFError("it ends too soon")
        return more


def is_damage(error: Exception) -> bool:
    """Return whether an error that came up while reading says that compressed data is damaged."""
    # OSError has an errno where the system failed, and none where a module found damage.
    if isinstance(error, OSError):
        return error.errno is None
    return isinstance(error, EOFError) or type(error).__name__ in ("error", "LZMAError", "ZstdError")


def peek(
    stream: BinaryIO, size: int, is_enough: Callable[[bytes], bool] = lambda _: False, *, rewind: bool = True
) -> tuple[bytes, BinaryIO]:
    """Return how a stream begins, and a stream that still has all of it.

    Of a stream that cannot be rewound, or is not to be, no more is waited for than `is_enough`.
    """
    if rewind and stream.seekable():
        start = stream.read(size)
        stream.seek(-len(start), io.SEEK_CUR)
        return start, stream
    start = b""
    while len(start) < size and not is_enough(start) and (more := read_some(stream, size - len(start))):
        start += more
    return start, cast("BinaryIO", io.BufferedReader(Replayed(start, stream)))


def read_some(stream: BinaryIO, size: int) -> bytes:
    """Return at most so many bytes of a stream, those that come without waiting, if any do."""
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read(size)


def replayed(stream: BinaryIO) -> Replayed | None:
    """Return what is below a stream that `peek` had to make, or None if it returned the given one."""
    raw = getattr(stream, "raw", None)
    return raw if isinstance(raw, Replayed) else None


class Replayed(io.RawIOBase):
    """A stream of which the beginning was read already; `taken` counts the bytes that were read of it."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self.taken = 0
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        """Read some bytes; those that come without waiting, if any do."""
        found, self._start = self._start[: len(buffer)], self._start[len(buffer) :]
        if not found:
            found = read_some(self._stream, len(buffer))
        buffer[: len(found)] = found
        self.taken += len(found)
        return len(found)
