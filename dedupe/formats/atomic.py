"""Files in the making, which take the place of others in one step, and what is left of them after a kill.

A file is made in a hidden folder beside its place, of which only this process knows the name before it is there. The
file's name in it is the number that the file system gave this folder. So a later run can tell what this tool has made:
no other folder has that number, and what was copied or unpacked has another one.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple, Self

from dedupe.formats.files import make_folder, open_file, unwritable
from dedupe.formats.handles import Folder, check_plain

# How the name of a folder with a file in the making begins; the number of the process follows, and a random one.
DRAFT = ".dedupe-"
RANDOM_BYTES = 8
LEFTOVER = re.compile(rf"{re.escape(DRAFT)}(\d+)-[0-9a-f]{{{2 * RANDOM_BYTES}}}")


class Place(NamedTuple):
    """Where a file is to be written. Inside `root`, if there is one, folders are made, and links are not followed."""

    path: Path
    root: Path | None = None

    def open(self) -> tuple[Folder, str]:
        """Open its folder, and return its name there; raises `OSError` if it must not be replaced."""
        if self.root is None:
            target = find_target(self.path)
            return Folder.open(target.parent), target.name
        *folders, name = self.path.relative_to(self.root).parts
        folder = Folder.open(self.root)
        try:
            for inner in folders:
                with folder as outer:
                    with suppress(FileExistsError):
                        outer.make_folder(inner)
                    folder = outer.enter(inner)
            if status := folder.status(name):
                check_plain(status)
                folder.check_writable(name)
        except BaseException:
            folder.close()
            raise
        return folder, name


def find_target(path: Path) -> Path:
    """Return the file that a path leads to, which need not be there; raises `OSError` if it must not be replaced."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if target.is_symlink():
        raise OSError(errno.ELOOP, "its links go round in a circle")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    return target


def is_stream(path: Path) -> bool:
    """Return whether there is something that is neither a file nor a folder: a pipe, a device, a socket."""
    return path.exists() and not path.is_file() and not path.is_dir()


def open_new(place: Place) -> New:
    """Return a file in the making for a place; raises `OSError`, or `OutputError` if its root cannot be made."""
    if place.root is not None:
        make_folder(place.root)
    elif is_stream(place.path):
        # By the path as given: that of a pipe in /dev/fd leads nowhere once resolved.
        return NewStream(place.path.open("wb"))
    return NewFile(*place.open())


def write_file(path: Path, content: bytes) -> None:
    """Write a file as a whole: it is put beside the old one, made durable, and takes its place.

    Mode and owner are kept, and a symbolic link stays one: the file it points to is replaced. What is not a regular
    file (a pipe, a device) is written to directly. Raises `OutputError`; the old file is then untouched.
    """
    try:
        with open_new(Place(path)) as file:
            file.write(content)
    except OSError as error:
        raise unwritable(path, error) from error


def copy_file(path: Path, new: Path) -> None:
    """Copy a file, with its rights, to a name that nothing has; a link of that name is not followed.

    Raises `OutputError`, and then there is none; `FileExistsError` if there is something, or comes to be meanwhile.
    """
    import shutil

    try:
        made = NewFile(Folder.open(new.parent), new.name, replaces=False, rights=path.stat())
        with made as copy, open_file(path) as file:
            shutil.copyfileobj(file, copy)
    except FileExistsError:
        raise
    except OSError as error:
        raise unwritable(new, error) from error


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
    """A file that will take a name in a folder, in one step, by `commit`; or be removed, by `discard`.

    One that `replaces` nothing is not put where there is something. It gets the `rights` given, or those of the file
    that it replaces. The folder is closed with it. Raises `OSError` where the system does.
    """

    def __init__(
        self, folder: Folder, name: str, *, replaces: bool = True, rights: os.stat_result | None = None
    ) -> None:
        self._folder = folder
        self._name = name
        self._replaces = replaces
        self._rights = rights
        try:
            self._draft = Draft.make(folder)
        except BaseException:
            folder.close()
            raise
        try:
            self.file = os.fdopen(self._draft.folder.make_file(self._draft.name), "wb")
        except BaseException:
            self._draft.remove()
            folder.close()
            raise

    def commit(self) -> None:
        """Make what was written durable and put it in its place."""
        draft, folder = self._draft, self._folder
        try:
            self.file.flush()
            if rights := self._rights or folder.status(self._name):
                draft.folder.give_rights_of(rights, draft.name)
            os.fsync(self.file.fileno())
            self.file.close()
            move = draft.folder.replace if self._replaces else draft.folder.move_new
            move(draft.name, folder, self._name)
        except BaseException:
            self.discard()
            raise
        draft.remove()
        folder.sync()
        folder.close()

    def discard(self) -> None:
        """Remove what was written."""
        with suppress(OSError):
            self.file.close()
        self._draft.remove()
        self._folder.close()


class Draft:
    """A hidden folder, and in it a file in the making, whose name is the number of the folder."""

    def __init__(self, outer: Folder, name: str, folder: Folder) -> None:
        self._outer = outer
        self._name = name
        self.folder = folder
        self.name = str(folder.number)

    @classmethod
    def make(cls, outer: Folder) -> Self:
        """Make a folder; the file in it is still to be made."""
        name = f"{DRAFT}{os.getpid()}-{os.urandom(RANDOM_BYTES).hex()}"
        outer.make_folder(name, 0o700)
        try:
            return cls(outer, name, outer.enter(name))
        except BaseException:
            with suppress(OSError):
                outer.remove_folder(name)
            raise

    @classmethod
    def left(cls, outer: Folder, name: str) -> Self | None:
        """Return what a process that was killed has left under a name; None if that cannot be proved."""
        match = LEFTOVER.fullmatch(name)
        if not match or is_alive(int(match[1])):
            return None
        left = cls(outer, name, outer.enter(name))
        if set(left.folder.names()) <= {left.name}:
            return left
        left.folder.close()
        return None

    def remove(self) -> None:
        """Remove what is there of the file and the folder; what cannot be removed stays for the next run."""
        with suppress(OSError):
            self.folder.remove(self.name)
        self.folder.close()
        with suppress(OSError):
            self._outer.remove_folder(self._name)


def remove_leftovers(place: Place) -> None:
    """Remove what processes that were killed have left beside the place of a file."""
    with suppress(OSError):
        folder, _ = place.open()
        with folder:
            for name in folder.names():
                with suppress(OSError):
                    if left := Draft.left(folder, name):
                        left.remove()


def is_alive(process: int) -> bool:
    """Return whether there is a process of this number; also where that cannot be told."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
