"""What is left of a sheet in the course of a round, while its paragraphs go step by step."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import chain

from dedupe.bulk import EncodedCuts
from dedupe.collapsing.cutting import Cut
from dedupe.collapsing.sheets import Sheet


class Rest:
    """A sheet without the paragraphs that went so far.

    `sheet` is the sheet as the round began, and a place the number of a paragraph there. `cuts` are what went, in
    order, in code points of the input; of one paragraph there may be several.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.cuts: Sequence[Cut] = ()
        self._before: Rest | None = None
        self._step: Sequence[Cut] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing went."""
        return self._before is None

    @property
    def removals(self) -> int:
        """How many paragraphs went."""
        return 0 if self._before is None else self._before.removals + len(self._step)

    @cached_property
    def places(self) -> Sequence[int]:
        """The places of the paragraphs that are left, in order."""
        if self._before is None:
            return range(len(self.sheet.paragraphs))
        gone = {cut.paragraph for cut in self._step}
        return [place for index, place in enumerate(self._before.places) if index not in gone]

    @cached_property
    def current(self) -> Sheet:
        """What is left, as a sheet."""
        return self.sheet if self._before is None else self._before.current.without(self._step)

    @cached_property
    def gone(self) -> Collection[int]:
        """The places of the paragraphs that went."""
        return {cut.paragraph for cut in self.cuts}

    def index(self, place: int) -> int | None:
        """Return how many of the paragraphs that are left stand before a place, None if nothing is left there."""
        if self._before is None:
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
        step = self.current.cut(indexes) if len(indexes) else []
        if not len(step):
            return self
        rest = Rest(self.sheet)
        rest._before, rest._step = self, step
        if self._before is None:
            rest.cuts = self.current.in_input(step)
        else:
            places = self.places
            own = [cut._replace(paragraph=places[cut.paragraph]) for cut in self.current.in_input(step)]
            rest.cuts = sorted(chain(self.cuts, own), key=lambda cut: cut.start)
        return rest
