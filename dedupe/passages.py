"""Repeated passages: short paragraphs that go with the removed ones around them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from dedupe.columns import steps
from dedupe.paragraphs import Content, Kind
from dedupe.targets import columns_of

# What may be short: running text, list items and headings of any length. Code and tables stay, whatever is around.
SHORT_KINDS = frozenset({Kind.TEXT, Kind.LIST_ITEM, Kind.HEADING})


# A paragraph by its number; raises `IndexError` between two documents, where there is none.
Numbered = Callable[[int], Content]


def skeleton(content: Numbered, kept_by_removed: Mapping[int, int], spared: Collection[int]) -> dict[int, int]:
    """Return the short paragraphs inside repeated passages, each with the identical one that stays.

    A gap between two removed paragraphs goes with them if these copy two kept paragraphs with an identical gap between
    them, so that no headings stay behind without their text. `spared` are never removed.

    >>> texts = ["Some text.", "A title", "More text.", "Some text.", "A title", "More text."]
    >>> skeleton(lambda number: Content(texts[number], Kind.TEXT), {3: 0, 5: 2}, set())
    {4: 1}
    """
    found: dict[int, int] = {}
    for before, after in steps(*columns_of(kept_by_removed)):
        kept = kept_by_removed[before]
        pairs = [(before + step, kept + step) for step in range(1, after - before)]
        if all(is_repeat(content, spared, *pair) for pair in pairs):
            found.update(pairs)
    return found


def is_repeat(content: Numbered, spared: Collection[int], number: int, kept: int) -> bool:
    """Return whether a paragraph between such as were compared stands, letter for letter, in the other place too."""
    try:
        paragraph, other = content(number), content(kept)
    except IndexError:
        return False
    return number not in spared and paragraph.kind in SHORT_KINDS and paragraph.text == other.text
