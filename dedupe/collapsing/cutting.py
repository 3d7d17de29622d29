"""Which stretches of a text go with its removed paragraphs, so that the rest splits into the kept ones.

Of the separators before, inside and behind a run of removed paragraphs the strongest stays. At the start of a document
the text keeps what stands before its first paragraph, at its end what stands behind its last one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import AnyStr, NamedTuple

from dedupe.collapsing.trials import Segment, Trials
from dedupe.paragraphs import Paragraphs

Splitter = Callable[[str], Paragraphs]


class Cut(NamedTuple):
    """A stretch of the text that goes: one paragraph with one separator; in code points."""

    paragraph: int
    start: int
    end: int


def plan_cuts(text: str, paragraphs: Paragraphs, gone: Collection[int], split: Splitter | None) -> list[Cut]:
    """Return the cuts, in order, for the paragraphs that can go.

    After them the text splits, in the same way, into exactly the paragraphs that are kept. A paragraph is left in place
    if its absence would change how its neighbours are split. Without `split`, that cannot be.
    """
    trials = Trials([Segment(run[0], run[-1] + 1) for run in runs(gone)], len(text))
    while segments := trials.segments():
        cuts = [cut for segment in segments for cut in cut_segment(text, paragraphs, segment)]
        changed = changed_paragraphs(text, paragraphs, cuts, split) if split else []
        if trials.settle(changed):
            return cuts
    return []


def runs(numbers: Collection[int]) -> Iterator[list[int]]:
    """Yield the runs of consecutive numbers.

    >>> list(runs({1, 2, 5}))
    [[1, 2], [5]]
    """
    for _, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]


def cut_segment(text: str, paragraphs: Paragraphs, segment: Segment) -> Iterator[Cut]:
    """Yield the cuts for consecutive removed paragraphs.

    Those before the separator that stays take the one before them, the others the one behind them. Where two separators
    stay, the paragraph between them takes none.
    """
    first, behind, two_stay = segment
    starts, end_of = paragraphs.starts, paragraphs.end_of
    if first == 0 and behind == len(paragraphs):
        ends = [*starts[1:behind], len(text)]
        yield from map(Cut, range(behind), [0, *ends], ends)
        return
    stays = strongest_separator(text, paragraphs, first, behind)
    alone = min(stays, behind - 1) if two_stay else -1
    for number in range(first, behind):
        begin = end_of(number - 1) if number < stays and number != alone else starts[number]
        end = end_of(number) if number < stays or number == alone else starts[number + 1]
        yield Cut(number, begin, end)


def strongest_separator(text: str, paragraphs: Paragraphs, first: int, behind: int) -> int:
    """Return the number of the paragraph that stands behind the separator that stays, the first of equal ones."""
    if first == 0 or behind == len(paragraphs):
        return 0 if first == 0 else behind
    starts, end_of = paragraphs.starts, paragraphs.end_of
    return max(range(first, behind + 1), key=lambda number: strength(text[end_of(number - 1) : starts[number]]))


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
