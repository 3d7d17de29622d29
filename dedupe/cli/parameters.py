"""Parameters that several commands share: one definition, one help text, one check."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dedupe.options import Options

if TYPE_CHECKING:
    from dedupe.report.terminal import Style

Command = TypeVar("Command", bound=Callable[..., Any])
DEFAULTS = Options()


def choice(name: str, default: StrEnum, text: str) -> Callable[[Command], Command]:
    """Return an option that takes the values of an enumeration."""
    values = click.Choice(list(map(str, type(default))))
    return click.option(name, type=values, default=str(default), show_default=True, help=text)


MATCHING = (
    click.option(
        "--threshold",
        type=float,
        default=DEFAULTS.threshold,
        show_default=True,
        help="The least similarity, above 0 and at most 1, at which two paragraphs are compared further.",
    ),
    click.option(
        "--min-words",
        type=int,
        default=DEFAULTS.min_words,
        show_default=True,
        help="Shorter paragraphs are left alone, except inside a repeated passage.",
    ),
    click.option(
        "--max-words",
        type=int,
        default=DEFAULTS.max_words,
        show_default=True,
        help="Longer paragraphs match only when their words are equal.",
    ),
    choice(
        "--remove",
        DEFAULTS.remove,
        "What goes: copies; also revisions; or all that is similar. Each includes the one before.",
    ),
    choice("--keep", DEFAULTS.keep, "Which of several alike paragraphs stays."),
    choice("--scope", DEFAULTS.scope, "Compare within each document, or across all of them in the order given."),
    choice(
        "--split", DEFAULTS.split, "What a paragraph is: each line, blocks between blank lines, or Markdown's blocks."
    ),
    click.option(
        "--protect",
        multiple=True,
        metavar="REGEX",
        help="Leave paragraphs alone in which this is found. May be given several times.",
    ),
    choice(
        "--engine",
        DEFAULTS.engine,
        "How it is computed, which changes nothing in the result: compiled is for bulk, auto goes by the size.",
    ),
    click.option(
        "--threads",
        type=int,
        default=DEFAULTS.threads,
        show_default="one for each processor",
        metavar="N",
        help="How many threads the compiled engine takes.",
    ),
)
READING = (
    click.option(
        "-g",
        "--glob",
        "globs",
        multiple=True,
        metavar="GLOB",
        help="In folders, take only files that match; with ! in front, leave them out. Several may be given.",
    ),
    click.option(
        "--encoding",
        default="auto",
        show_default=True,
        metavar="NAME",
        help="The encoding of the inputs; auto is UTF-8, or what a byte order mark says.",
    ),
)
TALKING = (
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("-v", "--verbose", is_flag=True, help="Say more, on stderr."),
)
COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Whether to use colour; auto does on a terminal, unless NO_COLOR is set.",
)


def add(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds options to a command, in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def style(color: str) -> Style:
    """Return how to mark text on stdout."""
    import os

    from dedupe.report.terminal import Style

    if color == "auto":
        return Style(sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    return Style(color == "always")
