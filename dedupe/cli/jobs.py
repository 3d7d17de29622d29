"""What `dedupe restore` is to do: a job for each file, found again whenever it is asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from dedupe.errors import LedgerError, OptionError
from dedupe.formats.files import LEDGER_SUFFIX
from dedupe.formats.folders import walk
from dedupe.formats.handles import check_plain
from dedupe.formats.reading import STDIN, Input, Reading, open_input
from dedupe.formats.remote import is_remote


class Job(NamedTuple):
    """A file to restore, how it is opened, its ledger, and where it goes: None is stdout.

    The name of the ledger may be `implied`. Inside `root`, if there is one, folders are made, and links not followed.
    """

    name: str
    open: Callable[[], Input]
    ledger: Path
    place: Path | None
    implied: bool = False
    root: Path | None = None

    @property
    def in_place(self) -> bool:
        """Whether the file is replaced."""
        return self.place is not None and self.place.as_posix() == self.name

    def contents(self) -> Iterator[bytes]:
        """Yield the bytes in the file that a ledger knows it by."""
        return self.open().contents()


class Request(NamedTuple):
    """What the command line asks for."""

    output: str
    ledger: str | None
    destination: str | None
    in_place: bool
    ids: tuple[str, ...]
    reading: Reading


def find_jobs(request: Request) -> Iterator[Job]:
    """Yield what is to be restored: a file, or the files of a folder."""
    output, destination = request.output, request.destination
    path = Path(output)
    check_destination(request)
    if is_remote(output):
        ledger = ledger_without_place(output, request)
        yield Job(output, partial(Input, output, request.reading), ledger, Path(destination) if destination else None)
    elif os.path.isdir(output):  # noqa: PTH112 - a name that is too long is no folder
        yield from jobs_in_folder(path, request)
    else:
        root = Path(destination) if destination and os.path.isdir(destination) else None  # noqa: PTH112 - the same
        place = path if request.in_place else root / path.name if root else Path(destination) if destination else None
        yield job_of(path, request, place, root)


def jobs_in_folder(output: Path, request: Request) -> Iterator[Job]:
    """Yield the files of a folder; without a ledger for all, those that have their own beside them."""
    destination = output if request.in_place else request.destination
    if destination is None:
        raise OptionError(f"{output} is a folder; pass -o FOLDER, or --in-place")
    folder = Path(destination)
    found = False
    for path in walk(output, skip=[folder] if folder != output else []):
        if request.ledger is None and not os.path.lexists(beside(path)):
            continue
        found = True
        yield job_of(path, request, folder / path.relative_to(output), folder)
    if not found:
        raise LedgerError(f"{output}: no ledger for any file here; pass --ledger FILE")


def job_of(path: Path, request: Request, place: Path | None, root: Path | None) -> Job:
    """Return what is to be done with a file."""
    name = path.as_posix()
    ledger, implied = ledger_of(path, request.ledger), request.ledger is None
    return Job(name, partial(Input, name, request.reading), ledger, place, implied, root)


def job_of_stdin(request: Request, copy: IO[bytes]) -> Job:
    """Return what is to be done with stdin, of which there is a copy."""
    check_destination(request)
    ledger = ledger_without_place("stdin", request)

    def open_copy() -> Input:
        copy.seek(0)
        return Input(STDIN, request.reading, os.fdopen(os.dup(copy.fileno()), "rb"))

    return Job(STDIN, open_copy, ledger, Path(request.destination) if request.destination else None)


def copy_of_stdin() -> IO[bytes]:
    """Return a temporary file of what comes through stdin, which is read more than once."""
    copy = TemporaryFile()  # noqa: SIM115 - the caller closes it
    with open_input(STDIN) as stream:
        shutil.copyfileobj(stream, copy)
    copy.flush()
    return copy


def check_destination(request: Request) -> None:
    """Raise `OptionError` for a place that cannot be written to."""
    if is_remote(request.destination or ""):
        raise OptionError(f"{request.destination}: restore writes files and stdout; leave out -o, and pipe it there")


def ledger_without_place(what: str, request: Request) -> Path:
    """Return the ledger of something that has no place; raises `OptionError` if none was given."""
    if request.ledger is None or request.in_place:
        raise OptionError(f"{what} has no ledger beside it and no place; pass --ledger, and leave out --in-place")
    return Path(request.ledger)


def ledger_of(path: Path, ledger: str | None) -> Path:
    """Return the ledger for a file: the one given, else the one that --in-place wrote beside it."""
    if ledger is not None:
        return Path(ledger)
    found = beside(path)
    try:
        check_plain(os.lstat(found))
    except FileNotFoundError:
        pass  # reading it gives the error
    except OSError as error:
        raise LedgerError(f"{found}: cannot read the ledger ({error.strerror}); pass --ledger FILE") from error
    return found


def beside(path: Path) -> Path:
    """Return the place of the ledger beside a file."""
    return path.with_name(path.name + LEDGER_SUFFIX)
