"""Whether a paragraph of plain text is program code: nothing marks it there, but to take a line out would break it."""

from __future__ import annotations

import re
from functools import cache

# No one writes longer lines of code by hand, and what is generated is not worth the time.
LONGEST = 300
MARKS = r"""
    ^\$[ ](?=[a-z./~]) | ^>>>[ ]                  # a prompt with its command
  | ^[\w.\[\]"'-]+[ ](?:=|:=|\+=|-=)[ ]\S         # an assignment
  | [{]$ | ^[}\])]+[;,)]*$                        # a block that opens or closes
  | ^["'][\w.-]+["']\s*:\s                        # a field of JSON
  | ^</?[A-Za-z][^<>]*>(?:.*</[A-Za-z]+>)?$       # a line of markup
  | (?:==|!=|=>|->|::|&&|\|\|).*(?:==|!=|=>|->|::|&&|\|\||\(\))    # operators, more than one
  | ^(?:def|class)[ ]\w+.*:$                      # a definition
  | ^SELECT\b.*\bFROM\b | ^(?:SELECT|FROM|WHERE|ORDER[ ]BY|GROUP[ ]BY|INSERT[ ]INTO|LIMIT)\b
"""
# What a line that ends in a semicolon has if it is a statement; prose that ends so has none of it.
STATEMENT = r"""[={}<>]|[A-Za-z_]\w*\((?:\)|\w+[,)]|["'])(?<!\(s\))"""


@cache
def marks_pattern() -> re.Pattern[str]:
    """Return the pattern of a line of code."""
    return re.compile(MARKS, re.VERBOSE)


@cache
def statement_pattern() -> re.Pattern[str]:
    """Return the pattern of what makes a line with a semicolon at its end a statement."""
    return re.compile(STATEMENT)


def is_code(text: str) -> bool:
    """Return whether at least half of the lines of a paragraph are code, or it is a query.

    >>> is_code("$ git log --oneline | head"), is_code("It costs $ 5; that is = 4 euros.")
    (True, False)
    """
    if not has_sign(text):
        return False
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    marked = sum(is_code_line(line) for line in lines)
    return 2 * marked >= len(lines) > 0 or (marked > 1 and lines[0].startswith(("SELECT", "WITH ", "INSERT ")))


def has_sign(text: str) -> bool:
    """Return whether a text has anything that any code has; nearly all prose has none of it."""
    # One after the other: half the time of a regular expression, and a third of that of `any`.
    return (
        "=" in text
        or ";" in text
        or "<" in text
        or ">" in text
        or "{" in text
        or "}" in text
        or "$" in text
        or '":' in text
        or "SELECT" in text
        or "FROM" in text
    )


def is_code_line(line: str) -> bool:
    """Return whether a line, without the space around it, is hardly anything but code."""
    if len(line) > LONGEST:
        return False
    if line.endswith(";") and statement_pattern().search(line):
        return True
    return marks_pattern().search(line) is not None
