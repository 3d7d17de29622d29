"""Text that is struck out, which says nothing: `~~this~~`, `<s>`, `<del>`, `<strike>`, `[s]`."""

from __future__ import annotations

import re
from functools import cache


@cache
def struck_pattern() -> re.Pattern[str]:
    """Return the pattern of code, which is left as it is, and of a stretch that is struck out."""
    # What was taken is never given back, as a stretch that is not closed must not be tried from each of its letters.
    return re.compile(
        r"(?P<code>`[^`\n]++`)|(?<![~\w\\])~~(?=[^\s~])(?:[^~\n]|\n(?!\s*\n)|~(?!~))++(?<=\S)~~(?!~)"
        r"|<(?P<tag>s|del|strike)(?:\s[^<>]*+)?>(?:(?!</?(?P=tag)\b).)*+</(?P=tag)\s*>"
        r"|\[s\](?:(?!\[/?s\]).)*+\[/s\]",
        re.IGNORECASE | re.DOTALL,
    )


def may_be_struck(text: str) -> bool:
    """Return whether a text may have a stretch that is struck out, judged quickly."""
    if "~~" in text or "[/s]" in text:
        return True
    return "</" in text and ("</s" in text or "</del" in text or "</S" in text or "</DEL" in text)


def without_struck(text: str) -> str:
    """Return the text without what is struck out; the same object if there is none.

    >>> without_struck("It costs ~~50~~ 40, <del>always</del> today; write `~~x~~`")
    'It costs  40,  today; write `~~x~~`'
    """
    found, count = struck_pattern().subn(lambda match: match["code"] or "", text)
    return found if count and found != text else text
