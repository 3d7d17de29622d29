"""What a line of Markdown stands in: quotes and list items, from the outside in.

A container is an integer: `QUOTE`, or the columns by which the content of a list item is indented.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from dedupe.splitting.markdown.marks import MOST_INDENT, indent_of, is_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTE = 0
# What footnotes and admonitions hold is indented so, whatever their marker.
INDENTED_BLOCK = 4
# A bound, so that hostile nesting costs no more than time linear in its length.
MOST_CONTAINERS = 32
_MARKS = frozenset(">-*+0123456789")


def descend(containers: Sequence[int], line: str) -> tuple[int, str]:
    """How many of the containers the line goes on with, and the line without their prefixes.

    >>> descend([QUOTE, 2], "> lazy")
    (1, 'lazy')
    """
    for depth, container in enumerate(containers):
        if container == QUOTE:
            content = _unquoted(line)
        else:
            content = line[container:] if indent_of(line) >= container else None
        if content is None:
            return depth, line
        line = content
    return len(containers), line


def open_containers(line: str, depth: int, *, after_text: bool) -> tuple[list[int], str]:
    """The containers that begin on the line, at that depth, and what they hold.

    >>> open_containers("- > quoted", 0, after_text=False)
    ([2, 0], 'quoted')
    """
    opened: list[int] = []
    while depth + len(opened) < MOST_CONTAINERS and line.lstrip(" ")[:1] in _MARKS:
        content = _unquoted(line)
        if content is not None:
            opened.append(QUOTE)
            line = content
            continue
        width = _item_width(line)
        if not width or is_rule(line) or (after_text and not opened and not _may_follow_text(line)):
            break
        opened.append(width)
        line = line[width:]
    return opened, line


def begins_item(line: str) -> bool:
    """Whether a list item begins here."""
    return _item_width(line) > 0


def _unquoted(line: str) -> str | None:
    stripped = line.lstrip(" ")
    if not stripped.startswith(">") or len(line) - len(stripped) > MOST_INDENT:
        return None
    return stripped[2:] if stripped.startswith("> ") else stripped[1:]


def _item_width(line: str) -> int:
    """By how much the content of the list item is indented; 0 where no item begins."""
    match = _item_marker().match(line)
    if match is None:
        return 0
    padding = indent_of(line[match.end() :])
    # More spaces belong to the content, an indented code; and behind a bare marker they mean nothing.
    counts = 0 < padding <= MOST_INDENT + 1 and match.end() + padding < len(line)
    return match.end() + (padding if counts else 1)


def _may_follow_text(line: str) -> bool:
    """Whether the item can stand below text: `1986. What a year` may just have been wrapped so."""
    return _interrupting_item().match(line) is not None


@cache
def _item_marker() -> re.Pattern[str]:
    return re.compile(r" {0,3}(?:[-*+]|[0-9]{1,9}[.)])(?= |$)")


@cache
def _interrupting_item() -> re.Pattern[str]:
    return re.compile(r" *(?:[-*+]|1[.)]) +[^ ]")
