"""Parameters that several commands share: one definition, one help text, one check."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dedupe.cli.feed import OnError
from dedupe.formats.fields import FIELD
from dedupe.formats.naming import Format
from dedupe.formats.reading import MOST_EXPANDED, Reading
from dedupe.options import Options, Split

if TYPE_CHECKING:
    from dedupe.report.terminal import Style

Command = TypeVar("Command", bound=Callable[..., Any])
DEFAULTS = Options()


def choice(name: str, default: StrEnum, text: str) -> Callable[[Command], Command]:
    """Return an option that takes the values of an enumeration."""
    values = click.Choice(list(map(str, type(default))))
    return click.option(name, type=values, default=str(default), show_default=True, help=text)


def as_sign(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Return the character that an option names, or nothing."""
    del ctx
    sign = {None: "", "none": "", "\\t": "\t"}.get(value, value)
    if len(sign or "") > 1:
        raise click.BadParameter(f"must be one character, got {value!r}; give it in quotes", param=parameter)
    return sign or ""


def as_size(ctx: click.Context, parameter: click.Parameter, value: str) -> int:
    """Return the number of bytes that an option names."""
    del ctx
    from dedupe.limits import parse_size

    try:
        return parse_size(str(value))
    except ValueError:
        raise click.BadParameter(f"must be a size, got {value!r}; give one such as 4G", param=parameter) from None


def reading_of(values: dict[str, Any], options: Options) -> tuple[Reading, Options]:
    """Take out of the values of a command line how inputs are to be read; Markdown is also split as such."""
    from dedupe.formats.fields import Fields

    format = Format(values.pop("format"))  # noqa: A001 - its name
    fields = Fields(values.pop("fields"), values.pop("id_field"), options.rank_field or None)
    dialect = values.pop("delimiter"), values.pop("quote"), values.pop("escape")
    if format is Format.MARKDOWN and options.split is Split.AUTO:
        options = replace(options, split=Split.MARKDOWN)
    as_markdown = options.split is Split.MARKDOWN
    limits = options.memory_limit, values.pop("max_expanded")
    reading = Reading(format, values.pop("encoding"), fields, dialect, as_markdown, *limits, options.processors)
    return reading, options


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
    click.option(
        "--keep-by",
        default=DEFAULTS.keep_by,
        metavar="FIELD[:asc|desc]",
        help="Of records, the field that decides which one stays: the one with the least value, or with the greatest.",
    ),
    click.option(
        "--copies",
        type=int,
        default=DEFAULTS.copies,
        show_default=True,
        metavar="N",
        help="How many of several alike paragraphs stay.",
    ),
    click.option(
        "--boilerplate",
        type=int,
        default=DEFAULTS.boilerplate,
        metavar="N",
        help="With --scope corpus, take out each paragraph whose words stand in N documents or more.",
    ),
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
        help="How many threads search, and processes judge; or compare documents by themselves.",
    ),
    click.option(
        "--memory-limit",
        callback=as_size,
        default="0",
        show_default="nine tenths of what there is",
        metavar="SIZE",
        help="Stop with an error where more memory would be needed, such as 4G.",
    ),
)
MAX_EXPANDED = click.option(
    "--max-expanded",
    type=click.IntRange(min=1),
    default=MOST_EXPANDED,
    show_default=True,
    metavar="N",
    help="Stop where a compressed input becomes more than N times as large, and more than 256 MB.",
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
    choice("--format", Format.AUTO, "What the inputs are; auto goes by the name of each, then by how it begins."),
    click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="NAME",
        show_default=FIELD,
        help="Of records, the field with the text. May be given several times.",
    ),
    click.option("--id-field", metavar="NAME", help="Of records, the field with the id; without it, its line or row."),
    click.option(
        "--delimiter",
        callback=as_sign,
        metavar="CHAR",
        show_default="what the header has",
        help="What parts the fields of CSV; \\t is a tab.",
    ),
    click.option(
        "--quote",
        callback=as_sign,
        default='"',
        show_default=True,
        metavar="CHAR",
        help="What stands around fields of CSV; none if nothing does.",
    ),
    click.option(
        "--escape",
        callback=as_sign,
        default="none",
        metavar="CHAR",
        help="What stands before a quote inside quotes, where that is not another quote.",
    ),
    MAX_EXPANDED,
    choice(
        "--on-error",
        OnError.STOP,
        "What to do about records that cannot be read: stop, or leave them as they are, list them, and exit with 3.",
    ),
)
INDEX = click.option(
    "--index",
    "index_path",
    metavar="FILE",
    help="Compare, across documents, also with what earlier runs have kept, as this file remembers it; `collapse`"
    " remembers there what it keeps.",
)
PROGRESS = click.option(
    "--progress/--no-progress",
    default=None,
    show_default="at a terminal, for 4 MB or more",
    help="Whether to show on stderr how far it is.",
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
