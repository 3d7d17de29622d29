"""Text that was decoded with the wrong encoding, decoded with the right one.

Only what can hardly be meant is touched: UTF-8 read as Windows-1252 or Latin-1 (`Ã©`, `â€™`; the latter leaves control
characters), and Windows-1252 read as Mac Roman (`distribuÈ`: a capital with an accent behind a small letter).
"""

from __future__ import annotations

import re
from functools import cache

SIGNS = ("Ã", "Â", "â€", "Ð", "Ñ", "È", "Í", "Á", "Ó", "Ô", "‡")


@cache
def utf8_pattern() -> re.Pattern[str]:
    """Return the pattern of what can be UTF-8 read as Windows-1252: Western letters, punctuation, Cyrillic.

    Other lead bytes are letters that stand before a space and a quotation mark in French; with a control character
    behind them they are none.
    """
    tail = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    control = "[\u0080-\u009f]"
    return re.compile(f"[ÂÃ]{tail}|â€{tail}|(?:[ÐÑ]{tail}){{3,}}|[â-ï]{control}{tail}|[à-ï]{tail}{control}")


@cache
def control_pattern() -> re.Pattern[str]:
    """Return the pattern of a control character that no text needs and Latin-1 has."""
    return re.compile("[\u0080-\u009f]")


@cache
def lost_a_pattern() -> re.Pattern[str]:
    """Return the pattern of what is left of `à`."""
    return re.compile(r"Ã(?=\s|$)")


@cache
def mac_pattern() -> re.Pattern[str]:
    """Return the pattern of a word in which Windows-1252 was read as Mac Roman."""
    return re.compile("[a-z][ÈÍÁÓÔ‡]")


def is_western(text: str) -> bool:
    """Return whether the text has Western letters and signs only, for which a short way is enough."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


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
    r"""Return the text as it was meant.

    >>> repair("cafÃ© â€“ distribuÃ©"), repair("síapplique, distribuÈ"), repair("café, Île")
    ('café – distribué', 's’applique, distribué', 'café, Île')
    >>> repair("don\u00e2\u0080\u0099t")
    'don’t'
    """
    if not any(sign in text for sign in SIGNS) and (is_western(text) or not control_pattern().search(text)):
        return text
    text, count = utf8_pattern().subn(redecode, text)
    if count:
        # The second half of `à` is a space that does not break, which scraping makes an ordinary one.
        text = lost_a_pattern().sub("à", text)
    if mac_pattern().search(text):
        try:
            return text.encode("mac_roman").decode("cp1252")
        except UnicodeError:
            return text
    return text
