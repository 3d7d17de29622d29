"""The obvious way: each eligible paragraph against every one kept before it. Slow, and right by inspection."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import partial
from itertools import pairwise

from dedupe.collapsing.cutting import plan_cuts, remaining
from dedupe.context import Page, decide
from dedupe.context.lines import yields
from dedupe.options import Context, Keep, Options, Remove, Split
from dedupe.paragraphs import SHORT_KINDS, Content, Paragraph
from dedupe.splitting import choose_split, split_paragraphs
from dedupe.verdicts import Verdict, judge, read
from dedupe.words import split_words, visible_length

REMOVES = {
    Remove.COPIES: {Verdict.COPY},
    Remove.REVISIONS: {Verdict.COPY, Verdict.REVISION},
    Remove.SIMILAR: {Verdict.COPY, Verdict.REVISION, Verdict.SIBLING},
}


def longest_common_subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    """The textbook's table, row by row."""
    row = [0] * (len(b) + 1)
    for word in a:
        above = row
        row = [0]
        for place, other in enumerate(b):
            row.append(above[place] + 1 if word == other else max(row[place], above[place + 1]))
    return row[-1]


def is_similar(a: Sequence[str], b: Sequence[str], options: Options) -> bool:
    """Whether two paragraphs reach the threshold; over `max_words`, whether they are equal."""
    if max(len(a), len(b)) > options.max_words:
        return a == b
    return 2000 * longest_common_subsequence(a, b) >= options.thousandths * (len(a) + len(b))


def priority(texts: Sequence[str], words: Sequence[Sequence[str]], options: Options) -> list[int]:
    """The indexes of the eligible paragraphs, those to keep rather first."""
    eligible = [
        index
        for index, (text, found) in enumerate(zip(texts, words, strict=True))
        if min(len(found), visible_length(text)) >= options.min_words
    ]
    if options.keep is Keep.LAST:
        return eligible[::-1]
    if options.keep is Keep.LONGEST:
        return sorted(eligible, key=lambda index: (-len(words[index]), index))
    return eligible


def removals(texts: Sequence[str], options: Options, ranks: Sequence[int] | None = None) -> dict[int, int]:
    """Each removed paragraph, by index, with the kept one that it matches.

    Of identical ones that are more than may stay, those go for the first of them, if that one stays.
    """
    words = [split_words(text) for text in texts]
    readings = [read(text) for text in texts]
    removed: dict[int, int] = {}
    kept: list[int] = []
    seen: dict[str, list[int]] = {}
    for index in sorted(priority(texts, words, options), key=lambda index: ranks[index] if ranks else 0):
        matches = [
            other
            for other in kept
            if is_similar(words[other], words[index], options)
            and judge(readings[other], readings[index]).verdict in REMOVES[options.remove]
        ]
        same = seen.setdefault(texts[index], [])
        if len(matches) < options.copies:
            kept.append(index)
        elif len(same) >= options.copies and same[0] in kept:
            removed[index] = same[0]
        else:
            removed[index] = matches[0]
        same.append(index)
    return removed


def passages(paragraphs: Sequence[Paragraph], removed: dict[int, int], spared: Collection[int]) -> dict[int, int]:
    """The paragraphs between two removed ones that stand between the kept two, too, letter for letter."""
    found: dict[int, int] = {}
    for first, last in pairwise(sorted(removed)):
        shift = removed[first] - first
        between = range(first + 1, last)
        if removed[last] - last == shift and all(
            number not in spared
            and paragraphs[number].kind in SHORT_KINDS
            and paragraphs[number].text == paragraphs[number + shift].text
            for number in between
        ):
            found |= {number: number + shift for number in between}
    going = removed.keys() | found.keys()
    return {number: kept for number, kept in found.items() if kept not in going}


def spared_numbers(paragraphs: Sequence[Paragraph], options: Options) -> set[int]:
    """The protected paragraphs."""
    return {n for n, own in enumerate(paragraphs) if any(re.search(p, own.text) for p in options.protect)}


def gone(text: str, split: str, options: Options) -> Collection[int]:
    """The paragraphs that may go in one step: the copies that their places do not need."""
    paragraphs = split_paragraphs(text, split)
    spared = spared_numbers(paragraphs, options)
    eligible = [n for n, own in enumerate(paragraphs) if not own.protected and n not in spared]
    own_texts = [paragraphs[number].text for number in eligible]
    by_context = options.context is Context.KEEP
    found = removals(own_texts, options, list(map(yields, own_texts)) if by_context else None)
    removed = {eligible[index]: eligible[kept] for index, kept in found.items()}
    if options.copies > 1 or by_context:
        # Originals are spared, also those that nothing is a copy of.
        among = {eligible[index] for index in priority(own_texts, list(map(split_words, own_texts)), options)}
        spared |= among - removed.keys()
    if not by_context:
        return removed.keys() | passages(paragraphs, removed, spared).keys()
    ends = [0, *(own.end for own in paragraphs)]
    page = Page(
        len(paragraphs),
        lambda number: Content(paragraphs[number].text, paragraphs[number].kind),
        lambda number: text[ends[number] : paragraphs[number].start],
    )
    return decide(page, removed, split, spared=spared).goes.keys()


def at_rest(text: str, name: str, options: Options) -> str:
    """What is left of a document: it is split, matched and cut anew until nothing goes."""
    while True:
        split = choose_split(text, name) if options.split is Split.AUTO else str(options.split)
        splitter = None if split == "lines" else partial(split_paragraphs, split=split)
        before = text
        while cuts := plan_cuts(text, split_paragraphs(text, split), gone(text, split, options), splitter):
            text = remaining(text, cuts)
        if text == before:
            return text
