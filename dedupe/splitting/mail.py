"""Quoted mail: how deep a line is quoted, and where the paragraphs of a run with quotations begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from dedupe.lines import BLANKS, ends_sentence

# An introduction such as `On Friday Tom Hale wrote:` is wrapped over so many lines at the most.
_LONGEST_INTRODUCTION = 3


@cache
def quotation() -> re.Pattern[str]:
    """Return the pattern of the quotation marks in front of a line."""
    return re.compile(rf"[{re.escape(BLANKS)}]*(?:>[ \t]?)+")


def quote_depth(line: str) -> int:
    """Return how many times a line is quoted.

    >>> quote_depth("> > I could do that."), quote_depth("I could.")
    (2, 0)
    """
    found = quotation().match(line) if ">" in line else None
    return found.group().count(">") if found else 0


def is_empty_quote(line: str) -> bool:
    """Whether a line has quotation marks and nothing else to see."""
    return ">" in line and not line.strip(BLANKS + ">")


def mail_starts(lines: Sequence[str]) -> list[int]:
    """Return where the paragraphs of a run of lines begin, the first left out.

    One begins behind empty quoted lines, which go with the paragraph before them, and where the depth of quotation
    changes. The lines that introduce a quotation are a paragraph of their own.
    """
    starts: set[int] = set()
    depth = quote_depth(lines[0])
    empty_above, filled = False, False
    for number, line in enumerate(lines):
        empty = is_empty_quote(line)
        if not empty:
            new_depth = quote_depth(line)
            if filled and (new_depth != depth or (empty_above and new_depth)):
                starts.add(number)
            if filled and new_depth > depth and not empty_above:
                starts.add(_introduction(lines, number))
            depth, filled = new_depth, True
        empty_above = empty
    return sorted(starts - {0})


def _introduction(lines: Sequence[str], quoted: int) -> int:
    """Return where the introduction of a quotation begins, or where the quotation does if nothing introduces it."""
    first = quoted - 1
    depth = quote_depth(lines[first])
    if not lines[first].rstrip(BLANKS).endswith((":", "：")):
        return quoted
    while (
        first
        and quoted - first < _LONGEST_INTRODUCTION
        and quote_depth(lines[first - 1]) == depth
        and not ends_sentence(lines[first - 1])
        and not is_empty_quote(lines[first - 1])
    ):
        first -= 1
    return first
