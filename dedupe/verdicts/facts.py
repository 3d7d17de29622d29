"""What a kept paragraph must hold for another to be its copy: a cheap necessary condition of the verdict.

`judge(kept, candidate)` is a copy only if `facts(candidate) <= holdings(kept)`. The two differ because a candidate
need not show that its last word is whole, while a kept paragraph may be needed for every word it has.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from unicodedata import normalize

from dedupe.verdicts.lexicon import limiting, modal
from dedupe.verdicts.readings import Reading

# From this length on a word may hold a typing error, behind its first letters.
LONG = 7
HEAD = 4
# So many words in small letters may stand before the first word that two cut paragraphs share.
FRAGMENT = 2
SECTION_DIGITS = 3
# In front of the target of a link, which is no word.
POINTER = "→ "
# Pictograms that say something: stars that rate, and yes and no.
MEANT = "★☆⭐☐☑☒✅✓✔❌✖✗✘⛔🚫👍👎"


# Letters that are words come again and again.
@lru_cache(maxsize=1 << 16)
def unaccented(key: str) -> str:
    """Return a word without its accents.

    >>> unaccented("éventualité")
    'eventualite'
    """
    if key.isascii():
        return key
    return "".join([letter for letter in normalize("NFD", key) if not "\u0300" <= letter < "\u0370"])


def is_name(reading: Reading, index: int) -> bool:
    """Return whether a word has a capital letter that neither the sentence nor the style asks for."""
    word = reading.words[index]
    if word.islower() or word.isupper():
        return False
    return index > 0 or not word[1:].islower()


def open_start(reading: Reading) -> int:
    """Return how many words in front may be a section number, or belong to a sentence that was cut off."""
    words = reading.words
    if len(words) > 1 and words[0].isdigit() and len(words[0]) <= SECTION_DIGITS and words[1][:1].isupper():
        return 1
    for index, word in enumerate(words[:FRAGMENT]):
        if not (word.isalpha() and word.islower()) or binds(reading.keys[index]):
            return index
    return min(FRAGMENT, len(words))


def open_end(reading: Reading) -> int:
    """Return how many words at the end may be cut: none or one."""
    return int(reading.open_end and reading.words[-1].islower() and not binds(reading.keys[-1]))


def is_emoji(key: str) -> bool:
    """Return whether a key is a pictogram: it may be left out, but not replaced. Stars and ticks are none."""
    if len(key) != 1 or key in MEANT:
        return False
    return "\u2600" <= key <= "\u27bf" or "\U0001f000" <= key <= "\U0001faff"


def binds(key: str) -> bool:
    """Return whether a word turns or bounds what is said."""
    return key in limiting() or key in modal()


@cache
def inner_pattern() -> re.Pattern[str]:
    """Return the pattern of what joins the parts of an address or an identifier."""
    return re.compile(r"[._]")


def facts(reading: Reading) -> frozenset[str]:
    """Return the facts of a candidate; long words stand by their first letters, as a typing error may follow.

    >>> from dedupe.verdicts.readings import read
    >>> sorted(facts(read("The 3 records of Smith were available.")))
    ['3', 'avai…', 'reco…', 'smith', 'were']
    """
    known = reading.light
    first, last = open_start(reading), len(reading.keys) - open_end(reading)
    found = set()
    for index in range(first, last):
        key = reading.keys[index]
        if key in known:
            continue
        if not key.isascii():
            if is_emoji(key):
                continue
            key = unaccented(key)
        if len(key) >= LONG and key.isalpha() and not is_name(reading, index):
            key = key[:HEAD] + "…"
        found.add(key)
    found.update([POINTER + target for target in reading.pointed])
    return frozenset(found)


def holdings(reading: Reading) -> frozenset[str]:
    """Return what a kept paragraph holds: the facts that a copy of it can have."""
    parts = set(reading.keys)
    for key in [key for key in parts if "." in key or "_" in key]:
        parts.update(inner_pattern().split(key))
    # To ask of all at once takes a quarter off.
    found = parts if "".join(parts).isascii() else set(map(unaccented, parts))
    found.update([part[:HEAD] + "…" for part in found if len(part) >= LONG and part.isalpha()])
    found.update([POINTER + target for target in reading.targets])
    return frozenset(found)
