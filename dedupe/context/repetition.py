"""Passages as evidence: how much they repeat, and what they are."""

from __future__ import annotations

from collections.abc import Sequence

from dedupe.context.evidence import Evidence
from dedupe.context.lines import Line
from dedupe.context.passages import Pair, Passage, repeats, whole_sections
from dedupe.context.structure import PAGES, Genre, Structure

# Chosen by measurement on removals that people judged where they stood: see docs/internals/context.md. Shares of the
# words of a document; words of a passage, of a section; lines of a menu, of a block of a log, of a passage of prose.
LARGE_PART, LARGEST_PART = 0.2, 0.4
LEAST_PASSAGE_WORDS, LEAST_SECTION_WORDS = 30, 25
LEAST_MENU, LEAST_LOG_BLOCK, LEAST_WHOLE = 4, 3, 8
# In words: an item of a menu, one in the menu of a site, an entry that is as good as prose.
LONGEST_ITEM, LONGEST_TITLE, LONG_ENTRY = 8, 14, 12
MOSTLY = 0.75
LEAST_BEHIND = 5


def passage_evidence(passage: Passage, structure: Structure) -> tuple[Evidence | None, Sequence[Pair]]:
    """Return why a passage may go, and the part of it that may; None if nothing speaks for it."""
    evidence = whole_evidence(passage, structure)
    if evidence:
        return evidence, passage.pairs
    if structure.genre is not Genre.REFERENCE:
        pairs = whole_sections(passage, structure)
        lines = [structure.page[pair.copy] for pair in pairs]
        full = [
            line.words for line in lines if line.prose or (line.entry and line.sentence and line.words >= LONG_ENTRY)
        ]
        if len(full) >= 2 and sum(full) >= LEAST_SECTION_WORDS:
            return Evidence.SECTION, pairs
    return None, ()


def whole_evidence(passage: Passage, structure: Structure) -> Evidence | None:
    """Return why a whole passage may go, or None."""
    lines = [structure.page[pair.copy] for pair in passage.pairs]
    words = sum(line.words for line in lines)
    prose = [line.words for line in lines if line.prose]
    part = words / structure.words
    mostly_prose = sum(prose) >= words / 2 and (len(prose) >= 2 or sum(prose) >= LEAST_PASSAGE_WORDS)
    least = 0 if structure.genre is Genre.MAIL else 1
    pairs = zip(lines, passage.pairs, strict=True)
    if all(line.quoted and line.quoted >= quote_of(pair.original, structure) + least for line, pair in pairs):
        return Evidence.QUOTED
    if len(lines) >= 2 and part >= LARGE_PART and mostly_prose:
        return Evidence.LARGE_PART
    if len(lines) >= 3 and part >= LARGEST_PART:
        return Evidence.LARGE_PART
    if structure.genre is Genre.LOG:
        return Evidence.LOG if len(lines) >= LEAST_LOG_BLOCK else None
    if structure.genre not in PAGES:
        return None
    behind = structure.page.after(passage.last.original) == passage.first.copy
    if len(lines) >= 2 and behind and passage.is_tight and max(line.words for line in lines) >= LEAST_BEHIND:
        return Evidence.BEHIND
    if not passage.is_tight:
        return None
    if len(prose) >= 2 and sum(prose) >= LEAST_PASSAGE_WORDS and not cut_from_prose(passage, structure):
        return Evidence.PROSE
    return Evidence.MENU if not structure.paged and is_menu(passage, structure) else None


def cut_from_prose(passage: Passage, structure: Structure) -> bool:
    """Whether a passage is reworded, has gaps, or is short and stands between prose that stays: steps, say."""
    page = structure.page
    beside = [page.before(passage.first.copy), page.after(passage.last.copy)]
    same = sum(repeats(page, *pair) for pair in passage.pairs)
    if passage.last.copy - passage.first.copy >= len(passage.pairs) or 2 * same < len(passage.pairs):
        return True
    return len(passage.pairs) < LEAST_WHOLE and all(other is not None and page[other].prose for other in beside)


def is_menu(passage: Passage, structure: Structure) -> bool:
    """Whether a passage is a menu: several lines, most of them links or short ones, and no heading inside."""
    lines = [structure.page[pair.copy] for pair in passage.pairs]
    longest = LONGEST_TITLE if structure.navigates else LONGEST_ITEM
    items = sum(line.link_only or line.entry or is_item(line, longest) for line in lines)
    inside = any(structure.is_heading(pair.copy) for pair in passage.pairs[1:])
    return len(lines) >= LEAST_MENU and items >= MOSTLY * len(lines) and not inside


def is_item(line: Line, longest: int) -> bool:
    """Whether a line may be an item of a menu: some letters, and no sentence, value or introduction."""
    other = line.sentence or line.code or line.label or line.lead_in
    return line.words <= longest and line.letters > 1 and not other


def quote_of(number: int, structure: Structure) -> int:
    """Return how many times a line is quoted."""
    line = structure.page.line(number)
    return line.quoted if line else 0
