"""What an engine is given, and what it answers: paragraphs in order of priority, and the pairs among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dedupe.judgements import Judgement, Verdict
from dedupe.options import Options, Remove
from dedupe.vocabulary import Encoded

if TYPE_CHECKING:
    from dedupe.verdicts import Reading

REMOVED_VERDICTS = {
    Remove.COPIES: frozenset({Verdict.COPY}),
    Remove.REVISIONS: frozenset({Verdict.COPY, Verdict.REVISION}),
    Remove.SIMILAR: frozenset(Verdict),
}


class Judge(NamedTuple):
    """The functions of `verdicts`."""

    read: Callable[[str], Reading]
    facts: Callable[[Reading], frozenset[str]]
    holdings: Callable[[Reading], frozenset[str]]
    judge: Callable[[Reading, Reading], Judgement]


@cache
def the_judge() -> Judge:
    """Return what decides on pairs, imported when the first is found: texts without one start 4 ms sooner."""
    from dedupe.verdicts import facts, holdings, judge, read

    return Judge(read, facts, holdings, judge)


class Pair(NamedTuple):
    """What an engine says of one position: the kept position it is alike to, and how."""

    kept: int
    lcs: int
    judgement: Judgement

    @property
    def nearness(self) -> int:
        """How far the verdict is from `copy`."""
        return list(Verdict).index(self.judgement.verdict)


class Contest:
    """The different eligible paragraphs of one run in order of priority, and the rule that they are matched by.

    An engine finds the positions whose words reach the threshold with those of a kept one, and asks for the judgement
    of those. What a verdict reads of a paragraph is read once, and only of paragraphs that come that far.
    """

    def __init__(self, texts: Sequence[str], words: Sequence[Encoded], options: Options, *, near: bool) -> None:
        self.texts = texts
        self.words = words
        self.options = options
        self.near = near
        self._removed = REMOVED_VERDICTS[options.remove]
        self._readings: dict[int, Reading] = {}
        self._holdings: dict[int, frozenset[str]] = {}

    @property
    def facts_decide(self) -> bool:
        """Whether no pair is of interest in which the kept paragraph lacks a fact of the candidate."""
        return self.options.remove is Remove.COPIES and not self.near

    def removes(self, judgement: Judgement) -> bool:
        """Return whether a paragraph goes for this judgement."""
        return judgement.verdict in self._removed

    def decide(self, candidate: int, similar: Iterable[tuple[int, int]]) -> Pair | None:
        """Return the pair with the first similar kept position that removes the candidate, else with the nearest.

        `similar` has kept positions in order, each with its LCS.
        """
        nearest: Pair | None = None
        needed: frozenset[str] | None = None
        for kept, lcs in similar:
            if self.facts_decide:
                needed = self.facts(candidate) if needed is None else needed
                if not needed <= self.holdings(kept):
                    continue
            pair = Pair(kept, lcs, self.judge(kept, candidate))
            if self.removes(pair.judgement):
                return pair
            if self.near and (nearest is None or pair.nearness < nearest.nearness):
                nearest = pair
        return nearest

    def facts(self, position: int) -> frozenset[str]:
        """Return the facts of a paragraph: what one must hold that it is a copy of."""
        return the_judge().facts(self._read(position))

    def holdings(self, position: int) -> frozenset[str]:
        """Return what a kept paragraph holds of facts."""
        if position not in self._holdings:
            self._holdings[position] = the_judge().holdings(self._read(position))
        return self._holdings[position]

    def judge(self, kept: int, candidate: int) -> Judgement:
        """Return the verdict on a candidate, given the kept paragraph."""
        return the_judge().judge(self._read(kept), self._read(candidate))

    def _read(self, position: int) -> Reading:
        if position not in self._readings:
            self._readings[position] = the_judge().read(self.texts[position])
        return self._readings[position]
