"""What one line of Markdown is: heading, fence, row of a table, definition.

Rules are those of CommonMark 0.31 and GitHub Flavored Markdown, and beside them what generators of sites
add: front matter, footnotes, admonitions, template tags. A line is given without the prefix of its
containers, and with tabs expanded.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from dedupe.lines import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

# More spaces than this make an indented code block.
MOST_INDENT = 3


@cache
def _pattern(regex: str) -> re.Pattern[str]:
    # Compiled when first needed: at import it would cost every start of the command.
    return re.compile(regex)


def indent_of(line: str) -> int:
    """The number of spaces in front."""
    return len(line) - len(line.lstrip(" "))


def fence_of(line: str) -> str:
    """The fence that opens code on this line, or an empty string."""
    match = _pattern(r"(`{3,})[^`]*$|(~{3,})").match(line)
    return (match[1] or match[2]) if match else ""


def closes_fence(line: str, fence: str) -> bool:
    """Whether the line is a fence of the same character, at least as long, with nothing behind it."""
    line = line.strip()
    return line.startswith(fence) and not line.strip(fence[0])


def is_heading(line: str) -> bool:
    """Whether the line is a heading of the form `## Title`."""
    return _pattern(r"#{1,6}(?:\s|$)").match(line) is not None


def is_underline(line: str) -> bool:
    """Whether the line makes a heading of the text above it."""
    line = line.rstrip()
    return line[:1] in ("=", "-") and not line.strip(line[0])


def is_rule(line: str) -> bool:
    """Whether the line is a thematic break, as `---` or `* * *`."""
    marks = line.replace(" ", "").replace("\t", "")
    return len(marks) >= 3 and marks[0] in "-*_" and not marks.strip(marks[0])


def is_admonition(line: str) -> bool:
    """Whether the line opens an indented block, as `!!! note` and `=== "Tab"` do."""
    return _pattern(r'(?:!!!|\?\?\?\+?|===\+?) +["\w]').match(line) is not None


def is_directive(line: str) -> bool:
    """Whether the line opens or closes a fenced block of text, as `:::note` does."""
    return line.startswith(":::")


def is_template(line: str) -> bool:
    """Whether the line is nothing but template tags, as `{% endif %}` or `{{< note >}}`."""
    tag = r"\{%(?:[^%]|%(?!\}))*%\}|\{\{(?:[^}]|\}(?!\}))*\}\}"
    return _pattern(rf"(?:(?:{tag})\s*)+$").match(line) is not None


def is_definition(line: str) -> bool:
    """Whether the line says what a link label or a footnote stands for."""
    return _pattern(r"\[[^\[\]]{1,999}\]: *\S|\[\^[^\[\]]{1,999}\]:").match(line) is not None


def is_footnote(line: str) -> bool:
    """Whether the line is the text of a footnote."""
    return line.startswith("[^") and is_definition(line)


def is_grid(line: str) -> bool:
    """Whether the line is a border of a table drawn with `+---+`."""
    return line.startswith("+") and _pattern(r"\+[-=+:]+\+\s*$").match(line) is not None


def table_columns(delimiter_row: str) -> int:
    """The number of columns that a line as `| --- | :-: |` announces; 0 if it is no such line."""
    if "|" not in delimiter_row or delimiter_row.strip("|:- "):
        return 0
    cells = _cells(delimiter_row)
    valid = _pattern(r" *:?-+:? *")
    return len(cells) if all(map(valid.fullmatch, cells)) else 0


def count_cells(row: str) -> int:
    r"""The number of cells in a row of a table.

    >>> count_cells("| a | b |"), count_cells("a \\| b | c")
    (2, 2)
    """
    return len(_cells(row.replace("\\|", "")))


def _cells(row: str) -> list[str]:
    row = row.strip()
    return row.removeprefix("|").removesuffix("|").split("|")


def front_matter_length(lines: Sequence[str]) -> int:
    """The number of lines of front matter that the lines begin with.

    Between its fences every line that is not indented must look like YAML or TOML: a page may also begin
    with a rule.

    >>> front_matter_length(["---", "title: A page", "---", "", "Text"])
    3
    """
    fence = lines[0].strip("\ufeff").rstrip() if lines else ""
    closers = {"---": ("---", "..."), "+++": ("+++",)}.get(fence)
    if closers is None:
        return 0
    entry = _pattern(r"\s|$|#|- |[\]}\[]|[\"'\w][^:=]{0,99}(?::\s|:$|\s?=)")
    length = 1 + sum(1 for _ in takewhile(lambda line: line.rstrip() not in closers and entry.match(line), lines[1:]))
    closed = length < len(lines) and lines[length].rstrip() in closers
    return length + 1 if closed and not all(map(is_blank, lines[1:length])) else 0
