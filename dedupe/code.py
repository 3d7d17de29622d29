"""Whether a paragraph of plain text is program code: nothing marks it there, but to take a line out would break it."""

from __future__ import annotations

import re
from functools import cache

# A line without any of these is not looked at further: 0.5 microseconds instead of 3.
SIGNS = r"[{}=<>$;]|SELECT|FROM"
# What no line of prose has, tried on the kinds of text in `tests/test_code.py`.
MARKS = r"""
    ^\s*(?:\$[ ](?=[a-z./~])|>>>[ ])                 # a prompt with its command
  | ^\s*(?:[\w.\[\]*]+[ ])?[\w.\[\]"'-]+[ ](?:=|:=|\+=|-=)[ ]\S    # an assignment, perhaps with a type in front
  | [{]\s*$ | ^\s*[}\])]+[;,)]*\s*$                  # a block that opens or closes
  | (?:[={}\[\]<>]|[A-Za-z_]\w*\((?!s\))).*;\s*$     # a statement; prose that ends so has no such signs
  | ^\s*["'][\w.-]+["']\s*:\s                        # a field of JSON
  | ^\s*</?[A-Za-z][^<>]*>(?:.*</[A-Za-z]+>)?\s*$    # a line of markup
  | (?:==|!=|=>|->|::|&&|\|\|).*(?:==|!=|=>|->|::|&&|\|\||\(\))    # operators, more than one
  | \bSELECT\b.*\bFROM\b | ^\s*(?:SELECT|FROM|WHERE|ORDER[ ]BY|GROUP[ ]BY|INSERT[ ]INTO|LIMIT|WITH\b.*\bAS)\b
"""


@cache
def signs_pattern() -> re.Pattern[str]:
    """Return the pattern of what most code has and most prose has not."""
    return re.compile(SIGNS)


@cache
def marks_pattern() -> re.Pattern[str]:
    """Return the pattern of a line of code."""
    return re.compile(MARKS, re.VERBOSE)


def is_code(text: str) -> bool:
    r"""Return whether at least half of the lines of a paragraph are code.

    >>> is_code("$ git log --oneline | head"), is_code("It costs $ 5; that is = 4 euros.")
    (True, False)
    """
    if not signs_pattern().search(text):
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    search = marks_pattern().search
    return 2 * sum(search(line) is not None for line in lines) >= len(lines) > 0
