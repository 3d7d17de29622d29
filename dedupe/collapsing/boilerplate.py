"""Boilerplate: paragraphs that stand in many documents with the same words, such as menus and cookie banners."""

from __future__ import annotations

from collections import defaultdict

from dedupe.collapsing.batches import Batch
from dedupe.collapsing.fates import protected_numbers
from dedupe.collapsing.rests import Rest
from dedupe.options import Options
from dedupe.paragraphs import SHORT_KINDS
from dedupe.words import split_words


class BoilerplateFates:
    """What becomes of the paragraphs of a batch of which only boilerplate goes; see `batches.Fates`."""

    engine = ""

    def __init__(self, batch: Batch, options: Options) -> None:
        eligible = batch.eligible()
        spared = protected_numbers(eligible, batch.texts(eligible), options.protect)
        self.boilerplate = find_boilerplate(batch, options.boilerplate, spared)
        self.removed: dict[int, int] = {}
        self.in_place: dict[int, str] = {}
        numbers = [range(sheet.first, sheet.first + len(sheet.paragraphs)) for sheet in batch.sheets]
        self.rests = [
            Rest(sheet).without([number - sheet.first for number in own if number in self.boilerplate])
            for sheet, own in zip(batch.sheets, numbers, strict=True)
        ]

    def finding(self, _: int) -> None:
        """Return nothing: what goes as boilerplate is alike to no single paragraph."""

    def context(self, _: int) -> str:
        """Return nothing, as boilerplate goes wherever it stands."""
        return ""

    def near_misses(self, _: range) -> tuple[()]:
        """Return nothing, as nothing is compared."""
        return ()


def find_boilerplate(batch: Batch, least: int, spared: set[int]) -> dict[int, int]:
    """Return the paragraphs whose words stand in at least so many documents, each with the number of those.

    Short ones count too; code, tables, front matter and what is `spared` do not.
    """
    keys: dict[str, tuple[str, ...]] = {}
    numbers: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    documents: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for sheet in batch.sheets:
        for place, (text, kind) in enumerate(zip(sheet.paragraphs.texts, sheet.paragraphs.kinds, strict=True)):
            if kind not in SHORT_KINDS or sheet.first + place in spared:
                continue
            key = keys.get(text)
            if key is None:
                key = keys[text] = tuple(split_words(text))
            if key:
                numbers[key].append(sheet.first + place)
                documents[key].add(sheet.group)
    return {
        number: len(documents[key])
        for key, found in numbers.items()
        if len(documents[key]) >= least
        for number in found
    }
