"""What an engine is given, and what it answers: paragraphs in order of priority, and the pairs among them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from dedupe.columns import NONE
from dedupe.judgements import Judgement, Verdict
from dedupe.options import Options, Remove

if TYPE_CHECKING:
    from dedupe.callbacks import OnCompared
    from dedupe.verdicts import Reading

REMOVED_VERDICTS = {
    Remove.COPIES: frozenset({Verdict.COPY}),
    Remove.REVISIONS: frozenset({Verdict.COPY, Verdict.REVISION}),
    Remove.SIMILAR: frozenset(Verdict),
}
T = TypeVar("T")
NEARNESS = list(Verdict)
# What was read of so many paragraphs is remembered: of a hundred words, 10 KB each.
REMEMBERED = 20_000


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
    """What an engine says of one position: the kept position it is alike to, their LCS, and whether it goes for it.

    The judgement is None where nobody has asked for it yet.
    """

    kept: int
    lcs: int
    removed: bool
    judgement: Judgement | None


class Pairs:
    """The pairs of all positions, None where a position is alike to none.

    `targets` has for each the kept position that it goes for, or NONE.
    """

    def __init__(self, pairs: list[Pair | None]) -> None:
        self._pairs = pairs
        self.targets: Sequence[int] = array("q", [pair.kept if pair and pair.removed else NONE for pair in pairs])

    def pair(self, position: int) -> Pair | None:
        """Return the pair of a position."""
        return self._pairs[position]

    def near_misses(self) -> Iterator[int]:
        """Yield the positions that stay and have a pair."""
        return (position for position, pair in enumerate(self._pairs) if pair and not pair.removed)


class FirstPairs(Pairs):
    """The pairs of a run in which the first kept position that is similar removes each, whatever the verdict."""

    def __init__(self, targets: Sequence[int], lcs: Sequence[int]) -> None:
        self.targets = targets
        self._lcs = lcs

    def pair(self, position: int) -> Pair | None:
        """Return the pair of a position."""
        kept = self.targets[position]
        return None if kept < 0 else Pair(kept, self._lcs[position], removed=True, judgement=None)

    def near_misses(self) -> Iterator[int]:
        """Yield nothing: what has a pair goes."""
        return iter(())


class Engine(Protocol):
    """One way to find the pairs among some texts; all ways give the same answer."""

    name: str

    def lengths(self) -> Sequence[int]:
        """Return how many words each text has."""

    def find_pairs(self, contest: Contest, on_compared: OnCompared | None = None) -> Pairs:
        """Return the pair of each position with the kept one that it is alike to."""


class Contest:
    """The different eligible paragraphs of one run in order of priority, and the rule that they are matched by.

    Position p is text number `order[p]`. An engine finds the positions whose words reach the threshold with those of a
    kept one, and asks for the judgement of those. The first `decided` positions are kept, and not to be matched: they
    were before. What a verdict reads of a paragraph is read only of paragraphs that
    come that far, and remembered for a while.
    """

    def __init__(
        self,
        texts: Sequence[str],
        order: Sequence[int],
        options: Options,
        *,
        near: bool,
        decided: int = 0,
        remembered: int = REMEMBERED,
    ) -> None:
        self.texts = texts
        self.order = order
        self.options = options
        self.near = near
        self.decided = decided
        self._removed = REMOVED_VERDICTS[options.remove]
        self._readings: Memory[Reading] = Memory(remembered, self._read_anew)
        self._facts: Memory[frozenset[str]] = Memory(remembered, self._find_facts)
        self._holdings: Memory[frozenset[str]] = Memory(remembered, self._find_holdings)

    @property
    def first_removes(self) -> bool:
        """Whether a paragraph goes for the first pair over the threshold, whatever the judgement."""
        return self.options.remove is Remove.SIMILAR and self.options.copies == 1

    @property
    def facts_decide(self) -> bool:
        """Whether no pair is of interest in which the kept paragraph lacks a fact of the candidate."""
        return self.options.remove is Remove.COPIES and not self.near

    def decide(self, candidate: int, similar: Iterable[tuple[int, int]]) -> Pair | None:
        """Return the pair with the first similar kept position that removes the candidate, else with the nearest.

        `similar` has kept positions in order, each with its LCS. Where several copies stay, as many have to remove it.
        """
        nearest = first = None
        needed: frozenset[str] | None = None
        count = 0
        for kept, lcs in similar:
            if self.first_removes:
                return Pair(kept, lcs, removed=True, judgement=None)
            if self.facts_decide:
                needed = self.facts(candidate) if needed is None else needed
                if not needed <= self.holdings(kept):
                    continue
            judgement = self.judge(kept, candidate)
            if judgement.verdict in self._removed:
                first = first or Pair(kept, lcs, removed=True, judgement=judgement)
                count += 1
                if count == self.options.copies:
                    return first
            if self.near and (nearest is None or is_nearer(judgement, nearest.judgement)):
                nearest = Pair(kept, lcs, removed=False, judgement=judgement)
        return nearest

    def facts(self, position: int) -> frozenset[str]:
        """Return the facts of a paragraph: what one must hold that it is a copy of."""
        return self._facts[position]

    def holdings(self, position: int) -> frozenset[str]:
        """Return what a kept paragraph holds of facts."""
        return self._holdings[position]

    def learn(self, facts: Mapping[int, frozenset[str]], holdings: Mapping[int, frozenset[str]]) -> None:
        """Remember facts and holdings that were found elsewhere."""
        self._facts.learn(facts)
        self._holdings.learn(holdings)

    def text(self, position: int) -> str:
        """Return the text of a position."""
        return self.texts[self.order[position]]

    def judge(self, kept: int, candidate: int) -> Judgement:
        """Return the verdict on a candidate, given the kept paragraph."""
        return the_judge().judge(self._readings[kept], self._readings[candidate])

    def _find_facts(self, position: int) -> frozenset[str]:
        return the_judge().facts(self._readings[position])

    def _find_holdings(self, position: int) -> frozenset[str]:
        return the_judge().holdings(self._readings[position])

    def _read_anew(self, position: int) -> Reading:
        return the_judge().read(self.text(position))


def is_nearer(judgement: Judgement, other: Judgement | None) -> bool:
    """Return whether a judgement is nearer to `copy` than another."""
    return other is not None and NEARNESS.index(judgement.verdict) < NEARNESS.index(other.verdict)


class Memory(dict[int, T]):
    """What was found of positions, found when first asked for; the older half goes when it is too much."""

    def __init__(self, most: int, find: Callable[[int], T]) -> None:
        self._most = most
        self._find = find

    def __missing__(self, position: int) -> T:
        """Find what is not remembered."""
        found = self._find(position)
        self.learn({position: found})
        return found

    def learn(self, found: Mapping[int, T]) -> None:
        """Remember what was found elsewhere."""
        if len(self) + len(found) > self._most:
            for older in list(self)[: self._most // 2]:
                del self[older]
        self.update(found)
