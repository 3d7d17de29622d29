"""What the verdict reads of a paragraph: its visible words and signs, and the spelling by which they are compared."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dedupe.verdicts.letters import fold_case, plain
from dedupe.verdicts.lexicon import ascii_mores, languages_of, light_in, more_pattern, respelled, spellings
from dedupe.verdicts.markup import visible, without_inline_markup
from dedupe.verdicts.numbering import may_count
from dedupe.verdicts.tokens import find_words, split_at_words

TAIL = 30
# So few words may be a link and what is said of it: `Annual report (PDF)`.
SHORT_POINTER = 8
# In front of the words of a paragraph all of which is struck out: they are none of those that stand.
STRUCK = "~"
# What may stand behind a "read more": white space and brackets.
ASCII_CLOSERS = " \t\n\r\v\f\x1c\x1d\x1e\x1f])>"
EDGE = " \t\r\n*_`\"'”’»"
CONTRACTIONS = (("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'m", " am"))
# Names that would be function words in small letters.
ACRONYMS = frozenset({"US", "IT", "WHO"})
# Units that in other letters are a billion times as much, or bits instead of bytes.
CASED_UNITS = frozenset({"mW", "mWh", "mHz", "mJ", "mPa", "mV", "mA", "mN", "kb", "Kb", "Mb", "Gb", "Tb", "Pb"})
CASED = ACRONYMS | CASED_UNITS


class Surroundings(NamedTuple):
    """What the verdict must know of where a paragraph stands: found in its own document, before anything is removed.

    `definitions` are the targets of the link labels that it uses, by the label in small letters. `several_targets` says
    that its visible text stands in the document with other targets, too, and `continues_list` that its number counts on
    from that of a paragraph before it, or that one behind it counts on.
    """

    definitions: tuple[tuple[str, str], ...] = ()
    several_targets: bool = False
    continues_list: bool = False


NOWHERE = Surroundings()


class Reading(NamedTuple):
    """What the verdict reads of one paragraph: the text, and of each word and sign what it is compared by.

    `front` is what in front of it may be a number in a list or more. `shown` is the part of the text in which the words
    are found, in one form of writing.
    `open_end` says whether its last word is marked as cut, `languages` which one it is in, or may be in, and `light`
    has the words of those that may come and go without a change of what is said.
    `struck` says that all of it is struck out. `targets` is what its links lead to, and `pointed` those of them
    that are all it says.
    """

    text: str
    front: str
    shown: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    open_end: bool
    languages: frozenset[str]
    light: frozenset[str]
    struck: bool
    targets: frozenset[str] = frozenset()
    pointed: tuple[str, ...] = ()


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


def read(text: str, surroundings: Surroundings = NOWHERE) -> Reading:
    """Return what the verdict reads of one paragraph, so that it is computed once.

    >>> read("<b>It's</b> 5 &lt; 6 in C++").keys
    ('it', '5', '<', '6', 'in', 'c++')
    """
    parts = visible(text)
    written_out = written(parts.text)
    seen = cut_more(written_out)
    open_end = len(seen) < len(written_out)
    seen = seen.rstrip(EDGE)
    words = find_words(seen)
    keys = fold_keys(words) if words else []
    languages = languages_of(frozenset(keys))
    front = parts.front or (parts.ordinal if parts.ordinal and keys and may_count(keys[0], languages) else "")
    if parts.struck:
        keys = [STRUCK + key for key in keys]
    reading = Reading(
        text,
        "" if surroundings.continues_list else front,
        seen,
        tuple(words),
        tuple(keys),
        open_end and seen[-1:].isalpha(),
        languages,
        light_in(languages),
        parts.struck,
    )
    return with_targets(reading, surroundings) if may_link(text) else reading


def may_link(text: str) -> bool:
    """Return whether a text may have a link, judged quickly."""
    return "](" in text or "][" in text or "[/url]" in text or ("</" in text and "href" in text)


def with_targets(reading: Reading, surroundings: Surroundings) -> Reading:
    """Return the reading with what its links lead to."""
    from dedupe.verdicts.targets import find_links, normalise, points, shows_target

    found = list(find_links(reading.text, surroundings.definitions))
    links = [link for link in found if not link.image] or found
    said = [(link, normalise(link.target)) for link in links]
    told = [(link, target) for link, target in said if target and not shows_target(link)]
    if not told:
        return reading._replace(targets=frozenset(target for _, target in said))
    # A link inside the document, as the only text, is that of a heading to itself.
    whole = len(told) == 1 and not told[0][1].startswith("#") and is_most(told[0][0].text, reading)
    pointing = (
        whole or surroundings.several_targets or points(reading.shown, reading.keys, reading.languages, len(told))
    )
    pointed = tuple(dict.fromkeys(target for _, target in told)) if pointing else ()
    return reading._replace(targets=frozenset(target for _, target in said), pointed=pointed)


def is_most(text: str, reading: Reading) -> bool:
    """Return whether a reading says no more than a link does: it is all of it, or half the content of a short text."""
    if len(reading.keys) > SHORT_POINTER and 2 * len(text) < len(reading.shown):
        return False
    shown = without_inline_markup(text)
    own = fold_keys(find_words(shown))
    if len(own) == len(reading.keys):
        return True
    said, all_said = (sum(key not in reading.light for key in keys) for keys in (own, reading.keys))
    return len(reading.keys) <= SHORT_POINTER and 2 * said >= all_said


def gaps(reading: Reading) -> list[str]:
    """Return what stands between the words of a reading: in front of each word, and behind the last.

    >>> gaps(read("<i>one</i>, two/three."))
    ['', ', ', '/', '.']
    """
    return split_at_words(reading.shown)
