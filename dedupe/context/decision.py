"""The decision: which copies go, with their evidence, and which stay in place, with what needs them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from dedupe.context.copies import Copies
from dedupe.context.evidence import Evidence
from dedupe.context.needs import Need, need_of, place_of
from dedupe.context.page import Page
from dedupe.context.passages import find_passages, repeats
from dedupe.context.repetition import passage_evidence
from dedupe.context.structure import PAGES, Structure
from dedupe.context.weighing import line_evidence

# A line that is too short to be a match goes by itself on these alone.
FOR_SHORT = frozenset({Evidence.PAGE_EDGE, Evidence.TITLE, Evidence.LINK, Evidence.HEADLINE})


class Going(NamedTuple):
    """A line that goes: the line that it repeats, and the evidence."""

    original: int
    evidence: Evidence


class Decision(NamedTuple):
    """What becomes of the copies of a page, by ordinal: those that go, and why the others stay."""

    goes: Mapping[int, Going]
    stays: Mapping[int, Need]


def decide(
    page: Page, matches: Mapping[int, int], split: str, *, spared: Container[int] = (), across: bool = False
) -> Decision:
    """Return which copies of a page go; `matches` has for each copy the number of its original.

    All copies for which there is evidence start as going, with the short lines of their passages. Originals never go,
    nor what is `spared`. Then each whose place needs it beside what stays is put back, until there is none: to put one
    back never makes another go, so the order does not matter. With `across`, only copies of other documents may go.
    """
    structure = Structure(page, split)
    if across:
        open_matches = {copy: original for copy, original in matches.items() if not page.holds(original)}
        goes = passages_going(open_matches, structure) | dict(lines_going(open_matches, structure))
    else:
        short = short_repeats(page, matches) if structure.paged or structure.genre in PAGES else {}
        goes = dict(doubled_going(structure))
        every = {**short, **matches}
        found = dict(lines_going(every, structure))
        goes |= {copy: going for copy, going in found.items() if copy in matches or going.evidence in FOR_SHORT}
        goes |= passages_going(every, structure)
    originals = set(matches.values())
    goes = {copy: going for copy, going in goes.items() if copy not in originals and copy not in spared}
    goes = without_circles(goes)
    back = put_back(goes, structure)
    stays = {copy: back.get(copy) or place_of(copy, structure) for copy in matches if copy not in goes}
    return Decision(with_staying_originals(goes), stays)


def passages_going(matches: Mapping[int, int], structure: Structure) -> dict[int, Going]:
    """Return the lines that may go with a passage."""
    goes: dict[int, Going] = {}
    for passage in find_passages(structure.page, matches):
        evidence, pairs = passage_evidence(passage, structure)
        if evidence:
            goes |= {pair.copy: Going(matches.get(pair.copy, pair.original), evidence) for pair in pairs}
    return goes


def lines_going(matches: Mapping[int, int], structure: Structure) -> Iterator[tuple[int, Going]]:
    """Yield the lines that may go by themselves."""
    copies = Copies(matches)
    for copy, original in copies.items():
        evidence = line_evidence(copy, original, structure, copies)
        if evidence:
            yield copy, Going(original, evidence)


def doubled_going(structure: Structure) -> Iterator[tuple[int, Going]]:
    """Yield the lines that stand right behind their equal, if the text is doubled, each with the first of them."""
    page, first = structure.page, 0
    for copy in range(1, len(page) if structure.doubled else 0):
        if repeats(page, copy, copy - 1):
            yield copy, Going(first, Evidence.DOUBLED)
        else:
            first = copy


def short_repeats(page: Page, matches: Mapping[int, int]) -> dict[int, int]:
    """Return the lines that have no match and are the same as an earlier one, each with the first of them."""
    firsts: dict[str, int] = {}
    found: dict[int, int] = {}
    for ordinal, line in enumerate(page):
        first = firsts.setdefault(line.key, ordinal)
        if first != ordinal and ordinal not in matches and repeats(page, ordinal, first):
            found[ordinal] = first
    return found


def put_back(goes: dict[int, Going], structure: Structure) -> dict[int, Need]:
    """Take out of the going what has to stay beside what stays, and return why."""
    stays: dict[int, Need] = {}
    changed = True
    while changed:
        changed = False
        for copy in sorted(goes, reverse=True):
            need = need_of(copy, goes.keys(), structure, goes[copy].evidence)
            if need:
                del goes[copy]
                stays[copy] = need
                changed = True
    return stays


def without_circles(goes: Mapping[int, Going]) -> dict[int, Going]:
    """Return the going lines but those that would go for each other: short ones of two passages that cross.

    >>> sorted(without_circles({1: Going(2, Evidence.MENU), 2: Going(1, Evidence.MENU), 5: Going(2, Evidence.MENU)}))
    [5]
    """
    circular: set[int] = set()
    for copy in goes:
        seen = [copy]
        while (original := goes[seen[-1]].original) in goes and original not in seen:
            seen.append(original)
        if original in seen:
            circular.update(seen[seen.index(original) :])
    return {copy: going for copy, going in goes.items() if copy not in circular}


def with_staying_originals(goes: Mapping[int, Going]) -> dict[int, Going]:
    """Return the going lines with originals that stay: where one goes itself, that for which it goes."""
    found: dict[int, Going] = {}
    for copy, going in goes.items():
        original = going.original
        while original in goes:
            original = goes[original].original
        found[copy] = Going(original, going.evidence)
    return found
