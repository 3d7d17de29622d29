"""Why a verdict is what it is, in words that a person can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from dedupe.verdicts.alignments import Alignment
from dedupe.verdicts.contents import content
from dedupe.verdicts.faults import Fault, Kind
from dedupe.verdicts.readings import Reading, gaps

MOST_WORDS = 8
# Each letter of a script without spaces is a word; a row of them is quoted up to this length.
MOST_LETTERS = 24
# The longest text between two neighbouring words that is quoted; a longer one becomes a space.
MOST_BETWEEN = 3
MOST_REASONS = 6
# A vowel that NFKC takes apart, in Thai and in Lao; nobody writes it so.
WHOLE_VOWELS = (("\u0e4d\u0e32", "\u0e33"), ("\u0ecd\u0eb2", "\u0eb3"))
EMPHASIS = dict.fromkeys(map(ord, "*_`"))
WHITE_SPACE = re.compile(r"\s+")


class Quotations:
    """Quotes words of a reading as they are written."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def quote(self, places: Sequence[int]) -> str:
        """Return some words as they stand in the text, shortened in the middle."""
        if len(places) == 1:
            return with_whole_vowels(self._reading.words[places[0]])
        rows: list[tuple[str, list[str]]] = []
        for before, place in zip([None, *places], places, strict=False):
            between = self._between(before, place)
            if between or not rows:
                rows.append((between, []))
            rows[-1][1].append(self._reading.words[place])
        quoted = shorten([between + shorten(row, MOST_LETTERS, "…") for between, row in rows], MOST_WORDS, " … ")
        return with_whole_vowels(quoted).strip()

    def _between(self, before: int | None, place: int) -> str:
        """Return what stands between two words, without emphasis; a space if other words stand there."""
        if before is None or place != before + 1:
            return " "
        gap = self._gaps[place]
        return WHITE_SPACE.sub(" ", gap).translate(EMPHASIS) if len(gap) <= MOST_BETWEEN else " "

    @cached_property
    def _gaps(self) -> list[str]:
        return gaps(self._reading)


def with_whole_vowels(quoted: str) -> str:
    """Return a quotation with the vowels that NFKC takes apart written as people do."""
    if not quoted.isascii():
        for parts, vowel in WHOLE_VOWELS:
            quoted = quoted.replace(parts, vowel)
    return quoted


def shorten(parts: Sequence[str], most: int, mark: str) -> str:
    """Join parts, with a mark for those in the middle where there are more than `most`.

    >>> shorten(list("abcdefgh"), 6, "…")
    'abc…gh'
    """
    if len(parts) <= most:
        return "".join(parts)
    return f"{''.join(parts[: most - 3]).rstrip()}{mark}{''.join(parts[-2:]).lstrip()}"


def explain(alignment: Alignment, faults: Sequence[Fault]) -> tuple[str, ...]:
    """Return one reason for each difference of meaning, the first few of them."""
    kept, candidate = Quotations(alignment.kept), Quotations(alignment.candidate)
    reasons: dict[str, None] = {}
    for fault in faults:
        reasons[explain_fault(fault.kind, kept.quote(fault.kept), candidate.quote(fault.candidate))] = None
        if len(reasons) == MOST_REASONS:
            break
    return tuple(reasons)


def explain_fault(kind: Kind, kept: str, candidate: str) -> str:
    """Return the reason for one difference of meaning, given the words of both sides."""
    if kind is Kind.REPLACED:
        return f"{kept} / {candidate} differ"
    if kind is Kind.ADDED:
        return f"only the candidate says: {candidate}"
    return f"only the kept paragraph says: {kept}"


def explain_copy(alignment: Alignment) -> tuple[str, ...]:
    """Return what differs between a paragraph and its copy."""
    kept, candidate = Quotations(alignment.kept), Quotations(alignment.candidate)
    reasons = [
        f"{kept.quote([left])} / {candidate.quote([right])} are one word"
        for difference in alignment.differences
        for left, right in difference.pairs
    ]
    more = [place for difference in alignment.differences for place in difference.kept]
    if content(alignment.kept, more):
        reasons.append(f"the kept paragraph also says: {kept.quote(more)}")
    extra = [place for difference in alignment.differences for place in difference.candidate]
    if extra:
        reasons.append(f"nothing new in the candidate's: {candidate.quote(extra)}")
    elif more and not content(alignment.kept, more):
        reasons.append(f"only function words differ: {kept.quote(more)}")
    return tuple(reasons[-MOST_REASONS:])


def explain_equal(kept: Reading, candidate: Reading) -> str:
    """Return what differs between two texts with the same words and signs."""
    if kept.text == candidate.text:
        return "identical"
    if kept.text.split() == candidate.text.split():
        return "only white space differs"
    if kept.text.casefold() == candidate.text.casefold():
        return "only upper and lower case differ"
    bare_kept, bare_candidate = letters_and_digits(kept.text), letters_and_digits(candidate.text)
    if bare_kept == bare_candidate:
        return "only punctuation differs"
    if bare_kept.casefold() == bare_candidate.casefold():
        return "only punctuation and upper and lower case differ"
    if kept.shown == candidate.shown:
        return "only markup, link targets or the number in front differ"
    return "only punctuation, case, spelling, markup or the number in front differ"


def letters_and_digits(text: str) -> str:
    """Return a text without its white space and signs."""
    return "".join(filter(str.isalnum, text))
