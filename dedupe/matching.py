"""Texts of paragraphs in, their matches out: the one door to the engines.

Paragraphs are taken in order of priority. Each is compared with those kept so far, and is removed if it matches one
of them, the first in that order; otherwise it is kept. No chains: every match names a paragraph that was kept. The
answer does not depend on the engine.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from dedupe.bulk import Encoded
from dedupe.callbacks import OnCompared
from dedupe.columns import NONE, at_least, not_itself, otherwise, put, take
from dedupe.contests import Contest, Pair, Pairs
from dedupe.engines import make_engine
from dedupe.judgements import Verdict
from dedupe.options import Keep, Options
from dedupe.words import has_markup, may_be_shorter, visible_length

IDENTICAL = ("identical",)
IN_PASSAGE = ("identical, inside a repeated passage",)


class Finding(NamedTuple):
    """What was found for a paragraph: the kept paragraph that it is alike to.

    `kept` is the index of that one among the texts; `lcs`, `kept_words` and `words` are in words; `removed` says
    whether the paragraph goes for it.
    """

    kept: int
    lcs: int
    kept_words: int
    words: int
    verdict: Verdict
    reasons: tuple[str, ...]
    removed: bool


class Findings(Sequence[Finding | None]):
    """What was found for each text: its finding, or None where it is kept, too short, or alike to nothing.

    `targets` has for each text the index of the kept one that it goes for, or `NONE`. Verdicts and reasons are worked
    out when a finding is asked for. `engine` is the name of the engine.
    """

    def __init__(self, numbers: Sequence[int], field: Field, contest: Contest, pairs: Pairs, engine: str) -> None:
        self.engine = engine
        self._numbers = numbers
        self._field = field
        self._contest = contest
        self._pairs = pairs
        self.targets = self._find_targets()

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Finding | None: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding | None]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding | None] | None:
        """Return the finding of one text, or those of several."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        number = self._numbers[index]
        position, winner = self._field.positions[number], self._field.winners[number]
        if position == NONE:
            return None
        pair = self._pairs.pair(position)
        if winner != range(len(self))[index] and (pair is None or not pair.removed):
            return identical(winner, self._field.lengths[number])
        return pair and self._finding(position, pair)

    def takes_part(self, index: int) -> bool:
        """Whether a text is compared: it is long enough, and the first of all equal ones."""
        number = self._numbers[index]
        return self._field.positions[number] != NONE and self._field.winners[number] == index

    def contestants(self) -> Iterator[int]:
        """Yield the indexes of the texts that took part, each different one once."""
        return (self._field.winners[number] for number in self._contest.order)

    def near_misses(self) -> Iterator[int]:
        """Yield the indexes of texts that stay and have a finding."""
        found = set(self._pairs.near_misses())
        for index, number in enumerate(self._numbers if found else ()):
            if self._field.positions[number] in found and self._field.winners[number] == index:
                yield index

    def _finding(self, position: int, pair: Pair) -> Finding:
        numbers, lengths = self._contest.order, self._field.lengths
        judgement = pair.judgement or self._contest.judge(pair.kept, position)
        return Finding(
            kept=self._field.winners[numbers[pair.kept]],
            lcs=pair.lcs,
            kept_words=lengths[numbers[pair.kept]],
            words=lengths[numbers[position]],
            verdict=judgement.verdict,
            reasons=judgement.reasons,
            removed=pair.removed,
        )

    def _find_targets(self) -> Sequence[int]:
        """Return where each text goes: for its pair, or as identical to the one that stands for all of its kind."""
        winners, order = self._field.winners, self._contest.order
        kept = otherwise(take(order, self._pairs.targets), order)
        own = put(len(winners), order, take(winners, kept))
        return not_itself(take(own, self._numbers))


class Field(NamedTuple):
    """The different texts: how many words each has, the index that stands for it, and its position in the contest."""

    lengths: Sequence[int]
    winners: Sequence[int]
    positions: Sequence[int]


def match_texts(
    texts: Sequence[str],
    options: Options,
    *,
    near: bool = False,
    decided: int = 0,
    ranks: Sequence[int] | None = None,
    on_compared: OnCompared | None = None,
) -> Findings:
    """Return the match of each text.

    The first `decided` texts are kept ones of an earlier call, each once, in their order. `ranks` has for each text a
    number, the least of which come first, whatever is to be kept; those of one rank, and all texts where there are
    none, come in the order of what is to be kept.

    With `near`, a kept paragraph gets the match for which it came nearest to going: with the first copy, else the first
    revision, else the first sibling among the paragraphs kept before it.

    >>> texts = ["The sea is calm tonight, he said.", "Another", "The sea is calm tonight, he said."]
    >>> [finding and finding.kept for finding in match_texts(texts, Options())]
    [None, None, 0]
    """
    sequence = in_sequence(len(texts), options.keep, ranks)
    different, numbers = find_different(texts, sequence, options)
    # Of those of one number the last to be put down stays, so they are gone through from behind.
    winners = put(len(different), take(numbers, sequence[::-1]), sequence[::-1])
    engine = make_engine(different, options)
    lengths = engine.lengths()
    eligible = long_enough(different, lengths, options.min_words)
    order = prioritise(eligible, lengths, winners, sequence, ranks, options)
    positions = put(len(different), order, range(len(order)))
    contest = Contest(different, order, options, near=near, decided=decided)
    pairs = engine.find_pairs(contest, on_compared)
    return Findings(numbers, Field(lengths, winners, positions), contest, pairs, engine.name)


def in_sequence(count: int, keep: Keep, ranks: Sequence[int] | None) -> Sequence[int]:
    """Return the indexes of so many texts, those first of which one stays rather than another."""
    sequence = range(count)[::-1] if keep is Keep.LAST else range(count)
    return sequence if ranks is None else sorted(sequence, key=ranks.__getitem__)


def long_enough(texts: Sequence[str], lengths: Sequence[int], least: int) -> Sequence[int]:
    """Return the numbers of the texts of which a reader sees so many words."""
    eligible = at_least(lengths, least)
    short = {
        number
        for number, text in zip(eligible, taken(texts, eligible), strict=True)
        if (lengths[number] < 2 * least or has_markup(text)) and may_be_shorter(text) and visible_length(text) < least
    }
    return array("q", [number for number in eligible if number not in short]) if short else eligible


def taken(texts: Sequence[str], numbers: Sequence[int]) -> Iterable[str]:
    """Return some of the texts, which are all of them mostly."""
    return texts if len(numbers) == len(texts) else map(texts.__getitem__, numbers)


def find_different(
    texts: Sequence[str], sequence: Sequence[int], options: Options
) -> tuple[Sequence[str], Sequence[int]]:
    """Return the different texts, and for each text the number of its own among them.

    Where several copies stay, a text is there as many times; all later ones have the number of the first.
    """
    if options.copies == 1 and isinstance(texts, Encoded):
        return texts.different(options.processors)
    if options.copies == 1:
        known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        return list(known), list(map(known.__getitem__, texts))
    different: list[str] = []
    numbers = [NONE] * len(texts)
    own: defaultdict[str, list[int]] = defaultdict(list)
    for index in sequence:
        same = own[texts[index]]
        if len(same) < options.copies:
            same.append(len(different))
            different.append(texts[index])
            numbers[index] = same[-1]
        else:
            numbers[index] = same[0]
    return different, numbers


def prioritise(
    eligible: Sequence[int],
    lengths: Sequence[int],
    winners: Sequence[int],
    sequence: Sequence[int],
    ranks: Sequence[int] | None,
    options: Options,
) -> Sequence[int]:
    """Return the numbers of the texts that are long enough in order of priority; ties by place."""
    if sequence != range(len(sequence)):
        places = {index: place for place, index in enumerate(sequence)}
        eligible = sorted(eligible, key=lambda number: places[winners[number]])
    if options.keep is Keep.LONGEST:
        own = ranks or [0] * len(sequence)
        return sorted(eligible, key=lambda number: (own[winners[number]], -lengths[number]))
    return eligible


def identical(kept: int, words: int, reasons: tuple[str, ...] = IDENTICAL) -> Finding:
    """Return the finding for a text that is the kept one, letter for letter."""
    return Finding(kept, words, words, words, Verdict.COPY, reasons, removed=True)
