"""Repeated passages: short paragraphs that go with the removed ones around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dedupe.columns import Column, all_set, gaps, ranges, take

# Whether each of some paragraphs is short, and stands letter for letter in another place, too, given their numbers.
Repeats = Callable[[Sequence[int], Sequence[int]], Sequence[bool]]


def skeleton(repeats: Repeats, removed: Sequence[int], kept: Sequence[int]) -> tuple[Column, Column]:
    """Return the short paragraphs inside repeated passages, in order, and the identical ones that stay.

    A gap between two removed paragraphs goes with them if these copy two kept paragraphs with an identical gap between
    them, so that no headings stay behind without their text.

    >>> texts = ["Some text.", "A title", "More text.", "Some text.", "A title", "More text."]
    >>> def repeats(numbers, others):
    ...     return [texts[n] == texts[o] for n, o in zip(numbers, others)]
    >>> [list(column) for column in skeleton(repeats, [3, 5], [0, 2])]
    [[4], [1]]
    """
    starts, others, sizes = gaps(removed, kept)
    repeated = all_set(repeats(ranges(starts, sizes), ranges(others, sizes)), sizes)
    own, same, length = (take(column, repeated) for column in (starts, others, sizes))
    return ranges(own, length), ranges(same, length)
