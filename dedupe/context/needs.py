"""What a place needs: why a copy stays although something speaks for its going, or because nothing does."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from dedupe.context.evidence import Evidence
from dedupe.context.structure import Genre, Structure

# These stand by themselves, whatever is below them.
FREE = frozenset({Evidence.PAGE_EDGE, Evidence.HEAD, Evidence.BEHIND, Evidence.DOUBLED, Evidence.TITLE})


class Need(StrEnum):
    """Why a copy stays where it is."""

    LEAD_IN = "lead-in of what stays"
    HEADING = "heading of what stays"
    CHILD = "its sub-list stays"
    CAPTION = "caption of what stays"
    ENTRY = "entry of a list"
    VALUE = "value of an entry"
    UTTERANCE = "said by somebody here"
    CREDIT = "credit of what stands here"
    FRAGMENT = "piece of a sentence"
    CODE = "code or sample output"
    STRUCTURED = "place in a structured document"
    REFERENCE = "part of an entry of a reference"
    DIALOGUE = "place in a dialogue"
    VERSE = "line of verse"
    LOG = "event of a log"
    SHORT = "short line of its place"
    OTHER = "no sign that scraping repeated it"


GENRES = {
    Genre.STRUCTURED: Need.STRUCTURED,
    Genre.REFERENCE: Need.REFERENCE,
    Genre.DIALOGUE: Need.DIALOGUE,
    Genre.VERSE: Need.VERSE,
    Genre.LOG: Need.LOG,
}


def need_of(copy: int, gone: Collection[int], structure: Structure, evidence: Evidence) -> Need | None:
    """Return why a line that would go has to stay beside what stays, or None."""
    page, line = structure.page, structure.page[copy]
    below = page.after(copy)
    if below is None or below in gone or evidence is Evidence.DOUBLED:
        return None
    if line.lead_in and evidence is not Evidence.QUOTED:
        return Need.LEAD_IN
    if evidence not in FREE and structure.is_heading(copy) and not structure.is_heading(below):
        return Need.HEADING
    return Need.CHILD if has_child(copy, structure) else None


def has_child(copy: int, structure: Structure) -> bool:
    """Whether an entry has a list of its own below it."""
    page, below = structure.page, structure.page.after(copy)
    line = page[copy]
    return below is not None and line.entry and page[below].entry and page[below].indent > line.indent


def place_of(copy: int, structure: Structure) -> Need:
    """Return what a copy is at its place, where nothing speaks for its going."""
    page, line = structure.page, structure.page[copy]
    below = page.after(copy)
    if structure.genre in (Genre.LOG, Genre.VERSE):
        return GENRES[structure.genre]
    by_form = (
        (line.lead_in, Need.LEAD_IN),
        (structure.is_heading(copy), Need.HEADING),
        (has_child(copy, structure), Need.CHILD),
        (below is not None and page[below].code and not line.code and not line.prose, Need.CAPTION),
        (line.code, Need.CODE),
        (line.credit, Need.CREDIT),
        (line.label, Need.VALUE),
        (line.entry, Need.ENTRY),
        (line.utterance, Need.UTTERANCE),
        (line.fragment, Need.FRAGMENT),
    )
    found = next((need for holds, need in by_form if holds), None)
    return found or GENRES.get(structure.genre) or (Need.OTHER if line.prose else Need.SHORT)
