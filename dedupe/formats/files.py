"""Files that are old or new, never half-written."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from dedupe.errors import InputError, OutputError

# A file's ledger stands beside it, with this behind its name.
LEDGER_SUFFIX = ".dedupe.jsonl"
# So each ledger begins.
LEDGER_START = b'{"type": "'

if TYPE_CHECKING:
    from pathlib import Path


def read_file(path: Path | str) -> bytes:
    """Return the bytes of a file; raises `InputError` if there is none to read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: it is put beside the old one, made durable, and takes its place.

    Mode and owner are kept, and a symbolic link stays one: the file it points to is replaced. What is not a regular
    file (a pipe, a device) is written to directly. Raises `OutputError`; the old file is then untouched.
    """
    try:
        if is_stream(path):
            # By the path as given: that of a pipe in /dev/fd leads nowhere once resolved.
            path.write_bytes(content)
        else:
            replace_file(find_target(path), content)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); choose another place or check its permissions"
        ) from error


def find_target(path: Path) -> Path:
    """Return the file that a path leads to, which need not be there; raises `OSError` if it must not be replaced."""
    from pathlib import Path

    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if target.is_symlink():
        raise OSError(0, "its links go round in a circle")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(0, "it is read-only")
    return target


def is_stream(path: Path) -> bool:
    """Return whether there is something that is neither a file nor a folder: a pipe, a device, a socket."""
    return path.exists() and not path.is_file() and not path.is_dir()


def replace_file(target: Path, content: bytes) -> None:
    """Put the content in the place of the target, in one step."""
    import tempfile
    from pathlib import Path

    # Of a long name only the start: with what is added it would be longer than file systems allow.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            copy_mode(target, Path(name))
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def copy_mode(target: Path, new: Path) -> None:
    """Give the new file the mode and owner of the one that it replaces, else those of any new file."""
    try:
        status = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(new, status.st_uid, status.st_gid)
    new.chmod(stat.S_IMODE(status.st_mode))


def check_ledger(path: Path) -> None:
    """Raise `OutputError` if there is a file that is no ledger: nothing is appended to a text."""
    if path.is_file():
        with path.open("rb") as file:
            start = file.read(len(LEDGER_START))
        if not LEDGER_START.startswith(start):
            raise OutputError(f"{path}: there is a file that is no ledger, so nothing was changed; choose another name")


def append_lines(path: Path, lines: bytes) -> None:
    """Append whole lines to a file and make them durable; a torn last line is closed first.

    A pipe or a device is written to as it is. Raises `OutputError`.
    """
    try:
        if is_stream(path):
            path.write_bytes(lines)
            return
        with path.open("ab+") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    lines = b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"{path}: the ledger cannot be written ({error.strerror}), so nothing was changed;"
            " choose another place for it"
        ) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, if they are not there; raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made a folder ({error.strerror}); choose another place") from error
