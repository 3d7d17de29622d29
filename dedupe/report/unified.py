"""A unified diff of what a run takes out, made from its cuts: exact, and linear in the size of the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from dedupe.collapsing.cutting import Cut, remaining
from dedupe.results import Collapsed

CONTEXT = 3


class Change(NamedTuple):
    """Lines `start` to `end` of the input, and the lines that stand there in the output."""

    start: int
    end: int
    new: list[str]


def unified_diff(collapsed: Collapsed) -> Iterator[str]:
    """Yield the lines of the diff, with their ends; nothing if nothing goes.

    Lines are those that end in a line feed, as for diff(1) and patch(1). A byte order mark is part of the first.
    """
    mark = "\ufeff" if collapsed.document.mark else ""
    before = split_lines(mark + collapsed.document.text)
    cuts = [cut._replace(start=cut.start + len(mark), end=cut.end + len(mark)) for cut in collapsed.cuts]
    changes = find_changes(before, cuts)
    if not changes:
        return
    name = quote(collapsed.document.id)
    yield f"--- {name}\n"
    yield f"+++ {name}\n"
    shift = 0
    for group in group_changes(changes):
        yield from hunk(group, before, shift)
        shift += sum(len(change.new) - (change.end - change.start) for change in group)


def quote(name: str) -> str:
    r"""Return a name as diff(1) writes it: quoted if it has control characters, with a tab behind it if it has spaces.

    Bytes that are not UTF-8, which are surrogates in a name, are spelled as numbers.

    >>> quote("page.txt"), quote("my page.txt"), quote("a\nb")
    ('page.txt', 'my page.txt\t', '"a\\012b"')
    """
    if any(char < " " or char in '\x7f"\\' or "\udc80" <= char <= "\udcff" for char in name):
        escaped = re.sub(r'["\\]', r"\\\g<0>", name)
        return '"' + re.sub("[\x00-\x1f\x7f\udc80-\udcff]", lambda found: f"\\{ord(found[0]) & 255:03o}", escaped) + '"'
    return f"{name}\t" if " " in name else name


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a text with their line feeds.

    >>> split_lines("a\r\nb\n\nc")
    ['a\r\n', 'b\n', '\n', 'c']
    """
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def find_changes(before: Sequence[str], cuts: Sequence[Cut]) -> list[Change]:
    """Return the runs of lines that cuts touch, with what is left of them."""
    ends = [0, *accumulate(map(len, before))]
    runs: list[tuple[int, int, list[Cut]]] = []
    joins, end = False, 0
    for cut in cuts:
        first, last = bisect_right(ends, cut.start) - 1, bisect_left(ends, cut.end)
        # Something of a line is left before the cut, and what follows the cut goes on from there.
        joins = cut.start > ends[first] or (joins and cut.start == end)
        end = cut.end
        if joins and end == ends[last]:
            last = min(last + 1, len(before))
        if runs and first < runs[-1][1]:
            runs[-1] = (runs[-1][0], last, [*runs[-1][2], cut])
        else:
            runs.append((first, last, [cut]))
    return [make_change(before, ends, run) for run in runs]


def make_change(before: Sequence[str], ends: Sequence[int], run: tuple[int, int, list[Cut]]) -> Change:
    """Return the change of one run of touched lines, without lines at its edges that stay as they are."""
    first, last, cuts = run
    shifted = [cut._replace(start=cut.start - ends[first], end=cut.end - ends[first]) for cut in cuts]
    new = split_lines(remaining("".join(before[first:last]), shifted))
    while new and first < last and new[0] == before[first]:
        first += 1
        del new[0]
    while new and first < last and new[-1] == before[last - 1]:
        last -= 1
        del new[-1]
    return Change(first, last, new)


def group_changes(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield the changes whose context lines meet, together."""
    group: list[Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def hunk(group: Sequence[Change], before: Sequence[str], shift: int) -> Iterator[str]:
    """Yield the lines of one hunk; `shift` is by how many lines the hunks before it moved the output."""
    start = max(0, group[0].start - CONTEXT)
    end = min(len(before), group[-1].end + CONTEXT)
    body: list[str] = []
    position = start
    for change in group:
        body += [f" {line}" for line in before[position : change.start]]
        body += [f"-{line}" for line in before[change.start : change.end]]
        body += [f"+{line}" for line in change.new]
        position = change.end
    body += [f" {line}" for line in before[position:end]]
    new_length = end - start + sum(len(change.new) - (change.end - change.start) for change in group)
    yield f"@@ -{place(start, end - start)} +{place(start + shift, new_length)} @@\n"
    for line in body:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def place(start: int, length: int) -> str:
    """Return a range of lines as diff(1) writes it: an empty one is named by the line before it.

    >>> place(4, 2), place(4, 1), place(4, 0)
    ('5,2', '5', '4,0')
    """
    if length == 1:
        return str(start + 1)
    return f"{start + (length > 0)},{length}"
