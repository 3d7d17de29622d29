"""Evidence that a repetition is an artefact of scraping, not the author's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from dedupe.context.lines import Line
from dedupe.context.passages import Pair, Passage, repeats, whole_sections
from dedupe.context.structure import LEAST_ENTRY, PAGES, PROSE, Genre, Structure

# Chosen by measurement on removals that people judged where they stood: see docs/internals/context.md.
LARGE_PART, LARGEST_PART = 0.2, 0.4
LEAST_PASSAGE_WORDS = 30
LEAST_SECTION_WORDS = 25
LEAST_MENU = 4
LEAST_LOG_BLOCK = 3
LEAST_ALONE = 8
HEAD = 10
LONG_LINE = 12
LEAST_BEHIND = 5
LEAST_TITLE = 4
LEAST_NOTICES = 3
# In these a line that stands right behind its equal is said, sung or logged twice.
SPOKEN = frozenset({Genre.LOG, Genre.VERSE, Genre.DIALOGUE})


class Evidence(StrEnum):
    """Why a copy may go."""

    LARGE_PART = "part of a passage that is a large part of the document"
    SECTION = "part of a section that stands twice with its heading"
    PROSE = "part of a repeated passage of prose"
    MENU = "part of a repeated menu or list"
    LOG = "part of a block of a log that stands twice"
    BEHIND = "right behind its original"
    DOUBLED = "the text is doubled line by line"
    QUOTED = "quoted copy"
    CUT = "cut copy"
    HEAD = "title or lead that stands twice at the head of the page"
    TITLE = "title of the page that stands there again"
    LINK = "link that the page has already"
    PAGE_EDGE = "running header or footer"
    NOTICE = "notice between paragraphs of prose"
    ENTRY = "whole entry of a flat list"
    ALONE = "prose by itself in a page of prose"


def passage_evidence(passage: Passage, structure: Structure) -> tuple[Evidence | None, Sequence[Pair]]:
    """Return why a passage may go, and the part of it that may; None if nothing speaks for it."""
    evidence = whole_evidence(passage, structure)
    if evidence:
        return evidence, passage.pairs
    if structure.genre is not Genre.REFERENCE:
        pairs = whole_sections(passage, structure)
        lines = [structure.page[pair.copy] for pair in pairs]
        full = [
            line.words for line in lines if line.prose or (line.entry and line.sentence and line.words >= LONG_LINE)
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
    if all(line.quoted > quote_of(pair.original, structure) for line, pair in zip(lines, passage.pairs, strict=True)):
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
    if len(prose) >= 2 and sum(prose) >= LEAST_PASSAGE_WORDS:
        return Evidence.PROSE
    return Evidence.MENU if len(lines) >= LEAST_MENU and passage.is_tight else None


def quote_of(number: int, structure: Structure) -> int:
    """Return how many times a line is quoted."""
    line = structure.page.line(number)
    return line.quoted if line else 0


def line_evidence(copy: int, original: int, structure: Structure, matches: Mapping[int, int]) -> Evidence | None:
    """Return why a line by itself may go, or None."""
    page = structure.page
    line, kept = page[copy], page.line(original)
    if kept is None:
        return None
    return (
        form_evidence(line, kept)
        or place_evidence(copy, original, structure, matches)
        or kind_evidence(copy, original, structure)
    )


def form_evidence(line: Line, kept: Line) -> Evidence | None:
    """Return whether a line is the quoted or cut form of what is kept."""
    if line.quoted > kept.quoted:
        return Evidence.QUOTED
    if line.cut and not line.utterance and 4 <= line.words < kept.words:
        return Evidence.CUT
    return None


def place_evidence(copy: int, original: int, structure: Structure, matches: Mapping[int, int]) -> Evidence | None:
    """Return whether a line stands where scraping repeats one: behind its original, at the edges of a page."""
    page, genre = structure.page, structure.genre
    line, same = page[copy], repeats(page, copy, original)
    if not page.holds(original):
        return None
    plain = not (line.utterance or line.label or (line.entry and not same))
    if line.words >= LEAST_BEHIND and plain and genre not in SPOKEN and stands_behind(copy, original, matches):
        return Evidence.BEHIND
    if structure.paged and at_page_edge(copy, structure) and at_page_edge(original, structure):
        return Evidence.PAGE_EDGE
    if genre not in PAGES or copy < original:
        return None
    if copy < HEAD and line.words >= LEAST_TITLE and not line.entry and not line.label:
        # In a table of contents the next entry stands again, too.
        contents = original + 1 in matches.values() and original + 1 != copy
        if not contents and in_head(copy, original, structure):
            return Evidence.HEAD
    if line.title and same and any(each.words >= LONG_LINE for each in between(copy, original, structure)):
        last = copy == len(page) - 1
        if last or (original <= 2 and page[copy + 1].words < LONG_LINE):
            return Evidence.TITLE
    return None


def stands_behind(copy: int, original: int, matches: Mapping[int, int]) -> bool:
    """Whether a line stands beside its original, or beside other copies of it that do."""
    step = -1 if original < copy else 1
    beside = copy + step
    while beside != original and matches.get(beside) == original:
        beside += step
    return beside == original


def at_page_edge(ordinal: int, structure: Structure) -> bool:
    """Whether a line is the first or last of a page."""
    page = structure.page
    return ordinal in (0, len(page) - 1) or page[ordinal].behind_page_break or page[ordinal + 1].behind_page_break


def in_head(copy: int, original: int, structure: Structure) -> bool:
    """Whether a line and its original stand at the head of a page, in front of its prose."""
    page, line = structure.page, structure.page[copy]
    inner = [each for each in between(copy, original, structure) if each.key != line.key]
    return not any(each.prose for each in inner) and any(each.prose for each in page[copy + 1 : copy + HEAD + 2])


def between(copy: int, original: int, structure: Structure) -> list[Line]:
    """Return some of the lines between an original and its copy."""
    return structure.page[original + 1 : min(copy, original + 200)]


def kind_evidence(copy: int, original: int, structure: Structure) -> Evidence | None:
    """Return whether a line is of a kind that does not belong to its place."""
    page, genre = structure.page, structure.genre
    line, same = page[copy], repeats(page, copy, original)
    if genre is Genre.NAVIGATION and same and line.link_only:
        return Evidence.LINK
    if genre is Genre.LIST and line.words >= LEAST_ENTRY:
        return Evidence.ENTRY
    tied = line.fragment or line.utterance or line.numbered or line.label
    if genre in (Genre.PROSE, Genre.MIXED) and line.prose and line.words >= LEAST_ALONE and not tied:
        return Evidence.ALONE
    if not same:
        return None
    banner = genre is Genre.PROSE and is_notice(line)
    if banner and amid_prose(copy, structure) and amid_prose(original, structure):
        return Evidence.NOTICE
    closing = genre is Genre.STRUCTURED and line.prose and not tied
    return Evidence.NOTICE if closing and closes_section(copy, structure) else None


def is_notice(line: Line) -> bool:
    """Whether a line may be a banner: some words that name nobody, no number and no time."""
    other = line.entry or line.label or line.heading or line.lead_in or line.utterance
    return line.words >= 4 and not (other or line.digits or line.names)


def amid_prose(number: int, structure: Structure) -> bool:
    """Whether a line stands between two of prose."""
    page = structure.page
    neighbours = [other for other in (page.before(number), page.after(number)) if other is not None]
    return len(neighbours) == 2 and all((line := page.line(other)) is not None and line.prose for other in neighbours)


def closes_section(copy: int, structure: Structure) -> bool:
    """Whether a line stands behind prose of its own at the end of a section, in a document that is mostly prose."""
    page, above, below = structure.page, structure.page.before(copy), structure.page.after(copy)
    if structure.prose < PROSE or above is None or not page[above].prose:
        return False
    return (below is None or structure.is_heading(below)) and page.occurrences(page[copy].text) >= LEAST_NOTICES
