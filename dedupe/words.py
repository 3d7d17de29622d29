"""Text to words: the one definition of what two paragraphs are compared by.

Words are for finding. They drop case, punctuation and signs, so two texts with equal words need not say
the same; that is for `verdicts` to tell from the raw text.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from unicodedata import normalize

APOSTROPHES = "\u2018\u2019\u201b\u02bb\u02bc\u055a\u05f3"
# The acute accent on its own, typed for an apostrophe; NFKC would make it a space with an accent.
ACUTES = "\u00b4\u1ffd"
# What fills a line in Arabic (tatweel), and the frame of a keycap emoji.
ORNAMENTS = "\u0640\u20e3"
ASCII_WORD = r"[a-z0-9][a-z0-9_]*(?:(?:'|(?<=[0-9])[.,](?=[0-9]))[a-z0-9_]+)*(?<!_)"


@cache
def ascii_pattern() -> re.Pattern[str]:
    """Return the pattern of a word in folded ASCII text, the part of `word_pattern` it can need."""
    return re.compile(ASCII_WORD)


@cache
def word_pattern() -> re.Pattern[str]:
    """Return the pattern of a word in any folded text.

    In the spirit of UAX #29: letters with inner apostrophes, numbers with inner separators, one word per
    ideograph and kana, one per grapheme cluster in scripts that write no spaces. Underscores join, but do not stand
    at the edge of a word, where they are Markdown's emphasis; a mark without a letter is no word.
    """
    from dedupe import character_classes as classes

    letters = f"[{classes.LETTERS}]+"
    digit = f"[{classes.DIGITS}]"
    run = rf"(?![_{classes.MARKS}]){letters}(?:(?:'|(?<={digit})[.,\u066b\u066c](?={digit})){letters})*(?<!_)"
    cluster = f"[{classes.UNSPACED}][{classes.UNSPACED_MARKS}]*|[{classes.UNSPACED_MARKS}]+"
    ideograph = f"[{classes.ONE_WORD_EACH}][{classes.MARKS}]*"
    return re.compile(f"{run}|{ideograph}|{cluster}")


@cache
def ignorable_pattern() -> re.Pattern[str]:
    """Return the pattern of what no reader reads: soft hyphens, zero-width and direction marks, ornaments."""
    from dedupe import character_classes as classes

    return re.compile(f"[{classes.IGNORABLE}{ORNAMENTS}]+")


def fold(text: str) -> str:
    r"""Return the text as it is compared: NFKC, case folded, without what no reader reads.

    >>> fold("Ｓｏｆｔ\u00adware’s ＮＯ. １")
    "software's no. 1"
    """
    if text.isascii():
        return text.lower()
    text = ignorable_pattern().sub("", text)
    for acute in ACUTES:
        text = text.replace(acute, "'")
    text = normalize("NFKC", text).replace("\u0640", "").casefold()
    # I is the capital of i, and in Turkish of ı; case folding leaves the dot of İ behind as a mark of its own.
    text = text.replace("ı", "i")
    while "i\u0307" in text:
        text = text.replace("i\u0307", "i")
    text = normalize("NFKC", text)
    for apostrophe in APOSTROPHES:
        text = text.replace(apostrophe, "'")
    return text


def split_words(text: str) -> list[str]:
    """Return the words of a text, in order.

    >>> split_words("It’s 1,000 km – 東京 ไทย")
    ["it's", '1,000', 'km', '東', '京', 'ไ', 'ท', 'ย']
    """
    folded = fold(text)
    return pattern_for(folded).findall(folded)


@cache
def unspaced_pattern() -> re.Pattern[str]:
    """Return the pattern of a letter that is a word: an ideograph, a kana, or one of a script without spaces."""
    from dedupe import character_classes as classes

    return re.compile(f"[{classes.ONE_WORD_EACH}{classes.UNSPACED}]")


@cache
def markup_pattern() -> re.Pattern[str]:
    """Return the pattern of what a reader does not see: tags, the targets of links, addresses."""
    return re.compile(r"<[^<>\n]{1,300}>|\]\((?:[^()\n]|\([^()\n]*\))*\)|\b(?:https?|ftp)://\S+")


def may_be_shorter(text: str) -> bool:
    """Return whether a reader may see fewer words of a text than it has, judged quickly."""
    return has_markup(text) or (not text.isascii() and unspaced_pattern().search(text) is not None)


def has_markup(text: str) -> bool:
    """Return whether there may be tags, links or addresses in a text."""
    return "<" in text or "](" in text or "://" in text


def visible_length(text: str) -> int:
    """Return how many words a reader sees; two letters of a script without spaces count as one word.

    >>> visible_length('<a href="/the/long/way">See</a> [the map](https://example.org/map)'), visible_length("东京都")
    (3, 1)
    """
    if has_markup(text):
        text = markup_pattern().sub("", text)
    words = split_words(text)
    if text.isascii():
        return len(words)
    letters = sum(1 for word in words if unspaced_pattern().match(word))
    return len(words) - letters + letters // 2


def has_more_words(text: str, count: int) -> bool:
    """Return whether a text has more than `count` words; those behind are not looked at.

    >>> has_more_words("one two three", 2), has_more_words("one two three", 3)
    (True, False)
    """
    folded = fold(text)
    return next(islice(pattern_for(folded).finditer(folded), count, None), None) is not None


def pattern_for(folded: str) -> re.Pattern[str]:
    """Return the pattern of a word that a folded text needs."""
    return ascii_pattern() if folded.isascii() else word_pattern()
