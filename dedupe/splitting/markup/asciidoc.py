"""AsciiDoc, read line by line.

Rules are those of the AsciiDoc Language Documentation (Asciidoctor), titles with an underline as in older documents
included. What stands in a delimited block stays with it, whatever it is.
"""

from __future__ import annotations

import re
from functools import cache

from dedupe.lines import width
from dedupe.paragraphs import Kind, Paragraph
from dedupe.splitting.markup.source import Extent, Source

_CONTINUATION = "+"
_RULES = ("'''", "<<<", "---", "***", "- - -", "* * *")
# The underline of a title is as long as the title, or one more or less.
_UNDERLINES = "=-~^+"
_MOST_UNEVEN = 1


def split_asciidoc(text: str) -> list[Paragraph]:
    """Return the paragraphs of an AsciiDoc document."""
    source = Source(text)
    return source.paragraphs(_Reader(source).read)


def is_delimiter(line: str) -> bool:
    """Whether a block begins or ends with a line.

    >>> is_delimiter("----"), is_delimiter("|==="), is_delimiter("---")
    (True, True, False)
    """
    return _pattern(r"--$|([-=*_+./])\1{3,}$|[|,:!]={3,}$|`{3,}\w*$").match(line) is not None


def is_attribute_line(line: str) -> bool:
    """Whether a line has the attributes or the anchor of the block below it."""
    return _pattern(r"\[(?:[\w\[{,.#\"%'*].*)?\]$").match(line) is not None


class _Reader:
    """Says where a paragraph ends."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, number: int) -> Extent:
        """Return the extent of the paragraph that begins at a line; an entry of a list has what is attached."""
        extent = self._read_attached(number)
        while extent.kind is Kind.LIST_ITEM and self._source[extent.end] == _CONTINUATION:
            extent = extent._replace(end=self._read_attached(extent.end).end)
        return extent

    def _read_attached(self, number: int) -> Extent:
        """Return the extent of a block, with the lines above it that are about it."""
        source, first = self._source, number
        while _is_about_block(source[number]):
            number += 1
        if number == first:
            return self._read_block(number)
        if not source[number]:
            return Extent(number, Kind.CODE)
        block = self._read_block(number)
        if block.kind in (Kind.HEADING, Kind.TABLE):
            return block
        continues = all(line == _CONTINUATION for line in source.lines[first:number])
        return Extent(block.end, Kind.LIST_ITEM if continues and block.kind is Kind.TEXT else Kind.CODE)

    def _read_block(self, number: int) -> Extent:
        source, line = self._source, self._source[number]
        if is_delimiter(line) and (end := self._closed(number)):
            return Extent(end, Kind.TABLE if line.endswith("===") and line[0] in "|,:!" else Kind.CODE)
        if _is_title(line) or line in _RULES:
            return Extent(number + 1, Kind.HEADING)
        if self._is_underlined(number):
            return Extent(number + 2, Kind.HEADING)
        if _is_macro(line) or line.startswith("//"):
            return Extent(number + 1, Kind.CODE)
        if _is_attribute_entry(line):
            while source[number].endswith(" \\"):
                number += 1
            return Extent(min(number + 1, len(source.lines)), Kind.CODE)
        return self._read_text(number)

    def _closed(self, number: int) -> int:
        """Return where a delimited block ends that begins at a line; 0 if nothing ends it."""
        line = self._source[number]
        closer = "```" if line.startswith("```") else line
        return self._source.lines.index(closer, number + 1) + 1 if self._source.last(closer) > number else 0

    def _is_underlined(self, number: int) -> bool:
        line, below = self._source[number], self._source[number + 1]
        return (
            below[:1] in tuple(_UNDERLINES)
            and not below.strip(below[0])
            and len(below) > 1
            and abs(len(below) - width(line)) <= _MOST_UNEVEN
            and any(map(str.isalnum, line))
        )

    def _read_text(self, number: int) -> Extent:
        source, line = self._source, self._source[number]
        end = source.run_end(number, stops=self._begins_block)
        if _entry().match(line):
            return Extent(end, Kind.LIST_ITEM)
        if line.startswith(" ") or _belongs_to_place().match(line):
            return Extent(end, Kind.CODE)
        return Extent(end, source.kind_of_text(number, end))

    def _begins_block(self, number: int) -> bool:
        line = self._source[number]
        if line == _CONTINUATION or is_attribute_line(line) or _is_attribute_entry(line) or _is_macro(line):
            return True
        return is_delimiter(line) and self._closed(number) > 0


def _is_about_block(line: str) -> bool:
    """Whether a line is about the block below it: its attributes, its title, or that it belongs to an entry above."""
    return line == _CONTINUATION or is_attribute_line(line) or _pattern(r"\.[^\s.].*").match(line) is not None


def _is_title(line: str) -> bool:
    return _pattern(r"(?:={1,6}|#{1,6}) +\S").match(line) is not None


def _is_macro(line: str) -> bool:
    """Whether a line is a block macro or a directive of the preprocessor: `image::x.png[]`, `include::x[]`."""
    return line.endswith("]") and _pattern(r"\w[\w-]*::[^\s\[]*\[.*\]$").match(line) is not None


def _is_attribute_entry(line: str) -> bool:
    return _pattern(r":!?\w[\w-]*!?:(?: |$)").match(line) is not None


@cache
def _entry() -> re.Pattern[str]:
    """Return the pattern of what begins an entry of a list, a term with its description included."""
    return re.compile(r" *(?:[*]{1,5}|-|\.{1,5}|\d+\.|[a-zA-Z]\.) +\S|.*\S(?::{2,4}|;;)(?: |$)")


@cache
def _belongs_to_place() -> re.Pattern[str]:
    """Return the pattern of how admonitions and callouts begin."""
    return re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION): |<(?:\d+|\.)> ")


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    return re.compile(regex)
