"""Texts of paragraphs in, their matches out: the one door to the engines.

Paragraphs are taken in order of priority. Each is compared with those kept so far, and is removed if it matches one
of them, the first in that order; otherwise it is kept. No chains: every match names a paragraph that was kept. The
answer does not depend on the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dedupe.contests import Contest, Pair
from dedupe.engines.memory import find_pairs
from dedupe.judgements import Verdict
from dedupe.options import Keep, Options
from dedupe.vocabulary import Encoded, Vocabulary
from dedupe.words import split_words

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


def match_texts(texts: Sequence[str], options: Options, *, near: bool = False) -> list[Finding | None]:
    """Return the match of each text, or None where it is kept, too short, or alike to nothing.

    With `near`, a kept paragraph gets the match for which it came nearest to going: with the first copy, else the first
    revision, else the first sibling among the paragraphs kept before it.

    >>> texts = ["The sea is calm tonight, he said.", "Another", "The sea is calm tonight, he said."]
    >>> [finding and finding.kept for finding in match_texts(texts, Options())]
    [None, None, 0]
    """
    words = encode(texts, options.min_words)
    order = prioritise(words, options.keep)
    winners: dict[str, int] = {}
    for index in order:
        winners.setdefault(texts[index], index)
    different = list(winners.values())
    contest = Contest(list(winners), [words[index] for index in different], options, near=near)
    found: dict[str, Finding | None] = {
        text: pair and make_finding(contest, pair, position, different)
        for position, (text, pair) in enumerate(zip(winners, find_pairs(contest), strict=True))
    }
    findings: list[Finding | None] = [None] * len(texts)
    for index in order:
        finding = found[texts[index]]
        if winners[texts[index]] != index and (finding is None or not finding.removed):
            finding = identical(winners[texts[index]], len(words[index]))
        findings[index] = finding
    return findings


def encode(texts: Sequence[str], min_words: int) -> dict[int, Encoded]:
    """Return the words of the texts that are long enough, by index; equal texts share theirs."""
    vocabulary = Vocabulary()
    known: dict[str, Encoded | None] = {}
    for text in texts:
        if text not in known:
            words = split_words(text)
            known[text] = vocabulary.encode(words) if len(words) >= min_words else None
    return {index: words for index, words in enumerate(map(known.__getitem__, texts)) if words is not None}


def prioritise(words: dict[int, Encoded], keep: Keep) -> list[int]:
    """Return the indexes in order of priority; ties by place."""
    if keep is Keep.LAST:
        return list(reversed(words))
    if keep is Keep.LONGEST:
        return sorted(words, key=lambda index: -len(words[index]))
    return list(words)


def make_finding(contest: Contest, pair: Pair, position: int, indexes: Sequence[int]) -> Finding:
    """Return what an engine found, with places of the contest turned into indexes of the texts."""
    return Finding(
        kept=indexes[pair.kept],
        lcs=pair.lcs,
        kept_words=len(contest.words[pair.kept]),
        words=len(contest.words[position]),
        verdict=pair.judgement.verdict,
        reasons=pair.judgement.reasons,
        removed=contest.removes(pair.judgement),
    )


def identical(kept: int, words: int, reasons: tuple[str, ...] = IDENTICAL) -> Finding:
    """Return the finding for a text that is the kept one, letter for letter."""
    return Finding(kept, words, words, words, Verdict.COPY, reasons, removed=True)
