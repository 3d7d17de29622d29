"""Pairs decided ahead of their turn by helpers, which are other processes: to judge is Python, one thread at a time.

A helper says which of the paragraphs alike to a candidate is the first to remove it, as if all of them were kept. That
holds if that one is kept when the candidate's turn comes: those before it do not remove the candidate, kept or not.
What nobody has foreseen is decided in its turn, so helpers change how long all takes, and never the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

from dedupe.contests import REMEMBERED, Contest, Pair
from dedupe.limits import MemoryLimit
from dedupe.options import Options
from dedupe.pythons import Worker, do_tasks

# Fewer candidates are decided sooner than helpers have started.
LEAST_CANDIDATES = 2_000
# More helpers than that would wait for this process; and each takes so many bytes, with what it remembers.
MOST_HELPERS = 8
HELPER = 128 << 20
# A helper is asked about so many candidates at a time: while it decides on some, others are on their way.
CANDIDATES = 256
HELP = "from dedupe.engines.foresight import main; main()"

# Kept positions, each with the LCS.
Similar = Sequence[tuple[int, int]]
Facts = Mapping[int, frozenset[str]]


class Task(NamedTuple):
    """What a helper is asked: the facts and the holdings of some positions, and the pairs of others.

    `similar` has for each candidate the positions alike to it, and `texts` what is read for all that.
    """

    facts: Sequence[int]
    holdings: Sequence[int]
    similar: Mapping[int, Similar]
    texts: Mapping[int, str]


class Answer(NamedTuple):
    """What a helper says, by position."""

    facts: Facts
    holdings: Facts
    pairs: Mapping[int, Pair | None]


Asked: TypeAlias = "list[Future[Answer | None]]"


class Helped(Contest):
    """The contest as a helper sees it: the texts of one task at a time."""

    def __init__(self, options: Options, remembered: int) -> None:
        super().__init__((), (), options, near=False, remembered=remembered)
        self._given: Mapping[int, str] = {}

    def text(self, position: int) -> str:
        """Return the text of a position of the task."""
        return self._given[position]

    def answer(self, task: Task) -> Answer:
        """Do a task."""
        self._given = task.texts
        return Answer(
            {position: self.facts(position) for position in task.facts},
            {position: self.holdings(position) for position in task.holdings},
            {position: self.decide(position, similar) for position, similar in task.similar.items()},
        )


class Helper(Worker[Answer]):
    """A worker that says what it would decide."""

    def __init__(self, options: Options, remembered: int) -> None:
        super().__init__(HELP, (options, remembered), Answer)


class Foresight:
    """Has pairs of a contest decided ahead, by a helper for each thread; by none where that is of no use."""

    def __init__(self, contest: Contest, threads: int) -> None:
        self._contest = contest
        count = count_helpers(threads, contest.options) if can_foresee(contest) else 0
        self.helpers = [Helper(contest.options, REMEMBERED // count) for _ in range(count)]
        self._threads = [ThreadPoolExecutor(1) for _ in self.helpers]
        self._candidates = 0

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the helpers."""
        for helper, thread in zip(self.helpers, self._threads, strict=True):
            helper.stop()
            thread.shutdown(cancel_futures=True)
            helper.close()

    @property
    def has_helpers(self) -> bool:
        """Whether anything may be foreseen."""
        return bool(self.helpers)

    def note(self, candidates: int) -> None:
        """Note that so many candidates more are to be decided on: helpers start when there are many."""
        self._candidates += candidates

    def describe(self, facts: Sequence[int], holdings: Sequence[int], homes: Mapping[int, int]) -> Asked:
        """Have the facts and holdings of some positions found; `homes` says of each who is to be asked."""
        tasks = zip(self._shares(facts, homes), self._shares(holdings, homes), strict=True)
        return [
            self._ask(number, Task(*some, {}, self._texts(chain(*some))))
            for number, some in enumerate(tasks)
            if any(some)
        ]

    def foresee(self, similar: Mapping[int, Similar], homes: Mapping[int, int]) -> Asked:
        """Have the pairs of some candidates decided, as if all positions alike to them were kept."""
        asked = []
        for number, share in enumerate(self._shares(similar, homes)):
            for first in range(0, len(share), CANDIDATES):
                some = {position: similar[position] for position in share[first : first + CANDIDATES]}
                alike = (kept for pairs in some.values() for kept, _ in pairs)
                asked.append(self._ask(number, Task((), (), some, self._texts(chain(some, alike)))))
        return asked

    def _shares(self, positions: Iterable[int], homes: Mapping[int, int]) -> list[list[int]]:
        """Return the positions that each helper is asked about; none before helpers pay."""
        shares: list[list[int]] = [[] for _ in self.helpers]
        if shares and self._candidates >= LEAST_CANDIDATES:
            for position in positions:
                shares[homes[position] % len(shares)].append(position)
        return shares

    def _texts(self, positions: Iterable[int]) -> dict[int, str]:
        return {position: self._contest.text(position) for position in set(positions)}

    def _ask(self, number: int, task: Task) -> Future[Answer | None]:
        return self._threads[number].submit(self.helpers[number].answer, task)


def count_helpers(threads: int, options: Options) -> int:
    """Return how many helpers there are to be beside so many threads: no more than there is memory for."""
    spare = MemoryLimit(options.memory_limit).spare()
    return min(threads, MOST_HELPERS, spare // HELPER) if threads > 1 else 0


def can_foresee(contest: Contest) -> bool:
    """Return whether the first position that removes a candidate decides on it, and it takes a judge to find."""
    return contest.options.copies == 1 and not contest.near and not contest.first_removes


def gathered(asked: Iterable[Future[Answer | None]]) -> Answer:
    """Return what helpers say, when all have said it."""
    facts: dict[int, frozenset[str]] = {}
    holdings: dict[int, frozenset[str]] = {}
    pairs: dict[int, Pair | None] = {}
    for future in asked:
        answer = future.result()
        if answer:
            facts.update(answer.facts)
            holdings.update(answer.holdings)
            pairs.update(answer.pairs)
    return Answer(facts, holdings, pairs)


def main() -> None:
    """Do the tasks that come."""
    do_tasks(lambda options, remembered: Helped(options, remembered).answer)
