"""Two texts and what each is to the other."""

from __future__ import annotations

from typing import Any, NamedTuple

from dedupe.errors import InputError
from dedupe.similarity import encode, longest_common_subsequence, similarity
from dedupe.verdicts import Judgement, judge, read
from dedupe.words import split_words


class Comparison(NamedTuple):
    """Two texts as paragraphs: lengths and LCS in words, and the verdict in both directions.

    `b_given_a` says what b is if a is kept, `a_given_b` what a is if b is.
    """

    a: str
    b: str
    lcs: int
    a_words: int
    b_words: int
    b_given_a: Judgement
    a_given_b: Judgement

    @property
    def similarity(self) -> float:
        """`2 * lcs / (a_words + b_words)`, 0 to 1."""
        return similarity(self.lcs, self.a_words, self.b_words)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, for JSON."""
        return {
            "similarity": round(self.similarity, 6),
            "lcs": self.lcs,
            "a_words": self.a_words,
            "b_words": self.b_words,
            "b_given_a": plain(self.b_given_a),
            "a_given_b": plain(self.a_given_b),
        }


def compare(a: str, b: str) -> Comparison:
    """Return how alike two texts are, and what each is to the other, whatever the threshold.

    Raises `InputError` if one is no text.

    >>> comparison = compare("Room 12 is down there.", "Room 14 is down there.")
    >>> comparison.similarity, str(comparison.b_given_a.verdict)
    (0.8, 'sibling')
    """
    for name, text in (("a", a), ("b", b)):
        if not isinstance(text, str):
            raise InputError(f"{name} must be a text, got {type(text).__name__}; read files and decode bytes first")
    a_words, b_words = split_words(a), split_words(b)
    a_reading, b_reading = read(a), read(b)
    return Comparison(
        a=a,
        b=b,
        lcs=longest_common_subsequence(*encode(a_words, b_words)),
        a_words=len(a_words),
        b_words=len(b_words),
        b_given_a=judge(a_reading, b_reading),
        a_given_b=judge(b_reading, a_reading),
    )


def plain(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as plain values."""
    return {"verdict": str(judgement.verdict), "reasons": list(judgement.reasons)}
