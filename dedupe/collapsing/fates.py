"""What becomes of the paragraphs of a batch."""

from __future__ import annotations

import gc
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

from dedupe.callbacks import OnCompared
from dedupe.collapsing.batches import Batch
from dedupe.collapsing.choosing import ByContext, Chooser, EveryCopy, Left
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.rounds import Check, Round
from dedupe.collapsing.targets import Targets
from dedupe.columns import take
from dedupe.contests import the_judge
from dedupe.context.lines import yields
from dedupe.matching import IN_PASSAGE, Finding, identical, match_texts
from dedupe.options import Context, Options
from dedupe.similarity import encode, longest_common_subsequence
from dedupe.words import split_words


class BatchFates:
    """What becomes of the paragraphs of a batch; see `batches.Fates` and `rounds.Round`."""

    def __init__(
        self,
        batch: Batch,
        options: Options,
        *,
        near: bool,
        check: Check | None = None,
        on_compared: OnCompared | None = None,
    ) -> None:
        self._batch = batch
        self._near = near
        eligible = batch.eligible()
        texts = batch.texts(eligible)
        spared = protected_numbers(eligible, texts, options.protect)
        if spared:
            eligible = array("q", [n for n in eligible if n not in spared])
            texts = batch.texts(eligible)
        self._eligible = eligible
        self._findings = match_texts(
            texts,
            options,
            near=near,
            decided=len(batch.retained.kept),
            ranks=self._ranks(texts, options, across=check is not None),
            on_compared=on_compared,
        )
        self.engine = self._findings.engine
        self.removed = Targets(batch.first, len(batch), eligible, take(eligible, self._findings.targets))
        if options.copies > 1 and options.context is Context.IGNORE:
            # Of what is there several times, the copies that stay are short for no passage.
            spared.update(self._contestants())
        left = Left(batch)
        if options.context is Context.IGNORE:
            choose: Chooser = EveryCopy(left, spared)
        else:
            choose = ByContext(
                left, lambda number: number in spared or self._is_original(number), across=check is not None
            )
        done = Round(left, self.removed, choose, check, in_order=options.in_order)
        self.rests = left.rests
        # The number of a paragraph that stays among those that are left.
        self.number_left = left.number_left
        self._short, self._evidence = done.short, done.evidence
        self.in_place = done.in_place
        numbers = sorted(done.short)
        self.removed.add(Targets(batch.first, len(batch), numbers, [self._kept(number) for number in numbers]))
        self.boilerplate: Mapping[int, int] = {}

    def _ranks(self, texts: Sequence[str], options: Options, *, across: bool) -> Sequence[int] | None:
        """Return what decides on the priority of texts before their place: their documents, or their own form."""
        if options.keep_by and across:
            return self._batch.ranks(self._eligible, options)
        if across or options.context is Context.IGNORE:
            return None
        found = [yields(text) for text in texts]
        return found if any(found) else None

    def _is_original(self, number: int) -> bool:
        """Whether a paragraph was compared and stays."""
        index = bisect_left(self._eligible, number)
        found = index < len(self._eligible) and self._eligible[index] == number
        return found and number not in self.removed and self._findings.takes_part(index)

    def context(self, number: int) -> str:
        """Return why a paragraph went, or why a copy stays in place."""
        return self._evidence.get(number) or self.in_place.get(number, "")

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph that goes or is a near miss."""
        if number in self._short:
            kept = self.removed[number]
            # An index may be closed by now, but holds the places of what something went for.
            return same_words(kept, self._batch.place(kept).text, self._batch[number].text)
        finding = self._findings[bisect_left(self._eligible, number)]
        return finding and finding._replace(kept=self._eligible[finding.kept])

    def retained(self) -> Iterator[tuple[Rest, list[int]]]:
        """Yield what is left of each sheet of which something is to be remembered, and the paragraphs to compare with.

        The latter are numbers on `Rest.current`, in order.
        """
        kept = sorted([number for number in self._contestants() if number >= self._batch.first])
        for rest in self.rests:
            first, end = rest.sheet.first, rest.sheet.first + len(rest.sheet.paragraphs)
            own = kept[bisect_left(kept, first) : bisect_left(kept, end)]
            indexes = [rest.index(number - first) for number in own]
            if indexes:
                yield rest, [index for index in indexes if index is not None]

    def _contestants(self) -> Iterator[int]:
        """Yield the paragraphs that took part and are originals."""
        numbers = (self._eligible[index] for index in self._findings.contestants())
        return (number for number in numbers if number not in self.removed)

    def _kept(self, number: int) -> int:
        """Return the paragraph that stays for a short one: what that went for may have gone in a later step."""
        while number in self._short:
            number = self._short[number]
        return number

    def near_misses(self, numbers: range) -> Iterator[int]:
        """Return those of some paragraphs that stay, but are alike to another; copies in place are among them."""
        misses = self._near_misses
        return iter(misses[bisect_left(misses, numbers.start) : bisect_left(misses, numbers.stop)])

    @cached_property
    def _near_misses(self) -> list[int]:
        misses = [self._eligible[index] for index in self._findings.near_misses()]
        return sorted({*misses, *self.in_place}) if self._near else misses


def same_words(kept: int, kept_text: str, text: str) -> Finding:
    """Return the finding for a short paragraph that has the words of a kept one."""
    words, kept_words = split_words(text), split_words(kept_text)
    if text == kept_text:
        return identical(kept, len(words), IN_PASSAGE)
    judge = the_judge()
    judgement = judge.judge(judge.read(kept_text), judge.read(text))
    lcs = longest_common_subsequence(*encode(kept_words, words))
    return Finding(kept, lcs, len(kept_words), len(words), *judgement, removed=True)


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
