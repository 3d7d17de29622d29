"""`dedupe find`: what would be removed, and why."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import click

from dedupe.cli import parameters
from dedupe.cli.effects import Need, check_effects, needs_of
from dedupe.cli.inputs import Written, find_sources, show_short_help
from dedupe.cli.parameters import reading_of
from dedupe.cli.printing import print_json, print_line
from dedupe.cli.program import help_option
from dedupe.cli.remembering import across, files_of
from dedupe.cli.running import results_of
from dedupe.cli.talking import Talk
from dedupe.errors import InputError
from dedupe.formats.reading import STDIN, Reading
from dedupe.options import Options
from dedupe.report.terminal import describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedupe.results import Collapsed


class Request(NamedTuple):
    """What the command line asks for, beside the options of the run."""

    near: bool
    as_json: bool
    index_path: str | None
    globs: tuple[str, ...]
    on_error: str
    color: str
    progress: bool | None
    reading: Reading
    needs: Sequence[Need]

    @property
    def prints(self) -> bool:
        """Whether documents go to stdout."""
        return False


@click.command(add_help_option=False, short_help="Show what would be removed, and why.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--all", "near", is_flag=True, help="Also show what stays, and why: revisions, siblings and copies in place."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@parameters.add(
    parameters.INDEX,
    *parameters.MATCHING,
    *parameters.READING,
    parameters.COLOR,
    parameters.PROGRESS,
    *parameters.TALKING,
    help_option,
)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], quiet: bool, verbose: bool, **values: object) -> int:
    """Show each paragraph that would be removed, the kept one that it copies, and what differs.

    Takes the options of `dedupe collapse` that decide what is removed. [-...-] marks words that only the kept paragraph
    has, {+...+} words that only the other has.
    """
    if not paths:
        show_short_help(ctx)
    options = Options.of({name: values.pop(name) for name in Options.names()})  # type: ignore[arg-type]  # all of them
    reading, options = reading_of(values, options)
    check_effects(ctx)
    request = Request(reading=reading, needs=list(needs_of(ctx)), **values)  # type: ignore[arg-type]  # the rest
    if request.index_path is not None:
        if not os.path.exists(request.index_path):
            raise InputError(f"{request.index_path}: no index here; dedupe collapse --index makes one")
        options = across(ctx, options)
    return find(paths, options, request, Talk(quiet=quiet, verbose=verbose))


def find(paths: tuple[str, ...], options: Options, request: Request, talk: Talk) -> int:
    """Print what is found and return the exit status."""
    sources = find_sources(paths, request.globs, talk, Written(tuple(files_of(request.index_path))))
    found = oversized = in_place = removed = 0
    with closing(results_of(sources, options, request, talk, near=request.near, trial=True)) as steps:
        for item, results, progress in steps:
            for collapsed in results:
                if item.record.whole:
                    talk.note(f"{name_of(collapsed)}: split into {collapsed.split}")
                print_findings(collapsed, request, talk)
                found += len(collapsed.findings())
                in_place += sum(collapsed.in_place.values())
                removed += collapsed.removals
                progress.removed += len(collapsed.cuts)
            oversized += sum(collapsed.oversized for collapsed in results)
            if item.record.last:
                talk.warn_of_oversized(item.source.name, oversized, options.max_words)
                oversized = 0
    talk.summarise(f"{found:,} match{'es' if found != 1 else ''} found")
    talk.hint_at_context(in_place, removed)
    talk.tell_passed_over()
    return talk.status


def print_findings(collapsed: Collapsed, request: Request, talk: Talk) -> None:
    """Print what was found in one document."""
    style = parameters.style(request.color)
    width = shutil.get_terminal_size().columns - 4
    for finding in collapsed.findings():
        talk.clear()
        if request.as_json:
            print_json(finding.as_dict())
        else:
            print_line("\n".join(describe(finding, style, width, with_context=request.near)))


def name_of(collapsed: Collapsed) -> str:
    """Return what a document is called."""
    return "stdin" if collapsed.document.id == STDIN else collapsed.document.id
