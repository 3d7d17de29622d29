"""A round: paragraphs are matched once, and go step by step, until nothing more goes.

After each step it is asked again which copies may go, as others stand beside them now. The matches are the same: what
went was nobody's original.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dedupe.collapsing.choosing import Choice, Chooser, Left
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.targets import Targets
from dedupe.columns import shifted


class Check(Protocol):
    """Whether what is left of a document is at rest; `has_matches` says whether some of it still matches something."""

    def __call__(self, rest: Rest, *, has_matches: bool) -> bool:
        """Return whether it is."""


class Round:
    """What is left of the documents of a batch, in which the paragraphs `matches` match kept ones.

    `choose` says which of them may go. With `in_order`, all kept ones are in earlier documents or the same. A step
    that `is_at_rest` refuses is made in part, or not at all.
    """

    def __init__(self, left: Left, matches: Targets, choose: Chooser, check: Check | None, *, in_order: bool) -> None:
        self._left = left
        self._matches = matches
        self._choose = choose
        self._check = check
        # Short paragraphs that went, with the identical ones that stay.
        self.short: dict[int, int] = {}
        # By number: why each paragraph went, and why other copies stay in place.
        self.evidence: dict[int, str] = {}
        self.in_place: dict[int, str] = {}
        while self._go_through() and not in_order:
            pass

    def _go_through(self) -> bool:
        """Bring each document to rest, given what is left of the others; return whether anything went."""
        went = False
        for place in range(len(self._left.rests)):
            while self._shorten(place):
                went = True
        return went

    def _shorten(self, place: int) -> bool:
        """Remove of one document what may go; return whether anything went."""
        rest = self._left.rests[place]
        indexes, originals = self._open(rest)
        if not len(indexes) and not self._choose.may_shorten(rest):
            return False
        choice = self._choose(rest, indexes, originals)
        shorter = self._checked(rest, choice.going)
        self._note(rest, shorter, choice)
        self._left.shorten(place, shorter)
        return shorter is not rest

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

    def _note(self, rest: Rest, shorter: Rest, choice: Choice) -> None:
        """Note why paragraphs went, and why copies stay as far as is known now."""
        numbers, first = rest.places, rest.sheet.first
        for index, evidence in choice.evidence.items():
            if shorter.index(numbers[index]) is None:
                self.evidence[first + numbers[index]] = evidence
                self.in_place.pop(first + numbers[index], None)
        for index, original in choice.short.items():
            if shorter.index(numbers[index]) is None:
                self.short[first + numbers[index]] = original
        self.in_place |= {first + numbers[index]: need for index, need in choice.stays.items()}
