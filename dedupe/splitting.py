"""Text to paragraphs; what stands between them is blank, and nothing is lost.

A text is split in one of three ways:

- `lines`: every line that is not blank is a paragraph.
- `blocks`: every run of lines between blank lines or page breaks is a paragraph. Two kinds of run are
  parted further: quoted mail (`>`) after its empty quoted lines, and hard-wrapped text whose paragraphs
  are told apart only by the indent of their first line. A list without blank lines stays whole: to take
  single entries out of it would lose more than it cleans.
- `markdown`: the leaf blocks of Markdown, see `dedupe.markdown`.

In `lines` and `blocks`, what is program code by the look of it is `CODE`.

All three are local: where a paragraph starts and ends is decided by its own lines, or by the blank line
beside it. So when whole paragraphs are taken out, what is left splits into what is left.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, compress, pairwise, repeat
from typing import TYPE_CHECKING

from dedupe.errors import OptionError
from dedupe.lines import BLANKS, is_blank, runs_of_lines, width
from dedupe.paragraphs import Kind, ListedParagraphs, Paragraph, Paragraphs
from dedupe.program_code import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedupe.lines import Line

SPLITS = ("lines", "blocks", "markdown")
# In code points: so much of a text decides on its split, at the most.
SAMPLE = 1 << 22


def split_paragraphs(text: str, split: str) -> Paragraphs:
    r"""The paragraphs of the text, in order, disjoint, each with something to see in it.

    Between them stand only line ends and blank lines. Raises `OptionError` when `split` is none of `SPLITS`.

    >>> [p.text for p in split_paragraphs("A title\n\nOne line,\nand the next.\n", "blocks")]
    ['A title', 'One line,\nand the next.']
    """
    if split == "lines":
        return _split_lines(text)
    if split == "blocks":
        return ListedParagraphs.of(_split_blocks(text))
    if split == "markdown":
        from dedupe.markdown.reader import split_markdown

        return ListedParagraphs.of(split_markdown(text))
    message = f"split must be one of {', '.join(SPLITS)}, got {split!r}; choose_split finds one for a text"
    raise OptionError(message)


def choose_split(text: str, name: str = "") -> str:
    """The split that suits the text, one of `SPLITS`; `name` is its file name, where there is one.

    Of a text over `SAMPLE` code points the beginning decides.

    >>> choose_split("A title"), choose_split("A title", name="README.md")
    ('lines', 'markdown')
    """
    from dedupe import layout

    return layout.choose_split(_sample(text), name)


def _sample(text: str) -> str:
    """As much of the beginning of the text as decides on its split, in whole lines."""
    if len(text) <= SAMPLE:
        return text
    return text[: text.rfind("\n", 0, SAMPLE) + 1 or SAMPLE]


def _split_lines(text: str) -> Paragraphs:
    # What repeats is held once, and looked at once; blank lines are held as nothing.
    same: dict[str, str] = {}
    code: set[str] = set()
    texts: list[str] = []
    kinds: list[Kind] = []
    places = array("q")
    for start, piece in _pieces(text):
        lines = piece.splitlines()
        for line in lines:
            if line not in same:
                same[line] = "" if is_blank(line) else line
                if is_code(line):
                    code.add(line)
        held = list(map(same.__getitem__, lines))
        found = list(filter(None, held))
        places.extend(compress(_starts_of(piece, lines, start), held))
        texts += found
        kinds += [Kind.CODE if line in code else Kind.TEXT for line in found] if code else repeat(Kind.TEXT, len(found))
    return ListedParagraphs(texts, places, kinds)


# In code points: the lines of so much are looked at together. Those of a large text all at once take as much room.
_PIECE = 1 << 20


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that end with a line, or with it, and where each begins."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE) + 1 or len(text)
        yield start, text[start:end]
        start = end


def _starts_of(text: str, lines: list[str], first: int) -> Iterator[int]:
    """Where each line of a piece begins that begins at `first`."""
    if "\r" in text:
        return accumulate(map(len, text.splitlines(keepends=True)), initial=first)
    # Only of `\r` and `\n` do two characters end a line.
    return accumulate([len(line) + 1 for line in lines], initial=first)


def _split_blocks(text: str) -> list[Paragraph]:
    parts = [(part[0].start, part[-1].end) for run in runs_of_lines(text) for part in _parts(run)]
    return [Paragraph(text[start:end], start, end, _kind(text[start:end])) for start, end in parts]


def _kind(text: str) -> Kind:
    return Kind.CODE if is_code(text) else Kind.TEXT


def _parts(run: list[Line]) -> Iterator[list[Line]]:
    """The paragraphs of a run of lines.

    One rule holds for a run, and it is read from lines that every part of it keeps: so a run that has lost
    some of its parts is parted as before.
    """
    starts: list[int] = []
    if any(">" in text and _is_empty_quote(text) for _, text in run):
        starts = _starts_after_empty_quotes(run)
    elif run[0].text[0] in BLANKS:
        starts = _starts_by_indent(run)
    for start, end in pairwise([0, *starts, len(run)]):
        yield run[start:end]


def _starts_after_empty_quotes(run: list[Line]) -> list[int]:
    """Where a quoted paragraph follows an empty quoted line, which goes with the paragraph before it."""
    starts = []
    empty_above, filled = False, False
    for number, (_, text) in enumerate(run):
        empty = _is_empty_quote(text)
        if empty_above and filled and not empty and text.lstrip(BLANKS).startswith(">"):
            starts.append(number)
        empty_above, filled = empty, filled or not empty
    return starts


def _is_empty_quote(line: str) -> bool:
    return not line.strip(BLANKS + ">")


# A first line is told from a centred title or a line of verse by being long and a little indented.
_LEAST_FIRST_LINE = 40
_INDENTS = range(2, 11)


def _starts_by_indent(run: list[Line]) -> list[int]:
    """Where a paragraph begins with an indented line, as the run's first one does, and goes on without."""
    indents = [_indent(line.text) for line in run]
    first_two = indents[:2]
    if len(first_two) < 2 or first_two[0] - first_two[1] not in _INDENTS:
        return []
    starts = [
        number
        for number in range(len(run))
        if indents[number : number + 2] == first_two
        and width(run[number].text) >= _LEAST_FIRST_LINE
        and not run[number].text.lstrip(BLANKS).startswith(">")  # quoted text has the other rule
    ]
    return starts[1:] if starts[:1] == [0] else []


def _indent(line: str) -> int:
    return width(line[: len(line) - len(line.lstrip(BLANKS))].expandtabs())
