"""Places as evidence: right behind the original, at the edges of pages, at the head of a page and at its end."""

from __future__ import annotations

from dedupe.context.copies import Copies
from dedupe.context.evidence import Evidence
from dedupe.context.lines import Line
from dedupe.context.passages import repeats
from dedupe.context.repetition import LEAST_BEHIND, LONGEST_ITEM
from dedupe.context.structure import PAGES, Genre, Structure

# In lines: the head of a page, the last original there, the edge of a page, and how many between two are looked at.
HEAD, LAST_OF_HEAD, EDGE, MOST_BETWEEN = 10, 4, 3, 200
# In words.
LONG_LINE, LEAST_TITLE, LONGEST_PAGE_NUMBER = 12, 4, 3
# In letters: the shortest running header.
LEAST_LETTERS = 8
# In these a line that stands right behind its equal is said, sung or logged twice.
SPOKEN = frozenset({Genre.LOG, Genre.VERSE, Genre.DIALOGUE})


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
    running = structure.paged and line.letters >= LEAST_LETTERS
    if running and at_page_edge(copy, structure) and at_page_edge(original, structure):
        return Evidence.PAGE_EDGE
    if genre not in PAGES or copy < original:
        return None
    if copy < HEAD and line.words >= LEAST_TITLE and not (line.entry or line.label or line.numbered):
        contents = in_contents(copy, original, copies) or original > LAST_OF_HEAD or structure.split != "lines"
        if not contents and in_head(copy, original, structure):
            return Evidence.HEAD
    if structure.split == "lines" and line.title and same and not line.code and is_far(copy, original, structure):
        last = copy == len(page) - 1
        if last or (original <= 2 and page[copy + 1].words < LONG_LINE and not page[copy + 1].dated):
            return Evidence.TITLE
    return None


def is_far(copy: int, original: int, structure: Structure) -> bool:
    """Whether a long line stands between an original and its copy."""
    least = max(LONGEST_ITEM, 2 * structure.page[copy].words)
    return any(line.words >= least for line in between(copy, original, structure))


def in_contents(copy: int, original: int, copies: Copies) -> bool:
    """Whether an original stands in a table of contents: the next line stands again, too, but not behind the copy."""
    others = copies.of(original + 1)
    return bool(others) and original + 1 != copy and copy + 1 not in others


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
    return structure.page[original + 1 : min(copy, original + MOST_BETWEEN)]
