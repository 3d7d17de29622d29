"""What speaks for the going of a line by itself: its form, its place, its kind."""

from __future__ import annotations

from dedupe.context.copies import Copies
from dedupe.context.evidence import Evidence
from dedupe.context.furniture import kind_evidence
from dedupe.context.lines import Line
from dedupe.context.position import SPOKEN, place_evidence
from dedupe.context.structure import Genre, Structure
from dedupe.paragraphs import Kind

# In words: the shortest cut copy.
LEAST_CUT = 4


def line_evidence(copy: int, original: int, structure: Structure, copies: Copies) -> Evidence | None:
    """Return why a line by itself may go, or None."""
    page = structure.page
    line, kept = page[copy], page.line(original)
    if kept is None:
        return None
    return (
        form_evidence(line, kept, structure.genre)
        or place_evidence(copy, original, structure, copies)
        or kind_evidence(copy, original, structure, copies)
    )


def form_evidence(line: Line, kept: Line, genre: Genre) -> Evidence | None:
    """Return whether a line is the quoted or cut form of what is kept."""
    again = genre is Genre.MAIL and line.quoted == kept.quoted and line.kind is Kind.TEXT
    if line.quoted > kept.quoted or (line.quoted and again):
        return Evidence.QUOTED
    if line.cut and genre not in SPOKEN and not line.utterance and LEAST_CUT <= line.words < kept.words:
        return Evidence.CUT
    return None
