"""Repeated passages: short paragraphs that go with the removed ones around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from dedupe.columns import steps
from dedupe.paragraphs import Kind
from dedupe.targets import columns_of

# What may be short: running text, list items and headings of any length. Code and tables stay, whatever is around.
SHORT_KINDS = frozenset({Kind.TEXT, Kind.LIST_ITEM, Kind.HEADING})


class Content(Protocol):
    """What a paragraph is, wherever it stands."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def kind(self) -> Kind:
        """What it is."""


class Numbered(Protocol):
    """Paragraphs by their numbers; a number between two documents has none."""

    def __getitem__(self, number: int, /) -> Content:
        """Return a paragraph, or raise `IndexError` where there is none."""


def skeleton(paragraphs: Numbered, kept_by_removed: Mapping[int, int], spared: Collection[int]) -> dict[int, int]:
    """Return the short paragraphs inside repeated passages, each with the identical one that stays.

    A gap between two removed paragraphs goes with them if these copy two kept paragraphs with an identical gap between
    them, so that no headings stay behind without their text. `spared` are never removed.

    >>> from dedupe.paragraphs import Paragraph
    >>> texts = ["Some text.", "A title", "More text.", "Some text.", "A title", "More text."]
    >>> skeleton([Paragraph(text, 0, 0) for text in texts], {3: 0, 5: 2}, set())
    {4: 1}
    """
    found: dict[int, int] = {}
    for before, after in steps(*columns_of(kept_by_removed)):
        kept = kept_by_removed[before]
        pairs = [(before + step, kept + step) for step in range(1, after - before)]
        if all(is_repeat(paragraphs, spared, *pair) for pair in pairs):
            found.update(pairs)
    return found


def is_repeat(paragraphs: Numbered, spared: Collection[int], number: int, kept: int) -> bool:
    """Return whether a paragraph between such as were compared stands, letter for letter, in the other place too."""
    try:
        paragraph, other = paragraphs[number], paragraphs[kept]
    except IndexError:
        return False
    return number not in spared and paragraph.kind in SHORT_KINDS and paragraph.text == other.text
