"""Copy, revision or sibling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dedupe.judgements import Judgement, Verdict
from dedupe.verdicts.readings import Reading

if TYPE_CHECKING:
    from dedupe.verdicts.alignments import Alignment
    from dedupe.verdicts.faults import Fault


def judge(kept: Reading, candidate: Reading) -> Judgement:
    """Return what the candidate is to the kept paragraph, and why.

    >>> from dedupe.verdicts.readings import read
    >>> judge(read("founded in 1984 in Rome"), read("founded in 1985 in Rome"))
    Judgement(verdict=<Verdict.SIBLING: 'sibling'>, reasons=('1984 / 1985 differ',))
    """
    # What only unlike texts need is imported here: a command starts 4 ms sooner.
    from dedupe.verdicts.reasons import explain, explain_copy, explain_equal

    fronts = kept.front, candidate.front
    if all(fronts) and fronts[0] != fronts[1]:
        return Judgement(Verdict.SIBLING, (f"{fronts[0]} / {fronts[1]} differ",))
    if kept.struck != candidate.struck:
        return Judgement(Verdict.SIBLING, ("only one of the two is struck out",))
    if candidate.pointed and (other := other_target(kept, candidate)):
        return other
    if kept.keys == candidate.keys:
        return Judgement(Verdict.COPY, (explain_equal(kept, candidate),))
    from dedupe.verdicts.alignments import align
    from dedupe.verdicts.faults import find_faults

    alignment = align(kept, candidate)
    found = find_faults(alignment)
    if not found:
        return Judgement(Verdict.COPY, explain_copy(alignment))
    return Judgement(revised_or_sibling(alignment, found), explain(alignment, found))


def other_target(kept: Reading, candidate: Reading) -> Judgement | None:
    """Return the judgement on a candidate that points to what the kept paragraph does not."""
    new = [target for target in candidate.pointed if target not in kept.targets]
    if not new:
        return None
    if kept.targets:
        return Judgement(
            Verdict.SIBLING,
            (f"link targets {', '.join(kept.pointed or sorted(kept.targets))} / {', '.join(new)} differ",),
        )
    return Judgement(Verdict.REVISION, (f"only the candidate links to: {', '.join(new)}",))


def revised_or_sibling(alignment: Alignment, found: Sequence[Fault]) -> Verdict:
    """Return whether the differences make a new version of the paragraph, or another one of the same pattern.

    A word replaced makes another one, and so does a negation, condition or modal verb on either side.
    """
    from dedupe.verdicts.faults import Kind, turns

    if any(fault.kind in {Kind.REPLACED, Kind.BOUND} for fault in found):
        return Verdict.SIBLING
    added = [alignment.candidate.keys[place] for fault in found for place in fault.candidate]
    return Verdict.SIBLING if turns(added) else Verdict.REVISION
