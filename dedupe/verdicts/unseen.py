"""Text to what is shown of it: comments, scripts, and what stands for hidden mail addresses go.

Each of these could be one regular expression. But where the end of a stretch is missing, that would look for it from
every place at which one may begin, and take hours for a megabyte. Here it is looked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

PROTECTION = "/cdn-cgi/l/email-protection"
COMMENT_END = "-->"


@cache
def comment_pattern() -> re.Pattern[str]:
    """Return the pattern of a comment."""
    return re.compile(rf"<!--.*?{COMMENT_END}", re.DOTALL)


@cache
def script_pattern() -> re.Pattern[str]:
    """Return the pattern of a tag that begins a script or a style sheet."""
    return re.compile(r"<(script|style)\b[^<>]*>", re.IGNORECASE)


@cache
def closing_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of the tag that ends a script or a style sheet."""
    return re.compile(rf"</{name}\s*>", re.IGNORECASE)


@cache
def placeholder_pattern() -> re.Pattern[str]:
    """Return the pattern of what a web host shows to robots in place of a mail address: a placeholder, and its key."""
    placeholder = r"\[email\s*protected\]"
    target = rf"\([^()\s]*{PROTECTION}[^()\s]*\)"
    return re.compile(rf"\[?{placeholder}\]?(?:{target})?|(?<=\]){target}")


@cache
def run_pattern() -> re.Pattern[str]:
    """Return the pattern of a run of characters without white space."""
    return re.compile(r"\S+")


def without_comments(text: str) -> str:
    """Return the text with a space for each comment.

    >>> without_comments("one<!-- two --> three <!-- four")
    'one  three <!-- four'
    """
    end = text.rfind(COMMENT_END) + len(COMMENT_END)
    if end < len(COMMENT_END):
        return text
    return comment_pattern().sub(" ", text[:end]) + text[end:]


def without_scripts(text: str) -> str:
    """Return the text with a space for each script and style sheet.

    >>> without_scripts("one<script>two()</script>three <style>four")
    'one three <style>four'
    """
    if "</" not in text:
        return text
    return replaced(text, scripts(text), " ")


def scripts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where scripts and style sheets begin and end."""
    place = 0
    unclosed: set[str] = set()
    while opening := script_pattern().search(text, place):
        name, place = opening[1].lower(), opening.end()
        closing = None if name in unclosed else closing_pattern(name).search(text, place)
        if closing:
            place = closing.end()
            yield opening.start(), place
        else:
            unclosed.add(name)


def without_hidden_addresses(text: str) -> str:
    """Return the text without what a web host shows to robots in place of mail addresses.

    >>> without_hidden_addresses("Write to [[email protected]](/cdn-cgi/l/email-protection#0f)!")
    'Write to !'
    """
    return replaced(text, hidden_addresses(text), "")


def hidden_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where placeholders, and runs of characters with the address of their key, begin and end."""
    place = 0
    placeholder = placeholder_pattern().search(text)
    runs = (run.span() for run in run_pattern().finditer(text) if PROTECTION in run[0])
    run = next(runs, None)
    while placeholder or run:
        start = max(place, run[0]) if run else len(text)
        if placeholder and placeholder.start() <= start:
            yield placeholder.span()
            place = placeholder.end()
        elif run:
            yield start, run[1]
            place = run[1]
        if placeholder and placeholder.start() < place:
            placeholder = placeholder_pattern().search(text, place)
        while run and text.find(PROTECTION, max(place, run[0]), run[1]) < 0:
            run = next(runs, None)


def replaced(text: str, stretches: Iterator[tuple[int, int]], to: str) -> str:
    """Return the text with something else for each stretch; these are given in order."""
    parts: list[str] = []
    place = 0
    for start, end in stretches:
        parts.append(text[place:start])
        place = end
    return to.join([*parts, text[place:]])
