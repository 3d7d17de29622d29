"""The words of a text, and the signs that carry meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dedupe.verdicts.markup import code_pattern
from dedupe.verdicts.mojibake import is_western

# Signs that carry meaning, where they are no list marker, emphasis, quotation or dash.
ASCII_SIGNS = (
    r"(?=[<>=!+%^$&|*/-])(?:(?<![=<>!+-])(?:[<>=!]={1,2}|[<>]{1,2}|=|\+)(?!=)|[%^$]|&&|\|\|"
    r"|(?<=[\w\])] )[-+*/%&|^]=(?= )|(?<=\w )\*{1,2}(?= \w)|(?<=\d)\*{1,2}(?=\d)|(?<=[)\w] )[-/](?= \()"
    r"|(?:(?<=[\s(=,:\[^$€£¥])|^)(?:-(?=[$€£¥]?\.?\d)|!(?=[A-Za-z(]))"
    r"|(?<![\d/]\d)(?<![\d/]\d\d)(?<=\d)/(?=\d{1,2}(?![\d/])))"
)
WESTERN_SIGNS = "[€£¥¢±×÷°¬‰]"
OTHER_SIGNS = (
    "[±×÷≠≈≤≥∞√∑∏∂∆∈∉⊂⊆∪∩∧∨∀∃\u2190-\u21ff\u25b2-\u25c4°€£¥\u20a0-\u20cf\u0e3f¢¬∙\u2600-\u26ff\u2705-\u27bf\U0001f000-\U0001faff]"
    r"|(?:(?<=[\s(=,:\[])|^)\u2212(?=\d)"
)
# `C++` and `C#` are words; so are an address and an identifier with dots.
SUFFIX = r"(?:\+\+(?!\w)|#(?!\w))?"
ADDRESS = r"[a-z0-9_]+(?:\.[a-z0-9_]+)+(?:\.[A-Za-z0-9_]+)+"
ASCII_WORD = r"[A-Za-z0-9_]+(?:(?:'|\.(?=[a-z0-9])|(?<=[0-9]),(?=[0-9]))[A-Za-z0-9_]+)*"
DOTTED = r"[A-Za-z0-9_]+(?:\.[a-z0-9_]+)+(?!\w)"


@cache
def ascii_pattern() -> re.Pattern[str]:
    """Return the pattern of a word or sign in ASCII text."""
    return re.compile(f"{ASCII_WORD}{SUFFIX}|{ASCII_SIGNS}")


@cache
def western_pattern() -> re.Pattern[str]:
    """Return the pattern of a word or sign in text with Western letters and signs only."""
    word = ASCII_WORD.replace("[A-Za-z0-9_]", r"\w")
    return re.compile(f"{word}{SUFFIX}|{ASCII_SIGNS}|{WESTERN_SIGNS}")


@cache
def any_pattern() -> re.Pattern[str]:
    """Return the pattern of a word or sign in any text."""
    from dedupe.words import word_pattern

    words = f"{ASCII_WORD}{SUFFIX}(?!\\w)|{DOTTED}|{word_pattern().pattern}"
    return re.compile(f"{words}|{ASCII_SIGNS}|{OTHER_SIGNS}")


@cache
def qualified_pattern() -> re.Pattern[str]:
    """Return the pattern that tells whether a text has an address with capitals: `org.example.Name`."""
    return re.compile(r"\.[a-z0-9_]+\.[A-Z]")


@cache
def with_addresses(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern of words that takes an address with capitals as one; it costs a third more."""
    return re.compile(f"{ADDRESS}(?!\\w)|{pattern.pattern}")


@cache
def in_code(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return the pattern of a word or sign inside code; a hyphen or slash is a sign where it stands alone."""
    operators = r"(?<=\s)[-<>=!&|+*/%^~?]+(?=\s)|[<>=!&|+*%^~?]+[-<>=!&|+*/%^~?]*|-[>=-](?!\w)|->"
    return re.compile(f"{operators}|{pattern.pattern}")


def token_pattern(shown_text: str) -> re.Pattern[str]:
    """Return the pattern of a word or sign for this text."""
    if shown_text.isascii():
        pattern = ascii_pattern()
    else:
        pattern = western_pattern() if is_western(shown_text) else any_pattern()
    return with_addresses(pattern) if qualified_pattern().search(shown_text) else pattern


def find_words(shown: str) -> list[str]:
    """Return the words and signs of a text; inside code all operators are signs.

    >>> find_words("lit if `!ready` is *not* set")
    ['lit', 'if', '!', 'ready', 'is', 'not', 'set']
    """
    pattern = token_pattern(shown)
    if "`" not in shown:
        return pattern.findall(shown)
    return [word for found, start, end in stretches(shown, pattern) for word in found.findall(shown, start, end)]


def stretches(shown: str, pattern: re.Pattern[str]) -> Iterator[tuple[re.Pattern[str], int, int]]:
    """Yield the stretches of a text inside code and outside, each with the pattern of its words."""
    place = 0
    for code in code_pattern().finditer(shown):
        yield pattern, place, code.start()
        yield in_code(pattern), code.start(), code.end()
        place = code.end()
    yield pattern, place, len(shown)


def split_at_words(shown: str) -> list[str]:
    """Return what stands between the words of a text: in front of each word, and behind the last."""
    pattern = token_pattern(shown)
    if "`" not in shown:
        # In C, as a pattern of words has no groups: a third of the time of its matches.
        return pattern.split(shown)
    runs = stretches(shown, pattern)
    spans = [match.span() for found, start, end in runs for match in found.finditer(shown, start, end)]
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(shown)]
    return [shown[end:start] for end, start in zip(ends, starts, strict=True)]
