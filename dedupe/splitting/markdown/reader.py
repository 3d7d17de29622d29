"""A Markdown document read line by line, and its blocks put together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from dedupe.lines import PAGE_BREAK, WIDEST_WRAPPED, Line, ends_sentence, is_blank, lines_of, width
from dedupe.paragraphs import Kind, Paragraph
from dedupe.splitting.markdown import marks
from dedupe.splitting.markdown.containers import INDENTED_BLOCK, QUOTE, descend, open_containers
from dedupe.splitting.markdown.raw import (
    TABLE_CLOSER,
    Raw,
    begins_element,
    ends_text,
    is_tags,
    raw_closer,
    tag_name,
)

# First characters of lines that may be more than text.
_MARKS = frozenset("#`~=-*_|:[<{!?+$")


class _Leaf(Enum):
    """What the last block is open for."""

    CLOSED = auto()  # nothing: a blank line or the start of the document is above
    ENDED = auto()  # nothing, but no blank line yet: what is indented here is no code
    TEXT = auto()
    TABLE = auto()
    INDENTED_CODE = auto()
    EMPTY_QUOTE = auto()  # whatever follows in the quote


@dataclass(slots=True)
class _Block:
    first: int
    last: int
    kind: Kind


def split_markdown(text: str) -> list[Paragraph]:
    """The paragraphs of a Markdown text, as `split_paragraphs(text, "markdown")` returns them."""
    lines = list(lines_of(text))
    reader = _Reader([line.text for line in lines])
    reader.read_front_matter()
    has_pages = PAGE_BREAK in text
    for number, line in islice(enumerate(lines), reader.number, None):
        if is_blank(line.text):
            reader.read_blank()
        else:
            reader.read(number)
        if has_pages and text.startswith(PAGE_BREAK, line.end):
            reader.read_blank()
    return [_paragraph(text, lines, block) for block in reader.blocks]


def _paragraph(text: str, lines: list[Line], block: _Block) -> Paragraph:
    start, end = lines[block.first].start, lines[block.last].end
    return Paragraph(text[start:end], start, end, block.kind)


class _Reader:
    """The blocks so far, and what the line to come may go on with."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.number = 0
        self.blocks: list[_Block] = []
        self.containers: list[int] = []
        self.leaf = _Leaf.CLOSED
        self.raw: Raw | None = None
        self.text_above = ""
        self.last_lines: dict[str, int] = {}

    def read_front_matter(self) -> None:
        """Take the front matter, if there is some, and move behind it."""
        length = marks.front_matter_length(self.lines)
        if length:
            self.blocks.append(_Block(0, length - 1, Kind.FRONT_MATTER))
        self.number = length

    def read_blank(self) -> None:
        """Take a blank line: it ends text and quotes, but not list items."""
        if QUOTE in self.containers:
            del self.containers[self.containers.index(QUOTE) :]
            self.raw = None
        if self.raw and not self.raw.holds_blank_lines:
            self.raw = None
        self.leaf = _Leaf.CLOSED

    def read(self, number: int) -> None:
        """Take the line of that number, which is not blank."""
        self.number = number
        line = self.lines[number].expandtabs(4)
        depth, rest = descend(self.containers, line if number else line.lstrip("\ufeff"))
        inside = depth == len(self.containers)
        if self.raw and inside:
            self._read_raw(self.raw, rest)
            return
        self.raw = None
        opened, rest = open_containers(rest, depth, after_text=inside and self.leaf is _Leaf.TEXT)
        if not rest.strip():
            self._read_empty(depth, opened)
        elif inside or opened or not self._continues_lazily(rest):
            self._enter(depth, opened)
            self._read_leaf(rest, Kind.LIST_ITEM if any(c != QUOTE for c in opened) else Kind.TEXT)
        else:
            self._extend()

    def _continues_lazily(self, line: str) -> bool:
        """Whether the line goes on with text, though it lacks the prefix of its container."""
        if self.leaf is not _Leaf.TEXT:
            return False
        return marks.indent_of(line) > marks.MOST_INDENT or not ends_text(line.lstrip(" "))

    def _enter(self, depth: int, opened: list[int]) -> None:
        """Leave the containers beyond `depth` for those that this line opens."""
        if depth < len(self.containers):
            del self.containers[depth:]
            self.leaf = _Leaf.CLOSED if self.leaf is _Leaf.CLOSED else _Leaf.ENDED
        if opened:
            self.containers += opened
            self.leaf = self.leaf if self.leaf in (_Leaf.CLOSED, _Leaf.EMPTY_QUOTE) else _Leaf.ENDED

    def _start(self, kind: Kind, leaf: _Leaf) -> None:
        if self.leaf is _Leaf.EMPTY_QUOTE:
            self.blocks[-1].kind = kind
            self.blocks[-1].last = self.number
        else:
            self.blocks.append(_Block(self.number, self.number, kind))
        self.leaf = leaf

    def _extend(self) -> None:
        self.blocks[-1].last = self.number

    def _read_raw(self, raw: Raw, line: str) -> None:
        self._extend()
        if raw.closed_by(line):
            self.raw = None
            self.leaf = _Leaf.ENDED

    def _read_empty(self, depth: int, opened: list[int]) -> None:
        """Take a line with nothing behind its markers."""
        if opened:
            self._enter(depth, opened)
            in_item = opened[-1] != QUOTE
            self._start(*(Kind.LIST_ITEM, _Leaf.TEXT) if in_item else (Kind.TEXT, _Leaf.EMPTY_QUOTE))
            return
        if QUOTE in self.containers[depth:]:
            del self.containers[self.containers.index(QUOTE, depth) :]
        self._extend()
        if self.leaf is not _Leaf.EMPTY_QUOTE:
            self.leaf = _Leaf.CLOSED

    def _read_leaf(self, line: str, text_kind: Kind) -> None:
        stripped = line.strip(" ")
        indented = marks.indent_of(line) > marks.MOST_INDENT
        if indented and self.leaf in (_Leaf.CLOSED, _Leaf.EMPTY_QUOTE):
            self._start(Kind.CODE, _Leaf.INDENTED_CODE)
        elif indented and self.leaf is _Leaf.INDENTED_CODE:
            self._extend()
        elif not indented and stripped[0] in _MARKS and self._read_marked(stripped):
            return
        elif self.leaf in (_Leaf.TEXT, _Leaf.TABLE):
            self._extend()
        else:
            self._start(text_kind, _Leaf.TEXT)
        self.text_above = stripped
        if self.leaf is _Leaf.TEXT and width(stripped) > WIDEST_WRAPPED and ends_sentence(stripped):
            self.leaf = _Leaf.ENDED

    def _read_marked(self, line: str) -> bool:
        """Take the line if it is more than text, and say whether it was."""
        return (
            self._read_underline(line)
            or self._read_delimiter_row(line)
            or self._read_structure(line)
            or self._read_definition(line)
            or self._read_fence(line)
            or self._read_opening(line)
            or self._read_element(line)
        )

    def _read_underline(self, line: str) -> bool:
        if self.leaf is not _Leaf.TEXT or not marks.is_underline(line):
            return False
        self._extend()
        self.blocks[-1].kind = Kind.HEADING
        self.leaf = _Leaf.ENDED
        return True

    def _read_delimiter_row(self, line: str) -> bool:
        """Make a table of this line and the one above, which leaves the text that it ended."""
        columns = marks.table_columns(line) if self.leaf is _Leaf.TEXT else 0
        if not columns or columns != marks.count_cells(self.text_above):
            return False
        header, block = self.number - 1, self.blocks[-1]
        if block.first == header:
            block.kind = Kind.TABLE
        else:
            block.last = header - 1
            self.blocks.append(_Block(header, header, Kind.TABLE))
        self._extend()
        self.leaf = _Leaf.TABLE
        return True

    def _read_structure(self, line: str) -> bool:
        admonition = marks.is_admonition(line)
        if admonition or marks.is_heading(line) or marks.is_rule(line) or marks.is_directive(line):
            self._start(Kind.HEADING, _Leaf.ENDED)
        elif marks.is_template(line):
            self._start(Kind.CODE, _Leaf.ENDED)
        elif self.leaf is not _Leaf.TABLE and marks.is_grid(line):
            self._start(Kind.TABLE, _Leaf.TABLE)
        else:
            return False
        if admonition:
            self.containers.append(INDENTED_BLOCK)
        return True

    def _read_definition(self, line: str) -> bool:
        footnote = marks.is_footnote(line)
        if not footnote and (self.leaf is _Leaf.TEXT or not marks.is_definition(line)):
            return False
        self._start(Kind.CODE, _Leaf.TEXT if footnote else _Leaf.ENDED)
        if footnote:
            self.containers.append(INDENTED_BLOCK)
        return True

    def _read_fence(self, line: str) -> bool:
        fence = marks.fence_of(line)
        if not fence:
            return False
        self._start(Kind.CODE, _Leaf.ENDED)
        self.raw = Raw(fence, fenced=True)
        return True

    def _read_opening(self, line: str) -> bool:
        """Take the first line of what is raw up to its closing mark, if that mark comes at all."""
        closer = raw_closer(line)
        if not closer:
            return False
        closed = closer in line[2:].lower()
        if not (line.endswith((closer, ">")) if closed else self._comes_later(closer)):
            return False
        self._start(Kind.TABLE if closer == TABLE_CLOSER else Kind.CODE, _Leaf.ENDED)
        self.raw = None if closed else Raw(closer)
        return True

    def _comes_later(self, closer: str) -> bool:
        if closer not in self.last_lines:
            numbers = (number for number, line in enumerate(self.lines) if closer in line.lower())
            self.last_lines[closer] = max(numbers, default=-1)
        return self.last_lines[closer] > self.number

    def _read_element(self, line: str) -> bool:
        """Take a line of tags, or the first line of a block of text in HTML, which goes on to its end."""
        name = tag_name(line)
        is_block = begins_element(line)
        if not name or (self.leaf is _Leaf.TEXT and not is_block):
            return False
        if is_tags(line):
            self._start(Kind.CODE, _Leaf.ENDED)
            closer = ">"
        elif is_block and not line.startswith("</"):
            self._start(Kind.TEXT, _Leaf.ENDED)
            closer = f"</{name}"
        else:
            return False
        if closer not in line.lower():
            self.raw = Raw(closer, holds_blank_lines=False)
        return True
