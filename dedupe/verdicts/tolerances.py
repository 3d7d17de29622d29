"""Whether two different words are one word: an accent, an inflection, a typing error, a cut end.

Everything tolerated here leaves `facts.facts` in `facts.holdings`, so that facts stay a necessary condition.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from unicodedata import normalize

from dedupe.verdicts.facts import HEAD, LONG, unaccented
from dedupe.verdicts.lexicon import confused

PLURAL = (frozenset({"", "s", "es"}),)
GERMAN = (*PLURAL, frozenset({"", "e", "en", "n", "es", "s"}), frozenset({"e", "en", "er", "em", "es"}))
SHORT = 5
# Grave, acute, circumflex, cedilla; an umlaut or a tilde makes another word.
LOSSES = frozenset("\u0300\u0301\u0302\u0327")


def same_word(a: str, b: str, languages: Container[str]) -> bool:
    """Return whether two keys are one word, inflected, mistyped or without its accents.

    German has endings that in another language make another word: `computer`, `computes`. A letter left out makes
    another word, too, in every language; but of English the pairs are known.

    >>> english = {"en"}
    >>> same_word("organise", "organize", english), same_word("available", "avaiable", english)
    (True, True)
    >>> same_word("contract", "contact", english), same_word("available", "avaiable", {"fr"})
    (False, False)
    """
    if without_accents(a, b) or without_accents(b, a):
        return True
    if min(len(a), len(b)) < LONG or a[:HEAD] != b[:HEAD] or not (a.isalpha() and b.isalpha()):
        return False
    groups = GERMAN if "de" in languages else PLURAL
    return inflected(a, b, groups) or mistyped(a, b, any_letter="en" in languages)


def without_accents(bare: str, accented: str) -> bool:
    """Return whether the second is the first with its accents; short words are told apart by them.

    >>> without_accents("eleves", "élèves"), without_accents("fordern", "fördern")
    (True, False)
    """
    if len(bare) <= SHORT or not bare.isascii() or accented.isascii():
        return False
    marks = set(normalize("NFD", accented)) - set(normalize("NFC", accented)) - set(bare)
    return marks <= LOSSES and unaccented(accented) == bare


def inflected(a: str, b: str, groups: Iterable[frozenset[str]]) -> bool:
    """Return whether two words differ in an ending of number or case only.

    >>> inflected("beziehungen", "beziehung", GERMAN), inflected("computer", "computes", PLURAL)
    (True, False)
    """
    shared = common_prefix(a, b)
    if a[:shared].endswith("t") and {a[shared:], b[shared:]} == {"", "e"}:
        return False  # verkauft, verkaufte
    return any(
        {a[cut:], b[cut:]} <= endings for endings in groups for cut in range(max(LONG - 2, shared - 2), shared + 1)
    )


def mistyped(a: str, b: str, *, any_letter: bool = False) -> bool:
    """Return whether a letter doubled, two swapped, or s for z make one word of the other; or any letter left out.

    A letter replaced makes another word too often.

    >>> mistyped("occured", "occurred"), mistyped("directroy", "directory"), mistyped("bacodufa", "bacodufi")
    (True, True, False)
    >>> mistyped("staring", "starting", any_letter=True), mistyped("avaiable", "available", any_letter=True)
    (False, True)
    """
    if a[-1] != b[-1] or frozenset((a, b)) in confused():
        return False
    if len(a) != len(b):
        longer, shorter = max(a, b, key=len), min(a, b, key=len)
        place = common_prefix(longer, shorter)
        left_out = longer[place + 1 :] == shorter[place:]
        return left_out and (any_letter or is_doubling(longer, shorter))
    return swaps(a, b) == 1 or a.replace("s", "z") == b.replace("s", "z")


def is_doubling(longer: str, shorter: str) -> bool:
    """Return whether the longer word is the other with one of its letters doubled.

    >>> is_doubling("occurred", "occured"), is_doubling("starting", "staring")
    (True, False)
    """
    place = common_prefix(longer, shorter)
    return longer[place - 1] == longer[place] and longer[place + 1 :] == shorter[place:]


def swaps(a: str, b: str) -> int:
    """Return how many times two neighbours must change places to make one word of the other; many if that fails.

    >>> swaps("directroy", "directory"), swaps("bacodufa", "bacodufi")
    (1, 8)
    """
    count = place = 0
    while place < len(a):
        if a[place] == b[place]:
            place += 1
        elif a[place : place + 2] == b[place : place + 2][::-1]:
            count, place = count + 1, place + 2
        else:
            return len(a)
    return count


def common_prefix(a: str, b: str) -> int:
    """Return how many letters the two have in common at their beginning."""
    count = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        count += 1
    return count
