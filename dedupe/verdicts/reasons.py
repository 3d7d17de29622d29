"""Why a verdict is what it is, in words that a person can read."""

from __future__ import annotations

from collections.abc import Sequence

from dedupe.verdicts.alignments import Alignment
from dedupe.verdicts.faults import Fault, Kind, content
from dedupe.verdicts.readings import Reading

MOST_WORDS = 8
MOST_REASONS = 6


def quote(reading: Reading, places: Sequence[int]) -> str:
    """Return some words as they stand in the text, shortened in the middle."""
    words = [reading.words[place] for place in places]
    if len(words) > MOST_WORDS:
        words[MOST_WORDS - 3 : -2] = ["…"]
    return " ".join(words)


def explain(alignment: Alignment, faults: Sequence[Fault]) -> tuple[str, ...]:
    """Return one reason for each difference of meaning, the first few of them."""
    reasons = dict.fromkeys(explain_fault(alignment, fault) for fault in faults)
    return tuple(list(reasons)[:MOST_REASONS])


def explain_fault(alignment: Alignment, fault: Fault) -> str:
    """Return the reason for one difference of meaning."""
    kept, candidate = quote(alignment.kept, fault.kept), quote(alignment.candidate, fault.candidate)
    if fault.kind is Kind.REPLACED:
        return f"{kept} / {candidate} differ"
    if fault.kind is Kind.ADDED:
        return f"only the candidate says: {candidate}"
    return f"only the kept paragraph says: {kept}"


def explain_copy(alignment: Alignment) -> tuple[str, ...]:
    """Return what differs between a paragraph and its copy."""
    reasons = [
        f"{alignment.kept.words[left]} / {alignment.candidate.words[right]} are one word"
        for difference in alignment.differences
        for left, right in difference.pairs
    ]
    more = [place for difference in alignment.differences for place in difference.kept]
    if content(alignment.kept, more):
        reasons.append(f"the kept paragraph also says: {quote(alignment.kept, more)}")
    extra = [place for difference in alignment.differences for place in difference.candidate]
    if extra:
        reasons.append(f"nothing new in the candidate's: {quote(alignment.candidate, extra)}")
    elif more and not content(alignment.kept, more):
        reasons.append(f"only function words differ: {quote(alignment.kept, more)}")
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
