"""`dedupe restore`: the input back, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dedupe.cli import parameters
from dedupe.cli.collisions import check_apart
from dedupe.cli.effects import check_needs, needs_of_name
from dedupe.cli.jobs import Job, Request, copy_of_stdin, find_jobs, job_of_stdin
from dedupe.cli.printing import open_stdout
from dedupe.cli.program import help_option
from dedupe.cli.talking import Talk
from dedupe.errors import DedupeError, OptionError
from dedupe.formats.atomic import Place, remove_leftovers
from dedupe.formats.compression import compression_named
from dedupe.formats.reading import STDIN, Reading
from dedupe.formats.sinks import open_sink
from dedupe.ledger.appending import append_lines
from dedupe.ledger.filling import fill
from dedupe.ledger.format import encode_line
from dedupe.ledger.reading import Ledger
from dedupe.ledger.restoring import Restoration

if TYPE_CHECKING:
    from dedupe.formats.sinks import Sink


class Ledgers:
    """The ledgers of some jobs, of which the last one that was asked for is open."""

    def __init__(self, most_expanded: int) -> None:
        self._most_expanded = most_expanded
        self._open: Ledger | None = None

    def of(self, job: Job) -> Ledger:
        """Return the ledger of a job; raises `LedgerError`."""
        if self._open is None or self._open.path != job.ledger:
            self.close()
            self._open = Ledger(job.ledger, self._most_expanded)
        return self._open

    def close(self) -> None:
        """Close what is open."""
        if self._open:
            self._open.close()
            self._open = None


@click.command(add_help_option=False, short_help="Put removed paragraphs back.")
@click.argument("output")
@click.option("--ledger", metavar="FILE", help="Ledger of the run; default: OUTPUT.dedupe.jsonl.")
@click.option("-o", "--output", "destination", metavar="FILE|DIR", help="Write here, not to stdout.")
@click.option("--in-place", is_flag=True, help="Replace OUTPUT by its input.")
@click.option("--only", "ids", multiple=True, metavar="ID", help="Put back only this removal. May be repeated.")
@parameters.add(parameters.MAX_EXPANDED, *parameters.TALKING, help_option)
def command(*, max_expanded: int, quiet: bool, verbose: bool, **values: object) -> int:
    """Restore the input of a run from its OUTPUT, a file, a folder or -, and the ledger: byte for byte.

    A text that the ledger does not know is an error, and nothing is written. The ids for --only are in the ledger.
    """
    request = Request(reading=Reading(most_expanded=max_expanded), **values)  # type: ignore[arg-type]
    if request.in_place and request.destination:
        raise OptionError("--in-place and --output exclude each other; give one of them")
    with ExitStack() as opened:
        find: Callable[[], Iterable[Job]] = partial(find_jobs, request)
        if request.output == STDIN:
            find = partial(iter, [job_of_stdin(request, opened.enter_context(copy_of_stdin()))])
        ledgers = Ledgers(max_expanded)
        opened.callback(ledgers.close)
        talk = Talk(quiet=quiet, verbose=verbose)
        restore(find, ledgers, request.ids, talk)
    return talk.status


def restore(find: Callable[[], Iterable[Job]], ledgers: Ledgers, ids: tuple[str, ...], talk: Talk) -> None:
    """Do some jobs: nothing is written before all of them are checked.

    Where one of several cannot be written, the others are.
    """
    count = 0
    for count, job in enumerate(find(), 1):  # noqa: B007 - the count is needed behind the loop
        check_job(job)
        Restoration(ledgers.of(job), job.name, job.contents, ids).check()
    tidied: set[Path] = set()
    for job in find():
        try:
            restoration = Restoration(ledgers.of(job), job.name, job.contents, ids)
            if job.place and job.place.parent not in tidied:
                tidied.add(job.place.parent)
                remove_leftovers(Place(job.place, job.root))
            write(job, restoration)
        except DedupeError as error:
            if count == 1:
                raise
            talk.complain(error)
        else:
            tell(job, restoration, talk)


def check_job(job: Job) -> None:
    """Raise `OptionError` if what a job writes is its ledger, or is named as of another format than the file."""
    if job.place is None:
        return
    check_apart([(str(job.ledger), "--ledger"), (str(job.place), "--output")])
    with closing(job.open()) as opened:
        check_needs([job.name], needs_of_name(job.place.name, job.name), {opened.format})


def write(job: Job, restoration: Restoration) -> None:
    """Write what is restored, after the ledger knows the new text."""
    line = restoration.line()
    if line:
        append_lines(job.ledger, [encode_line(line)], implied=job.implied)
    if job.in_place and not restoration.count:
        return
    with closing(job.open()) as opened:
        if job.place is None:
            sink: Sink = open_stdout(opened.format)
        else:
            compression = opened.compression if job.in_place else compression_named(job.place.name)
            sink = open_sink(Place(job.place, job.root), opened.format, compression)
        try:
            fill(sink, job.name, opened, restoration.pieces())
            if job.in_place:
                restoration.check_unchanged()
        except BaseException:
            sink.discard()
            raise
    sink.commit()


def tell(job: Job, restoration: Restoration, talk: Talk) -> None:
    """Say how many removals are back."""
    count = restoration.count
    if count:
        talk.summarise(f"{job.name}: {count} {'removal' if count == 1 else 'removals'} put back")
    else:
        talk.summarise(f"{job.name}: nothing to put back, this is the input")
