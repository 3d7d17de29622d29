"""What counts a paragraph: list markers, section numbers and page numbers, and what only looks like one.

A number in front may be that of a list, and then says nothing of the paragraph. It may also be a date (`5. marts`), an
ordinal (`1. Klasse`), a name (`A. Smith`), a time or an amount.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dedupe.verdicts.lexicon import light_words, limiting, modal, months, openers, pages, subordinators

# Languages that write a full stop behind an ordinal: `1. Klasse`. With the others it is that of a list.
ORDINAL_STOP = frozenset(
    ["de", "lb", "da", "nb", "is", "fi", "et", "lv", "lt", "pl", "cs", "sk", "sl", "hr", "sr", "hu", "tr"]
)

# A page number stands among so many letters in front or behind.
EDGE = 40
PAGE_ENDS = tuple("-–—页頁")


class Numbered(NamedTuple):
    """A text without the number in front of it.

    `front` tells two paragraphs apart where both have one; `ordinal` does so too, unless it is that of a list.
    """

    text: str
    front: str
    ordinal: str


@cache
def marker_pattern() -> re.Pattern[str]:
    """Return the pattern of the number in front of a paragraph: `3.`, `(b)`, `iv)`, `3.1.9`, `[02]:`.

    A number in front of a word in lower case, a unit or a month is a quantity or a date; a capital letter
    past H is an initial.
    """
    last = r"(?=[*_`]*+\s++\S)"
    month = rf"(?!\s*+(?:(?:{'|'.join(map(re.escape, months()))})\b|Jahrhundert))"
    unit = r"(?!\s*+(?:[A-Z]{1,2}\b|[MTkGm]?[bB]it|Mi|Bi|Mr|Pro|Per|Uhr|Eur|Dol|Gra|Gb|Mb|Mal))"
    return re.compile(
        rf"\s*(?:(?:\((?:\d{{1,3}}[a-z]?|[a-zA-Z]|[ivxIVX]{{1,6}})\)|(?:\d{{1,3}}[a-z]?|[a-z]|[ivxIVX]{{1,6}})\)"
        rf"|\d{{1,3}}\.(?i:{month})|(?:[a-hA-H]|[ivx]{{2,6}})\.|\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?|\d{{1,2}}\.\d{{1,2}}\."
        rf"|\d{{1,2}}\.\d{{1,2}}(?=\s+[^\W\d_a-z]){unit}){last}|\[\d{{1,3}}\]:)\s*"
    )


@cache
def section_pattern() -> re.Pattern[str]:
    """Return the pattern of a number in front of a sentence, not of a date or time: `4 The`, `46.1 Except`."""
    date_or_time = r"(?!\d{1,2}\.(?:0[0-9]|1[0-2]|[1-9])\.\s|(?:[01]?\d|2[0-3])\.[0-5]\d\s)"
    number = r"\d{1,3}(?P<part>\.\d{1,3})*\.?[*_`\s]*\s[*_`]*"
    return re.compile(rf"{date_or_time}{number}(?:(?P<quote>[\"“„«])|(?P<word>[A-Z]\w*))")


@cache
def front_pattern() -> re.Pattern[str]:
    """Return the pattern of a capital letter with a full stop, a number in several parts, or one before another.

    A number before a word in small letters may be of a date, too, where months are written so.
    """
    return re.compile(r"[\s*_#>]*([A-Z]\.|\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}\.(?=\s+\d))(?=\s)")


@cache
def plain_pattern() -> re.Pattern[str]:
    """Return the pattern of a plain number in front of a word: with a full stop, or in front of a capital letter."""
    return re.compile(r"[\s*_#>]*(\d{1,3})(\.|(?=\s+[*_]*[A-Z]))[*_`]*\s+[*_`\"“„«(]*(?=[^\W\d_])")


@cache
def cased_pattern() -> re.Pattern[str]:
    """Return the pattern of a letter of the scripts in which those languages are written: Latin and Cyrillic."""
    return re.compile("[a-z\u00df-\u024f\u1e00-\u1eff\u0430-\u052f]")


@cache
def digit_pattern() -> re.Pattern[str]:
    """Return the pattern of a digit."""
    return re.compile(r"\d")


@cache
def page_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a page number in front of a text, and behind it.

    It is one only if it is set off from the text, or counts the pages, too: `Page 1 of 3`, `- 2 -`, `Report | Page 7`.
    """
    word = "|".join(map(re.escape, pages()))
    total = r"\d{1,4}\s*(?:of|von|de|sur|di|van|av|af|z|ze|из|з|din|/)\s*\d{1,4}"
    counted_pages = rf"(?:(?:{word})\.?\s*)?{total}|(?:{word})\.?\s*\d{{1,4}}"
    dashed = r"[-–—]\s?\d{1,4}\s?[-–—]|第\s?\d{1,4}\s?[页頁](?:\s?[/,，共]+\s?\d{1,4}\s?[页頁])?"
    return (
        re.compile(
            rf"\s*(?:(?:{word})\.?\s*{total}(?!\w)|(?:{counted_pages}|{dashed})(?=\s*[|•·]|\t|\s{{2}}|\s*\n))[\s|•·:–—-]*",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:\s+(?:{word})\.?\s*{total}|(?:\s*[|•·]\s*|\t\s*|\s{{2,}}|\s*\n\s*)(?:{counted_pages}|{dashed}))\s*\Z",
            re.IGNORECASE,
        ),
    )


def without_page_number(text: str) -> str:
    """Return the text without the number of its page, unless there is nothing else.

    >>> without_page_number("Page 2 of 3   Minutes of the council"), without_page_number("Minutes of it | Seite 7")
    ('Minutes of the council', 'Minutes of it')
    >>> without_page_number("Smith, History of it, page 12")
    'Smith, History of it, page 12'
    """
    front, behind = page_patterns()
    bare = text
    # To look at the last letter, and for a digit in front, costs a tenth of the patterns.
    if digit_pattern().search(text, 0, EDGE) and (match := front.match(text)):
        bare = text[match.end() :]
    last = bare[-1:] if not bare[-1:].isspace() else bare.rstrip()[-1:]
    if (last.isdigit() or last in PAGE_ENDS) and (match := behind.search(bare, max(0, len(bare) - EDGE))):
        bare = bare[: match.start()]
    return bare if bare is text or any(map(str.isalpha, bare)) else text


def section_end(text: str) -> int:
    """Return where the number of a section ends in front of a sentence, or 0 where there is none.

    >>> section_end("46.1 Except as provided"), section_end("11.15 The bus leaves"), section_end("10 Downing Street")
    (4, 0, 0)
    """
    match = section_pattern().match(text) if text[:1].isdigit() else None
    if not match:
        return 0
    opens = match["part"] if match["quote"] else match["word"].lower() in openers()
    return len(match[0].split()[0]) if opens else 0


def without_markers(text: str) -> str:
    """Return the text without the list marker and the section number in front of it.

    >>> without_markers("**3.1.2** Scope"), without_markers("5. Mai 2020 war ein Dienstag")
    ('Scope', '5. Mai 2020 war ein Dienstag')
    """
    for _ in range(3):
        stripped = text.lstrip(" \t\r\n*_`")
        match = marker_pattern().match(stripped)
        end = match.end() if match else section_end(stripped)
        if not end:
            break
        text = stripped[end:].lstrip(" \t\r\n*_`")
    return text


def front(text: str) -> str:
    """Return what in front of a text may be its number in a list, but also a name, a date, a time or an amount.

    It may be missing on one side; two that differ may be those of two people or days. Nothing for plain `1.` or `(a)`.

    >>> front("A. Smith wrote it."), front("24.12. Closed"), front("24. 12. Closed"), front("3. Open it")
    ('A.', '24.12.', '24.', '')
    """
    match = front_pattern().match(text)
    return match[1] if match and not section_end(text[match.start(1) :]) else ""


def split_number(text: str) -> Numbered:
    """Take the number in front off a text.

    >>> split_number("1. Klasse ab Bahnhof")
    Numbered(text='Klasse ab Bahnhof', front='', ordinal='1.')
    >>> split_number("12 The train stops").front, split_number("12 If it stops, wait").front
    ('12', '')
    """
    bare = without_markers(text)
    if bare is text or not (match := plain_pattern().match(text)):
        return Numbered(bare, front(text), "")
    if match[2]:
        return Numbered(bare, "", match[1] + ".")
    opened = bare.split(None, 1)[0].lower()
    return Numbered(bare, "" if opened in subordinators() else match[1], "")


def may_count(key: str, languages: frozenset[str]) -> bool:
    """Return whether a number with a full stop in front of a word may be an ordinal, in a text of some languages.

    It is none in front of an article, pronoun, preposition or conjunction, nor in a language that writes ordinals
    without a full stop.

    >>> [may_count(key, frozenset({language})) for key, language in (("klasse", "de"), ("der", "de"), ("class", "en"))]
    [True, False, False]
    """
    if (languages and languages.isdisjoint(ORDINAL_STOP)) or not cased_pattern().match(key):
        return False
    if key in limiting() or key in modal():
        return False
    return not any(key in light_words()[language] for language in languages or light_words())
