"""Lines appended to a ledger: it is made durable before the file that depends on it changes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO

from dedupe.errors import OutputError
from dedupe.formats.atomic import is_stream
from dedupe.formats.handles import NO_FOLLOW, NO_WAIT, Folder, check_plain

# So each ledger begins.
LEDGER_START = b'{"type": "'


def append_lines(path: Path, lines: Iterable[bytes], *, implied: bool = False) -> None:
    """Append whole lines to a ledger and make them durable; a torn last line is closed first.

    They stand side by side, whatever other processes append meanwhile. A pipe or a device is written to as it is. Where
    the name is `implied`, nobody has named that file, and it must be a regular one. Raises `OutputError`, also if there
    is a file that is no ledger: nothing is appended to a text.
    """
    try:
        if not implied and is_stream(path):
            with path.open("wb") as file:
                file.writelines(lines)
            return
        with open(path, "ab+", opener=open_beside if implied else None) as file:
            lock(file)
            check_start(file, path)
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
            f"{path}: the ledger cannot be written ({error.strerror}), so nothing was changed; {way_out}"
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


def check_start(file: IO[bytes], path: Path) -> None:
    """Raise `OutputError` if a file is no ledger; lines before the first whole one may have been torn."""
    file.seek(0)
    while line := file.readline(len(LEDGER_START)):
        if line == LEDGER_START:
            return
        if line == b"\n" or not LEDGER_START.startswith(line.removesuffix(b"\n")):
            raise OutputError(f"{path}: there is a file that is no ledger, so nothing was changed; choose another name")


def close_line(file: IO[bytes]) -> None:
    """Close the last line of a file if it was torn."""
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")


def lock(file: IO[bytes]) -> None:
    """Wait until no other process appends to a file, and keep them from it until it is closed, where the system can."""
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)
