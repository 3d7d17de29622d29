"""What speaks for the going of a line by itself: its form, its place, its kind."""

from __future__ import annotations

from dedupe.context.copies import Copies
from dedupe.context.evidence import Evidence
from dedupe.context.furniture import kind_evidence
from dedupe.context.lines import Line
from dedupe.context.position import place_evidence
from dedupe.context.structure import Genre, Structure
from dedupe.paragraphs import Kind

# In words: the shortest cut copy, the longest introduction of a quotation.
LEAST_CUT, LONGEST_INTRODUCTION = 4, 6
# In lines: so far above an original its speaker may stand.
FARTHEST_SPEAKER = 12


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
    if line.cut and not line.utterance and LEAST_CUT <= line.words < kept.words:
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
