"""`dedupe collapse`: each paragraph once."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from dedupe.cli import parameters
from dedupe.cli.collisions import check_apart
from dedupe.cli.inputs import STDIN, Source, Written, find_sources, read_documents, show_short_help
from dedupe.cli.outputs import Target, Writer, check_target, place_outputs
from dedupe.cli.printing import print_line, print_text
from dedupe.cli.program import DONE, FAILED, FOUND, help_option
from dedupe.cli.talking import Talk, announce
from dedupe.collapsing import run
from dedupe.errors import DedupeError, InputError, OptionError
from dedupe.options import Options, Scope
from dedupe.report.statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    stats: str | None
    globs: tuple[str, ...]
    encoding: str

    @property
    def written(self) -> Written:
        """What the command writes, so that no folder is searched for it."""
        paths = (self.output, self.ledger, self.stats)
        return Written(tuple(path for path in paths if path not in (None, STDIN)), self.suffix or "")

    def own_files(self, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
        """Yield the files that the command writes, each with what it is for."""
        if self.ledger is not None:
            yield self.ledger, "--ledger"
        if self.stats not in (None, STDIN):
            yield str(self.stats), "--stats"
        if self.output not in (None, STDIN):
            for place in place_outputs(str(self.output), sources).values():
                yield str(place), "--output"

    @property
    def target(self) -> Target:
        """Where the documents go."""
        return Target(self.output, self.suffix, dry=self.check or self.diff)


@click.command(cls=CollapseCommand, add_help_option=False, short_help="Leave each paragraph once.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("-o", "--output", metavar="FILE|DIR", help="Write here instead of to stdout.")
@click.option(
    "--in-place",
    "suffix",
    metavar="[=SUFFIX]",
    help="Replace the inputs, each in one step. What goes is kept beside them in PATH.dedupe.jsonl,"
    " or the whole input in PATH with the suffix.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would go.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would go as a unified diff.")
@click.option("--ledger", metavar="FILE", help="Append what goes to this file, for `restore`.")
@click.option("--no-ledger", is_flag=True, help="With --in-place, keep nothing of what goes.")
@click.option("--stats", metavar="FILE|-", help="Write counts, bytes, seconds, engine and options as one JSON object.")
@parameters.add(*parameters.MATCHING, *parameters.READING, *parameters.TALKING, help_option)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], quiet: bool, verbose: bool, **values: object) -> int:
    """Leave each paragraph once.

    Reads files, folders, or stdin. Without -o or --in-place the result goes to stdout, and no input is touched. A
    paragraph goes only if a kept one says all that it says; `dedupe find` shows which, and why.
    """
    if not paths:
        show_short_help(ctx)
    options = Options.of({name: values.pop(name) for name in Options.names()})  # type: ignore[arg-type]
    request = Request(**values)  # type: ignore[arg-type]
    check_request(request)
    sources = find_sources(paths, request.globs, request.written)
    check_target(request.target, sources, paths)
    check_apart([*((source.path, "an input") for source in sources if source.place), *request.own_files(sources)])
    return collapse(sources, options, request, Talk(quiet=quiet, verbose=verbose))


def check_request(request: Request) -> None:
    """Raise `OptionError` if two options contradict each other."""
    if request.ledger is not None and request.no_ledger:
        raise OptionError("--ledger and --no-ledger say two things; give one of them")
    if request.ledger is not None and request.target.dry:
        raise OptionError("--check and --diff write nothing; leave out --ledger")
    if request.no_ledger and request.suffix is None:
        raise OptionError("--no-ledger is about --in-place, and without it no ledger is kept; leave it out")
    to_stdout = request.output in (None, STDIN) and request.suffix is None and not request.check
    if request.stats == STDIN and (to_stdout or request.diff):
        raise OptionError("--stats - and the text would both go to stdout; give --stats a file")


def collapse(sources: list[Source], options: Options, request: Request, talk: Talk) -> int:
    """Collapse the sources and return the exit status."""
    started = time.perf_counter()
    writer = Writer(request.target, sources, request.ledger, no_ledger=request.no_ledger)
    statistics = Statistics(with_bytes=request.stats is not None)
    documents = read_documents(sources, request.encoding, stop_or_go_on(talk, options), talk.note)
    for collapsed in run(announce(documents, options, talk), options):
        try:
            if request.target.dry:
                show(collapsed, request)
            else:
                writer.write(collapsed)
        except DedupeError as error:
            talk.complain(error)
            continue
        statistics.add(collapsed)
        tell(collapsed, talk, request)
    if not statistics.documents and not talk.failed:
        raise InputError(f"{sources[0].path}: nothing here is text, only binary files; give files that are")
    if request.stats is not None:
        write_stats(request.stats, statistics.as_dict(options, time.perf_counter() - started))
    if talk.failed:
        return FAILED
    return FOUND if request.check and statistics.removed else DONE


def stop_or_go_on(talk: Talk, options: Options) -> Callable[[InputError], None]:
    """Return what to do about an input that cannot be read.

    Within documents the others do not depend on it; across documents they do, and a result without it would be wrong.
    """

    def stop(error: InputError) -> None:
        raise error

    return stop if options.scope is Scope.CORPUS else talk.complain


def show(collapsed: Collapsed, request: Request) -> None:
    """Print what would go: the diff, or one line for a document in which something would."""
    if request.diff:
        from dedupe.report.terminal import escape_line
        from dedupe.report.unified import unified_diff

        for line in unified_diff(collapsed):
            print_text(escape_line(line) if sys.stdout.isatty() else line)
    elif collapsed.cuts:
        from dedupe.report.terminal import escape

        print_line(escape(summary(collapsed, "would go")))


def summary(collapsed: Collapsed, went: str) -> str:
    """Return one line on a document: how many of its paragraphs went."""
    removed, count = len(collapsed.cuts), collapsed.count
    return f"{name_of(collapsed)}: {removed} of {count} paragraphs {went}, split into {collapsed.split}"


def name_of(collapsed: Collapsed) -> str:
    """Return what a document is called."""
    return "stdin" if collapsed.document.id == STDIN else collapsed.document.id


def tell(collapsed: Collapsed, talk: Talk, request: Request) -> None:
    """Say what became of a document, and what in it was not compared as usual."""
    if not request.target.dry:
        talk.summarise(summary(collapsed, "removed"))
    if collapsed.oversized:
        limit = collapsed.options.max_words
        talk.summarise(
            f"{collapsed.document.id}: {collapsed.oversized} paragraphs of more than {limit} words,"
            " compared for equal words only; raise --max-words to compare them as others are"
        )
    if collapsed.refused:
        talk.note(
            f"{collapsed.document.id}: {collapsed.refused} more match, but stay: without them their"
            " neighbours would be split in another way"
        )


def write_stats(place: str, statistics: dict[str, Any]) -> None:
    """Write the counts to a file, or to stdout."""
    import json

    content = json.dumps(statistics, ensure_ascii=False, indent=2) + "\n"
    if place == STDIN:
        print_text(content)
    else:
        from pathlib import Path

        from dedupe.formats.files import write_file

        write_file(Path(place), content.encode("utf-8"))
