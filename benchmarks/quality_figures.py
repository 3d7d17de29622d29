"""How good the verdict is: shares with their intervals, at a threshold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from quality_sets import Pair, essays, judged, judged_elsewhere, markup_only, siblings

from dedupe.verdicts import read

THRESHOLDS = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
Z = 1.96
PLACES = Path(__file__).with_name("judged_elsewhere.jsonl")
# A pair at exactly the threshold is over it.
NOISE = 1e-9


class Share(NamedTuple):
    """So many of so many, with the 95 % interval of Wilson (1927)."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share itself; none of none is none."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The least and the greatest share that the counts allow for.

        >>> [round(bound, 3) for bound in Share(0, 59).interval]
        [0.0, 0.061]
        """
        if not self.whole:
            return 0.0, 1.0
        scale = 1 + Z * Z / self.whole
        middle = (self.value + Z * Z / (2 * self.whole)) / scale
        half = Z / scale * sqrt(self.value * (1 - self.value) / self.whole + Z * Z / (4 * self.whole**2))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Return the share in per cent with counts and interval."""
        low, high = self.interval
        return f"{self.value:.1%} ({self.part}/{self.whole}; {low:.1%} to {high:.1%})"


class Figures(NamedTuple):
    """The figures of the judged pairs: what a criterion removes, and what of it it should not."""

    facts_lost: Share
    copies_found: Share
    copies_over_threshold: Share
    revisions_called_copy: Share


class Sets(NamedTuple):
    """All sets of the shared data, read and judged once."""

    judged: list[Pair]
    elsewhere: dict[int, list[Pair]]
    siblings: dict[str, list[Pair]]
    markup_only: list[Pair]
    essays: dict[str, list[Pair]]


def load(data: Path) -> Sets:
    """Return the sets of the data in a folder."""
    elsewhere = judged_elsewhere(data, PLACES)
    return Sets(judged(data), elsewhere, siblings(data), markup_only(data), essays(data))


def over(pairs: Iterable[Pair], threshold: float) -> list[Pair]:
    """Return the pairs whose similarity reaches the threshold."""
    return [pair for pair in pairs if pair.similarity >= threshold - NOISE]


def called_copy(pairs: Iterable[Pair], threshold: float) -> Share:
    """Return how many of the pairs over the threshold are called copies."""
    reached = over(pairs, threshold)
    return Share(sum(pair.is_called_copy for pair in reached), len(reached))


def measure(
    pairs: Sequence[Pair], threshold: float, removes: Callable[[Pair], bool] = lambda pair: pair.is_called_copy
) -> Figures:
    """Return the figures of the judged pairs; copies below the threshold count as not found."""
    reached = over(pairs, threshold)
    removed = Counter(pair.label for pair in reached if removes(pair))
    labels, labels_reached = Counter(pair.label for pair in pairs), Counter(pair.label for pair in reached)
    return Figures(
        facts_lost=Share(removed["sibling"] + removed["different"], removed.total()),
        copies_found=Share(removed["copy"], labels["copy"]),
        copies_over_threshold=Share(removed["copy"], labels_reached["copy"]),
        revisions_called_copy=Share(removed["revision"], labels["revision"]),
    )


def how_alike(pair: Pair) -> str:
    """Return in what way a pair that is called a copy differs."""
    kept, candidate = read(pair.kept), read(pair.candidate)
    if kept.keys == candidate.keys:
        return "the same words and signs: case, punctuation, markup or the number in front differ"
    if any("also says" in reason for reason in pair.judgement.reasons):
        return "all of the candidate is in the kept paragraph, which says more"
    return "function words, accents or word forms differ"
