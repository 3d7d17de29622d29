"""Documents brought to rest: the same run on what is left of one removes nothing.

A document is decided by itself first, in rounds: where what is left is to be split in another way, it is split and
matched again. Then what is left is compared across documents, and of that a paragraph goes only if its document stays
at rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, islice, repeat
from typing import NamedTuple

from dedupe.callbacks import OnCompared
from dedupe.collapsing.batches import Fates, lay_out, sheet_of, split_of
from dedupe.collapsing.fates import BatchFates, collector_paused
from dedupe.collapsing.merging import merged
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.retained import Remembered
from dedupe.collapsing.sheets import Sheet
from dedupe.documents import Document
from dedupe.options import Context, Options, Scope
from dedupe.results import Collapsed


class Resting(NamedTuple):
    """A document after the rounds in which it was decided by itself, and what is left of it after the last one."""

    collapsed: Collapsed
    rest: Rest


def bring_to_rest(
    document: Document, options: Options, *, near: bool = False, on_compared: OnCompared | None = None
) -> Resting:
    """Decide a document by itself, in as many rounds as it takes."""
    one = partial(one_round, options=options, near=near, on_compared=on_compared)
    resting = one(document, split_of(document, options))
    while not resting.rest.is_whole:
        collapsed, rest = resting
        split = split_of(document, options, rest)
        # Where several copies stay, which of them another one is a copy of depends on those that went.
        if split == rest.sheet.split and (options.copies == 1 or options.context is Context.IGNORE):
            break
        resting = one(rest.current.document, split)
        if not resting.rest.is_whole:
            collapsed = merged(collapsed, resting.collapsed)
        resting = Resting(collapsed, resting.rest)
    return resting


def one_round(
    document: Document, split: str, options: Options, *, near: bool, on_compared: OnCompared | None
) -> Resting:
    """Decide a document by itself, split in one way."""
    batch = lay_out([[sheet_of(document, split, options)]])
    fates = BatchFates(batch, options, near=near, on_compared=on_compared)
    [[collapsed]] = batch.collapsed_groups(fates, options)
    return Resting(collapsed, fates.rests[0])


class RestingBatch:
    """Some groups of documents, each brought to rest by itself, as a batch behind retained paragraphs."""

    def __init__(self, groups: Sequence[Sequence[Document]], options: Options, retained: Remembered | None) -> None:
        self._options = options
        self._fixed: frozenset[int] = frozenset()
        if options.boilerplate:
            self._alone, self._fixed = without_boilerplate(groups, options)
        else:
            self._alone = [[bring_to_rest(document, options) for document in group] for group in groups]
        self.batch = lay_out(sheets_of(self._alone), retained)

    def compare(self, *, near: bool, on_compared: OnCompared | None = None) -> BatchFates:
        """Compare the documents with each other and with the retained paragraphs."""
        return BatchFates(self.batch, self._options, near=near, check=self._check, on_compared=on_compared)

    def collapsed_groups(self, fates: Fates) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group without the paragraphs that go, by themselves or for others."""
        together = self.batch.collapsed_groups(fates, self._options)
        for own, found in zip(self._alone, together, strict=True):
            yield [merged(resting.collapsed, collapsed) for resting, collapsed in zip(own, found, strict=True)]

    def _check(self, rest: Rest, *, has_matches: bool) -> bool:
        """Return whether what is left of a document after a step across documents is at rest by itself."""
        if rest.sheet.first in self._fixed:
            return False
        if not rest.places:
            return True
        if split_of(rest.sheet.document, self._options, rest) != rest.sheet.split:
            return False
        by_context = self._options.context is Context.KEEP
        may_go = has_matches or (by_context and rest.current.paragraphs.has_equal())
        return not (may_go and bring_to_rest(rest.current.document, self._options).collapsed.cuts)


def sheets_of(groups: Sequence[Sequence[Resting]]) -> list[list[Sheet]]:
    """Return what is left of some documents."""
    return [[resting.rest.current for resting in group] for group in groups]


def without_boilerplate(
    groups: Sequence[Sequence[Document]], options: Options
) -> tuple[list[list[Resting]], frozenset[int]]:
    """Bring documents to rest without their boilerplate.

    Paragraphs are counted anew after each round, as what is left may be split in another way. Also returns, by the
    numbers of their first paragraphs, the documents that have boilerplate that cannot go: if they changed, it might.
    """
    from dedupe.collapsing.boilerplate import BoilerplateFates

    sheets = [[sheet_of(document, split_of(document, options), options) for document in group] for group in groups]
    alone: list[list[Resting]] = []
    while True:
        batch = lay_out(sheets)
        fates = BoilerplateFates(batch, options)
        if alone and all(rest.is_whole for rest in fates.rests):
            return alone, frozenset(batch.sheet_of(number).first for number in fates.boilerplate)
        found = chain.from_iterable(batch.collapsed_groups(fates, options))
        before = chain.from_iterable(alone) if alone else repeat(None)
        following = map(partial(continued, options=options), before, found, fates.rests)
        alone = [list(islice(following, len(group))) for group in groups]
        sheets = sheets_of(alone)


def continued(before: Resting | None, collapsed: Collapsed, rest: Rest, options: Options) -> Resting:
    """Bring a document to rest of which some boilerplate went, if any did, or that never was."""
    if before is None:
        resting = bring_to_rest(rest.current.document, options)
        return Resting(merged(collapsed, resting.collapsed), resting.rest)
    if rest.is_whole:
        return before
    resting = bring_to_rest(rest.current.document, options)
    return Resting(merged(merged(before.collapsed, collapsed), resting.collapsed), resting.rest)


def decide(
    groups: Sequence[Sequence[Document]], options: Options, *, near: bool, on_compared: OnCompared | None = None
) -> Iterator[list[Collapsed]]:
    """Return the documents of some groups collapsed, compared with each other."""
    if options.scope is Scope.DOCUMENT and sum(map(len, groups)) == 1:
        document = next(document for group in groups for document in group)
        with collector_paused():
            found = bring_to_rest(document, options, near=near, on_compared=on_compared).collapsed
        return ([found] if group else [] for group in groups)
    with collector_paused():
        resting = RestingBatch(groups, options, None)
        fates = resting.compare(near=near, on_compared=on_compared)
    return resting.collapsed_groups(fates)
