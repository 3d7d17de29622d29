"""`dedupe collapse`: each paragraph once."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dedupe.cli import parameters
from dedupe.cli.collisions import check_apart
from dedupe.cli.effects import Need, check_effects, needs_of, needs_of_name
from dedupe.cli.feed import Item
from dedupe.cli.inputs import Source, Written, find_sources, show_short_help
from dedupe.cli.parameters import reading_of
from dedupe.cli.printing import print_json, print_line, print_text
from dedupe.cli.program import help_option
from dedupe.cli.remembering import across, files_of
from dedupe.cli.running import results_of
from dedupe.cli.safeguards import Safeguards
from dedupe.cli.statuses import FOUND
from dedupe.cli.talking import Talk, staying
from dedupe.cli.targets import Target, check_target, is_folder, place_outputs
from dedupe.cli.writing import Writer
from dedupe.errors import DedupeError, OptionError
from dedupe.formats.compression import check_packages
from dedupe.formats.reading import STDIN, Reading
from dedupe.formats.remote import is_remote
from dedupe.options import Options
from dedupe.report.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedupe.results import Collapsed


class CollapseCommand(click.Command):
    """Takes `--in-place` and `--in-place=SUFFIX`, but never the next argument as the suffix."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; a bare `--in-place` has an empty suffix."""
        end = args.index("--") if "--" in args else len(args)
        head = [f"{arg}=" if arg == "--in-place" else arg for arg in args[:end]]
        return super().parse_args(ctx, head + args[end:])


class Request(NamedTuple):
    """What the command line asks for, beside the options of the run."""

    output: str | None
    suffix: str | None
    check: bool
    diff: bool
    ledger: str | None
    no_ledger: bool
    drop_empty: bool
    index_path: str | None
    stats: str | None
    globs: tuple[str, ...]
    on_error: str
    progress: bool | None
    reading: Reading
    needs: Sequence[Need]

    @property
    def written(self) -> Written:
        """What the command writes, so that no folder is searched for it."""
        paths = (self.output, self.ledger, self.stats, *files_of(self.index_path))
        return Written(tuple(path for path in paths if path not in (None, STDIN)), self.suffix or "")

    def own_files(self, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
        """Yield the files that the command writes, each with what it is for."""
        if self.ledger is not None:
            yield self.ledger, "--ledger"
        yield from ((path, "--index") for path in files_of(self.index_path))
        if self.stats not in (None, STDIN):
            yield str(self.stats), "--stats"
        if self.output not in (None, STDIN) and not is_remote(str(self.output)):
            for place in place_outputs(str(self.output), sources).values():
                yield str(place), "--output"

    @property
    def target(self) -> Target:
        """Where the documents go."""
        return Target(self.output, self.suffix, dry=self.check or self.diff)

    @property
    def prints(self) -> bool:
        """Whether documents go to stdout."""
        return self.output in (None, STDIN) and self.suffix is None and not self.target.dry

    @property
    def safeguards(self) -> Safeguards:
        """What is kept of what goes."""
        return Safeguards(self.ledger, self.no_ledger, self.suffix)


@click.command(cls=CollapseCommand, add_help_option=False, short_help="Remove near-duplicate paragraphs.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="FILE|DIR", help="Write here instead of to stdout.")
@click.option(
    "--in-place",
    "suffix",
    metavar="[=SUFFIX]",
    help="Replace the inputs, each in one step. What is removed is kept beside each input, in PATH.dedupe.jsonl; with a"
    " suffix such as =.bak, the whole input is kept in PATH.bak instead.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with status 1 if anything would be removed.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would be removed as a unified diff.")
@click.option("--ledger", metavar="FILE[.gz|.zst]", help="Append what is removed to this file, for `restore`.")
@click.option("--no-ledger", is_flag=True, help="With --in-place, keep no copy of what is removed.")
@click.option("--drop-empty", is_flag=True, help="Leave out records that have no text left.")
@click.option("--stats", metavar="FILE|-", help="Write counts, bytes, seconds, engine and options as one JSON object.")
@parameters.add(
    parameters.INDEX,
    *parameters.MATCHING,
    *parameters.READING,
    parameters.PROGRESS,
    *parameters.TALKING,
    help_option,
)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], quiet: bool, verbose: bool, **values: object) -> int:
    """Remove paragraphs that copy another one.

    Reads files, folders or stdin. Without -o or --in-place, the result goes to stdout and no input is changed. A
    paragraph is removed only if a kept one says everything that it says; `dedupe find` shows which, and why.
    """
    if not paths:
        show_short_help(ctx)
    options = Options.of({name: values.pop(name) for name in Options.names()})  # type: ignore[arg-type]
    reading, options = reading_of(values, options)
    request = Request(reading=reading, needs=list(needs_of(ctx)), **values)  # type: ignore[arg-type]
    if request.index_path is not None:
        options = across(ctx, options)
    check_request(request)
    check_effects(ctx)
    talk = Talk(quiet=quiet, verbose=verbose)
    sources = [
        source.read_as(reading.format, as_markdown=reading.as_markdown)
        for source in find_sources(paths, request.globs, talk, request.written)
    ]
    check_target(request.target, sources, paths)
    if request.output is not None and not is_folder(request.output, sources):
        request = request._replace(needs=[*request.needs, *needs_of_name(request.output, sources[0].path)])
    check_apart([*((source.path, "an input") for source in sources if source.place), *request.own_files(sources)])
    return collapse(sources, options, request, talk)


def check_request(request: Request) -> None:
    """Raise `OptionError` if two options contradict each other."""
    if request.ledger is not None and request.no_ledger:
        raise OptionError("--ledger and --no-ledger exclude each other; give one of them")
    if request.ledger is not None and request.target.dry:
        raise OptionError("--check and --diff write nothing; leave out --ledger")
    if request.ledger is not None:
        check_packages(request.ledger)
    if request.stats == STDIN and (request.prints or request.diff):
        raise OptionError("--stats - and the text would both go to stdout; give --stats a file")


def collapse(sources: list[Source], options: Options, request: Request, talk: Talk) -> int:
    """Collapse the sources and return the exit status."""
    started = time.perf_counter()
    counted = request.stats is not None
    writer = Writer(
        request.target, sources, options, request.safeguards, drop_empty=request.drop_empty, counted=counted
    )
    run = Run(request, writer, talk, alone=len(sources) == 1)
    try:
        with closing(results_of(sources, options, request, talk, trial=request.target.dry)) as steps:
            for item, results, progress in steps:
                run.take(item, results)
                progress.removed = run.removed
    finally:
        writer.discard()
    run.tell_total()
    talk.tell_passed_over()
    if request.stats is not None:
        write_stats(request.stats, run.as_dict(options, time.perf_counter() - started))
    if request.check and run.statistics.removed and not talk.failed:
        return FOUND
    return talk.status


class Run:
    """What is done with each record and its results, and the counts of it.

    What goes wrong with a source ends the run if it is `alone`.
    """

    def __init__(self, request: Request, writer: Writer, talk: Talk, *, alone: bool) -> None:
        self._request = request
        self._alone = alone
        self._writer = writer
        self._talk = talk
        self._of_source = Statistics()
        self._failed: Source | None = None
        self.statistics = Statistics()

    def take(self, item: Item, results: Sequence[Collapsed]) -> None:
        """Write or show a record; of a source with which something goes wrong the rest is left out."""
        if item.source is self._failed:
            return
        try:
            if self._request.diff and any(collapsed.cuts for collapsed in results):
                self._talk.clear()
                show_diff(results)
            if not self._request.target.dry or self._request.stats:
                self._writer.write(item, results)
        except DedupeError as error:
            self._failed = item.source
            self._of_source = Statistics()
            if self._alone:
                raise
            self._talk.complain(error)
            return
        self._of_source.add(item.record, results, sized=not self._alone and self._talk.summarises)
        if item.failed:
            self._of_source = Statistics()
        elif item.record.last:
            self._tell(item.source)
            self.statistics += self._of_source
            self._of_source = Statistics()

    @property
    def removed(self) -> int:
        """How many paragraphs were removed so far."""
        return self.statistics.removed + self._of_source.removed

    def as_dict(self, options: Options, seconds: float) -> dict[str, Any]:
        """Return all counts, for JSON."""
        return self.statistics.as_dict(options, seconds, self._writer.account)

    def tell_total(self) -> None:
        """Say what became of several sources together, and what to do where more copies stay in place than go."""
        if self.statistics.files > 1:
            self._talk.summarise(self.statistics.total(self._went))
        self._talk.hint_at_context(self.statistics.in_place.total(), self.statistics.removed)

    @property
    def _went(self) -> str:
        return "would go" if self._request.target.dry else "removed"

    def _tell(self, source: Source) -> None:
        """Say what became of a source; of several that are unchanged only where more is wanted."""
        counts, name = self._of_source, source.name
        summary = counts.summary(name, self._went)
        if self._request.check and counts.removed and self._request.stats != STDIN:
            from dedupe.report.terminal import escape

            self._talk.clear()
            print_line(escape(summary))
        elif not self._request.target.dry and (self._alone or counts.removed):
            self._talk.summarise(summary)
        else:
            self._talk.note(summary)
        self._tell_what_stays(name)

    def _tell_what_stays(self, name: str) -> None:
        """Say which paragraphs of a source stay although they match, or were not compared as usual."""
        counts = self._of_source
        self._talk.warn_of_oversized(name, counts.oversized, self._writer.options.max_words)
        if counts.in_place:
            self._talk.note(f"{name}: {staying(counts.in_place.total())} in place; dedupe find --all says why")
        if counts.refused:
            self._talk.note(
                f"{name}: {staying(counts.refused)}: without them, their neighbours would be split differently"
            )


def show_diff(results: Sequence[Collapsed]) -> None:
    """Print what would go of a record as unified diffs."""
    from dedupe.report.terminal import escape_line
    from dedupe.report.unified import unified_diff

    for collapsed in results:
        for line in unified_diff(collapsed):
            print_text(escape_line(line) if sys.stdout.isatty() else line)


def write_stats(place: str, statistics: dict[str, Any]) -> None:
    """Write the counts to a file, or to stdout."""
    if place == STDIN:
        print_json(statistics, indent=2)
    else:
        import json
        from pathlib import Path

        from dedupe.formats.atomic import write_file

        content = json.dumps(statistics, ensure_ascii=False, indent=2) + "\n"
        write_file(Path(place), content.encode("utf-8"))
