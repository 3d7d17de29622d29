"""Which words of a reading say something, where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from dedupe.verdicts.facts import is_emoji
from dedupe.verdicts.lexicon import articles
from dedupe.verdicts.readings import Reading, gaps, is_marked_cut

# What a number or an amount begins with.
AMOUNTS = frozenset("0123456789$€£¥")


def content(reading: Reading, places: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the words that are neither function words nor pictograms.

    In front of a number a function word says what the number is, unless it is an article: `rose to 5 percent`.
    """
    if not places:
        return ()
    keys, known = reading.keys, reading.light
    return tuple(
        [
            place
            for place in places
            if ((key := keys[place]) not in known and (key.isascii() or not is_emoji(key)))
            or (len(key) == 1 and key.isalpha() and stands_alone(reading, place))
            or (place + 1 < len(keys) and keys[place + 1][0] in AMOUNTS and key not in articles(reading.languages))
        ]
    )


@cache
def alone_pattern(letter: str) -> re.Pattern[str]:
    """Return the pattern of a letter by itself that no space follows."""
    return re.compile(rf"(?<!\w){letter}(?!\w|\s+\w)", re.IGNORECASE)


def stands_alone(reading: Reading, place: int) -> bool:
    """Return whether a letter is a name, not an article: a sign or the end follows it, `vitamin a.`.

    >>> from dedupe.verdicts.readings import read
    >>> [stands_alone(read(text), 2) for text in ("take vitamin a.", "this is a vitamin")]
    [True, False]
    """
    # Nearly all articles stand in front of a word; to look for others takes a tenth of the time of the gaps.
    if not alone_pattern(reading.keys[place]).search(reading.shown):
        return False
    if reading.words[place] in {"I", "i"} and "en" in reading.languages:
        return False
    behind = gaps(reading)[place + 1]
    return not behind.isspace() and not (behind == "" and is_marked_cut(reading.text))


def letters(reading: Reading, places: Sequence[int]) -> tuple[int, ...]:
    """Return the places of function words that are a name here: `Gate A`, `Elizabeth I`, `9 AM` among small letters."""
    return tuple(
        place
        for place in places
        if place > 0 and reading.words[place].isupper() and not reading.words[place - 1].isupper()
    )
