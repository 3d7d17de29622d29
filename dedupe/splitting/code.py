"""Whether a paragraph of plain text is program code: nothing marks it there, but to take a line out would break it."""

from __future__ import annotations

import re
from functools import cache

# No one writes longer lines of code by hand, and what is generated is not worth the time.
LONGEST = 300
# How a line of code begins.
BEGINNING = r"""
    \$[ ](?=[a-z./~]) | >>>[ ]                    # a prompt with its command
  | [\w.\[\]"'-]+[ ](?:=|:=|\+=|-=)[ ]\S        # an assignment
  | [}\])]+[;,)]*$                               # a block that closes
  | ["'][\w.-]+["']\s*:\s                       # a field of JSON
  | </?[A-Za-z][^<>]*>(?:.*</[A-Za-z]+>)?$       # a line of markup
  | (?:def|class)[ ]\w+.*:$                      # a definition
  | SELECT\b.*\bFROM\b | (?:SELECT|FROM|WHERE|ORDER[ ]BY|GROUP[ ]BY|INSERT[ ]INTO|LIMIT)\b
"""
# Two operators in a line are code, and so is one before an empty pair of brackets.
OPERATORS = ("==", "!=", "=>", "->", "::", "&&", "||")
# All code has one of these.
SIGNS = ("=", ";", "<", ">", "{", "}", "$", '":', "SELECT", "FROM")
# And a line of it begins with one of these, ends with a brace, or has two signs that stand together; or it ends with a
# semicolon, and has what a statement has: one of those, or a bracket right behind a name.
BEGINNINGS = (*"}])\"'<", "$ ", ">>>", "def", "class", "SELECT", "FROM", "WHERE", "ORDER", "GROUP", "INSERT", "LIMIT")
BRACE, SEMICOLON = "{", ";"
PAIRS = ("= ", *OPERATORS)
STATEMENT_SIGNS = "={}<>"
# A call. A name is looked at from its first letter only, and not again when no bracket follows: half the time.
CALL = r"""[A-Za-z_](?<![A-Za-z_]{2})\w*+\((?:\)|\w+[,)]|["'])(?<!\(s\))"""


@cache
def beginning_pattern() -> re.Pattern[str]:
    """Return the pattern of how a line of code begins."""
    return re.compile(BEGINNING, re.VERBOSE)


@cache
def operators_pattern() -> re.Pattern[str]:
    """Return the pattern of an operator with what makes it one."""
    operator = "|".join(map(re.escape, OPERATORS))
    return re.compile(rf"(?:{operator}).*(?:{operator}|\(\))")


@cache
def call_pattern() -> re.Pattern[str]:
    """Return the pattern of a call."""
    return re.compile(CALL)


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


def is_code_alone(line: str) -> bool:
    """Return whether a paragraph of one line is code: the same as `is_code`, in less time."""
    return has_sign(line) and is_code_line(line.strip())


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
    return (
        line.endswith("{")
        or (line.endswith(";") and is_statement(line))
        or beginning_pattern().match(line) is not None
        or (has_operator(line) and operators_pattern().search(line) is not None)
    )


def is_statement(line: str) -> bool:
    """Return whether a line with a semicolon at its end is a statement; prose has none of the signs, and no call."""
    # One after the other, as in `has_sign`.
    has_sign_of_one = "=" in line or "{" in line or "}" in line or "<" in line or ">" in line
    return has_sign_of_one or ("(" in line and call_pattern().search(line) is not None)


def has_operator(line: str) -> bool:
    """Return whether there is any operator; to look for a pattern of them in all lines takes twice the time."""
    return "==" in line or "!=" in line or "=>" in line or "->" in line or "::" in line or "&&" in line or "||" in line
