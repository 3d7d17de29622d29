"""reStructuredText, read line by line.

Rules are those of the reStructuredText Markup Specification (docutils), without what is inside of directives: their
content stays with them, whatever it is.
"""

from __future__ import annotations

import re
from functools import cache

from dedupe.lines import width
from dedupe.paragraphs import Kind, Paragraph
from dedupe.splitting.markup.source import Extent, Source

# A shorter line underlines a title only if the title is no longer.
_LEAST_UNDERLINE = 4
_LITERAL = "::"


def split_rst(text: str) -> list[Paragraph]:
    """Return the paragraphs of a reStructuredText document."""
    source = Source(text)
    return source.paragraphs(_Reader(source).read)


def is_directive(line: str) -> bool:
    """Whether a directive begins with a line.

    >>> is_directive(".. code-block:: console"), is_directive(".. a remark")
    (True, False)
    """
    return _pattern(r" *\.\. (?:\|[^|]+\| )?[A-Za-z][\w:+.-]*::(?: |$)").match(line) is not None


def title_end(source: Source, number: int) -> int:
    """Return where a title ends that begins at a line, its over- and underline included; 0 if none does."""
    line, below = source[number], source[number + 1]
    if _is_rule(line):
        overlined = below and line == source[number + 2] and len(line) >= width(below) and not _is_rule(below)
        return number + 3 if overlined else 0
    long_enough = len(below) >= min(width(line), _LEAST_UNDERLINE)
    return number + 2 if _is_rule(below) and long_enough and not line.startswith(" ") else 0


class _Reader:
    """Says where a paragraph ends, and remembers whether it announces literal text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        # What is indented more than this is literal text.
        self._literal_indent: int | None = None

    def read(self, number: int) -> Extent:
        """Return the extent of the paragraph that begins at a line."""
        source, indent = self._source, self._source.indent(number)
        announced, self._literal_indent = self._literal_indent, None
        if announced is not None and indent > announced:
            return Extent(source.region_end(number, announced), Kind.CODE)
        return self._read_marked(number, indent) or self._read_text(number, indent)

    def _read_marked(self, number: int, indent: int) -> Extent | None:
        source, line = self._source, self._source[number].lstrip(" ")
        if line == ".." and not source[number + 1]:
            return Extent(number + 1, Kind.CODE)
        if line.startswith((".. ", "__ ")) or line == ".." or _is_field(line):
            return Extent(source.region_end(number + 1, indent) or number + 1, Kind.CODE)
        if line.startswith(">>> "):
            return Extent(source.run_end(number), Kind.CODE)
        if _pattern(r"\+[-=+]+\+$").match(line):
            return Extent(source.run_end(number), Kind.TABLE)
        if end := self._table_end(number):
            return Extent(end, Kind.TABLE)
        if end := title_end(source, number):
            return Extent(end, Kind.HEADING)
        if _is_rule(line) and len(line) >= _LEAST_UNDERLINE:
            return Extent(number + 1, Kind.HEADING)
        return None

    def _table_end(self, number: int) -> int:
        """Return where a simple table ends: at its second border below, or at one above a blank line; 0 if none."""
        source = self._source
        if not _pattern(r" *=+(?: +=+)+$").match(source[number]):
            return 0
        borders = 0
        for other in range(number + 1, len(source.lines)):
            if _pattern(r" *=[ =]*$").match(source[other]):
                borders += 1
                if borders == 2 or not source[other + 1]:
                    return other + 1
        return 0

    def _read_text(self, number: int, indent: int) -> Extent:
        source = self._source
        end = source.run_end(number, stops=lambda other: is_directive(source[other]))
        marker = _marker().match(source[number].lstrip(" "))
        if source[end - 1].endswith(_LITERAL):
            alone = indent + (len(marker[0]) if marker else 0)
            self._literal_indent = alone if end == number + 1 else source.indent(end - 1)
        if marker or (end > number + 1 and source.indent(number + 1) > indent):
            return Extent(end, Kind.LIST_ITEM)
        return Extent(end, source.kind_of_text(number, end))


def _is_rule(line: str) -> bool:
    """Whether a line is nothing but one sign, again and again."""
    return bool(line) and line[0] in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" and not line.strip(line[0])


def _is_field(line: str) -> bool:
    """Whether a field begins with a line: `:name: value`, and no role as in `:ref:`."""
    return _pattern(r":(?![: ])(?:[^:\\]|\\.|:(?![ `]|$))*+(?<! ):(?: |$)").match(line) is not None


@cache
def _marker() -> re.Pattern[str]:
    """Return the pattern of what begins an entry of a list, or of a list of options."""
    number = r"\(?(?:\d+|#|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)]"
    return re.compile(rf"(?:[*+•‣⁃-]|{number})(?: +|$)|(?=--?\w[\w-]*)(?=.*  )")


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)
