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
        help="Least similarity, above 0 and at most 1, at which two paragraphs are compared further.",
    ),
    click.option(
        "--min-words",
        type=int,
        default=DEFAULTS.min_words,
        show_default=True,
        help="Shorter paragraphs are not compared; equal ones go where their context lets them.",
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
        "What to remove: copies, also revisions, or everything that is similar.",
    ),
    choice("--keep", DEFAULTS.keep, "Which of several copies stays."),
    click.option(
        "--keep-by",
        default=DEFAULTS.keep_by,
        metavar="FIELD[:asc|desc]",
        help="Field of records that decides which copy stays: that with the least value (asc) or the greatest (desc).",
    ),
    click.option(
        "--copies",
        type=int,
        default=DEFAULTS.copies,
        show_default=True,
        metavar="N",
        help="How many copies of a paragraph stay.",
    ),
    click.option(
        "--boilerplate",
        type=int,
        default=DEFAULTS.boilerplate,
        metavar="N",
        help="With --scope corpus, remove every paragraph whose words are in N documents or more.",
    ),
    choice("--scope", DEFAULTS.scope, "Compare within each document, or across all of them in the order given."),
    choice(
        "--split",
        DEFAULTS.split,
        "What a paragraph is: a line, a block between blank lines, or a block of Markdown, reStructuredText or"
        " AsciiDoc; auto decides for each text.",
    ),
    choice(
        "--context",
        DEFAULTS.context,
        "Keep copies where their place needs them, or ignore it, so that every copy goes, as in training corpora.",
    ),
    click.option(
        "--protect",
        multiple=True,
        metavar="REGEX",
        help="Keep paragraphs that match this. May be given several times.",
    ),
    choice(
        "--engine",
        DEFAULTS.engine,
        "How matches are computed, with the same result: auto takes compiled for large inputs.",
    ),
    click.option(
        "--threads",
        type=int,
        default=DEFAULTS.threads,
        show_default="one for each processor",
        metavar="N",
        help="Number of worker threads, and of worker processes; at most 256.",
    ),
    click.option(
        "--memory-limit",
        callback=as_size,
        default="0",
        show_default="nine tenths of the memory",
        metavar="SIZE",
        help="Stop with an error before more memory than this is used, such as 4G.",
    ),
)
MAX_EXPANDED = click.option(
    "--max-expanded",
    type=click.IntRange(min=1),
    default=MOST_EXPANDED,
    show_default=True,
    metavar="N",
    help="Stop if a compressed input is more than N times as large decompressed, and more than 256 MB; each line"
    " counts for 64 bytes more.",
)
READING = (
    click.option(
        "-g",
        "--glob",
        "globs",
        multiple=True,
        metavar="GLOB",
        help="In folders, read only files that match; with ! in front, skip them. May be given several times.",
    ),
    click.option(
        "--encoding",
        default="auto",
        show_default=True,
        metavar="NAME",
        help="Encoding of the inputs; auto is UTF-8 unless a byte order mark says otherwise.",
    ),
    choice("--format", Format.AUTO, "Format of the inputs; auto looks at the name of each, then at how it begins."),
    click.option(
        "--field",
        "fields",
        multiple=True,
        metavar="NAME",
        show_default=FIELD,
        help="Field of records that has the text. May be given several times.",
    ),
    click.option(
        "--id-field", metavar="NAME", help="Field of records that has the id; without it, the id is the line or row."
    ),
    click.option(
        "--delimiter",
        callback=as_sign,
        metavar="CHAR",
        show_default="the one in the header",
        help="Character between the fields of CSV; \\t is a tab.",
    ),
    click.option(
        "--quote",
        callback=as_sign,
        default='"',
        show_default=True,
        metavar="CHAR",
        help="Character around quoted fields of CSV, or none.",
    ),
    click.option(
        "--escape",
        callback=as_sign,
        default="none",
        metavar="CHAR",
        help="Character before a quote inside a quoted field of CSV; none if quotes are doubled.",
    ),
    MAX_EXPANDED,
    choice(
        "--on-error",
        OnError.STOP,
        "What to do if a record cannot be read: stop, or skip it, which leaves it as it is and exits with status 3.",
    ),
)
INDEX = click.option(
    "--index",
    "index_path",
    metavar="FILE",
    help="Compare across documents, and with what earlier runs have kept, which this file remembers; `collapse` adds"
    " what it keeps.",
)
PROGRESS = click.option(
    "--progress/--no-progress",
    default=None,
    show_default="on a terminal, after one second",
    help="Show on stderr how much is done; needs a terminal.",
)
TALKING = (
    click.option("-q", "--quiet", is_flag=True, help="Print only errors on stderr."),
    click.option("-v", "--verbose", is_flag=True, help="Print more on stderr."),
)
COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Use colour; auto does on a terminal, unless NO_COLOR is set.",
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
