"""Kinds of lines as evidence: what belongs to the page of a site, not to its place."""

from __future__ import annotations

from dedupe.context.copies import Copies
from dedupe.context.evidence import Evidence
from dedupe.context.lines import Line
from dedupe.context.passages import repeats
from dedupe.context.position import LEAST_TITLE, in_contents
from dedupe.context.repetition import LEAST_MENU, LONGEST_ITEM
from dedupe.context.structure import LEAST_ENTRY, LEAST_PAGE, PROSE, Genre, Structure
from dedupe.words import split_words

# In words.
LEAST_ALONE, LEAST_FOOTER, LEAST_NOTICE = 5, 8, 4
LEAST_UNSPACED_TITLE, LONGEST_HEADLINE, LONGEST_DATE = 3, 20, 5
# How often they stand there.
MOST_HEADLINES, LEAST_NOTICES = 6, 3
# In these prose may go by itself.
PROSE_ALONE = frozenset({Genre.PROSE, Genre.MIXED, Genre.MAIL})
MENUS = frozenset({Genre.PROSE, Genre.MIXED, Genre.NAVIGATION})


def kind_evidence(copy: int, original: int, structure: Structure, copies: Copies) -> Evidence | None:
    """Return whether a line is of a kind that does not belong to its place."""
    page, genre = structure.page, structure.genre
    line, same = page[copy], repeats(page, copy, original)
    menus = genre in MENUS and not structure.paged
    if menus and same and is_block_of_items(line) and not line.code:
        return Evidence.MENU
    if structure.navigates and same and line.link_only and not is_introduced(copy, structure):
        return Evidence.LINK
    headline = structure.navigates and structure.split != "blocks" and is_headline(line, structure)
    if headline and not in_contents(copy, original, copies) and not beside_date(copy, structure):
        return Evidence.HEADLINE
    if genre is Genre.MAIL and same and closes_message(copy, structure):
        return Evidence.FOOTER
    if genre is Genre.LIST and line.words >= LEAST_ENTRY:
        return Evidence.ENTRY
    tied = line.fragment or line.utterance or line.numbered or line.label
    if (
        genre in PROSE_ALONE
        and structure.plain
        and not structure.navigates
        and line.prose
        and line.words >= LEAST_ALONE
        and not tied
    ):
        return Evidence.ALONE
    if not same:
        return None
    banner = genre is Genre.PROSE and is_notice(line)
    if banner and amid_prose(copy, structure) and amid_prose(original, structure):
        return Evidence.NOTICE
    closing = genre is Genre.STRUCTURED and line.prose and not tied
    return Evidence.NOTICE if closing and closes_section(copy, structure) else None


def is_introduced(copy: int, structure: Structure) -> bool:
    """Whether a line is an entry of a list that a line above introduces: it belongs to that."""
    page, above = structure.page, copy
    while above and page[above].entry and page[above].indent >= page[copy].indent:
        above -= 1
    return above < copy and page[above].lead_in


def beside_date(copy: int, structure: Structure) -> bool:
    """Whether the line above or below is a date or a time: that of an entry, of which the line is the title."""
    return any(line.dated and line.words <= LONGEST_DATE for line in structure.page.beside(copy))


def is_headline(line: Line, structure: Structure) -> bool:
    """Whether a line may be the headline of a page, which its menus and teasers repeat a few times."""
    if line.text.lstrip().startswith("©"):
        return True
    other = line.prose or line.entry or line.credit or line.lead_in or line.code or line.dated
    least = LEAST_UNSPACED_TITLE if line.unspaced else LEAST_TITLE
    if (
        other
        or not least <= line.words <= LONGEST_HEADLINE
        or ((line.label or line.digits) and line.words < LONGEST_ITEM)
    ):
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
    return line.words >= LEAST_NOTICE and "\n" not in line.text and not (other or line.digits or line.names)


def amid_prose(number: int, structure: Structure) -> bool:
    """Whether a line stands between two of prose."""
    beside = structure.page.beside(number)
    return len(beside) == 2 and all(line.prose for line in beside)


def closes_section(copy: int, structure: Structure) -> bool:
    """Whether a line stands behind prose of its own at the end of a section, in a document that is mostly prose."""
    page, above, below = structure.page, structure.page.before(copy), structure.page.after(copy)
    if structure.prose < PROSE or above is None or not page[above].prose:
        return False
    return (below is None or structure.is_heading(below)) and page.occurrences(page[copy].text) >= LEAST_NOTICES
