"""`dedupe compare`: two texts, how alike they are, and what each is to the other."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click

from dedupe.cli import parameters
from dedupe.cli.effects import check_effects
from dedupe.cli.printing import print_json, print_line
from dedupe.cli.program import help_option
from dedupe.comparing import compare
from dedupe.report.terminal import escape, word_difference

if TYPE_CHECKING:
    from dedupe.verdicts import Judgement


@click.command(add_help_option=False, short_help="Compare two texts: similarity, verdict, what differs.")
@click.argument("a")
@click.argument("b")
@click.option("--text", is_flag=True, help="Take A and B as texts, not as files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--encoding", default="auto", show_default=True, metavar="NAME", help="Encoding of the files.")
@parameters.add(parameters.COLOR, help_option)
@click.pass_context
def command(ctx: click.Context, /, a: str, b: str, text: bool, as_json: bool, encoding: str, color: str) -> None:
    """Compare two texts as paragraphs, in both directions.

    A verdict has a direction: a shortened text can be a copy of the longer one, but not the other way round.
    """
    check_effects(ctx)
    texts = (a, b) if text else (read(a, encoding), read(b, encoding))
    comparison = compare(*texts)
    if as_json:
        print_json(comparison.as_dict())
        return
    width = shutil.get_terminal_size().columns
    print_line(
        f"similarity {comparison.similarity:.3f}: words in common {comparison.lcs},"
        f" in A {comparison.a_words}, in B {comparison.b_words}"
    )
    print_line(line("A is kept: B is a", comparison.b_given_a))
    print_line(line("B is kept: A is a", comparison.a_given_b))
    print_line(word_difference(*texts, parameters.style(color), width))


def read(path: str, encoding: str) -> str:
    """Return the text of a file, or of stdin for `-`."""
    from dedupe.formats.reading import open_input
    from dedupe.formats.text import read_text

    with open_input(path) as file:
        return read_text(path, file.read(), encoding).text


def line(subject: str, judgement: Judgement) -> str:
    """Return one direction as a line."""
    return f"{subject} {judgement.verdict} ({escape('; '.join(judgement.reasons))})"
