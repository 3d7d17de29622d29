"""Where two readings differ, once the words that are the same in another form are paired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dedupe.similarity import Edit, common_ends, differences, fits
from dedupe.verdicts.facts import is_name, open_end
from dedupe.verdicts.readings import Reading, is_marked_cut
from dedupe.verdicts.tolerances import SHORT, same_word


class Difference(NamedTuple):
    """A stretch in which two readings differ: the words that only one side has, and the pairs that are one word."""

    edit: Edit
    kept: tuple[int, ...]
    candidate: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


class Alignment(NamedTuple):
    """Two readings with what differs between them."""

    kept: Reading
    candidate: Reading
    differences: tuple[Difference, ...]

    def at_start(self, edit: Edit) -> bool:
        """Return whether nothing of the candidate comes before the edit in the kept paragraph."""
        return edit.a_start == 0

    def at_end(self, edit: Edit) -> bool:
        """Return whether nothing follows the edit in the kept paragraph."""
        return edit.a_end == len(self.kept.keys)


def align(kept: Reading, candidate: Reading) -> Alignment:
    """Return where a candidate differs from a kept paragraph.

    >>> from dedupe.verdicts.readings import read
    >>> align(read("the old cat"), read("the young cat")).differences[0].candidate
    (1,)
    """
    start, end = common_ends(kept.keys, candidate.keys)
    edits = differences(kept.keys[start : len(kept.keys) - end], candidate.keys[start : len(candidate.keys) - end])
    placed = [Edit(*(place + start for place in edit)) for edit in edits]
    return Alignment(kept, candidate, tuple(pair_up(kept, candidate, edit) for edit in placed))


def pair_up(kept: Reading, candidate: Reading, edit: Edit) -> Difference:
    """Pair the words of an edit that are one word, in order."""
    sizes = edit.a_end - edit.a_start, edit.b_end - edit.b_start
    if not all(sizes) or not fits(*sizes):
        left, right = range(edit.a_start, edit.a_end), range(edit.b_start, edit.b_end)
        return Difference(edit, tuple(left), tuple(right), ())
    pairs: list[tuple[int, int]] = []
    start = edit.a_start
    for index in range(edit.b_start, edit.b_end):
        partner = find_partner(kept, candidate, range(start, edit.a_end), index)
        if partner is not None:
            pairs.append((partner, index))
            start = partner + 1
    return Difference(
        edit,
        others(range(edit.a_start, edit.a_end), [pair[0] for pair in pairs]),
        others(range(edit.b_start, edit.b_end), [pair[1] for pair in pairs]),
        tuple(pairs),
    )


def find_partner(kept: Reading, candidate: Reading, places: range, index: int) -> int | None:
    """Return where the kept paragraph has the word of the candidate in another form."""
    key = candidate.keys[index]
    if index == len(candidate.keys) - 1 and open_end(candidate) and len(key) > 1 and is_marked_cut(candidate.text):
        for place in places:
            if kept.keys[place].startswith(key):
                return place
    if len(key) <= SHORT or is_name(candidate, index):
        return None
    for place in places:
        other = kept.keys[place]
        if key[0] != other[0] and key.isascii() and other.isascii():
            continue
        if same_word(other, key, candidate.languages) and not (
            key.isascii() != other.isascii() and accented(kept.text) and accented(candidate.text)
        ):
            return place
    return None


def accented(text: str) -> bool:
    """Return whether a text has a letter beyond ASCII: then it lost no accents on its way."""
    return not text.isascii() and any(not char.isascii() and char.isalpha() for char in text)


def others(places: range, taken: Sequence[int]) -> tuple[int, ...]:
    """Return the places that are not taken."""
    return tuple([place for place in places if place not in taken]) if taken else tuple(places)
