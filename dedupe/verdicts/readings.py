"""What the verdict reads of a paragraph: its visible words and signs, and the spelling by which they are compared."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dedupe.verdicts.letters import fold_case, plain
from dedupe.verdicts.lexicon import ascii_mores, languages_of, light_in, more_pattern, respelled, spellings
from dedupe.verdicts.markup import visible
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
TAIL = 30
# What may stand behind a "read more": white space and brackets.
ASCII_CLOSERS = " \t\n\r\v\f\x1c\x1d\x1e\x1f])>"
EDGE = " \t\r\n*_`\"'”’»"
CONTRACTIONS = (("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m", " am"))
# Names that would be function words in small letters.
ACRONYMS = frozenset({"US", "IT", "WHO"})
# Units that in other letters are a billion times as much, or bits instead of bytes.
CASED_UNITS = frozenset({"mW", "mWh", "mHz", "mJ", "mPa", "mV", "mA", "mN", "kb", "Kb", "Mb", "Gb", "Tb", "Pb"})
CASED = ACRONYMS | CASED_UNITS


class Reading(NamedTuple):
    """What the verdict reads of one paragraph: the text, and of each word and sign what it is compared by.

    `front` is what in front of it may be a number in a list or more. `shown` is the part of the text in which the words
    are found, in one form of writing.
    `open_end` says whether its last word may go on, `languages` which one it is in, or may be in, and `light` has the
    words of those that may come and go without a change of what is said.
    """

    text: str
    front: str
    shown: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    open_end: bool
    languages: frozenset[str]
    light: frozenset[str]


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
def apostrophe_patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return (what the text must hold, pattern, what replaces it) for words run together at an apostrophe."""
    return (
        ("n't", re.compile(r"\bcan't\b", re.IGNORECASE), "can not"),
        ("n't", re.compile(r"(?<=[a-z])n't\b", re.IGNORECASE), " not"),
        *((short, re.compile(rf"(?<=[a-z]){short}\b"), full) for short, full in CONTRACTIONS),
        ("n'", re.compile(r"\b([Nn])'(?=\w)"), r"\1e "),
    )


@cache
def form_patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return (what the text must hold, pattern, what replaces it) for forms of writing, in order."""
    return (
        (" (", enumerator_pattern(), ""),
        ("-\n", re.compile(r"(?<=[^\W\d_])-\n[ \t]*(?=[^\W\d_A-Z])"), ""),
        ("://", re.compile(r"\bhttps?://(?:www\.)?", re.IGNORECASE), ""),
        ("utm_", re.compile(r"[?&](?:utm_\w+|fbclid|gclid)=[^&\s#]*"), ""),
        ("s an example", re.compile(r"\b(?:as an example|As an example)\b"), "for example"),
        (" .", re.compile(r"(?<= )\.(?=\d)"), "0."),
        (".S.", re.compile(r"\bU\.S\.(?:A\.)?(?!\w)"), "US "),
        (".K.", re.compile(r"\bU\.K\.(?!\w)"), "UK "),
        ("annot", re.compile(r"\b([Cc]an)not\b"), r"\1 not"),
        # The comma first: the search for a letter is the fastest.
        (",", re.compile(r",(?<=\d,)(?=\d{3}(?!\d))"), ""),
        ("_", re.compile(r"(?<!\w)_+(?=[^\W_])|(?<=[^\W_])_+(?!\w)|(?<!\w)__+(?!\w)"), ""),
    )


@cache
def enumerator_pattern() -> re.Pattern[str]:
    """Return the pattern of what counts the parts of a sentence: `: (i) one; and (ii) two`."""
    joints = ("", "and ", "or ", "und ", "oder ", "et ", "ou ", "y ", "o ", "e ")
    # The bracket first: the search for a letter is the fastest.
    before = "|".join(rf"(?<=[;:]\s{joint}\()" for joint in joints)
    return re.compile(rf"\((?:{before})(?:[ivx]{{1,5}}|[a-z]|\d{{1,2}})\)(?=\s)")


def written(seen: str) -> str:
    """Return the visible part of a text in one form of writing."""
    text = seen
    if not text.isascii():
        text = plain(text)
    forms = (*apostrophe_patterns(), *form_patterns()) if "'" in text else form_patterns()
    for needed, pattern, to in forms:
        if needed in text:
            text = pattern.sub(to, text)
    return text


def cut_more(text: str) -> str:
    """Return the text without an ellipsis or a "read more" at its end."""
    if text.endswith(".") and not text.endswith(".."):
        return text
    tail = text[-TAIL:]
    # Nearly no paragraph goes on: to look at its last letters takes a fifth of the time of the pattern.
    if tail.isascii() and not tail.rstrip(ASCII_CLOSERS).lower().endswith(ascii_mores()):
        return text
    return text[:-TAIL] + more_pattern().sub("", tail)


def fold_keys(words: list[str]) -> list[str]:
    """Return what each word is compared by: case folded, clitics cut, other spellings replaced."""
    folded = fold_case("\n".join(words))
    keys = folded.split("\n")
    if "'" in folded:
        keys = [without_clitics(key) if "'" in key else key for key in keys]
    if not respelled().isdisjoint(keys):
        same = spellings()
        keys = [same.get(key, key) for key in keys]
    if not CASED.isdisjoint(words):
        for index in acronyms(words):
            keys[index] = words[index]
        for index in cased_units(words):
            keys[index] = words[index]
    return keys


def cased_units(words: list[str]) -> list[int]:
    """Return where a unit that must not be folded stands behind a number.

    >>> cased_units(["5", "mW", "or", "mW"])
    [1]
    """
    return [
        index
        for index, word in enumerate(words)
        if word in CASED_UNITS and index > 0 and words[index - 1][-1].isdigit()
    ]


def acronyms(words: list[str]) -> list[int]:
    """Return where an acronym stands among words that are not all in capitals.

    >>> acronyms(["the", "US", "law", "CONTACT", "US"])
    [1]
    """
    neighbours = zip([".", *words], words, [*words[1:], "."], strict=False)
    return [
        index
        for index, (before, word, after) in enumerate(neighbours)
        if word in ACRONYMS and not before.isupper() and not after.isupper()
    ]


def without_clitics(key: str) -> str:
    """Return a word without an article or pronoun run into it.

    >>> without_clitics("l'exclusion"), without_clitics("author's")
    ('exclusion', 'author')
    """
    head, _, rest = key.partition("'")
    if head in {"l", "d", "j", "c", "qu", "un"} and rest:
        return rest
    return head if rest == "s" else key


def is_marked_cut(text: str) -> bool:
    """Return whether a text ends in an ellipsis or a "read more".

    >>> is_marked_cut("It was a long ..."), is_marked_cut("It was long.")
    (True, False)
    """
    seen = written(visible(text).text).rstrip()
    return len(cut_more(seen)) < len(seen)


def token_pattern(shown_text: str) -> re.Pattern[str]:
    """Return the pattern of a word or sign for this text."""
    if shown_text.isascii():
        pattern = ascii_pattern()
    else:
        pattern = western_pattern() if is_western(shown_text) else any_pattern()
    return with_addresses(pattern) if qualified_pattern().search(shown_text) else pattern


def read(text: str) -> Reading:
    """Return what the verdict reads of one paragraph, so that it is computed once.

    >>> read("<b>It's</b> 5 &lt; 6 in C++").keys
    ('it', '5', '<', '6', 'in', 'c++')
    """
    parts = visible(text)
    seen = cut_more(written(parts.text)).rstrip(EDGE)
    words = token_pattern(seen).findall(seen)
    keys = fold_keys(words) if words else []
    languages = languages_of(frozenset(keys))
    return Reading(
        text, parts.front, seen, tuple(words), tuple(keys), seen[-1:].isalpha(), languages, light_in(languages)
    )


def gaps(reading: Reading) -> list[str]:
    """Return what stands between the words of a reading: in front of each word, and behind the last.

    >>> gaps(read("<i>one</i>, two/three."))
    ['', ', ', '/', '.']
    """
    seen = reading.shown
    spans = [match.span() for match in token_pattern(seen).finditer(seen)]
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(seen)]
    return [seen[end:start] for end, start in zip(ends, starts, strict=True)]
