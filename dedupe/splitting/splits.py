"""Text to paragraphs; what stands between them is blank, and nothing is lost.

A text is split in one of these ways:

- `lines`: every line that is not blank is a paragraph.
- `blocks`: every run of lines between blank lines or page breaks is a paragraph. Two kinds of run are
  parted further: quoted mail (`>`) after its empty quoted lines, and hard-wrapped text whose paragraphs
  are told apart only by the indent of their first line. A list without blank lines stays whole: to take
  single entries out of it would lose more than it cleans.
- `markdown`: the leaf blocks of Markdown, see `dedupe.splitting.markdown`.
- `rst` and `asciidoc`: blocks, but directives and delimited blocks with what is in them, see `dedupe.splitting.markup`.

In `lines` and `blocks`, what is program code by the look of it is `CODE`.

`lines` and `blocks` are local: where a paragraph starts and ends is decided by its own lines, or by the blank line
beside it. So when whole paragraphs are taken out, what is left splits into what is left. In the others that holds
nearly always; what is cut out is tried before it is.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, compress, repeat
from typing import TYPE_CHECKING

from dedupe.errors import OptionError
from dedupe.lines import is_blank
from dedupe.paragraphs import Kind, ListedParagraphs, Paragraphs
from dedupe.splitting.blocks import split_blocks
from dedupe.splitting.code import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator

SPLITS = ("lines", "blocks", "markdown", "rst", "asciidoc")
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
        return ListedParagraphs.of(split_blocks(text))
    if split == "markdown":
        from dedupe.splitting.markdown.reader import split_markdown

        return ListedParagraphs.of(split_markdown(text))
    if split == "rst":
        from dedupe.splitting.markup.rst import split_rst

        return ListedParagraphs.of(split_rst(text))
    if split == "asciidoc":
        from dedupe.splitting.markup.asciidoc import split_asciidoc

        return ListedParagraphs.of(split_asciidoc(text))
    message = f"split must be one of {', '.join(SPLITS)}, got {split!r}; choose_split finds one for a text"
    raise OptionError(message)


def choose_split(text: str, name: str = "") -> str:
    """The split that suits the text, one of `SPLITS`; `name` is its file name, where there is one.

    Of a text over `SAMPLE` code points the beginning decides.

    >>> choose_split("A title"), choose_split("A title", name="README.md")
    ('lines', 'markdown')
    """
    from dedupe.splitting import detecting

    return detecting.choose_split(_sample(text), name)


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
