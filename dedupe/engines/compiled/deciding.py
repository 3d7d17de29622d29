"""Positions decided on in order, where the verdict decides: what is alike to each, and which of that removes it.

A block goes through four stages: it is looked up, facts of its crowds are found, its candidates are foreseen, and it is
settled in order. While one is settled, the next ones are in the stages before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from dedupe.contests import Contest, Pair
from dedupe.engines.compiled.search import Match, Search
from dedupe.engines.crowds import CROWD, Holders
from dedupe.engines.foresight import Asked, Foresight, gathered
from dedupe.kernels.search import NO_CROWD

# So many positions that are not decided on may be alike to one in a crowd: more are fewer when it is its turn.
MOST_UNDECIDED = 256
T = TypeVar("T")


class Block(NamedTuple):
    """The matches of a block of positions, and what helpers were asked about them.

    `homes` says of each position which helper is asked: the one that has read the first paragraph alike to it.
    """

    matches: list[Match]
    homes: dict[int, int]
    asked: Asked


class Decider:
    """Decides on the positions of a contest.

    Where the facts decide, what crowds have in common is not looked at: see `Holders`. Members of a crowd are among the
    holders before they are decided on, so that what is foreseen leaves out none that may be kept.
    """

    def __init__(self, search: Search, contest: Contest, foresight: Foresight) -> None:
        self._search = search
        self._contest = contest
        self._foresight = foresight
        self._crowd = CROWD if contest.facts_decide else NO_CROWD
        self._members = search.crowd_members(self._crowd)
        self._holders = Holders(contest)
        self._first_undecided = contest.decided

    def pairs(self) -> list[Pair | None]:
        """Return the pairs of all positions."""
        pairs: list[Pair | None] = [None] * len(self._contest.order)
        for position in np.flatnonzero(self._members[: self._contest.decided]).tolist():
            self._holders.add(position)
        # Without helpers a block is settled at once: what is dropped then need not be found again.
        ahead: Callable[[Iterable[Block]], Iterable[Block]] = one_ahead if self._foresight.has_helpers else iter
        described = ahead(map(self._describe, self._search.all_matches(self._crowd, self._members)))
        for block in ahead(map(self._foresee, described)):
            for position, pair in self._settle(block):
                pairs[position] = pair
        return pairs

    def _describe(self, matches: list[Match]) -> Block:
        """Have the facts found by which crowds are told apart."""
        self._foresight.note(len(matches))
        homes = {match.position: match.similar[0][0] if match.similar else match.position for match in matches}
        crowded = [match.position for match in matches if match.crowded]
        members = [match.position for match in matches if self._members[match.position]]
        return Block(matches, homes, self._foresight.describe(crowded, members, homes))

    def _foresee(self, block: Block) -> Block:
        """Have the candidates decided as if all before them were kept."""
        described = gathered(block.asked)
        self._contest.learn(described.facts, described.holdings)
        for match in block.matches:
            if self._members[match.position]:
                self._holders.add(match.position)
        known = described.facts
        matches = [
            self._completed(match, MOST_UNDECIDED) if match.crowded and match.position in known else match
            for match in block.matches
        ]
        similar = {match.position: match.similar for match in matches if match.similar and not match.crowded}
        return Block(matches, block.homes, self._foresight.foresee(similar, block.homes))

    def _settle(self, block: Block) -> Iterator[tuple[int, Pair | None]]:
        """Decide on the positions of a block, in order."""
        foreseen = gathered(block.asked).pairs
        for match in block.matches:
            position = match.position
            pair = self._decide(match, foreseen)
            if pair and pair.removed:
                self._search.drop(position)
                if self._members[position]:
                    self._holders.drop(position)
            self._first_undecided = position + 1
            yield position, pair

    def _decide(self, match: Match, foreseen: Mapping[int, Pair | None]) -> Pair | None:
        """Return the pair of a position, when all before it are decided on."""
        if match.crowded:
            match = self._completed(match)
        elif match.position in foreseen:
            pair = foreseen[match.position]
            if pair is None or self._search.is_alive(pair.kept):
                return pair
        alive = self._search.alive(match.similar)
        return self._contest.decide(match.position, alive) if alive else None

    def _completed(self, match: Match, most_undecided: int = 0) -> Match:
        """Return a match with all that is alike to it in a crowd; as it is where too much of that is undecided."""
        held = self._holders.fewest(match.position)
        if len(held) - bisect_left(held, self._first_undecided) > most_undecided:
            return match
        similar = {*match.similar, *self._search.verify(match.position, held)} if held else match.similar
        return match._replace(similar=sorted(similar), crowded=False)


def one_ahead(items: Iterable[T]) -> Iterator[T]:
    """Yield each of some things when the next one is there.

    >>> made = one_ahead(map(print, "ab"))
    >>> next(made)
    a
    b
    """
    rest = iter(items)
    for item in rest:
        held = item
        break
    else:
        return
    for item in rest:
        yield held
        held = item
    yield held
