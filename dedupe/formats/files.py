"""Files that are old or new, never half-written."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from typing import IO, TYPE_CHECKING, BinaryIO

from dedupe.errors import InputError, OutputError

# A file's ledger stands beside it, with this behind its name.
LEDGER_SUFFIX = ".dedupe.jsonl"
# Behind the name of a file in the making, which begins with that of its target: of a long one only so much, for with
# what is added it would be longer than file systems allow.
UNFINISHED = ".part"
NAME_LENGTH = 40
# So each ledger begins.
LEDGER_START = b'{"type": "'

if TYPE_CHECKING:
    from pathlib import Path


def read_file(path: Path | str) -> bytes:
    """Return the bytes of a file; raises `InputError` if there is none to read."""
    with open_file(path) as file:
        try:
            return file.read()
        except OSError as error:
            raise unreadable(path, error) from error


def open_file(path: Path | str) -> BinaryIO:
    """Return a file opened for reading; raises `InputError` if there is none to read."""
    try:
        return open(path, "rb")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path | str, error: OSError) -> InputError:
    """Return the error for a file that is there and cannot be read."""
    return InputError(f"{path}: cannot be read ({error.strerror}); check its permissions")


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: it is put beside the old one, made durable, and takes its place.

    Mode and owner are kept, and a symbolic link stays one: the file it points to is replaced. What is not a regular
    file (a pipe, a device) is written to directly. Raises `OutputError`; the old file is then untouched.
    """
    try:
        with open_new(path) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path | str, error: OSError) -> OutputError:
    """Return the error for a file that cannot be written."""
    return OutputError(f"{path}: cannot be written ({error.strerror}); choose another place or check its permissions")


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


def open_new(path: Path) -> New:
    """Return a file in the making for a path; raises `OSError`."""
    if is_stream(path):
        # By the path as given: that of a pipe in /dev/fd leads nowhere once resolved.
        return NewStream(path.open("wb"))
    return NewFile(find_target(path))


class New:
    """Something in the making: `file` is what is written to, until `commit` or `discard`.

    As a context it gives `file`, and is committed at its end, or discarded after an error.
    """

    file: IO[bytes]

    def commit(self) -> None:
        """Put what was written in its place; raises `OSError` where the system does."""
        raise NotImplementedError

    def discard(self) -> None:
        """Remove what was written, where that can be."""
        raise NotImplementedError

    def __enter__(self) -> IO[bytes]:
        return self.file

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()


class NewStream(New):
    """What can only be written to as it is: a pipe, a device, a place in a remote store."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def commit(self) -> None:
        """Write what is left."""
        self.file.close()

    def discard(self) -> None:
        """Close it, or give it up where the store can."""
        with suppress(OSError):
            getattr(self.file, "discard", self.file.close)()


class NewFile(New):
    """A file beside the one that it will replace, in one step, by `commit`; or by nothing, by `discard`.

    One that `replaces` nothing is not put where there is a file. Raises `OSError` where the system does.
    """

    def __init__(self, target: Path, *, replaces: bool = True) -> None:
        import tempfile

        self._target = target
        self._replaces = replaces
        descriptor, self._name = tempfile.mkstemp(
            prefix=f".{target.name[:NAME_LENGTH]}.{os.getpid()}-", suffix=UNFINISHED, dir=target.parent
        )
        self.file = os.fdopen(descriptor, "wb")

    def commit(self) -> None:
        """Make what was written durable and put it in its place."""
        from pathlib import Path

        try:
            self.file.flush()
            copy_mode(self._target, Path(self._name))
            os.fsync(self.file.fileno())
            self.file.close()
            if self._replaces:
                Path(self._name).replace(self._target)
            else:
                move_new(self._name, self._target)
        except BaseException:
            self.discard()
            raise
        sync_folder(self._target.parent)

    def discard(self) -> None:
        """Remove what was written."""
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            os.unlink(self._name)


def move_new(name: str, target: Path) -> None:
    """Move a file to a name that no other has, in one step; raises `FileExistsError`."""
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):
        # Without links the name is taken first, and then what it has is replaced.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL))
        os.replace(name, target)
    else:
        os.unlink(name)


def remove_leftovers(folder: Path) -> None:
    """Remove files in the making that were left in a folder by processes that were killed."""
    leftover = re.compile(rf"\..+\.(\d+)-[a-z0-9_]{{8}}{re.escape(UNFINISHED)}", re.DOTALL)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = leftover.fullmatch(entry.name)
            if match and not is_alive(int(match[1])):
                with suppress(OSError):
                    os.unlink(entry.path)


def is_alive(process: int) -> bool:
    """Return whether there is a process of this number; also where that cannot be told."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def copy_file(path: Path, new: Path) -> None:
    """Copy the bytes of a file to a new one.

    Raises `OutputError`, and then there is none; `FileExistsError` if there is one already, or comes to be meanwhile.
    """
    import shutil

    try:
        made = NewFile(find_target(new), replaces=False)
        with made as copy, open_file(path) as file:
            shutil.copyfileobj(file, copy)
    except FileExistsError:
        raise
    except OSError as error:
        raise unwritable(new, error) from error


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


def append_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Append whole lines to a file and make them durable; a torn last line is closed first.

    They stand side by side, whatever other processes append meanwhile. A pipe or a device is written to as it is.
    Raises `OutputError`.
    """
    try:
        if is_stream(path):
            with path.open("wb") as file:
                file.writelines(lines)
            return
        with path.open("ab+") as file:
            lock(file)
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        raise OutputError(
            f"{path}: the ledger cannot be written ({error.strerror}), so nothing was changed;"
            " choose another place for it"
        ) from error


def lock(file: IO[bytes]) -> None:
    """Wait until no other process appends to a file, and keep them from it until it is closed, where the system can."""
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX)


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
