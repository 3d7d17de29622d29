"""Documents in; documents and removals out. The one path for a page and a corpus, the command line and Python."""

from __future__ import annotations

import gc
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from dedupe.batches import Batch, lay_out
from dedupe.documents import Document, as_document
from dedupe.errors import InputError
from dedupe.matching import IN_PASSAGE, Finding, identical, match_texts
from dedupe.options import Options, Scope
from dedupe.passages import skeleton
from dedupe.results import Collapsed, Match
from dedupe.words import split_words

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

# What `collapse_documents` takes.
Given = Iterable[Document | str | tuple[str, str]]


def collapse(text: str, **options: Unpack[OptionValues]) -> Collapsed:
    r"""Return the text with each paragraph once.

    The options are those of `Options`. Raises `OptionError` if one is out of range.

    >>> page = "The tide was out that morning.\nNobody came.\nThe tide was out that morning.\n"
    >>> collapse(page).text
    'The tide was out that morning.\nNobody came.\n'
    """
    return next(collapse_documents([text], **options))


def collapse_documents(documents: Given, **options: Unpack[OptionValues]) -> Iterator[Collapsed]:
    """Yield each document with each paragraph once, in the order given.

    Documents are texts, pairs of id and text, or `Document`. With `scope="corpus"` paragraphs are compared across all
    of them, so all are held in memory; otherwise one at a time.
    """
    return run(documents, Options.of(options))


def find(documents: Given, **options: Unpack[OptionValues]) -> Iterator[Match]:
    r"""Yield the match of every paragraph that would be removed, and of those that look like one but stay.

    `Match.removed` tells them apart: what stays is a revision or a sibling, each with the kept paragraph it is most
    nearly a copy of.

    >>> [str(match.verdict) for match in find(["Room 12 is on the left.\nRoom 14 is on the left."])]
    ['sibling']
    """
    results = run(documents, Options.of(options), near=True)
    return (match for collapsed in results for match in collapsed.all_matches())


def run(documents: Given, options: Options, *, near: bool = False) -> Iterator[Collapsed]:
    """Return the documents collapsed, one by one; with `near`, also the matches of paragraphs that stay."""
    if isinstance(documents, str | bytes):
        raise InputError(f"documents must be several texts, got one {type(documents).__name__}; put it into a list")
    groups = ([as_document(value, number)] for number, value in enumerate(documents, 1))
    return chain.from_iterable(collapse_groups(groups, options, near=near))


def collapse_groups(
    groups: Iterable[Sequence[Document]], options: Options, *, near: bool = False
) -> Iterator[list[Collapsed]]:
    """Yield the documents of each group collapsed; those of one group are compared with each other in any scope.

    A group is a record, and its documents are the texts in it; there may be none.
    """
    if options.scope is Scope.CORPUS:
        every = list(groups)
        results = collapse_batch([document for group in every for document in group], options, near=near)
        return (list(islice(results, len(group))) for group in every)
    return (list(collapse_batch(group, options, near=near)) for group in groups)


def collapse_batch(documents: Sequence[Document], options: Options, *, near: bool) -> Iterator[Collapsed]:
    """Return the documents of one batch, whose paragraphs are compared with each other."""
    if not documents:
        return iter(())
    with collector_paused():
        batch = lay_out(documents, options)
        fates = BatchFates(batch, options, near=near)
    return (batch.collapsed(sheet, fates, options) for sheet in batch.sheets)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for cycles, of which none are made here: over 76,000 paragraphs it takes a sixth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class BatchFates:
    """What becomes of the paragraphs of a batch; see `batches.Fates`."""

    def __init__(self, batch: Batch, options: Options, *, near: bool) -> None:
        self._batch = batch
        eligible = batch.eligible()
        texts = batch.texts(eligible)
        spared = protected_numbers(eligible, texts, options.protect)
        if spared:
            eligible = array("q", (number for number in eligible if number not in spared))
            texts = batch.texts(eligible)
        self._eligible = eligible
        self._findings = match_texts(texts, options, near=near)
        self.engine = self._findings.engine
        self.targets = [-1] * len(batch)
        for number, target in zip(eligible, self._findings.targets, strict=True):
            if target >= 0:
                self.targets[number] = eligible[target]
        removed = {number: target for number, target in enumerate(self.targets) if target >= 0}
        self._in_passages = skeleton(batch, removed, spared)
        for number, target in self._in_passages.items():
            self.targets[number] = target

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph, if anything was."""
        if number in self._in_passages:
            words = len(split_words(self._batch[number].text))
            return identical(self._in_passages[number], words, IN_PASSAGE)
        index = bisect_left(self._eligible, number)
        if index == len(self._eligible) or self._eligible[index] != number:
            return None
        finding = self._findings[index]
        return finding and finding._replace(kept=self._eligible[finding.kept])

    def near_misses(self, numbers: range) -> Iterator[int]:
        """Return those of some paragraphs that stay, but are alike to another."""
        misses = self._near_misses
        return iter(misses[bisect_left(misses, numbers.start) : bisect_left(misses, numbers.stop)])

    @cached_property
    def _near_misses(self) -> list[int]:
        return [self._eligible[index] for index in self._findings.near_misses()]


def protected_numbers(numbers: Sequence[int], texts: Sequence[str], patterns: Iterable[str]) -> set[int]:
    """Return the numbers of the paragraphs in which one of the patterns is found."""
    searches = [re.compile(pattern).search for pattern in patterns]
    return {
        number
        for number, text in (zip(numbers, texts, strict=True) if searches else ())
        if any(search(text) for search in searches)
    }
