"""A round: paragraphs are matched once, and go step by step, until nothing more goes.

After each step it is asked again which copies may go, as others stand beside them now. The matches are the same: what
went was nobody's original.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from dedupe.collapsing.batches import Batch
from dedupe.collapsing.passages import skeleton
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.targets import Targets
from dedupe.columns import NONE, shifted


class Check(Protocol):
    """Whether what is left of a document is at rest; `has_matches` says whether some of it still matches something."""

    def __call__(self, rest: Rest, *, has_matches: bool) -> bool:
        """Return whether it is."""


class Round:
    """What is left of the documents of a batch, in which the paragraphs `matches` match kept ones.

    Paragraphs that are `spared` never go. With `in_order`, all kept ones are in earlier documents or the same. A step
    that `is_at_rest` refuses is made in part, or not at all.
    """

    def __init__(
        self, batch: Batch, matches: Targets, spared: Collection[int], check: Check | None, *, in_order: bool
    ) -> None:
        self._batch = batch
        self._matches = matches
        self._spared = spared
        self._check = check
        # Short paragraphs that went inside repeated passages, with the identical ones that stay.
        self.in_passages: dict[int, int] = {}
        self.rests = [Rest(sheet) for sheet in batch.sheets]
        self._is_whole = True
        while self._go_through() and not in_order:
            pass

    def _go_through(self) -> bool:
        """Bring each document to rest, given what is left of the others; return whether anything went."""
        went = False
        for place in range(len(self.rests)):
            while self._shorten(place):
                self._is_whole, went = False, True
        return went

    def _shorten(self, place: int) -> bool:
        """Remove of one document what may go; return whether anything went."""
        rest = self.rests[place]
        indexes, originals = self._open(rest)
        if not len(indexes):
            return False
        passages = self._passages(rest, indexes, originals)
        going = sorted([*indexes, *passages]) if passages else indexes
        shorter = self._checked(rest, going)
        if shorter is rest:
            return False
        self.rests[place] = shorter
        places, first = rest.places, rest.sheet.first
        for index, original in passages.items():
            if shorter.index(places[index]) is None:
                self.in_passages[first + places[index]] = original
        return True

    def _open(self, rest: Rest) -> tuple[Sequence[int], Sequence[int]]:
        """Return the paragraphs that are left and match others, as `Rest.index` has them, and what they match."""
        first = rest.sheet.first
        numbers, originals = self._matches.within(range(first, first + len(rest.sheet.paragraphs)))
        if rest.is_whole or not len(numbers):
            return shifted(numbers, -first), originals
        found = [(rest.index(number - first), kept) for number, kept in zip(numbers, originals, strict=True)]
        left = [(index, kept) for index, kept in found if index is not None]
        return [index for index, _ in left], [kept for _, kept in left]

    def _checked(self, rest: Rest, going: Sequence[int]) -> Rest:
        """Return what is left without some paragraphs, or without the first half of them, or of these, as allowed."""
        count = len(going)
        while count:
            shorter = rest.without(going[:count])
            if (
                self._check is None
                or shorter is rest
                or self._check(shorter, has_matches=bool(len(self._open(shorter)[0])))
            ):
                return shorter
            count //= 2
        return rest

    def _passages(self, rest: Rest, indexes: Sequence[int], originals: Sequence[int]) -> dict[int, int]:
        """Return the short paragraphs inside repeated passages, and the identical ones that they go for."""
        first = rest.sheet.first
        numbers = shifted(indexes, first)
        others = originals if self._is_whole else [self.number_left(number) for number in originals]
        own, kept = skeleton(self._repeats, numbers, others)
        going = {*numbers, *own} if len(own) else set()
        return {
            number - first: self._original(other) for number, other in zip(own, kept, strict=True) if other not in going
        }

    def _repeats(self, numbers: Sequence[int], others: Sequence[int]) -> Sequence[bool]:
        """Return whether each of some paragraphs may be short, and is letter for letter another one, both as left."""
        if not self._is_whole:
            numbers, others = list(map(self._original, numbers)), list(map(self._original, others))
        same = self._batch.repeats(numbers, others)
        if self._spared:
            return [repeat and number not in self._spared for repeat, number in zip(same, numbers, strict=True)]
        return same

    def number_left(self, number: int) -> int:
        """Return the number that a paragraph has when those before it in its document are counted that are left."""
        rest = self._rest_of(number)
        if rest is None or rest.is_whole:
            return number
        index = rest.index(number - rest.sheet.first)
        return NONE if index is None else rest.sheet.first + index

    def _original(self, number: int) -> int:
        """Return the number that a paragraph had in the beginning; the reverse of `number_left`."""
        rest = self._rest_of(number)
        if rest is None or rest.is_whole:
            return number
        index = number - rest.sheet.first
        return rest.sheet.first + rest.places[index] if index < len(rest.places) else NONE

    def _rest_of(self, number: int) -> Rest | None:
        """Return what is left of the document of a paragraph, None if that is of an earlier batch."""
        return None if number < self._batch.first else self.rests[self._batch.sheet_number(number)]
