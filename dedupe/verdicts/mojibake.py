"""Text that was decoded with the wrong encoding, decoded with the right one.

Only what can hardly be meant is touched: UTF-8 read as Windows-1252 (`Ã©`), and Windows-1252 read as Mac Roman
(`distribuÈ`: a capital with an accent behind a small letter).
"""

from __future__ import annotations

import re
from functools import cache

SIGNS = ("Ã", "Â", "â€", "Ð", "Ñ", "È", "Í", "Á", "Ó", "Ô", "‡")


@cache
def utf8_pattern() -> re.Pattern[str]:
    """Return the pattern of what can be UTF-8 read as Windows-1252: Western letters, punctuation, Cyrillic.

    Other lead bytes are letters that stand before a space and a quotation mark in French.
    """
    tail = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    return re.compile(f"[ÂÃ]{tail}|â€{tail}|(?:[ÐÑ]{tail}){{3,}}")


@cache
def mac_pattern() -> re.Pattern[str]:
    """Return the pattern of a word in which Windows-1252 was read as Mac Roman."""
    return re.compile("[a-z][ÈÍÁÓÔ‡]")


def redecode(match: re.Match[str]) -> str:
    """Return the match read as UTF-8 if it can be."""
    data = bytearray()
    for character in match.group():
        data += character.encode("cp1252", "ignore") or bytes([ord(character) & 0xFF])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match.group()


def repair(text: str) -> str:
    """Return the text as it was meant.

    >>> repair("cafÃ© â€“ distribuÃ©"), repair("síapplique, distribuÈ"), repair("café, Île")
    ('café – distribué', 's’applique, distribué', 'café, Île')
    """
    if not any(sign in text for sign in SIGNS):
        return text
    text = utf8_pattern().sub(redecode, text)
    if mac_pattern().search(text):
        try:
            return text.encode("mac_roman").decode("cp1252")
        except UnicodeError:
            return text
    return text
