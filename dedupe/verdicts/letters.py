"""Letters that are written in more than one way, in the one way in which they are compared."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import normalize

from dedupe.verdicts.mojibake import is_western, repair

APOSTROPHES = "\u2018\u2019\u201b\u02bc\uff07"
POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
ZEROS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x17E0, 0x1040)
VOWEL_MARKS = (*range(0x064B, 0x0653), 0x0670, 0x0640, *range(0x0591, 0x05C8))
VARIANTS = {"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ё": "е", "Ё": "Е", "您": "你"}


@cache
def letter_table() -> dict[int, str | None]:
    """Return the translation of apostrophes, of the digits of other scripts, of vowel marks and of letter variants."""
    table: dict[int, str | None] = dict.fromkeys(VOWEL_MARKS)
    table |= dict.fromkeys(map(ord, APOSTROPHES), "'")
    table |= {ord(variant): letter for variant, letter in VARIANTS.items()}
    table |= {zero + value: str(value) for zero in ZEROS for value in range(10)}
    return table


@cache
def fractions_pattern() -> re.Pattern[str]:
    """Return the pattern of a fraction in one character, which may stand close to a digit: `1½`."""
    return re.compile(f"[{FRACTIONS}]")


def plain(text: str) -> str:
    """Return text beyond ASCII in the one way in which it is compared, letter case apart.

    >>> plain("10² ﬁles, it’s ١٢")
    "10^2 files, it's 12"
    """
    text = repair(text)
    if is_western(text):
        for fraction in "¼½¾":
            text = text.replace(fraction, f" {fraction}")
        text = text.replace("\u2019", "'").replace("\u2018", "'").replace("\u00ad", "")
        for power in "²³¹":
            text = text.replace(power, f"^{normalize('NFKC', power)}")
        return normalize("NFKC", text).replace("\u2044", "/")
    from dedupe.words import ignorable_pattern

    text = fractions_pattern().sub(r" \g<0>", ignorable_pattern().sub("", text))
    text = text.replace("⁻", "^-").replace("₋", "-")
    for value, power in enumerate(POWERS):
        text = text.replace(power, f"^{value}")
    return normalize("NFKC", text).replace("\u2044", "/").translate(letter_table()).replace("^-^", "^-")


def fold_case(text: str) -> str:
    """Return the text in small letters; the Turkish letters i are one.

    >>> fold_case("IĞDIR, İzmir"), fold_case("ığdır")
    ('iğdir, izmir', 'iğdir')
    """
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")


def fold_letters(text: str) -> str:
    """Return the text in the letters of keys, for words that are written down by hand.

    >>> fold_letters("außer, της, إلى") == "ausser, τησ, الي"
    True
    """
    return fold_case(normalize("NFKC", text).translate(letter_table()))
