"""Where a candidate says what the kept paragraph does not, or where the kept one turns what the candidate says.

Before and behind the words of the candidate the kept paragraph may say what it likes: everything that the candidate
says is still there. But a negation, condition or modal verb beside them changes what they say, words between them
make them say something narrower, and the rest of an address, of an identifier or of a bracket makes them another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from dedupe.similarity import Edit
from dedupe.verdicts.alignments import Alignment, Difference
from dedupe.verdicts.boundaries import Boundaries, has_clause, is_cut_short, is_finished, is_fragment, last_sign
from dedupe.verdicts.contents import content, letters
from dedupe.verdicts.excuses import excused
from dedupe.verdicts.facts import binds, is_emoji
from dedupe.verdicts.lexicon import adjuncts, articles, connectives, contracted, persons, phrases, restricting
from dedupe.verdicts.markup import hides_addresses
from dedupe.verdicts.readings import Reading, gaps

# A negation acts on so many words beside it.
NEAR = 3
# Of a sentence that is cut in front more words are missing than these.
LEAST_CUT = 2
# What joins the parts of an address, an identifier or a compound.
JOINTS = ("/", "::", "@", "_", "-")
CLOSING = frozenset(")]}>")
# Behind these a sentence goes on with something else.
PAUSES = frozenset(",;(（，；、–—")


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


def find_faults(alignment: Alignment) -> list[Fault]:
    """Return the differences of meaning between a kept paragraph and a candidate."""
    found, moved = find_new(alignment)
    kept, replaced = alignment.kept.keys, {fault.kept for fault in found}
    longer = []
    found.extend(moved_light(alignment))
    for difference in alignment.differences:
        gone = tuple(place for place in content(alignment.kept, difference.kept) if kept[place] not in moved)
        if gone and gone not in replaced:
            longer.append((difference, gone))
    if found:
        # It is no copy; what the kept paragraph also says matters no more, unless it turns the candidate's meaning.
        kinds = [(turned(alignment, difference, gone), gone) for difference, gone in longer]
        return found + [Fault(kind, gone, ()) for kind, gone in kinds if kind]
    boundaries = Boundaries(alignment.kept)
    kinds = [(find_turn(alignment, difference, gone, boundaries), gone) for difference, gone in longer]
    return [Fault(kind, gone, ()) for kind, gone in kinds if kind] or rests(alignment, boundaries)


def find_new(alignment: Alignment) -> tuple[list[Fault], set[str]]:
    """Return where the candidate says what the kept paragraph does not, and the words that have only moved."""
    candidate = alignment.candidate.keys
    found: list[Fault] = []
    moved: set[str] = set()
    for difference in alignment.differences:
        if not difference.candidate:
            continue
        new = content(alignment.candidate, difference.candidate) or letters(alignment.candidate, difference.candidate)
        new = new or strangers(alignment, difference)
        if not new:
            found.extend(replaced_pictograms(alignment, difference) or replaced_light(alignment, difference))
        elif excused(alignment, difference, new):
            moved.update(candidate[place] for place in new)
        else:
            old = content(alignment.kept, difference.kept)
            found.append(Fault(Kind.REPLACED if old else Kind.ADDED, old, new))
    return found, moved


def strangers(alignment: Alignment, difference: Difference) -> tuple[int, ...]:
    """Return the places of words for a person of whom the kept paragraph says nothing: `sell your data`."""
    if difference.kept:
        return ()
    keys, known = alignment.candidate.keys, persons(alignment.candidate.languages)
    return tuple(
        place for place in difference.candidate if keys[place] in known and keys[place] not in alignment.kept.keys
    )


def replaced_pictograms(alignment: Alignment, difference: Difference) -> list[Fault]:
    """Return where one pictogram stands for another."""
    old = tuple(place for place in difference.kept if is_emoji(alignment.kept.keys[place]))
    new = tuple(place for place in difference.candidate if is_emoji(alignment.candidate.keys[place]))
    return [Fault(Kind.REPLACED, old, new)] if old and new else []


def replaced_light(alignment: Alignment, difference: Difference) -> list[Fault]:
    """Return where one function word stands for another: `to` for `by`, `we` for `you`, `is` for `was`.

    Articles may replace one another, and so may what joins a paragraph to the one before (`Note that`, `But`).
    """
    kept, candidate, edit = alignment.kept.keys, alignment.candidate.keys, difference.edit
    free = articles(alignment.candidate.languages)
    old = tuple(place for place in difference.kept if kept[place] not in free)
    new = tuple(place for place in difference.candidate if candidate[place] not in free)
    plain = contracted()
    words = (
        {plain.get(kept[place], kept[place]) for place in old},
        {plain.get(candidate[place], candidate[place]) for place in new},
    )
    if not old or words[1] <= words[0]:
        return []
    if edit.a_start == edit.b_start == 0 and (words[0] | words[1]) <= connectives():
        return []
    return [Fault(Kind.REPLACED, old, new)]


def moved_light(alignment: Alignment) -> list[Fault]:
    """Return where a preposition or the like has moved from one word to another: `by Ann for Bob`, `for Ann by Bob`."""
    free = articles(alignment.candidate.languages) | persons(alignment.candidate.languages) | connectives()
    gone = {alignment.kept.keys[place]: place for difference in alignment.differences for place in difference.kept}
    return [
        Fault(Kind.REPLACED, (gone[key],), (place,))
        for difference in alignment.differences
        for place in difference.candidate
        if (key := alignment.candidate.keys[place]) in gone and key in alignment.candidate.light and key not in free
    ]


def turned(alignment: Alignment, difference: Difference, gone: tuple[int, ...]) -> Kind | None:
    """Return how words that the kept paragraph alone has change what the candidate says, by where they stand."""
    keys, edit = alignment.kept.keys, difference.edit
    before, behind = beside(alignment, difference)
    near = [
        keys[place]
        for place in gone
        if (place >= before or place >= edit.a_end - NEAR) and (place < behind or place < edit.a_start + NEAR)
    ]
    run = keys[max(edit.a_start, before - NEAR) : min(edit.a_end, behind + NEAR)]
    if turns(near) or has_clause(run):
        return Kind.BOUND
    return Kind.LEFT_OUT if any(before <= place < behind for place in gone) else None


def find_turn(
    alignment: Alignment, difference: Difference, gone: tuple[int, ...], boundaries: Boundaries
) -> Kind | None:
    """Return how words that the kept paragraph alone has change what the candidate says, if they do.

    Whole sentences seldom do, nor does a label in front, nor the rest of a sentence that was cut off.
    """
    edit = difference.edit
    if not difference.candidate and not difference.pairs:
        if is_mail_address(edit, boundaries) and hides_addresses(alignment.candidate.text):
            return None
        sentences = boundaries.whole_sentences(edit.a_start, edit.a_end)
        if sentences:
            keys = alignment.kept.keys[sentences.start : sentences.stop]
            bound = restricts(keys) if sentences.start else boundaries.introduces(sentences.stop)
            return Kind.BOUND if bound else None
    kind = turned(alignment, difference, gone)
    if kind:
        return kind
    before, behind = beside(alignment, difference)
    if gone[0] < before and not follows_freely(alignment.candidate, before, boundaries):
        return Kind.LEFT_OUT
    if gone[-1] >= behind and not ends_freely(alignment.candidate, behind, boundaries):
        return Kind.LEFT_OUT
    return None


def is_mail_address(edit: Edit, boundaries: Boundaries) -> bool:
    """Return whether the kept words of an edit are one mail address."""
    return edit.a_end - edit.a_start == 2 and boundaries.between[edit.a_start + 1] == "@"


def restricts(keys: Sequence[str]) -> bool:
    """Return whether sentences begin as those do that take back a part of what stands before them."""
    first = keys[:NEAR]
    return not restricting().isdisjoint(first) or has_phrase(keys[: 2 * NEAR])


def follows_freely(candidate: Reading, before: int, boundaries: Boundaries) -> bool:
    """Return whether what the kept paragraph has in front of the candidate's words does not govern them."""
    if boundaries.part(before) or boundaries.label(before):
        return True
    # A line that is cut in front lacks more than a word or two; those are a name or what it is about.
    long = before - boundaries.sentence_start(before) > LEAST_CUT
    return long and is_fragment(candidate) and not boundaries.clause_binds(before)


def ends_freely(candidate: Reading, behind: int, boundaries: Boundaries) -> bool:
    """Return whether what the kept paragraph has behind the candidate's words does not narrow them."""
    if boundaries.part(behind) or is_cut_short(candidate, boundaries.reading):
        return True
    keys = boundaries.reading.keys
    if not is_finished(candidate):
        # An entry or a label: what is behind may say again what the candidate has said: `months after the visit`.
        return all(key in boundaries.reading.light or key in candidate.keys for key in keys[behind:])
    if boundaries.leads_on(behind):
        return False
    if candidate.pointed or last_sign(candidate) == ":" or keys[behind] in adjuncts():
        return True
    # Without a sign in front, the next word belongs to the last one: `all members` and `all members aged twelve`.
    return (
        not PAUSES.isdisjoint(boundaries.between[behind]) and not turns(keys[behind:]) and not has_clause(keys[behind:])
    )


def beside(alignment: Alignment, difference: Difference) -> tuple[int, int]:
    """Return from where to where the kept words of a difference stand among those of the candidate."""
    edit, pairs = difference.edit, difference.pairs
    before, behind = edit.a_start, edit.a_end
    if not difference.candidate and edit.a_start == 0:
        before = pairs[0][0] if pairs else edit.a_end
    if not difference.candidate and alignment.at_end(edit):
        behind = pairs[-1][0] if pairs else edit.a_start
    return before, behind


def turns(keys: Sequence[str]) -> bool:
    """Return whether words hold a negation, a condition or a modal verb."""
    return any(map(binds, keys)) or has_phrase(keys)


def has_phrase(keys: Sequence[str]) -> bool:
    """Return whether words of a script without spaces hold a negation or a condition."""
    run = "".join(keys)
    return not run.isascii() and any(phrase in run for phrase in phrases())


def rests(alignment: Alignment, boundaries: Boundaries) -> list[Fault]:
    """Return where the kept paragraph has the rest of an address, an identifier or a bracket."""
    kept = alignment.kept
    found: list[Fault] = []
    for difference in alignment.differences:
        if not difference.kept:
            continue
        start, end = difference.edit.a_start, difference.edit.a_end
        between = boundaries.between
        borders = [border for border in (start, end) if 0 < border < len(kept.keys)]
        cut = start > 0 and end == len(kept.keys)
        if any(is_joint(kept, border, between[border]) for border in borders) or (
            cut and closes(alignment.candidate, between[start])
        ):
            found.append(Fault(Kind.GOES_ON, difference.kept, ()))
    return found


def is_joint(reading: Reading, border: int, gap: str) -> bool:
    """Return whether two words make one address, identifier or compound."""
    cased = reading.words[border - 1][-1:].isascii() and reading.words[border][:1].isascii()
    return cased and not gap.strip("/:@_-{}?&=#") and any(sign in gap for sign in JOINTS)


def closes(candidate: Reading, gap: str) -> bool:
    """Return whether the candidate closes a bracket in which the kept paragraph goes on."""
    return not CLOSING.isdisjoint(gaps(candidate)[-1]) and CLOSING.isdisjoint(gap)
