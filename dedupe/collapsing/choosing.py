"""Which of the copies in what is left of a document may go: all of them, or those that their places do not need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from typing import NamedTuple, Protocol

from dedupe.collapsing.batches import Batch
from dedupe.collapsing.passages import skeleton
from dedupe.collapsing.rests import Rest
from dedupe.columns import NONE, shifted
from dedupe.context import Page, decide
from dedupe.paragraphs import Content


class Choice(NamedTuple):
    """What may go of what is left of a document, by indexes there, in order.

    `short` has those of them that match nothing, each with the number of the paragraph that it goes for. `evidence`
    says why each goes, and `stays` why other copies stay in place.
    """

    going: Sequence[int]
    short: Mapping[int, int]
    evidence: Mapping[int, str]
    stays: Mapping[int, str]


class Left:
    """What is left of the documents of a batch, in the course of a round; see `context.Elsewhere`.

    A paragraph of another document is known to a page by the complement of its number in the batch.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.rests = [Rest(sheet) for sheet in batch.sheets]
        self.is_whole = True

    def shorten(self, place: int, rest: Rest) -> None:
        """Take what is left of a document after a step."""
        self.is_whole = self.is_whole and rest.is_whole
        self.rests[place] = rest

    def rest_of(self, number: int) -> Rest | None:
        """Return what is left of the document of a paragraph, None if that is of an earlier batch."""
        return None if number < self.batch.first else self.rests[self.batch.sheet_number(number)]

    def number_left(self, number: int) -> int:
        """Return the number that a paragraph has when those before it in its document are counted that are left."""
        rest = self.rest_of(number)
        if rest is None or rest.is_whole:
            return number
        index = rest.index(number - rest.sheet.first)
        return NONE if index is None else rest.sheet.first + index

    def original(self, number: int) -> int:
        """Return the number that a paragraph had in the beginning; the reverse of `number_left`."""
        rest = self.rest_of(number)
        if rest is None or rest.is_whole:
            return number
        index = number - rest.sheet.first
        return rest.sheet.first + rest.places[index] if index < len(rest.places) else NONE

    def content(self, number: int) -> Content | None:
        """Return a paragraph of another document that is still there, or None."""
        try:
            return self.batch.content(~number)
        except IndexError:
            # Between two documents a number is left out.
            return None

    def after(self, number: int) -> int | None:
        """Return the next paragraph of the same document that is still there."""
        return self._beside(number, 1)

    def before(self, number: int) -> int | None:
        """Return the previous paragraph of the same document that is still there."""
        return self._beside(number, -1)

    def _beside(self, number: int, step: int) -> int | None:
        beside = self.number_left(~number) + step
        rest = self.rest_of(~number)
        if rest is not None:
            index = beside - rest.sheet.first
            return ~(rest.sheet.first + rest.places[index]) if 0 <= index < len(rest.places) else None
        return ~beside if beside >= 0 and self.content(~beside) is not None else None


class Chooser(Protocol):
    """Chooses which copies may go."""

    def may_shorten(self, rest: Rest) -> bool:
        """Return whether something may go of what is left although nothing there matches others."""

    def __call__(self, rest: Rest, indexes: Sequence[int], originals: Sequence[int]) -> Choice:
        """Return which may go of the paragraphs of what is left that match others."""


class EveryCopy:
    """Chooses all copies, and the short paragraphs inside repeated passages, but for those that are `spared`."""

    def __init__(self, left: Left, spared: Collection[int]) -> None:
        self._left = left
        self._spared = spared

    def may_shorten(self, _: Rest) -> bool:
        """Return whether something may go without a match: nothing."""
        return False

    def __call__(self, rest: Rest, indexes: Sequence[int], originals: Sequence[int]) -> Choice:
        """Return which may go of the paragraphs of what is left that match others."""
        short = self._short(rest, indexes, originals)
        return Choice(sorted([*indexes, *short]) if short else indexes, short, {}, {})

    def _short(self, rest: Rest, indexes: Sequence[int], originals: Sequence[int]) -> dict[int, int]:
        left, first = self._left, rest.sheet.first
        numbers = shifted(indexes, first)
        others = originals if left.is_whole else [left.number_left(number) for number in originals]
        own, kept = skeleton(self._repeats, numbers, others)
        going = {*numbers, *own} if len(own) else set()
        return {
            number - first: left.original(other) for number, other in zip(own, kept, strict=True) if other not in going
        }

    def _repeats(self, numbers: Sequence[int], others: Sequence[int]) -> Sequence[bool]:
        """Return whether each of some paragraphs may be short, and is letter for letter another one, both as left."""
        left = self._left
        if not left.is_whole:
            numbers, others = list(map(left.original, numbers)), list(map(left.original, others))
        same = left.batch.repeats(numbers, others)
        if self._spared:
            return [repeat and number not in self._spared for repeat, number in zip(same, numbers, strict=True)]
        return same


class Staying(Container[int]):
    """What never goes of what is left of a document, by index there; `stays` says it by number."""

    def __init__(self, rest: Rest, stays: Callable[[int], bool]) -> None:
        self._rest = rest
        self._stays = stays

    def __contains__(self, index: object) -> bool:
        """Whether a paragraph stays."""
        return isinstance(index, int) and self._stays(self._rest.sheet.first + self._rest.places[index])


class ByContext:
    """Chooses the copies that their places do not need; see `context`.

    Originals, also those of copies in other documents, and protected paragraphs have to stay: `stays` says so of a
    number. `across` says that documents are at rest by themselves, so that a copy of a paragraph of its own document
    stays.
    """

    def __init__(self, left: Left, stays: Callable[[int], bool], *, across: bool) -> None:
        self._left = left
        self._stays = stays
        self._across = across

    def may_shorten(self, rest: Rest) -> bool:
        """Return whether something may go of what is left although nothing there matches others: short equal lines."""
        return not self._across and rest.current.paragraphs.has_equal()

    def __call__(self, rest: Rest, indexes: Sequence[int], originals: Sequence[int]) -> Choice:
        """Return which may go of the paragraphs of what is left that match others."""
        sheet, first = rest.current, rest.sheet.first
        matches = {index: self._as_on_page(rest, original) for index, original in zip(indexes, originals, strict=True)}
        spared = Staying(rest, self._stays)
        page = Page(len(sheet.paragraphs), sheet.paragraphs.content, sheet.gap, self._left)
        decision = decide(page, matches, sheet.split, spared=spared, across=self._across)
        going = sorted(decision.goes)
        short = {
            index: first + rest.places[original] if original >= 0 else ~original
            for index in going
            if index not in matches
            for original in [decision.goes[index].original]
        }
        evidence = {index: str(going.evidence) for index, going in decision.goes.items()}
        return Choice(going, short, evidence, {index: str(need) for index, need in decision.stays.items()})

    def _as_on_page(self, rest: Rest, number: int) -> int:
        """Return an original as its page knows it."""
        index = self._index(rest, number)
        return ~number if index is None else index

    def _index(self, rest: Rest, number: int) -> int | None:
        """Return which of what is left of a document a paragraph of the batch is, None if it is of another."""
        place = number - rest.sheet.first
        return rest.index(place) if 0 <= place < len(rest.sheet.paragraphs) else None
