"""Repeated passages: short paragraphs that go with the removed ones around them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from dedupe.columns import steps
from dedupe.targets import columns_of

# Whether each of some paragraphs is short, and stands letter for letter in another place, too, given their numbers.
Repeats = Callable[[Sequence[int], Sequence[int]], Sequence[bool]]


def skeleton(repeats: Repeats, kept_by_removed: Mapping[int, int], spared: Collection[int]) -> dict[int, int]:
    """Return the short paragraphs inside repeated passages, each with the identical one that stays.

    A gap between two removed paragraphs goes with them if these copy two kept paragraphs with an identical gap between
    them, so that no headings stay behind without their text. `spared` are never removed.

    >>> texts = ["Some text.", "A title", "More text.", "Some text.", "A title", "More text."]
    >>> skeleton(lambda numbers, others: [texts[n] == texts[o] for n, o in zip(numbers, others)], {3: 0, 5: 2}, set())
    {4: 1}
    """
    numbers: list[int] = []
    others: list[int] = []
    ends: list[int] = []
    for before, after, kept in steps(*columns_of(kept_by_removed)):
        numbers += range(before + 1, after)
        others += range(kept + 1, kept + after - before)
        ends.append(len(numbers))
    found: dict[int, int] = {}
    same, start = repeats(numbers, others), 0
    for end in ends:
        if False not in same[start:end] and not (spared and any(number in spared for number in numbers[start:end])):
            found.update(zip(numbers[start:end], others[start:end], strict=True))
        start = end
    return found
