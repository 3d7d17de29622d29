"""Repeated passages: short paragraphs that go with the removed ones around them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from dedupe.collapsing.targets import columns_of
from dedupe.columns import Column, all_set, gaps, ranges, take

# Whether each of some paragraphs is short, and stands letter for letter in another place, too, given their numbers.
Repeats = Callable[[Sequence[int], Sequence[int]], Sequence[bool]]


def skeleton(repeats: Repeats, kept_by_removed: Mapping[int, int], spared: Collection[int]) -> tuple[Column, Column]:
    """Return the short paragraphs inside repeated passages, in order, and the identical ones that stay.

    A gap between two removed paragraphs goes with them if these copy two kept paragraphs with an identical gap between
    them, so that no headings stay behind without their text. `spared` are never removed.

    >>> texts = ["Some text.", "A title", "More text.", "Some text.", "A title", "More text."]
    >>> def repeats(numbers, others):
    ...     return [texts[n] == texts[o] for n, o in zip(numbers, others)]
    >>> [list(column) for column in skeleton(repeats, {3: 0, 5: 2}, set())]
    [[4], [1]]
    """
    starts, others, sizes = gaps(*columns_of(kept_by_removed))
    numbers = ranges(starts, sizes)
    same = repeats(numbers, ranges(others, sizes))
    if spared:
        same = [repeat and number not in spared for repeat, number in zip(same, numbers, strict=True)]
    repeated = all_set(same, sizes)
    own, kept, length = (take(column, repeated) for column in (starts, others, sizes))
    return ranges(own, length), ranges(kept, length)
