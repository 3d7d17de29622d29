"""The copies of a page, taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property


class Copies(Mapping[int, int]):
    """The copies of a page, each with the number of its original."""

    def __init__(self, originals: Mapping[int, int]) -> None:
        self._originals = originals

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._originals)

    def __iter__(self) -> Iterator[int]:
        """Yield the copies."""
        return iter(self._originals)

    def __getitem__(self, copy: int) -> int:
        """Return the original of a copy."""
        return self._originals[copy]

    def of(self, original: int) -> Sequence[int]:
        """Return the copies of an original."""
        return self._by_original.get(original, ())

    @cached_property
    def _by_original(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for copy, original in self._originals.items():
            found.setdefault(original, []).append(copy)
        return found

    @cached_property
    def beside_original(self) -> frozenset[int]:
        """The copies that stand beside their original, or beside other copies of it that do.

        >>> sorted(Copies({1: 0, 2: 0, 4: 0, 7: 9, 8: 9}).beside_original)
        [1, 2, 7, 8]
        """
        found: set[int] = set()
        in_order = sorted(self)
        for step, row in ((-1, in_order), (1, reversed(in_order))):
            for copy in row:
                beside, original = copy + step, self[copy]
                if beside == original or (beside in found and self[beside] == original):
                    found.add(copy)
        return frozenset(found)
