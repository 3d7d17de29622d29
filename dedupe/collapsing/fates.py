"""What becomes of the paragraphs of a batch."""

from __future__ import annotations

import gc
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from dedupe.callbacks import OnCompared
from dedupe.collapsing.batches import Batch, lay_out
from dedupe.collapsing.passages import skeleton
from dedupe.collapsing.retained import Remembered
from dedupe.collapsing.sheets import Sheet
from dedupe.collapsing.targets import Targets
from dedupe.columns import take
from dedupe.documents import Document
from dedupe.matching import IN_PASSAGE, Finding, identical, match_texts
from dedupe.options import Options
from dedupe.results import Collapsed
from dedupe.words import split_words


def decide(
    groups: Sequence[Sequence[Document]],
    options: Options,
    retained: Remembered | None = None,
    *,
    near: bool,
    on_compared: OnCompared | None = None,
) -> BatchFates:
    """Return what becomes of the paragraphs of some groups, compared with each other and with retained ones."""
    with collector_paused():
        return BatchFates(lay_out(groups, options, retained), options, near=near, on_compared=on_compared)


class BatchFates:
    """What becomes of the paragraphs of a batch; see `batches.Fates`."""

    def __init__(self, batch: Batch, options: Options, *, near: bool, on_compared: OnCompared | None = None) -> None:
        self._batch = batch
        self._options = options
        eligible = batch.eligible()
        texts = batch.texts(eligible)
        spared = protected_numbers(eligible, texts, options.protect)
        self.boilerplate: dict[int, int] = {}
        if options.boilerplate:
            from dedupe.collapsing.boilerplate import find_boilerplate

            self.boilerplate = find_boilerplate(batch, options.boilerplate, spared)
        left_out = spared or self.boilerplate
        if left_out:
            eligible = array("q", [n for n in eligible if n not in spared and n not in self.boilerplate])
            texts = batch.texts(eligible)
        self._eligible = eligible
        ranks = batch.ranks(eligible, options) if options.keep_by else None
        decided = len(batch.retained.kept)
        self._findings = match_texts(texts, options, near=near, decided=decided, ranks=ranks, on_compared=on_compared)
        self.engine = self._findings.engine
        self.removed = Targets(batch.first, len(batch), eligible, take(eligible, self._findings.targets))
        self._in_passages = Targets(batch.first, len(batch), *skeleton(batch.repeats, self.removed, spared))
        self.removed.add(self._in_passages)

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph that goes or is a near miss."""
        if number in self._in_passages:
            words = len(split_words(self._batch[number].text))
            return identical(self._in_passages[number], words, IN_PASSAGE)
        finding = self._findings[bisect_left(self._eligible, number)]
        return finding and finding._replace(kept=self._eligible[finding.kept])

    def collapsed_groups(self) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group without the paragraphs that go."""
        return self._batch.collapsed_groups(self, self._options)

    def retained(self) -> Iterator[tuple[Sheet, list[int], set[int]]]:
        """Yield each sheet of which something is to be remembered, with what was kept of it, and what is gone between.

        Both are numbers on the sheet; what was kept is in order, and is what later paragraphs are compared with.
        """
        batch, removed = self._batch, self.removed
        contestants = (self._eligible[index] for index in self._findings.contestants())
        kept = sorted([number for number in contestants if number >= batch.first and number not in removed])
        for sheet in batch.sheets:
            end = sheet.first + len(sheet.paragraphs)
            own = kept[bisect_left(kept, sheet.first) : bisect_left(kept, end)]
            if own:
                gone = {number - sheet.first for number in range(own[0], own[-1]) if number in removed}
                yield sheet, [number - sheet.first for number in own], gone

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
