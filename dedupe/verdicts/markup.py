"""Markup to what a reader sees of it: tags, links, emphasis, fences, list markers and entities go.

What links point to is read in `targets`, what counts a paragraph in `numbering`. What cannot be told from text
(`Vec<T>` is no tag, `a[i](x)` no link) stays: a sign too many makes a verdict stricter, one too few loses a fact.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dedupe.verdicts.numbering import split_number, without_page_number
from dedupe.verdicts.struck import may_be_struck, without_struck
from dedupe.verdicts.unseen import without_comments, without_hidden_addresses, without_scripts

INLINE = "a|abbr|b|bdi|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|tt|u|var"
BLOCK = (
    "address|article|aside|blockquote|body|br|button|caption|center|col|dd|details|div|dl|dt|figcaption|figure|"
    "footer|form|h[1-6]|head|header|hr|html|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|picture|pre|"
    "section|select|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|ul|video|wbr"
)
# Those of them that need not be closed; the others, without attributes, are what a text on HTML is about.
ALONE = "br|dd|dt|hr|img|input|li|p|source|td|th|tr|wbr"
LANGUAGES = (
    "bash|c|console|css|go|hcl|html|java|js|json|powershell|python|ruby|rust|sh|shell|sql|text|tf|ts|xml|yaml|yml"
)


@cache
def tag_patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return (what the text must hold, pattern, what replaces it) for tags and addresses, in order."""
    return tuple(
        (needed, re.compile(pattern, re.IGNORECASE | re.DOTALL), to)
        for needed, pattern, to in (
            ("<", r"<sup>", "^"),
            ("</", rf"(?<![\w>])<(?:{INLINE})>", ""),
            ("<", rf"</(?:{INLINE}|sup)\s*>|<(?:{INLINE})\s[^<>=]*=[^<>]*>", ""),
            ("<", rf"(?<=>)<(?:{INLINE})>", ""),
            ("</", rf"<(?:{BLOCK})\s*/?>", "\n"),
            ("<", rf"</(?:{BLOCK})\s*>|<(?:{BLOCK})\s[^<>]*=[^<>]*>|<(?:{ALONE})\s*/?>", "\n"),
            ("<", r"<((?:https?|ftp|mailto):[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>", r"\1"),
        )
    )


@cache
def code_pattern() -> re.Pattern[str]:
    """Return the pattern of code inside a line."""
    return re.compile(r"((?<!`)`[^`\n]+`(?!`))")


@cache
def board_code_pattern() -> re.Pattern[str]:
    """Return the pattern of a tag as forums write it: `[b]`, `[quote="x"]`, `[/url]`."""
    return re.compile(r"\[/?(?:b|i|u|s|url|img|quote|code|list|size|color|font)(?:=[^\[\]]*)?\]", re.IGNORECASE)


@cache
def link_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what replaces `[text](target)` and `[text][label]`; an image in a link needs two rounds."""
    inner = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?=[^()\s]*[/.#:?]|<|\{|\s*\))(?:[^()]|\([^()]*\))*\)")
    return (
        (inner, r"\1"),
        (inner, r"\1"),
        (re.compile(r"(?<![\w\])])!?\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    )


@cache
def line_pattern() -> re.Pattern[str]:
    """Return the pattern of what Markdown writes in front of a line: quotes, headings, bullets."""
    return re.compile(r"^[ \t]*(?:(?:>|#{1,6}|[-*+•·‣▪◦–—])[ \t]+|>)+", re.MULTILINE)


@cache
def box_pattern() -> re.Pattern[str]:
    """Return the pattern of a box in front of a line of a list of tasks, empty or ticked."""
    return re.compile(r"^[ \t]*\[([ xX])\](?=\s)", re.MULTILINE)


def box(match: re.Match[str]) -> str:
    """Return the sign for a box: an empty one and a ticked one differ."""
    return "☐" if match[1] == " " else "☑"


@cache
def fence_pattern() -> re.Pattern[str]:
    """Return the pattern of a code fence with the name of its language."""
    return re.compile(rf"(?:```|~~~)(?:[a-zA-Z][\w+-]*|[ \t]+(?:{LANGUAGES})\b)?")


@cache
def heading_id_pattern() -> re.Pattern[str]:
    """Return the pattern of the id behind a heading: `{#id}`, `{/*id*/}`."""
    return re.compile(r"(?<=\S)[ \t]*\{(?:#[\w:.-]+|/\*[^*]*\*/)\}[ \t]*$", re.MULTILINE)


@cache
def escape_pattern() -> re.Pattern[str]:
    """Return the pattern of what keeps Markdown from reading a sign as markup."""
    return re.compile(r"\\(?=[_*#\[\]()<>.!+-])")


def without_tags(text: str) -> str:
    """Return the text without HTML.

    >>> without_tags('<p>10<sup>2</sup> <b>of</b> Vec<T></p>').strip()
    '10^2 of Vec<T>'
    """
    text = without_scripts(without_comments(text))
    for needed, pattern, to in tag_patterns():
        if needed in text:
            text = pattern.sub(to, text)
    return text


def outside_code(text: str) -> str:
    """Return the text without HTML, but with the tags that it shows as code.

    >>> outside_code("<b>Use</b> the `<div>` tag")
    'Use the `<div>` tag'
    """
    parts = code_pattern().split(text)
    return "".join([part if part.startswith("`") else without_tags(part) for part in parts])


def without_links(text: str) -> str:
    """Return the text with the words of its links only.

    >>> without_links("see [the docs](/docs/a.html) and [b][3]")
    'see the docs and b'
    """
    for pattern, to in link_patterns():
        text = pattern.sub(to, text)
    return text


def hides_addresses(text: str) -> bool:
    """Return whether there are mail addresses in a text that a web host has hidden.

    >>> hides_addresses("Write to [[email protected]](/cdn-cgi/l/email-protection#0f)")
    True
    """
    return "[email" in text or "/email-protection" in text


def without_inline_markup(text: str) -> str:
    """Return the text without the markup inside its lines: HTML, entities, forum tags, links."""
    if hides_addresses(text):
        text = without_hidden_addresses(text)
    if "<" in text:
        text = without_tags(text) if "`" not in text else outside_code(text)
    if "&" in text and ";" in text:
        from html import unescape

        text = unescape(text)
    if "[/" in text:
        text = board_code_pattern().sub("", text)
    if "](" in text or "][" in text:
        text = without_links(text)
    return text


class Seen(NamedTuple):
    """What a reader sees of a paragraph: its text without its number, and what that number may be (`Numbered`).

    `struck` says that all of it is struck out.
    """

    text: str
    front: str
    ordinal: str
    struck: bool


def visible(text: str) -> Seen:
    """Return what a reader sees of a paragraph of HTML or Markdown; all of it if that is nothing."""
    live = without_struck(text) if may_be_struck(text) else text
    struck = live is not text and not any(map(str.isalnum, live))
    seen = without_page_number(without_inline_markup(text if struck else live))
    if "```" in seen or "~~~" in seen:
        seen = fence_pattern().sub(" ", seen)
    if "{" in seen:
        seen = heading_id_pattern().sub("", seen)
    if "\n" in seen or not seen[:1].isalnum():
        seen = line_pattern().sub("", seen)
        if "[" in seen:
            seen = box_pattern().sub(box, seen)
    if "\\" in seen:
        seen = escape_pattern().sub("", seen)
    numbered = split_number(seen)
    bare = numbered.text if any(map(str.isalnum, numbered.text)) else text
    return Seen(bare, numbered.front, numbered.ordinal, struck)
