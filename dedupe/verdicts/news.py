"""What a candidate says that the kept paragraph does not, and what the kept one says that turns it.

Every word that the candidate alone has is news, but for: function words; a section number in front; a word or two
where the sentence was cut off on both sides; words put in front or behind that the kept paragraph has elsewhere; a
word that has only moved within its sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from enum import Enum

from dedupe.verdicts.alignments import Alignment, Difference
from dedupe.verdicts.facts import binds, holdings, is_emoji, is_name, open_end, open_start
from dedupe.verdicts.readings import Reading, gaps
from dedupe.verdicts.lexicon import light, limiting, phrases

# A word may move past so many others; further off it belongs to something else.
NEAR = 3
# A cut sentence of fewer words than this may be a whole title.
SENTENCE = 8
# What joins the parts of an address, an identifier or a compound.
JOINTS = ("/", "::", "@", "_", "-")
SENTENCE_ENDS = (".", "!", "?", ":", ";", "\n", "。", "！", "？", "；", "：", "|", "।", "؟")


class Kind(Enum):
    """Why a difference is one of meaning."""

    REPLACED = "replaced"
    ADDED = "added"
    BOUND = "bound"
    LEFT_OUT = "left out"
    GOES_ON = "goes on"


class Fault(NamedTuple):
    """A difference of meaning: its kind, and the words on either side."""

    kind: Kind
    kept: tuple[int, ...]
    candidate: tuple[int, ...]


def content(keys: Sequence[str], places: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the words that are neither function words nor pictograms."""
    known = light()
    return tuple([place for place in places if keys[place] not in known and not is_emoji(keys[place])])


def faults(alignment: Alignment) -> list[Fault]:
    """Return the differences of meaning between a kept paragraph and a candidate."""
    kept, candidate = alignment.kept.keys, alignment.candidate.keys
    found: list[Fault] = []
    moved: set[str] = set()
    for difference in alignment.differences:
        new = content(candidate, difference.candidate)
        if not new:
            found.extend(replaced_pictograms(alignment, difference))
            continue
        if excused(alignment, difference, new):
            moved.update(candidate[place] for place in new)
        else:
            old = content(kept, difference.kept)
            found.append(Fault(Kind.REPLACED if old else Kind.ADDED, old, new))
    replaced = {fault.kept for fault in found}
    for difference in alignment.differences:
        gone = content(kept, difference.kept)
        if moved:
            gone = tuple(place for place in gone if kept[place] not in moved)
        kind = turned(alignment, difference, gone) if gone and gone not in replaced else None
        if kind:
            found.append(Fault(kind, gone, ()))
    return found or rests(alignment)


def replaced_pictograms(alignment: Alignment, difference: Difference) -> list[Fault]:
    """Return where one pictogram stands for another."""
    old = tuple(place for place in difference.kept if is_emoji(alignment.kept.keys[place]))
    new = tuple(place for place in difference.candidate if is_emoji(alignment.candidate.keys[place]))
    return [Fault(Kind.REPLACED, old, new)] if old and new else []


def rests(alignment: Alignment) -> list[Fault]:
    """Return where the kept paragraph has more of a clause or of an address than the candidate, so that it says less."""
    kept = alignment.kept
    ends = [difference for difference in alignment.differences if difference.kept]
    between = gaps(kept) if ends else []
    found: list[Fault] = []
    for difference in ends:
        start, end = difference.edit.a_start, difference.edit.a_end
        borders = [border for border in (start, end) if 0 < border < len(kept.keys)]
        if any(is_joint(kept, border, between[border]) for border in borders):
            found.append(Fault(Kind.GOES_ON, difference.kept, ()))
        elif start == 0 and any(binds(kept.keys[place]) for place in clause(between, end)):
            found.append(Fault(Kind.BOUND, difference.kept, ()))
    return found


def is_joint(reading: Reading, border: int, gap: str) -> bool:
    """Return whether two words make one address, identifier or compound."""
    cased = reading.words[border - 1][-1:].isascii() and reading.words[border][:1].isascii()
    return cased and not gap.strip("/:@_-{}") and any(sign in gap for sign in JOINTS)


def clause(between: Sequence[str], end: int) -> range:
    """Return the places in front of `end` that belong to the same sentence."""
    start = end
    while start > 0 and not any(sign in between[start] for sign in SENTENCE_ENDS):
        start -= 1
    return range(start, end)


def excused(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether words that the candidate alone has say nothing new."""
    if difference.edit.a_start != difference.edit.a_end:
        return False
    if alignment.at_start(difference.edit) or alignment.at_end(difference.edit):
        return cut_off(alignment, difference, new) or repeated(alignment, new)
    return has_moved(alignment, difference, new)


def cut_off(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether the words are a section number, or the edge of a sentence that is cut in both paragraphs."""
    kept, candidate, edit = alignment.kept, alignment.candidate, difference.edit
    if alignment.at_start(edit) and edit.b_start == 0:
        if edit.b_end > open_start(candidate):
            return False
        return candidate.words[0].isdigit() or kept.words[0].islower()
    last = len(candidate.keys) - 1
    return new == (last,) and open_end(candidate) > 0 and kept.open_end and last + 1 >= SENTENCE


def repeated(alignment: Alignment, new: tuple[int, ...]) -> bool:
    """Return whether the kept paragraph has the words elsewhere: a label that repeats its address."""
    keys = alignment.candidate.keys
    held = holdings(alignment.kept)
    words = [keys[place] for place in new]
    return any(map(str.isalpha, words)) and all(len(word) > 1 and word in held and not binds(word) for word in words)


def has_moved(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether a single word, no name, number or negation, stands a few words off in the kept paragraph."""
    candidate, place = alignment.candidate, new[0]
    key = candidate.keys[place]
    if len(new) > 1 or not key.isalpha() or is_name(candidate, place) or key in limiting():
        return False
    return any(
        other.edit.b_start == other.edit.b_end
        and abs(other.edit.b_start - difference.edit.b_start) <= NEAR + 1
        and any(alignment.kept.keys[index] == key for index in other.kept)
        for other in alignment.differences
    )


def turned(alignment: Alignment, difference: Difference, gone: tuple[int, ...]) -> Kind | None:
    """Return how words that the kept paragraph alone has change what the candidate says, if they do.

    Before and behind the words of the candidate the kept paragraph may say what it likes, but for a negation or a
    condition close by.
    """
    keys, edit = alignment.kept.keys, difference.edit
    at_start, at_end = alignment.at_start(edit), alignment.at_end(edit)
    near = gone
    if at_start:
        near = tuple(place for place in gone if place >= edit.a_end - NEAR)
    elif at_end:
        near = tuple(place for place in gone if place < edit.a_start + NEAR)
    words = [keys[place] for place in near]
    if any(map(binds, words)) or has_phrase(words):
        return Kind.BOUND
    return None if at_start or at_end else Kind.LEFT_OUT


def has_phrase(keys: list[str]) -> bool:
    """Return whether words of a script without spaces hold a negation or a condition."""
    run = "".join(keys)
    return not run.isascii() and any(phrase in run for phrase in phrases())
