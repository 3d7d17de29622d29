"""Documents collapsed each by itself, by several processes: the same results, in the same order.

Only numbers and findings come back from the other processes; the texts are here already.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from queue import SimpleQueue
from typing import NamedTuple, Self, TypeAlias

from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.groups import collapse_groups
from dedupe.collapsing.remainders import Remainder, in_input
from dedupe.collapsing.streaming import Group, size_of
from dedupe.documents import Document
from dedupe.options import Options
from dedupe.paragraphs import Paragraph
from dedupe.pythons import Worker, do_tasks
from dedupe.results import Boilerplate, Collapsed, Match, Removal
from dedupe.splitting import split_paragraphs

# In code points: so much goes to a process at a time, and so many such shares wait for each.
SHARE = 1 << 19
AHEAD = 3
WORK = "from dedupe.processes import main; main()"


class Result(NamedTuple):
    """What was decided on a document: all of `Collapsed` but what the document is."""

    splits: tuple[str, ...]
    cuts: Sequence[Cut]
    paragraphs: int
    engine: str
    refused: int
    evidence: Mapping[str, int]
    in_place: Mapping[str, int]
    oversized: int
    gone: Sequence[Removal | Boilerplate]
    matches: Sequence[Match]


Results: TypeAlias = list[list[Result]]


class Decided:
    """What another process worked out of a document; see `results.Details`."""

    def __init__(self, document: Document, result: Result) -> None:
        self._document = document
        self._result = result

    def kept(self) -> Iterator[Paragraph]:
        """Return the paragraphs that stay."""
        rest = Remainder(self._document, self._result.cuts)
        return in_input(rest, split_paragraphs(rest.text, self._result.splits[-1]))

    def count_removals(self) -> int:
        """Return how many paragraphs went."""
        return len(self._result.gone)

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, in the order of the text."""
        return iter(self._result.gone)

    def matches(self) -> Iterator[Match]:
        """Yield the matches of paragraphs that stay."""
        return iter(self._result.matches)


def collapse_apart(
    groups: Iterable[Group],
    options: Options,
    *,
    near: bool = False,
    waiting: Callable[[], bool] = lambda: False,
) -> Iterator[list[Collapsed]]:
    """Yield the groups collapsed as `collapse_groups` does for scope document, by a process for each thread.

    A share of them goes to a process early if `waiting` says that the next group is not there yet.
    """
    # A share is small; the limit is for what comes together.
    own = replace(options, threads=1, memory_limit=0)
    given = shares(iter(groups), waiting)
    return chain.from_iterable(share_out(given, own, options.processors, near=near, waiting=waiting))


def shares(groups: Iterator[Group], waiting: Callable[[], bool]) -> Iterator[list[Group]]:
    """Yield the groups in shares; one is smaller where the next group is not there yet."""
    share: list[Group] = []
    size = 0
    for group in groups:
        share.append(group)
        size += size_of(group)
        if size >= SHARE or waiting():
            yield share
            share, size = [], 0
    yield share


def share_out(
    given: Iterator[list[Group]], options: Options, count: int, *, near: bool, waiting: Callable[[], bool]
) -> Iterator[Iterator[list[Collapsed]]]:
    """Yield the results of each share, in order."""
    pending: deque[tuple[list[Group], Future[Results | None]]] = deque()
    with Pool(count, (options, near)) as pool:
        for share in given:
            pending.append((share, pool.submit(share)))
            while pending and (len(pending) > AHEAD * count or pending[0][1].done() or waiting()):
                yield joined(*pending.popleft(), options, near=near)
        while pending:
            yield joined(*pending.popleft(), options, near=near)


class Pool:
    """Some workers, each of which does a share at a time."""

    def __init__(self, count: int, about: tuple[Options, bool]) -> None:
        self._workers: list[Worker[Results]] = [Worker(WORK, about, list) for _ in range(count)]
        self._idle: SimpleQueue[Worker[Results]] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count)

    def submit(self, share: list[Group]) -> Future[Results | None]:
        """Have a share done; the result is None where no worker can."""
        return self._threads.submit(self._do, share)

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers, and what they do."""
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def _do(self, share: list[Group]) -> Results | None:
        worker = self._idle.get()
        try:
            return worker.answer(share)
        finally:
            self._idle.put(worker)


def main() -> None:
    """Do the shares that come."""
    do_tasks(lambda options, near: partial(work, options=options, near=near))


def work(groups: list[Group], options: Options, *, near: bool) -> Results:
    """Return what is decided on some groups."""
    return [[decided(collapsed) for collapsed in found] for found in collapse_groups(groups, options, near=near)]


def decided(collapsed: Collapsed) -> Result:
    """Return a collapsed document without the document."""
    return Result(
        collapsed.splits,
        list(collapsed.cuts),
        collapsed.count,
        collapsed.engine,
        collapsed.refused,
        dict(collapsed.evidence),
        dict(collapsed.in_place),
        collapsed.oversized,
        collapsed.gone,
        collapsed.matches,
    )


def joined(
    groups: list[Group], future: Future[Results | None], options: Options, *, near: bool
) -> Iterator[list[Collapsed]]:
    """Return the groups of a share with what was decided on them, which is waited for at once.

    What no worker has decided on is decided on here.
    """
    decisions = future.result()
    if decisions is None:
        return collapse_groups(groups, options, near=near)
    return (
        [collapsed_by(document, options, result) for document, result in zip(group, results, strict=True)]
        for group, results in zip(groups, decisions, strict=True)
    )


def collapsed_by(document: Document, options: Options, result: Result) -> Collapsed:
    """Return a document with what was decided on it."""
    return Collapsed(
        document,
        options,
        result.splits,
        result.cuts,
        count=result.paragraphs,
        details=Decided(document, result),
        engine=result.engine,
        refused=result.refused,
        evidence=result.evidence,
        in_place=result.in_place,
        oversized=result.oversized,
    )
