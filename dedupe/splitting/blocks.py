"""Runs of lines between blank lines, parted further where mail or indented first lines ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dedupe.lines import BLANKS, Line, runs_of_lines, width
from dedupe.paragraphs import Kind, Paragraph
from dedupe.splitting.code import is_code
from dedupe.splitting.mail import mail_starts

# A first line is told from a centred title or a line of verse by being long and a little indented.
_LEAST_FIRST_LINE = 40
_INDENTS = range(2, 11)


def split_blocks(text: str) -> list[Paragraph]:
    """Return the blocks of a text in order."""
    parts = [(part[0].start, part[-1].end) for run in runs_of_lines(text) for part in _parts(run)]
    return [Paragraph(text[start:end], start, end, _kind(text[start:end])) for start, end in parts]


def _kind(text: str) -> Kind:
    return Kind.CODE if is_code(text) else Kind.TEXT


def _parts(run: list[Line]) -> Iterator[list[Line]]:
    """Yield the paragraphs of a run of lines."""
    starts: list[int] = []
    if any(line.text.lstrip(BLANKS).startswith(">") for line in run):
        starts = mail_starts([line.text for line in run])
    elif run[0].text[0] in BLANKS:
        starts = _starts_by_indent(run)
    for start, end in pairwise([0, *starts, len(run)]):
        yield run[start:end]


def _starts_by_indent(run: list[Line]) -> list[int]:
    """Return where a paragraph begins with an indented line, as the run's first one does, and goes on without."""
    indents = [_indent(line.text) for line in run]
    first_two = indents[:2]
    if len(first_two) < 2 or first_two[0] - first_two[1] not in _INDENTS:
        return []
    starts = [
        number
        for number in range(len(run))
        if indents[number : number + 2] == first_two and width(run[number].text) >= _LEAST_FIRST_LINE
    ]
    return starts[1:] if starts[:1] == [0] else []


def _indent(line: str) -> int:
    return width(line[: len(line) - len(line.lstrip(BLANKS))].expandtabs())
