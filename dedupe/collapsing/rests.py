"""What is left of a sheet in the course of a round, while its paragraphs go step by step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from dedupe.bulk import EncodedCuts
from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.sheets import Sheet


class Rest:
    """A sheet without the paragraphs that went so far.

    `sheet` is the sheet as the round began, and a place the number of a paragraph there. `cuts` are what went, in
    order, in code points of the input; of one paragraph there may be several. In however many steps they went, the
    cuts are those of one step.
    """

    def __init__(self, sheet: Sheet, cuts: Sequence[Cut] = ()) -> None:
        self.sheet = sheet
        self._cuts = cuts
        self.cuts = sheet.in_input(cuts)

    @property
    def is_whole(self) -> bool:
        """Whether nothing went."""
        return not len(self._cuts)

    @property
    def removals(self) -> int:
        """How many paragraphs went."""
        return len(self._cuts)

    @cached_property
    def places(self) -> Sequence[int]:
        """The places of the paragraphs that are left, in order."""
        places = range(len(self.sheet.paragraphs))
        return places if self.is_whole else [place for place in places if place not in self.gone]

    @cached_property
    def current(self) -> Sheet:
        """What is left, as a sheet."""
        return self.sheet if self.is_whole else self.sheet.without(self._cuts)

    @cached_property
    def gone(self) -> AbstractSet[int]:
        """The places of the paragraphs that went."""
        return {cut.paragraph for cut in self._cuts}

    def index(self, place: int) -> int | None:
        """Return how many of the paragraphs that are left stand before a place, None if nothing is left there."""
        if self.is_whole:
            return place
        index = bisect_left(self.places, place)
        return index if index < len(self.places) and self.places[index] == place else None

    def beginning(self, size: int) -> str:
        """Return the first code points of what is left, so many or all; a large text is not decoded for it."""
        if not isinstance(self.cuts, EncodedCuts):
            return self.current.document.beginning(size)
        most_bytes, found = 4 * size, bytearray()
        for piece in self.cuts.left():
            found += piece[: most_bytes - len(found)]
            if len(found) == most_bytes:
                break
        return found.decode("utf-8", "ignore")[:size]

    def without(self, indexes: Sequence[int]) -> Rest:
        """Return what is left without some more paragraphs, given by what `index` returned, as far as they can go."""
        if not len(indexes):
            return self
        if self.is_whole:
            cuts = self.sheet.cut(indexes)
            return Rest(self.sheet, cuts) if len(cuts) else self
        places = self.places
        rest = Rest(self.sheet, self.sheet.cut(sorted(self.gone | {places[index] for index in indexes})))
        return rest if rest.gone > self.gone else self
