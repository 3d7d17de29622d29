"""Whether two different words are one word: an accent, an inflection, a typing error, a cut end.

Everything tolerated here leaves `facts.facts` in `facts.holdings`, so that facts stay a necessary condition.
"""

from __future__ import annotations

from unicodedata import normalize

from dedupe.verdicts.facts import HEAD, LONG, unaccented
from dedupe.verdicts.lexicon import confused

ENDINGS = (
    frozenset({"", "s", "es"}),
    frozenset({"", "e", "en", "n", "es", "s"}),
    frozenset({"e", "en", "er", "em", "es"}),
)
SHORT = 5
VERY_LONG = 11
# Grave, acute, circumflex, cedilla; an umlaut or a tilde makes another word.
LOSSES = frozenset("\u0300\u0301\u0302\u0327")


def same_word(a: str, b: str) -> bool:
    """Return whether two keys are one word, inflected, mistyped or without its accents.

    >>> same_word("organise", "organize"), same_word("available", "avaiable"), same_word("contract", "contact")
    (True, True, False)
    """
    if without_accents(a, b) or without_accents(b, a):
        return True
    if min(len(a), len(b)) < LONG or a[:HEAD] != b[:HEAD] or not (a.isalpha() and b.isalpha()):
        return False
    return inflected(a, b) or mistyped(a, b)


def without_accents(bare: str, accented: str) -> bool:
    """Return whether the second is the first with its accents; short words are told apart by them.

    >>> without_accents("eleves", "élèves"), without_accents("fordern", "fördern")
    (True, False)
    """
    if len(bare) <= SHORT or not bare.isascii() or accented.isascii():
        return False
    marks = set(normalize("NFD", accented)) - set(normalize("NFC", accented)) - set(bare)
    return marks <= LOSSES and unaccented(accented) == bare


def inflected(a: str, b: str) -> bool:
    """Return whether two words differ in an ending of number or case only.

    >>> inflected("beziehungen", "beziehung"), inflected("publisher", "publish")
    (True, False)
    """
    shared = common_prefix(a, b)
    return any(
        {a[cut:], b[cut:]} <= endings for endings in ENDINGS for cut in range(max(LONG - 2, shared - 2), shared + 1)
    )


def mistyped(a: str, b: str) -> bool:
    """Return whether a letter left out or doubled, two swapped, or s for z make one word of the other.

    In a very long word this may happen twice. Another letter in the place of one makes a word of its own: small names
    are told apart by little more.

    >>> mistyped("avaiable", "available"), mistyped("directroy", "directory"), mistyped("bacodufa", "bacodufi")
    (True, True, False)
    """
    if a[-1] != b[-1] or frozenset((a, b)) in confused():
        return False
    allowed = 2 if min(len(a), len(b)) >= VERY_LONG else 1
    if len(a) != len(b):
        return abs(len(a) - len(b)) <= allowed and has_in_order(max(a, b, key=len), min(a, b, key=len))
    return swaps(a, b) <= allowed or a.replace("s", "z") == b.replace("s", "z")


def has_in_order(longer: str, shorter: str) -> bool:
    """Return whether a word is what is left of another when letters are taken out."""
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


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
