"""`dedupe find`: what would be removed, and why."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

import click

from dedupe.cli import parameters
from dedupe.cli.collapse import name_of, stop_or_go_on
from dedupe.cli.inputs import find_sources, read_documents, show_short_help
from dedupe.cli.printing import print_line
from dedupe.cli.program import DONE, FAILED, help_option
from dedupe.cli.talking import Talk, announce
from dedupe.collapsing import run
from dedupe.options import Options
from dedupe.report.terminal import describe

if TYPE_CHECKING:
    from dedupe.results import Match


class Request(NamedTuple):
    """What the command line asks for, beside the options of the run."""

    near: bool
    as_json: bool
    globs: tuple[str, ...]
    encoding: str
    color: str


@click.command(add_help_option=False, short_help="Show what would be removed, and why.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--all", "near", is_flag=True, help="Show revisions and siblings that stay, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@parameters.add(*parameters.MATCHING, *parameters.READING, parameters.COLOR, *parameters.TALKING, help_option)
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], quiet: bool, verbose: bool, **values: object) -> int:
    """Show each paragraph that would be removed, the kept one that it copies, and what differs.

    Takes the options of `dedupe collapse` that decide what goes. Words that only the kept paragraph has stand in
    [-...-], words that only the other has in {+...+}.
    """
    if not paths:
        show_short_help(ctx)
    options = Options.of({name: values.pop(name) for name in Options.names()})  # type: ignore[arg-type]  # all of them
    return find(paths, options, Request(**values), Talk(quiet=quiet, verbose=verbose))  # type: ignore[arg-type]  # the rest


def find(paths: tuple[str, ...], options: Options, request: Request, talk: Talk) -> int:
    """Print what is found and return the exit status."""
    sources = find_sources(paths, request.globs)
    documents = read_documents(sources, request.encoding, stop_or_go_on(talk, options), talk.note)
    style = parameters.style(request.color)
    width = shutil.get_terminal_size().columns - 4
    found = 0
    for collapsed in run(announce(documents, options, talk), options, near=request.near):
        talk.note(f"{name_of(collapsed)}: split into {collapsed.split}")
        for match in collapsed.all_matches():
            found += 1
            lines = [to_json(match)] if request.as_json else describe(match, style, width)
            print_line("\n".join(lines))
    talk.summarise(f"{found} found")
    return FAILED if talk.failed else DONE


def to_json(match: Match) -> str:
    """Return a match as one line of JSON."""
    return json.dumps(match.as_dict(), ensure_ascii=False)
