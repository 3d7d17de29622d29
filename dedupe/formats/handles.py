"""Open folders: a name is looked up in the folder that was opened, so that no link can lead elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Self

# Whether the system looks up names in an open folder. Windows does not: there it is by path, after a check.
USED = {os.open, os.mkdir, os.rename, os.unlink, os.rmdir, os.stat, os.link, os.chmod, os.access}
RELATIVE = os.name == "posix" and os.supports_dir_fd >= USED
NO_FOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
# Not to wait for the other end of a pipe.
NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)
BINARY: int = getattr(os, "O_BINARY", 0)
DIRECTORY: int = getattr(os, "O_DIRECTORY", 0)
# A folder in which files may be made need not be one that may be listed.
SEARCH: int = getattr(os, "O_PATH", os.O_RDONLY) | DIRECTORY
# What Windows calls a link from one folder to another.
JUNCTION = 0xA0000003
# Not the descriptor of anything.
CLOSED = -1


def is_link(status: os.stat_result) -> bool:
    """Return whether something is a symbolic link, or a junction of Windows."""
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == JUNCTION


def check_plain(status: os.stat_result) -> None:
    """Raise `OSError` if something that would be written to is no regular file."""
    if is_link(status):
        raise OSError(errno.ELOOP, "it is a link")
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")


class Folder:
    """An open folder, and what can be done in it by name; raises `OSError` where the system does."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a folder by its path, in which links are followed."""
        if RELATIVE:
            return cls(path, os.open(path, SEARCH))
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return cls(path, None)

    def enter(self, name: str) -> Folder:
        """Open a folder in this one, which must not be a link."""
        if is_link(os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)):
            raise OSError(errno.ELOOP, f"{self.path / name} is a link")
        if self._descriptor is None:
            return Folder.open(self.path / name)
        return Folder(self.path / name, os.open(name, SEARCH | NO_FOLLOW, dir_fd=self._descriptor))

    def status(self, name: str) -> os.stat_result | None:
        """Return what a name stands for, a link for itself; None if for nothing."""
        try:
            return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    @property
    def number(self) -> int:
        """The number that the file system has given the folder."""
        return (self.path.stat() if self._descriptor is None else os.fstat(self._descriptor)).st_ino

    def names(self) -> list[str]:
        """Return the names of what is in the folder."""
        if self._descriptor is None:
            return [path.name for path in self.path.iterdir()]
        descriptor = os.open(".", os.O_RDONLY | DIRECTORY, dir_fd=self._descriptor)
        try:
            with os.scandir(descriptor) as entries:
                return [entry.name for entry in entries]
        finally:
            os.close(descriptor)

    def check_writable(self, name: str) -> None:
        """Raise `PermissionError` if this process must not write to a file."""
        if not os.access(self._at(name), os.W_OK, dir_fd=self._descriptor):
            raise PermissionError(errno.EACCES, "it is read-only")

    def make_folder(self, name: str, mode: int = 0o777) -> None:
        """Make a folder in this one."""
        os.mkdir(self._at(name), mode, dir_fd=self._descriptor)

    def make_file(self, name: str) -> int:
        """Make a file of a name that nothing has, and return its descriptor."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_FOLLOW | BINARY
        return os.open(self._at(name), flags, 0o666, dir_fd=self._descriptor)

    def give_rights_of(self, status: os.stat_result, name: str) -> None:
        """Give a file the owner, if this process may, and the mode of another one."""
        if hasattr(os, "chown"):
            with suppress(PermissionError):
                os.chown(self._at(name), status.st_uid, status.st_gid, dir_fd=self._descriptor)
        os.chmod(self._at(name), stat.S_IMODE(status.st_mode), dir_fd=self._descriptor)

    def replace(self, name: str, target: Folder, new: str) -> None:
        """Move a file to a name in another folder, in the place of what has it."""
        os.replace(self._at(name), target._at(new), src_dir_fd=self._descriptor, dst_dir_fd=target._descriptor)

    def move_new(self, name: str, target: Folder, new: str) -> None:
        """Move a file to a name in another folder that nothing has, in one step; raises `FileExistsError`."""
        try:
            os.link(self._at(name), target._at(new), src_dir_fd=self._descriptor, dst_dir_fd=target._descriptor)
        except FileExistsError:
            raise
        except (OSError, AttributeError, NotImplementedError):
            # Without links the name is taken first, and then what it has is replaced.
            os.close(target.make_file(new))
            self.replace(name, target, new)
        else:
            self.remove(name)

    def remove(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self._at(name), dir_fd=self._descriptor)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(self._at(name), dir_fd=self._descriptor)

    def sync(self) -> None:
        """Make the names in the folder durable, where the system can."""
        if self._descriptor is None:
            return
        with suppress(OSError):
            descriptor = os.open(".", os.O_RDONLY | DIRECTORY, dir_fd=self._descriptor)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def close(self) -> None:
        """Close the folder; from then on nothing can be done in it. To close it again does nothing."""
        if self._descriptor not in (None, CLOSED):
            os.close(self._descriptor)
            self._descriptor = CLOSED

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _at(self, name: str) -> Path | str:
        """Return what the system is to look up: the name in the open folder, else the whole path."""
        return name if self._descriptor is not None else self.path / name
