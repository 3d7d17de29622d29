"""Evidence that a repetition is an artefact of scraping, not the author's."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from dedupe.context.copies import Copies
from dedupe.context.lines import Line
from dedupe.context.passages import Pair, Passage, repeats, whole_sections
from dedupe.context.structure import LEAST_ENTRY, LEAST_PAGE, PAGES, PROSE, Genre, Structure
from dedupe.paragraphs import Kind
from dedupe.words import split_words

# Chosen by measurement on removals that people judged where they stood: see docs/internals/context.md.
LARGE_PART, LARGEST_PART = 0.2, 0.4
LEAST_PASSAGE_WORDS = 30
LEAST_SECTION_WORDS = 25
LEAST_MENU, LONGEST_ITEM, MOSTLY = 4, 8, 0.75
MOST_HEADLINES, LONGEST_TITLE = 6, 14
LEAST_FOOTER = 8
LEAST_WHOLE = 8
EDGE, LONGEST_PAGE_NUMBER = 3, 3
LONGEST_INTRODUCTION, FARTHEST_SPEAKER = 6, 12
LEAST_LOG_BLOCK = 3
LEAST_ALONE = 8
HEAD, LAST_OF_HEAD = 10, 4
LONG_LINE = 12
LEAST_BEHIND = 5
LEAST_TITLE, LEAST_UNSPACED_TITLE = 4, 3
LEAST_NOTICES = 3
# In these a line that stands right behind its equal is said, sung or logged twice.
SPOKEN = frozenset({Genre.LOG, Genre.VERSE, Genre.DIALOGUE})
ALONE = frozenset({Genre.PROSE, Genre.MIXED, Genre.MAIL})


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
    HEADLINE = "headline that the page has already"
    PAGE_EDGE = "running header or footer"
    FOOTER = "footer of a message"
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
    return Evidence.MENU if is_menu(passage, structure) else None


def cut_from_prose(passage: Passage, structure: Structure) -> bool:
    """Whether a short passage stands between prose that stays, as a few steps of a procedure do."""
    page = structure.page
    beside = [page.before(passage.first.copy), page.after(passage.last.copy)]
    if passage.last.copy - passage.first.copy >= len(passage.pairs):
        return True
    return len(passage.pairs) < LEAST_WHOLE and all(other is not None and page[other].prose for other in beside)


def is_menu(passage: Passage, structure: Structure) -> bool:
    """Whether a passage is a menu: several lines, most of them links or short ones, and no heading inside."""
    lines = [structure.page[pair.copy] for pair in passage.pairs]
    longest = LONGEST_TITLE if structure.navigates else LONGEST_ITEM
    items = sum(
        line.link_only
        or line.entry
        or (line.words <= longest and not (line.sentence or line.code or line.label or line.lead_in))
        for line in lines
    )
    inside = any(structure.is_heading(pair.copy) for pair in passage.pairs[1:])
    return len(lines) >= LEAST_MENU and items >= MOSTLY * len(lines) and not inside


def quote_of(number: int, structure: Structure) -> int:
    """Return how many times a line is quoted."""
    line = structure.page.line(number)
    return line.quoted if line else 0


def line_evidence(copy: int, original: int, structure: Structure, copies: Copies) -> Evidence | None:
    """Return why a line by itself may go, or None."""
    page = structure.page
    line, kept = page[copy], page.line(original)
    if kept is None:
        return None
    return (
        form_evidence(line, kept, in_mail=structure.genre is Genre.MAIL)
        or (Evidence.QUOTED if is_quoted_by_name(copy, original, structure) else None)
        or place_evidence(copy, original, structure, copies)
        or kind_evidence(copy, original, structure, copies)
    )


def form_evidence(line: Line, kept: Line, *, in_mail: bool) -> Evidence | None:
    """Return whether a line is the quoted or cut form of what is kept."""
    if line.quoted > kept.quoted or (line.quoted and line.kind is Kind.TEXT and line.quoted == kept.quoted and in_mail):
        return Evidence.QUOTED
    if line.cut and not line.utterance and 4 <= line.words < kept.words:
        return Evidence.CUT
    return None


def is_quoted_by_name(copy: int, original: int, structure: Structure) -> bool:
    """Whether the line above introduces a quotation of the one who speaks above the original: `Ida Berg said:`."""
    page = structure.page
    above = page[copy - 1].text.splitlines()[-1:] if copy and page.holds(original) and original < copy else []
    if not above or not above[0].rstrip().endswith((":", "：")):
        return False
    names = above[0].split()
    if len(names) > LONGEST_INTRODUCTION or len(names) < 2 or not names[0][:1].isupper():
        return False
    speaker = names[0] if len(names) == 2 else " ".join(names[:2])
    lines = page[max(0, original - FARTHEST_SPEAKER) : original + 1]
    return any(each.digits and each.text.lstrip().startswith(speaker) for each in lines)


def place_evidence(copy: int, original: int, structure: Structure, copies: Copies) -> Evidence | None:
    """Return whether a line stands where scraping repeats one: behind its original, at the edges of a page."""
    page, genre = structure.page, structure.genre
    line, same = page[copy], repeats(page, copy, original)
    if not page.holds(original):
        return None
    spoken = line.utterance and line.words < LONGEST_ITEM
    plain = not (spoken or line.label or (line.entry and line.text != page[original].text))
    if structure.split == "blocks" and not line.prose:
        plain = plain and not line.digits and not line.code
    if line.words >= LEAST_BEHIND and plain and genre not in SPOKEN and copy in copies.beside_original:
        return Evidence.BEHIND
    if structure.paged and at_page_edge(copy, structure) and at_page_edge(original, structure):
        return Evidence.PAGE_EDGE
    if genre not in PAGES or copy < original:
        return None
    if copy < HEAD and line.words >= LEAST_TITLE and not (line.entry or line.label or line.numbered):
        contents = in_contents(copy, original, copies) or original > LAST_OF_HEAD or structure.split != "lines"
        if not contents and in_head(copy, original, structure):
            return Evidence.HEAD
    if structure.split == "lines" and line.title and same and is_far(copy, original, structure):
        last = copy == len(page) - 1
        if last or (original <= 2 and page[copy + 1].words < LONG_LINE):
            return Evidence.TITLE
    return None


def is_far(copy: int, original: int, structure: Structure) -> bool:
    """Whether a long line stands between an original and its copy."""
    least = max(LONGEST_ITEM, 2 * structure.page[copy].words)
    return any(line.words >= least for line in between(copy, original, structure))


def in_contents(copy: int, original: int, copies: Copies) -> bool:
    """Whether an original stands in a table of contents: the next line stands again, too, but not behind the copy."""
    following = original + 1
    return following in copies.with_copies and following != copy and copies.get(copy + 1) != following


def at_page_edge(ordinal: int, structure: Structure) -> bool:
    """Whether a line is the first or last of a page, with at most a page number and the like outside."""
    page = structure.page
    for above in range(ordinal, max(-1, ordinal - EDGE), -1):
        if not above or page[above].behind_page_break:
            return True
        if page[above - 1].words > LONGEST_PAGE_NUMBER:
            break
    for below in range(ordinal + 1, ordinal + EDGE + 1):
        if below == len(page) or page[below].behind_page_break:
            return True
        if page[below].words > LONGEST_PAGE_NUMBER:
            break
    return False


def in_head(copy: int, original: int, structure: Structure) -> bool:
    """Whether a line and its original stand at the head of a page, in front of its prose."""
    page, line = structure.page, structure.page[copy]
    inner = [each for each in between(copy, original, structure) if each.key != line.key]
    below = page[copy + 1 : copy + HEAD + 2]
    return not any(each.prose for each in inner) and any(each.words >= LONG_LINE for each in below)


def between(copy: int, original: int, structure: Structure) -> list[Line]:
    """Return some of the lines between an original and its copy."""
    return structure.page[original + 1 : min(copy, original + 200)]


def kind_evidence(copy: int, original: int, structure: Structure, copies: Copies) -> Evidence | None:
    """Return whether a line is of a kind that does not belong to its place."""
    page, genre = structure.page, structure.genre
    line, same = page[copy], repeats(page, copy, original)
    if genre in (Genre.PROSE, Genre.MIXED, Genre.NAVIGATION) and same and is_block_of_items(line) and not line.code:
        return Evidence.MENU
    if structure.navigates and same and line.link_only:
        return Evidence.LINK
    headline = structure.navigates and structure.split != "blocks" and is_headline(line, structure)
    if headline and not in_contents(copy, original, copies):
        return Evidence.HEADLINE
    if genre is Genre.MAIL and same and closes_message(copy, structure):
        return Evidence.FOOTER
    if genre is Genre.LIST and line.words >= LEAST_ENTRY:
        return Evidence.ENTRY
    tied = line.fragment or line.utterance or line.numbered or line.label
    if genre in ALONE and structure.plain and line.prose and line.words >= LEAST_ALONE and not tied:
        return Evidence.ALONE
    if not same:
        return None
    banner = genre is Genre.PROSE and is_notice(line)
    if banner and amid_prose(copy, structure) and amid_prose(original, structure):
        return Evidence.NOTICE
    closing = genre is Genre.STRUCTURED and line.prose and not tied
    return Evidence.NOTICE if closing and closes_section(copy, structure) else None


def is_headline(line: Line, structure: Structure) -> bool:
    """Whether a line may be the headline of a page, which its menus and teasers repeat a few times."""
    if line.text.lstrip().startswith("©"):
        return True
    other = line.prose or line.entry or line.credit or line.lead_in or line.code or line.dated
    least = LEAST_UNSPACED_TITLE if line.unspaced else LEAST_TITLE
    if other or line.words < least or ((line.label or line.digits) and line.words < LONGEST_ITEM):
        return False
    return len(structure.page) >= LEAST_PAGE and structure.page.occurrences(line.text) <= MOST_HEADLINES


def is_block_of_items(line: Line) -> bool:
    """Whether a block is a menu in itself: several lines of a few words each."""
    items = line.text.splitlines()
    short = all(len(split_words(item)) <= LONGEST_ITEM for item in items)
    return len(items) >= LEAST_MENU and short and not line.digits


def closes_message(copy: int, structure: Structure) -> bool:
    """Whether a line is the last of a mail, in front of the head of the next one."""
    page, below = structure.page, structure.page.after(copy)
    line = page[copy]
    return line.words >= LEAST_FOOTER and not line.message_head and (below is None or page[below].message_head)


def is_notice(line: Line) -> bool:
    """Whether a line may be a banner: some words that name nobody, no number and no time."""
    other = line.entry or line.label or line.heading or line.lead_in or line.utterance
    return line.words >= 4 and "\n" not in line.text and not (other or line.digits or line.names)


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
