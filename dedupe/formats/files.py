"""Files read and folders made, with errors of our own, and the name of the ledger beside a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dedupe.errors import InputError, OutputError

# A file's ledger stands beside it, with this behind its name.
LEDGER_SUFFIX = ".dedupe.jsonl"

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


def unwritable(path: Path | str, error: OSError) -> OutputError:
    """Return the error for a file that cannot be written."""
    return OutputError(f"{path}: cannot be written ({error.strerror}); choose another place or check its permissions")


def make_folder(folder: Path) -> None:
    """Make a folder and those around it, if they are not there; raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made a folder ({error.strerror}); choose another place") from error
