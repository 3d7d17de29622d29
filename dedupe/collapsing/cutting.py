"""Which stretches of a text go with its removed paragraphs, so that the rest splits into the kept ones.

Of the separators around a run of removed paragraphs the stronger stays. At the start of a document the one after the
run goes, at its end the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import AnyStr, NamedTuple

from dedupe.paragraphs import Paragraphs

Splitter = Callable[[str], Paragraphs]


class Cut(NamedTuple):
    """A stretch of the text that goes: one paragraph with one separator; in code points."""

    paragraph: int
    start: int
    end: int


def plan_cuts(text: str, paragraphs: Paragraphs, gone: Collection[int], split: Splitter | None) -> list[Cut]:
    """Return the cuts, in order, for the paragraphs that can go.

    After them the text splits, in the same way, into exactly the paragraphs that are kept. A run of removed paragraphs
    is left in place if its absence would change how its neighbours are split. Without `split`, that cannot be.
    """
    left = set(gone)
    while left:
        cuts = [cut for run in runs(left) for cut in cut_run(text, paragraphs, run)]
        changed = changed_paragraphs(text, paragraphs, cuts, split) if split else []
        if not changed:
            return cuts
        left -= runs_beside(changed, left)
    return []


def runs(numbers: Collection[int]) -> Iterator[list[int]]:
    """Yield the runs of consecutive numbers.

    >>> list(runs({1, 2, 5}))
    [[1, 2], [5]]
    """
    for _, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]


def cut_run(text: str, paragraphs: Paragraphs, run: Sequence[int]) -> Iterator[Cut]:
    """Yield the cuts for one run of removed paragraphs: each takes the separator after it, or each the one before."""
    first, last = run[0], run[-1]
    starts, end_of = paragraphs.starts, paragraphs.end_of
    at_start, at_end = first == 0, last == len(paragraphs) - 1
    if at_start and at_end:
        ends = [*(starts[number] for number in run[1:]), len(text)]
        yield from map(Cut, run, [0, *ends], ends)
        return

    def strength_before(number: int) -> tuple[bool, int, int]:
        return strength(text[end_of(number - 1) : starts[number]])

    if at_start or (not at_end and strength_before(first) >= strength_before(last + 1)):
        for number in run:
            yield Cut(number, starts[number], starts[number + 1])
    else:
        for number in run:
            yield Cut(number, end_of(number - 1), end_of(number))


def strength(separator: str) -> tuple[bool, int, int]:
    """Return how strongly a separator parts: page breaks before blank lines, more line ends before fewer."""
    return "\f" in separator, len(separator.splitlines()), len(separator)


def remaining(text: str, cuts: Sequence[Cut]) -> str:
    """Return the text without the cuts.

    >>> remaining("one two three", [Cut(1, 3, 7)])
    'one three'
    """
    return "".join([text[start:end] for start, end in stretches(text, cuts)])


def stretches(text: str, cuts: Sequence[Cut]) -> Iterator[tuple[int, int]]:
    """Yield where each stretch of the text between the cuts begins and ends; cuts that touch have none between them.

    >>> list(stretches("one two three", [Cut(1, 3, 7)]))
    [(0, 3), (7, 13)]
    """
    position = 0
    for _, start, end in cuts:
        if start > position:
            yield position, start
        position = end
    yield position, len(text)


def reinsert(output: AnyStr, cuts: Iterable[tuple[int, AnyStr, AnyStr]]) -> AnyStr:
    """Return the input: the output with each cut back at its offset in the input, and without what was put there.

    Each cut is its offset, what went, and what was put there instead.

    >>> reinsert(b"one, three", [(3, b" two", b",")])
    b'one two three'
    """
    pieces: list[AnyStr] = []
    position = taken = 0
    for start, cut, put in sorted(cuts):
        length = start - position
        pieces += [output[taken : taken + length], cut]
        taken += length + len(put)
        position = start + len(cut)
    pieces.append(output[taken:])
    return output[:0].join(pieces)


def changed_paragraphs(text: str, paragraphs: Paragraphs, cuts: Sequence[Cut], split: Splitter) -> list[int]:
    """Return the kept paragraphs that the remaining text does not split into again."""
    found = {(paragraph.start, paragraph.end, paragraph.kind) for paragraph in split(remaining(text, cuts))}
    expected: dict[tuple[int, int, str], int] = {}
    shift = 0
    by_number = {cut.paragraph: cut for cut in cuts}
    for number, paragraph in enumerate(paragraphs):
        if number in by_number:
            shift += by_number[number].end - by_number[number].start
        else:
            key = (paragraph.start - shift, paragraph.end - shift, paragraph.kind)
            expected[key] = number
    changed = [number for key, number in expected.items() if key not in found]
    if len(found) > len(expected):
        return changed or list(expected.values())
    return changed


def runs_beside(changed: Collection[int], gone: Collection[int]) -> set[int]:
    """Return the removed runs that touch a changed paragraph; if none does, the nearest before the first, or all."""
    every = list(runs(gone))
    touching = {number for run in every if run[0] - 1 in changed or run[-1] + 1 in changed for number in run}
    if touching:
        return touching
    before = [run for run in every if run[0] < min(changed)]
    return set(before[-1]) if before else set(gone)
