"""Which words that the candidate alone has say nothing new.

A section number in front; a word or two where the beginning of the sentence was cut off on both sides; the label of an
address that repeats its words; a sentence that has moved; a modal verb that has moved within its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dedupe.verdicts.alignments import Alignment, Difference
from dedupe.verdicts.boundaries import Boundaries, is_fragment, shifted
from dedupe.verdicts.facts import binds, holdings, open_start
from dedupe.verdicts.lexicon import modal

# A word may move past so many others; further off it belongs to something else.
FAR = 4


def excused(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether words that the candidate alone has say nothing new."""
    edit = difference.edit
    if edit.a_start != edit.a_end:
        return False
    if edit.a_start == 0 and edit.b_start == 0 and cut_in_front(alignment, edit.b_end):
        return True
    if said_elsewhere(alignment, difference, new):
        return True
    if edit.a_start == 0 or alignment.at_end(edit):
        return repeated(alignment, new)
    return has_moved(alignment, difference, new)


def cut_in_front(alignment: Alignment, count: int) -> bool:
    """Return whether so many words are a section number, or of a sentence whose beginning both sides lack."""
    kept, candidate = alignment.kept, alignment.candidate
    if count > open_start(candidate):
        return False
    return candidate.words[0].isdigit() or (kept.text.lstrip()[:1].islower() and is_fragment(candidate))


def said_elsewhere(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether the words are whole sentences that stand, as whole sentences, elsewhere in the kept paragraph."""
    kept, candidate, edit = alignment.kept, alignment.candidate, difference.edit
    if any(candidate.keys[place] not in kept.keys for place in new):
        return False
    own, other = Boundaries(candidate), Boundaries(kept)
    return any(
        other.part(found.start) and other.part(found.stop) and own.part(first) and own.part(last)
        for first, last in shifted(candidate.keys, edit.b_start, edit.b_end)
        for found in runs_of(candidate.keys[first:last], kept.keys)
    )


@cache
def joint_pattern() -> re.Pattern[str]:
    """Return the pattern of what joins the parts of an address; a text without spaces need not be one."""
    return re.compile(r"\w(?:[./@:_#]|://)\w")


def runs_of(keys: tuple[str, ...], others: tuple[str, ...]) -> Iterator[range]:
    """Return where some keys stand side by side among others.

    >>> list(runs_of(("a", "b"), ("a", "b", "a", "a", "b")))
    [range(0, 2), range(3, 5)]
    """
    places = (place for place, other in enumerate(others) if other == keys[0])
    return (range(place, place + len(keys)) for place in places if others[place : place + len(keys)] == keys)


def repeated(alignment: Alignment, new: tuple[int, ...]) -> bool:
    """Return whether the words are a label that repeats an address, and the kept paragraph is that address."""
    if len(alignment.kept.text.split()) > 1 or not joint_pattern().search(alignment.kept.shown):
        return False
    held = holdings(alignment.kept)
    words = [alignment.candidate.keys[place] for place in new]
    return all(word in held and not binds(word) for word in words)


def has_moved(alignment: Alignment, difference: Difference, new: tuple[int, ...]) -> bool:
    """Return whether a single modal verb stands a few words off in the kept paragraph; other words act in place."""
    key = alignment.candidate.keys[new[0]]
    if len(new) > 1 or key not in modal():
        return False
    return any(
        other.edit.b_start == other.edit.b_end
        and abs(other.edit.b_start - difference.edit.b_start) <= FAR
        and any(alignment.kept.keys[index] == key for index in other.kept)
        for other in alignment.differences
    )
