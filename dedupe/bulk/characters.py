"""What characters are on the lines of a large text: an end, a blank, and what they tell about program code."""

from __future__ import annotations

from functools import cache

import numpy as np

from dedupe.kernels import texts as kernels
from dedupe.kernels.declaring import Packed, pack
from dedupe.lines import BLANKS, LINE_ENDS
from dedupe.splitting.code import BEGINNINGS, BRACE, PAIRS, SEMICOLON, SIGNS, STATEMENT_SIGNS

BYTES = 256


@cache
def characters() -> Packed:
    """Return what all characters are on a line, see `kernels.texts.Characters`, packed."""
    kinds = np.full(max(map(ord, BLANKS)) + 1, kernels.PLAIN, np.uint8)
    leads, alone, first, last = np.zeros((4, BYTES), np.uint8)
    pairs = np.zeros((BYTES, BYTES), np.uint8)
    for kind, group in ((kernels.BLANK, BLANKS), (kernels.LINE_END, LINE_ENDS)):
        for character in group:
            kinds[ord(character)] = kind
            leads[character.encode()[0]] = kernels.UNCLEAR
            # Before the end of a line there may be white space that is not ASCII.
            last[character.encode()[-1]] = kernels.SHAPE
    leads[: kernels.ASCII] = kinds[: kernels.ASCII]
    last[ord(BRACE)], last[ord(SEMICOLON)] = kernels.SHAPE, kernels.END
    for sign, tells in told():
        one, *others = sign[:2]
        if not others:
            alone[one] |= tells
            leads[one] = kernels.CLUE
            continue
        pairs[one, others] |= tells
        if leads[one] != kernels.CLUE:
            leads[others] = kernels.CLUE
    for beginning in BEGINNINGS:
        one, *others = beginning[:2].encode()
        if others:
            pairs[one, others] |= kernels.BEGINNING
        else:
            first[one] = kernels.SHAPE
    return pack(kernels.Characters(kinds, leads, alone, first, last, pairs.reshape(-1)))


def told() -> list[tuple[bytes, int]]:
    """Return what tells wherever it stands on a line, with what it tells; such as are one byte come first."""
    # A bracket right behind a name, which may have letters that are not ASCII.
    names = (code for code in range(BYTES) if code >= kernels.ASCII or chr(code) == "_" or chr(code).isalnum())
    every = [
        *((sign.encode(), kernels.SIGN) for sign in SIGNS),
        *((pair.encode(), kernels.SHAPE) for pair in PAIRS),
        *((sign.encode(), kernels.STATEMENT) for sign in STATEMENT_SIGNS),
        *((bytes([code]) + b"(", kernels.STATEMENT) for code in names),
    ]
    return sorted(every, key=lambda found: len(found[0]))
