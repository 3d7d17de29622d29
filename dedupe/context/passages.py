"""Passages: rows of lines that repeat a row of others in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dedupe.context.page import Page
from dedupe.context.structure import Structure
from dedupe.judgements import Verdict
from dedupe.paragraphs import PROTECTED_KINDS
from dedupe.verdicts import judge, read

# Between two lines of a passage so many on either side may differ.
GAPS = ((1, 1), (2, 2), (1, 2), (2, 1), (3, 3), (1, 3), (3, 1))
MOST_GAP = 3
# In a tight passage the next line that repeats one is so many lines away on average, at the most.
TIGHT = 1.25


class Pair(NamedTuple):
    """A line of a passage, and the line that it repeats."""

    copy: int
    original: int


class Passage(NamedTuple):
    """A row of lines that repeat a row of others."""

    pairs: Sequence[Pair]

    @property
    def first(self) -> Pair:
        """The first line."""
        return self.pairs[0]

    @property
    def is_tight(self) -> bool:
        """Whether hardly any line stands between those of the passage, on either side."""
        most = TIGHT * (len(self.pairs) - 1)
        own, others = self.last.copy - self.first.copy, self.last.original - self.first.original
        return abs(own) <= most and abs(others) <= most

    @property
    def last(self) -> Pair:
        """The last line."""
        return self.pairs[-1]


def find_passages(page: Page, matches: Mapping[int, int]) -> Iterator[Passage]:
    """Yield the passages of a page, in order; each line that has a match is in one, if need be alone.

    `matches` may have pairs of short lines that are the same. A passage goes on over lines that differ, a few at a
    time, and grows at both ends over lines that are the same.
    """
    done = -1
    for copy in sorted(matches):
        if copy <= done:
            continue
        pairs = [Pair(copy, matches[copy])]
        while (earlier := previous_pair(page, pairs)) and earlier.copy > done:
            pairs.insert(0, earlier)
        while later := next_pair(page, matches, pairs):
            pairs.append(later)
        done = pairs[-1].copy
        yield Passage(pairs)


def next_pair(page: Page, matches: Mapping[int, int], pairs: Sequence[Pair]) -> Pair | None:
    """Return the pair that goes on with a passage, or None."""
    last = pairs[-1]
    copies, originals = following(page, last.copy), following(page, last.original)
    for ahead, over in GAPS:
        if ahead > len(copies) or over > len(originals):
            continue
        copy, original = copies[ahead - 1], originals[over - 1]
        if overlaps(copy, original, pairs):
            continue
        if matches.get(copy) == original or (ahead == over == 1 and repeats(page, copy, original)):
            return Pair(copy, original)
    return None


def following(page: Page, number: int) -> list[int]:
    """Return the next lines of the same document, as many as may be looked at."""
    found: list[int] = []
    while len(found) < MOST_GAP:
        after = page.after(found[-1] if found else number)
        if after is None:
            break
        found.append(after)
    return found


def previous_pair(page: Page, pairs: Sequence[Pair]) -> Pair | None:
    """Return the pair in front of a passage that is letter for letter the same, or None."""
    copy, original = page.before(pairs[0].copy), page.before(pairs[0].original)
    if copy is None or original is None or overlaps(copy, original, pairs) or not repeats(page, copy, original):
        return None
    return Pair(copy, original)


def overlaps(copy: int, original: int, pairs: Sequence[Pair]) -> bool:
    """Whether a row of copies would run into the row of its originals."""
    first, last = pairs[0], pairs[-1]
    if first.original < first.copy:
        return original >= first.copy or copy <= last.original
    return copy >= first.original or original <= last.copy


def repeats(page: Page, copy: int, original: int) -> bool:
    """Whether two lines say the same in the same words; those of code are the same to the letter."""
    one, other = page.line(copy), page.line(original)
    if one is None or other is None:
        return False
    if one.kind in PROTECTED_KINDS or other.kind in PROTECTED_KINDS or one.text == other.text:
        return one.kind is other.kind and one.text == other.text
    return one.key == other.key and judge(read(other.text), read(one.text)).verdict is Verdict.COPY


def whole_sections(passage: Passage, structure: Structure) -> Sequence[Pair]:
    """Return the part of a passage that is whole sections, each with its heading."""
    headings = [
        number
        for number, pair in enumerate(passage.pairs)
        if structure.is_heading(pair.copy) and structure.is_heading(pair.original)
    ]
    if not headings:
        return ()
    behind = structure.page.after(passage.last.copy)
    ends = behind is None or structure.is_heading(behind)
    return passage.pairs[headings[0] : len(passage.pairs) if ends else headings[-1]]
