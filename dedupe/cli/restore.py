"""`dedupe restore`: the input back, byte for byte."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from dedupe.cli import parameters
from dedupe.cli.collisions import check_apart
from dedupe.cli.effects import check_needs, needs_of_name
from dedupe.cli.printing import open_stdout
from dedupe.cli.program import help_option
from dedupe.cli.safeguards import changed_meanwhile
from dedupe.cli.talking import Talk
from dedupe.errors import LedgerError, OptionError
from dedupe.formats.appending import append_lines
from dedupe.formats.atomic import Place, remove_leftovers
from dedupe.formats.compression import compression_named
from dedupe.formats.files import LEDGER_SUFFIX
from dedupe.formats.folders import walk
from dedupe.formats.handles import check_plain
from dedupe.formats.naming import Format
from dedupe.formats.reading import STDIN, Input, Reading
from dedupe.formats.records import Record
from dedupe.formats.remote import is_remote
from dedupe.formats.sinks import open_sink
from dedupe.ledger.reading import read_entries
from dedupe.ledger.restoring import Restored, restore, restore_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedupe.formats.sinks import Sink
    from dedupe.ledger.reading import Entry


class Job(NamedTuple):
    """A file to restore, its ledger, and where it goes: None is stdout.

    The name of the ledger may be `implied`. Inside `root`, if there is one, folders are made, and links not followed.
    """

    name: str
    content: bytes
    kind: Kind
    reading: Reading
    ledger: Path
    implied: bool
    place: Path | None
    root: Path | None


class Kind(NamedTuple):
    """What format a file has, and how it is compressed."""

    format: Format
    compression: str


@click.command(add_help_option=False, short_help="Put removed paragraphs back.")
@click.argument("output")
@click.option("--ledger", metavar="FILE", help="Ledger of the run; default: OUTPUT.dedupe.jsonl.")
@click.option("-o", "--output", "destination", metavar="FILE|DIR", help="Write here, not to stdout.")
@click.option("--in-place", is_flag=True, help="Replace OUTPUT by its input.")
@click.option("--only", "ids", multiple=True, metavar="ID", help="Put back only this removal. May be repeated.")
@parameters.add(parameters.MAX_EXPANDED, *parameters.TALKING, help_option)
def command(
    output: str,
    ledger: str | None,
    destination: str | None,
    in_place: bool,
    ids: tuple[str, ...],
    max_expanded: int,
    quiet: bool,
    verbose: bool,
) -> None:
    """Restore the input of a run from its OUTPUT, a file, a folder or -, and the ledger: byte for byte.

    A text that the ledger does not know is an error, and nothing is written. The ids for --only are in the ledger.
    """
    talk = Talk(quiet=quiet, verbose=verbose)
    if in_place and destination:
        raise OptionError("--in-place and --output exclude each other; give one of them")
    reading = Reading(most_expanded=max_expanded)
    jobs = list(find_jobs(output, ledger, destination, reading, in_place=in_place))
    check_apart(
        [
            *((str(ledger), "--ledger") for ledger in {job.ledger for job in jobs}),
            *((str(job.place), "--output") for job in jobs if job.place),
        ]
    )
    for job in jobs:
        if job.place is not None:
            check_needs([job.name], needs_of_name(job.place.name, job.name), {job.kind.format})
    ledgers = {job.ledger: read_entries(job.ledger) for job in jobs}
    for job in jobs:
        restored_from(job, ledgers[job.ledger], ids)
    for place in {job.place.parent: Place(job.place, job.root) for job in jobs if job.place}.values():
        remove_leftovers(place)
    for job in jobs:
        restored = restored_from(job, ledgers[job.ledger], ids)
        write(job, restored)
        tell(job, restored, talk)


def find_jobs(
    output: str, ledger: str | None, destination: str | None, reading: Reading, *, in_place: bool
) -> Iterator[Job]:
    """Yield what is to be restored: stdin, a file, or the files of a folder."""
    path = Path(output)
    if is_remote(destination or ""):
        raise OptionError(f"{destination}: restore writes files and stdout; leave out -o, and pipe it there")
    if output == STDIN or is_remote(output):
        if ledger is None or in_place:
            what = "stdin" if output == STDIN else output
            raise OptionError(f"{what} has no ledger beside it and no place; pass --ledger, and leave out --in-place")
        place = Path(destination) if destination else None
        yield Job(output, *read_content(output, reading), reading, Path(ledger), implied=False, place=place, root=None)
    elif os.path.isdir(output):  # noqa: PTH112 - a name that is too long is no folder
        yield from jobs_in_folder(path, ledger, path if in_place else destination, reading)
    else:
        root = Path(destination) if destination and os.path.isdir(destination) else None  # noqa: PTH112 - the same
        place = path if in_place else root / path.name if root else Path(destination) if destination else None
        name, implied = path.as_posix(), ledger is None
        yield Job(name, *read_content(name, reading), reading, ledger_of(path, ledger), implied, place, root)


def jobs_in_folder(output: Path, ledger: str | None, destination: Path | str | None, reading: Reading) -> Iterator[Job]:
    """Yield the files of a folder; without a ledger for all, those that have their own beside them."""
    if destination is None:
        raise OptionError(f"{output} is a folder; pass -o FOLDER, or --in-place")
    folder = Path(destination)
    found = False
    for path in walk(output, skip=[folder] if folder != output else []):
        if ledger is None and not os.path.lexists(beside(path)):
            continue
        found = True
        place = folder / path.relative_to(output)
        name, implied = path.as_posix(), ledger is None
        yield Job(name, *read_content(name, reading), reading, ledger_of(path, ledger), implied, place, folder)
    if not found:
        raise LedgerError(f"{output}: no ledger for any file here; pass --ledger FILE")


def read_content(name: str, reading: Reading) -> tuple[bytes, Kind]:
    """Return the bytes in a file that a ledger knows it by, and what kind of file it is."""
    opened = Input(name, reading)
    return b"".join(opened.contents()), Kind(opened.format, opened.compression)


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


def restored_from(job: Job, entries: list[Entry], ids: tuple[str, ...]) -> Restored:
    """Return the restored bytes of one file."""
    content = job.content
    if ids:
        return restore_only(job.name, content, entries, ids)
    return restore(job.name, content, entries)


def write(job: Job, restored: Restored) -> None:
    """Write what was restored, after the ledger knows the new text."""
    from dedupe.ledger.writing import encode_line

    if restored.lines:
        append_lines(job.ledger, map(encode_line, restored.lines), implied=job.implied)
    in_place = job.place is not None and job.place.as_posix() == job.name
    if in_place and not restored.put_back:
        return
    if job.place is None:
        sink = open_stdout(job.kind.format)
    else:
        compression = job.kind.compression if in_place else compression_named(job.place.name)
        sink = open_sink(Place(job.place, job.root), job.kind.format, compression)
    try:
        fill(sink, job, restored.content)
        if in_place:
            check_unchanged(job)
    except BaseException:
        sink.discard()
        raise
    sink.commit()


def check_unchanged(job: Job) -> None:
    """Raise `InputError` if a file is no longer what was read of it: what was written to it since would be lost."""
    if read_content(job.name, job.reading)[0] != job.content:
        raise changed_meanwhile(job.name)


def fill(sink: Sink, job: Job, content: bytes) -> None:
    """Write the restored bytes; those of a table into its rows."""
    name, kind = job.name, job.kind.format
    if kind in {Format.WET, Format.WARC}:
        from dedupe.formats.wet import read_wet

        # Each is compressed by itself.
        for record in read_wet(name, BytesIO(content)):
            sink.write(record, record.content)
        return
    if kind is not Format.PARQUET:
        sink.write(Record(0), content)
        return
    from dedupe.formats.parquet import END

    place = 0
    for record in Input(name, job.reading._replace(format=kind)).pieces():
        end = place
        for _ in range(record.content.count(END)):
            end = content.index(END, end) + len(END)
        sink.write(record, content[place:end])
        place = end


def tell(job: Job, restored: Restored, talk: Talk) -> None:
    """Say how many removals are back."""
    count = len(restored.put_back)
    if count:
        talk.summarise(f"{job.name}: {count} {'removal' if count == 1 else 'removals'} put back")
    else:
        talk.summarise(f"{job.name}: nothing to put back, this is the input")
