"""Lines appended to a ledger: it is made durable before the file that depends on it changes.

What is appended to a compressed ledger is a member of its own, with an empty one behind it. So its last bytes say
whether the ledger ends well, or a process was killed while it wrote.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast

from dedupe.errors import DedupeError, OutputError
from dedupe.formats.atomic import is_stream
from dedupe.formats.compression import (
    LONGEST_START,
    compressed,
    compression_named,
    compression_of,
    decompressed,
    end_of_members,
    is_damage,
)
from dedupe.formats.handles import NO_FOLLOW, NO_WAIT, Folder, check_plain
from dedupe.ledger.format import STARTS

BLOCK = 1 << 16


def append_lines(path: Path, lines: Iterable[bytes], *, implied: bool = False) -> None:
    """Append whole lines to a ledger and make them durable; a torn last line is closed first.

    They stand side by side, whatever other processes append meanwhile. A pipe or a device is written to as it is. Where
    the name is `implied`, nobody has named that file, and it must be a regular one. A new ledger is compressed as its
    name says, and one that is there goes on as it is. Raises `OutputError`, also if there
    is a file that is no ledger: nothing is appended to a text.
    """
    try:
        if not implied and is_stream(path):
            with path.open("wb") as file:
                file.writelines(lines)
            return
        with open(path, "ab+", opener=open_beside if implied else None) as file:
            lock(file)
            kind = compression_at(file, path)
            check_start(file, path, kind)
            if kind:
                append_member(file, kind, lines)
            else:
                close_line(file)
                file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        with Folder.open(path.parent) as folder:
            folder.sync()
    except OutputError:
        raise
    except OSError as error:
        way_out = "choose another place for it" + (" with --ledger" if implied else "")
        raise OutputError(
            f"{path}: the ledger cannot be written ({error.strerror or error}), so nothing was changed; {way_out}"
        ) from error


def open_beside(path: str | Path, flags: int) -> int:
    """Open a file whose name is implied by that of another one; raises `OSError` unless it is a regular file or new.

    What it is is asked before, as to open a device may do something, and afterwards, as another process may have
    changed it meanwhile.
    """
    with suppress(FileNotFoundError):
        check_own(os.lstat(path))
    descriptor = os.open(path, flags | NO_FOLLOW | NO_WAIT, 0o666)
    try:
        check_own(os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def check_own(status: os.stat_result) -> None:
    """Raise `OSError` if something is no regular file, or has another name, under which it is another's."""
    check_plain(status)
    if status.st_nlink > 1:
        raise OSError(errno.EMLINK, "it is a hard link")


def compression_at(file: BinaryIO, path: Path) -> str:
    """Return how a ledger is compressed: by its content, or by its name while that is too short to tell."""
    file.seek(0)
    start = file.read(LONGEST_START)
    return compression_of(start) or (compression_named(path.name) if len(start) < LONGEST_START else "")


def check_start(file: BinaryIO, path: Path, kind: str) -> None:
    """Raise `OutputError` if a file is no ledger; lines before the first whole one may have been torn."""
    file.seek(0)
    content = decompressed(file, kind) if kind else file
    with suppress(EOFError), telling_damage(kind):
        while line := content.readline(max(map(len, STARTS))):
            if line.startswith(STARTS):
                return
            if line == b"\n" or not any(start.startswith(line.removesuffix(b"\n")) for start in STARTS):
                raise OutputError(
                    f"{path}: there is a file that is no ledger, so nothing was changed; choose another name"
                )


@contextmanager
def telling_damage(kind: str) -> Iterator[None]:
    """Raise `OSError` where compressed data is damaged, and `EOFError` where it ends too soon."""
    try:
        yield
    except (DedupeError, EOFError):
        raise
    except Exception as error:
        if kind and is_damage(error):
            raise OSError(0, f"it is damaged {kind} data") from error
        raise


def close_line(file: IO[bytes]) -> None:
    """Close the last line of a file if it was torn."""
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")


def append_member(file: BinaryIO, kind: str, lines: Iterable[bytes]) -> None:
    """Append lines to a compressed file, as a member of its own."""
    empty = BytesIO()
    compressed(empty, kind).close()
    closing = empty.getvalue()
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(closing)))
    mended = size > 0 and file.read() != closing
    if mended:
        mend(file, kind)
        size = file.seek(0, os.SEEK_END)
    with compressed(file, kind) as member:
        if mended and size:
            member.write(b"\n")
        member.writelines(lines)
    file.write(closing)


def mend(file: BinaryIO, kind: str) -> None:
    """Replace a torn member at the end of a file by a whole one of the lines that can be read of it."""
    file.seek(0)
    with telling_damage(kind):
        end = end_of_members(file, kind)
    file.seek(end)
    with TemporaryFile() as readable:
        copy_readable(decompressed(file, kind), readable)
        size = readable.tell()
        readable.seek(0)
        file.truncate(end)
        if size:
            with compressed(file, kind) as member:
                shutil.copyfileobj(readable, cast("BinaryIO", member))


def copy_readable(torn: BinaryIO, readable: IO[bytes]) -> None:
    """Copy what can be read of a member that is cut off."""
    with suppress(EOFError):
        while block := torn.read1(BLOCK):  # type: ignore[attr-defined]  # both kinds of streams have it
            readable.write(block)


def lock(file: IO[bytes]) -> None:
    """Wait until no other process appends to a file, and keep them from it until it is closed, where the system can."""
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)
