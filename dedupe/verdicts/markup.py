"""Markup to what a reader sees of it: tags, links, emphasis, fences, list markers and entities go.

A link target counts only where it is all that the paragraph has. What cannot be told from text (`Vec<T>` is no
tag, `a[i](x)` no link) stays: a sign too many makes a verdict stricter, one too few loses a fact.
"""

from __future__ import annotations

import re
from functools import cache

INLINE = "a|abbr|b|bdi|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|tt|u|var"
BLOCK = (
    "address|article|aside|blockquote|body|br|button|caption|center|col|dd|details|div|dl|dt|figcaption|figure|"
    "footer|form|h[1-6]|head|header|hr|html|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|picture|pre|"
    "section|select|source|summary|svg|table|tbody|td|tfoot|th|thead|title|tr|ul|video|wbr"
)
ATTRIBUTES = r"(?:\s[^<>]*=[^<>]*)?\s*/?>"
LANGUAGES = (
    "bash|c|console|css|go|hcl|html|java|js|json|powershell|python|ruby|rust|sh|shell|sql|text|tf|ts|xml|yaml|yml"
)


@cache
def tag_patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return (what the text must hold, pattern, what replaces it) for comments, scripts, tags, addresses, in order."""
    return tuple(
        (needed, re.compile(pattern, re.IGNORECASE | re.DOTALL), to)
        for needed, pattern, to in (
            ("-->", r"<!--.*?-->", " "),
            ("</", r"<(script|style)\b[^<>]*>.*?</\1\s*>", " "),
            ("<", r"<sup>", "^"),
            ("<", rf"</(?:{INLINE}|sup)\s*>|(?<![\w>])<(?:{INLINE})>|<(?:{INLINE})\s[^<>=]*=[^<>]*>", ""),
            ("<", rf"(?<=>)<(?:{INLINE})>", ""),
            ("<", rf"</?(?:{BLOCK}){ATTRIBUTES}", " "),
            ("<", r"<((?:https?|ftp|mailto):[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>", r"\1"),
        )
    )


@cache
def board_code_pattern() -> re.Pattern[str]:
    """Return the pattern of a tag as forums write it: `[b]`, `[quote="x"]`, `[/url]`."""
    return re.compile(r"\[/?(?:b|i|u|s|url|img|quote|code|list|size|color|font)(?:=[^\[\]]*)?\]", re.IGNORECASE)


@cache
def link_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what replaces `[text](target)` and `[text][label]`; an image in a link needs two rounds."""
    inner = re.compile(r"!?\[([^\[\]]*)\]\((?=[^()\s]*[/.#:?]|<|\{|\s*\))(?:[^()]|\([^()]*\))*\)")
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
def fence_pattern() -> re.Pattern[str]:
    """Return the pattern of a code fence with the name of its language."""
    return re.compile(rf"(?:```|~~~)(?:[a-zA-Z][\w+-]*|[ \t]+(?:{LANGUAGES})\b)?")


@cache
def heading_id_pattern() -> re.Pattern[str]:
    """Return the pattern of the id behind a heading: `{#id}`, `{/*id*/}`."""
    return re.compile(r"(?<=\S)[ \t]*\{(?:#[\w:.-]+|/\*[^*]*\*/)\}[ \t]*$", re.MULTILINE)


@cache
def marker_pattern() -> re.Pattern[str]:
    """Return the pattern of the number in front of a paragraph: `3.`, `(b)`, `iv)`, `3.1.9`, `[02]:`.

    A number in front of a word in lower case, a unit or a month is a quantity or a date; a capital letter
    past H is an initial.
    """
    last = r"(?=[*_`\s]*\s[*_`\s]*\S)"
    month = r"(?!\s*(?:Jan|Feb|Mär|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc]|Jahrhundert))"
    unit = r"(?!\s*(?:[A-Z]{1,2}\b|[MTkGm]?[bB]it|Mi|Bi|Mr|Pro|Per|Uhr|Eur|Dol|Gra|Gb|Mb|Mal))"
    return re.compile(
        rf"\s*(?:(?:\((?:\d{{1,3}}[a-z]?|[a-zA-Z]|[ivxIVX]{{1,6}})\)|(?:\d{{1,3}}[a-z]?|[a-z]|[ivxIVX]{{1,6}})\)"
        rf"|\d{{1,3}}\.{month}|(?:[a-hA-H]|[ivx]{{2,6}})\.|\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?|\d{{1,2}}\.\d{{1,2}}\."
        rf"|\d{{1,2}}\.\d{{1,2}}(?=\s+[^\W\d_a-z]){unit}){last}|\[\d{{1,3}}\]:)\s*"
    )


@cache
def lone_link_pattern() -> re.Pattern[str]:
    """Return the pattern of a paragraph that is one link: `[text](target)`, `[text][label]`; not `[text][12]`."""
    target = r"\(\s*(?P<target>[^()\s]*(?:\([^()\s]*\))?[^()\s]*)[^()]*\)|\[(?P<label>[^\[\]]*[^\[\]\d][^\[\]]*)\]"
    return re.compile(rf"[\s>*_#+-]*!?\[(?P<text>[^\[\]]*)\](?:{target})[\s*_.,:;]*")


def without_tags(text: str) -> str:
    """Return the text without HTML.

    >>> without_tags('<p>10<sup>2</sup> <b>of</b> Vec<T></p>').strip()
    '10^2 of Vec<T>'
    """
    for needed, pattern, to in tag_patterns():
        if needed in text:
            text = pattern.sub(to, text)
    return text


def without_links(text: str) -> str:
    """Return the text with the words of its links only.

    >>> without_links("see [the docs](/docs/a.html) and [b][3]")
    'see the docs and b'
    """
    for pattern, to in link_patterns():
        text = pattern.sub(to, text)
    return text


def without_markers(text: str) -> str:
    """Return the text without the list marker and the section number in front of it.

    >>> without_markers("**3.1.2** Scope"), without_markers("5. Mai 2020 war ein Dienstag")
    ('Scope', '5. Mai 2020 war ein Dienstag')
    """
    for _ in range(3):
        stripped = text.lstrip(" \t\r\n*_`")
        match = marker_pattern().match(stripped)
        if not match:
            break
        text = stripped[match.end() :].lstrip(" *_`")
    return text


def visible(text: str) -> str:
    """Return what a reader sees of a paragraph of HTML or Markdown; all of it if that is nothing."""
    if "](" in text or "][" in text:
        link = lone_link_pattern().fullmatch(text)
        target = link and (link["target"] or link["label"] or "")
        if link and target and link["text"] not in target:
            return f"{link['text']} {target}"
    seen = text
    if "<" in seen:
        seen = without_tags(seen)
    if "&" in seen and ";" in seen:
        from html import unescape

        seen = unescape(seen)
    if "[/" in seen:
        seen = board_code_pattern().sub("", seen)
    if "](" in seen or "][" in seen:
        seen = without_links(seen)
    if "```" in seen or "~~~" in seen:
        seen = fence_pattern().sub(" ", seen)
    if "{" in seen:
        seen = heading_id_pattern().sub("", seen)
    if "\n" in seen or not seen[:1].isalnum():
        seen = line_pattern().sub("", seen)
    seen = without_markers(seen)
    return seen if any(map(str.isalnum, seen)) else text
