"""Whether a text is Markdown, where its name does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from dedupe.lines import WIDEST_WRAPPED, is_blank, lines_of, width
from dedupe.splitting.markdown import marks
from dedupe.splitting.markdown.containers import begins_item


def is_markdown(text: str) -> bool:
    r"""Return whether something in the text is hardly anything but Markdown.

    >>> is_markdown("One\n\n# Two\n\n# Three\n\nFour"), is_markdown("# a comment\nrun()")
    (True, False)
    """
    lines = [line.text for line in lines_of(text)]
    if marks.front_matter_length(lines) or _has_closed_fence(lines) or _has_headings(lines):
        return True
    return _has_table(lines) and not _would_flow_together(lines)


def _has_closed_fence(lines: Iterable[str]) -> bool:
    fence = ""
    for line in map(str.strip, lines):
        if fence and marks.closes_fence(line, fence):
            return True
        # Plain tildes are as likely the rule under a title.
        if not fence and line.startswith(("```", "~~~")) and (line[0] == "`" or line.strip("~")):
            fence = marks.fence_of(line)
    return False


def _has_table(lines: Sequence[str]) -> bool:
    return any(1 < marks.table_columns(line.strip()) == marks.count_cells(above) for above, line in pairwise(lines))


def _would_flow_together(lines: Sequence[str]) -> bool:
    """Whether paragraphs stand on lines of their own without blank lines: Markdown would make one of them.

    So extractors write the pages they scrape, tables included.
    """
    below = [
        not is_blank(line_below)
        for line, line_below in pairwise(lines)
        if width(line) > WIDEST_WRAPPED and not begins_item(line) and "|" not in line
    ]
    return sum(below) * 2 > len(below)


def _has_headings(lines: Sequence[str]) -> bool:
    """Whether two or more headings stand alone; `#` lines that mostly do not are comments in a script."""
    if lines[0].startswith("#!"):
        return False
    alone, attached = 0, 0
    for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if line.startswith("#"):
            if marks.is_heading(line) and line.strip("# ") and is_blank(above) and is_blank(below):
                alone += 1
            else:
                attached += 1
    return alone > 1 and alone > attached
