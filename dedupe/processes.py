"""Documents collapsed each by itself, by several processes: the same results, in the same order.

Only numbers and findings come back from the other processes; the texts are here already.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import chain
from multiprocessing.connection import wait
from typing import NamedTuple

from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.groups import collapse_groups
from dedupe.collapsing.streaming import Group, size_of
from dedupe.documents import Document
from dedupe.errors import MemoryLimitError
from dedupe.options import Options
from dedupe.paragraphs import Paragraph
from dedupe.results import Boilerplate, Collapsed, Match, Removal
from dedupe.splitting import split_paragraphs

# In code points: so much goes to a process at a time, and so many such shares wait for each.
SHARE = 1 << 19
AHEAD = 3


class Result(NamedTuple):
    """What was decided on a document: all of `Collapsed` but what the document is."""

    split: str
    cuts: Sequence[Cut]
    paragraphs: int
    engine: str
    refused: int
    oversized: int
    gone: Sequence[Removal | Boilerplate]
    matches: Sequence[Match]


class Decided:
    """What another process worked out of a document; see `results.Details`."""

    def __init__(self, document: Document, result: Result) -> None:
        self._document = document
        self._result = result

    def paragraphs(self) -> Sequence[Paragraph]:
        """Return all paragraphs, those that go included."""
        return split_paragraphs(self._document.text, self._result.split)

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, one for each cut."""
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

    A share of them goes to a process early if `waiting` says that the next group is not there yet. Raises
    `MemoryLimitError`, also where a process was ended by the system.
    """
    count = options.processors
    # A share is small; the limit is for what comes together.
    own = replace(options, threads=1, memory_limit=0)
    given = shares(iter(groups), waiting)
    return chain.from_iterable(share_out(given, own, count, near=near, waiting=waiting))


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
    pending: deque[tuple[list[Group], Future[list[list[Result]]]]] = deque()
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=follow_parent) as pool:
        try:
            for share in given:
                pending.append((share, pool.submit(work, share, options, near=near)))
                while pending and (len(pending) > AHEAD * count or pending[0][1].done() or waiting()):
                    yield joined(*pending.popleft(), options)
            while pending:
                yield joined(*pending.popleft(), options)
        except BrokenProcessPool:
            raise MemoryLimitError(
                "a process was ended by the system, most likely for want of memory; pass --threads 1 or --memory-limit"
            ) from None
        finally:
            for _, future in pending:
                future.cancel()


def follow_parent() -> None:
    """Leave an interrupt to the process that waits for this one, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=end_with, args=(parent.sentinel,), daemon=True).start()


def end_with(sentinel: int) -> None:
    """End this process when another one has ended."""
    wait([sentinel])
    os._exit(1)


def work(groups: list[Group], options: Options, *, near: bool) -> list[list[Result]]:
    """Return what is decided on some groups."""
    return [[decided(collapsed) for collapsed in found] for found in collapse_groups(groups, options, near=near)]


def decided(collapsed: Collapsed) -> Result:
    """Return a collapsed document without the document."""
    return Result(
        collapsed.split,
        list(collapsed.cuts),
        collapsed.count,
        collapsed.engine,
        collapsed.refused,
        collapsed.oversized,
        collapsed.gone,
        collapsed.matches,
    )


def joined(groups: list[Group], future: Future[list[list[Result]]], options: Options) -> Iterator[list[Collapsed]]:
    """Return the groups of a share with what was decided on them, which is waited for at once."""
    decisions = zip(groups, future.result(), strict=True)
    return (
        [collapsed_by(document, options, result) for document, result in zip(group, results, strict=True)]
        for group, results in decisions
    )


def collapsed_by(document: Document, options: Options, result: Result) -> Collapsed:
    """Return a document with what was decided on it."""
    return Collapsed(
        document,
        options,
        result.split,
        result.cuts,
        count=result.paragraphs,
        details=Decided(document, result),
        engine=result.engine,
        refused=result.refused,
        oversized=result.oversized,
    )
