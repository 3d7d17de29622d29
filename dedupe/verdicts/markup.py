"""Markup to what a reader sees of it: tags, links, emphasis, fences, list markers and entities go.

A link target counts only where it is all that the paragraph has. What cannot be told from text (`Vec<T>` is no
tag, `a[i](x)` no link) stays: a sign too many makes a verdict stricter, one too few loses a fact.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

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


@cache
def marker_pattern() -> re.Pattern[str]:
    """Return the pattern of the number in front of a paragraph: `3.`, `(b)`, `iv)`, `3.1.9`, `[02]:`.

    A number in front of a word in lower case, a unit or a month is a quantity or a date; a capital letter
    past H is an initial.
    """
    last = r"(?=[*_`]*+\s++\S)"
    month = r"(?!\s*(?:Jan|Feb|Mär|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[kc]t|Nov|De[zc]|Jahrhundert))"
    unit = r"(?!\s*(?:[A-Z]{1,2}\b|[MTkGm]?[bB]it|Mi|Bi|Mr|Pro|Per|Uhr|Eur|Dol|Gra|Gb|Mb|Mal))"
    return re.compile(
        rf"\s*(?:(?:\((?:\d{{1,3}}[a-z]?|[a-zA-Z]|[ivxIVX]{{1,6}})\)|(?:\d{{1,3}}[a-z]?|[a-z]|[ivxIVX]{{1,6}})\)"
        rf"|\d{{1,3}}\.{month}|(?:[a-hA-H]|[ivx]{{2,6}})\.|\d{{1,3}}(?:\.\d{{1,3}}){{2,}}\.?|\d{{1,2}}\.\d{{1,2}}\."
        rf"|\d{{1,2}}\.\d{{1,2}}(?=\s+[^\W\d_a-z]){unit}){last}|\[\d{{1,3}}\]:)\s*"
    )


@cache
def section_pattern() -> re.Pattern[str]:
    """Return the pattern of a number in front of a sentence, not of a date or time: `4 The`, `46.1 Except`."""
    date_or_time = r"(?!\d{1,2}\.(?:0[0-9]|1[0-2]|[1-9])\.\s|(?:[01]?\d|2[0-3])\.[0-5]\d\s)"
    number = r"\d{1,3}(?P<part>\.\d{1,3})*\.?[*_`\s]*\s[*_`]*"
    return re.compile(rf"{date_or_time}{number}(?:(?P<quote>[\"“„«])|(?P<word>[A-Z]\w*))")


@cache
def lone_link_pattern() -> re.Pattern[str]:
    """Return the pattern of a paragraph that is one link: `[text](target)`, `[text][label]`; not `[text][12]`."""
    # What was taken is never given back: to no other end could it be a link, and to try takes time without end.
    target = r"\(\s*+(?P<target>[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)?)[^()]*+\)"
    label = r"\[(?=\d*+[^\[\]\d])(?P<label>[^\[\]]*+)\]"
    return re.compile(rf"[\s>*_#+-]*!?\[(?P<text>[^\[\]]*)\](?:{target}|{label})[\s*_.,:;]*")


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


def section_end(text: str) -> int:
    """Return where the number of a section ends in front of a sentence, or 0 where there is none.

    >>> section_end("46.1 Except as provided"), section_end("11.15 The bus leaves"), section_end("10 Downing Street")
    (4, 0, 0)
    """
    match = section_pattern().match(text) if text[:1].isdigit() else None
    if not match:
        return 0
    from dedupe.verdicts.lexicon import openers

    opens = match["part"] if match["quote"] else match["word"].lower() in openers()
    return len(match[0].split()[0]) if opens else 0


def without_markers(text: str) -> str:
    """Return the text without the list marker and the section number in front of it.

    >>> without_markers("**3.1.2** Scope"), without_markers("5. Mai 2020 war ein Dienstag")
    ('Scope', '5. Mai 2020 war ein Dienstag')
    """
    for _ in range(3):
        stripped = text.lstrip(" \t\r\n*_`")
        match = marker_pattern().match(stripped)
        end = match.end() if match else section_end(stripped)
        if not end:
            break
        text = stripped[end:].lstrip(" \t\r\n*_`")
    return text


def lone_link(text: str) -> str:
    """Return the text and the target of a paragraph that is one link, and says no more than its target does.

    >>> lone_link("[Try it](https://pen.io/abc)"), lone_link("[pen.io](https://pen.io) is a pen")
    ('Try it https://pen.io/abc', '')
    """
    link = lone_link_pattern().fullmatch(text) if "](" in text or "][" in text else None
    target = link and (link["target"] or link["label"] or "")
    return f"{link['text']} {target}" if link and target and link["text"] not in target else ""


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


def front(text: str) -> str:
    """Return what in front of a text may be its number in a list, but also a name, a date, a time or an amount.

    It may be missing on one side; two that differ may be those of two people or days. Nothing for plain `1.` or `(a)`.

    >>> front("A. Smith wrote it."), front("24.12. Closed"), front("24. 12. Closed"), front("3. Open it")
    ('A.', '24.12.', '24.', '')
    """
    match = front_pattern().match(text)
    return match[1] if match and not section_end(text[match.start(1) :]) else ""


@cache
def front_pattern() -> re.Pattern[str]:
    """Return the pattern of a capital letter with a full stop, a number in several parts, or one before another.

    A number before a word in small letters may be of a date, too, where months are written so.
    """
    return re.compile(r"[\s*_#>]*([A-Z]\.|\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}\.(?=\s+\d))(?=\s)")


class Seen(NamedTuple):
    """What a reader sees of a paragraph: its text without its number, and what may be more than a number in front."""

    text: str
    front: str


def visible(text: str) -> Seen:
    """Return what a reader sees of a paragraph of HTML or Markdown; all of it if that is nothing."""
    link = lone_link(text)
    if link:
        return Seen(link, front(link))
    seen = without_inline_markup(text)
    if "```" in seen or "~~~" in seen:
        seen = fence_pattern().sub(" ", seen)
    if "{" in seen:
        seen = heading_id_pattern().sub("", seen)
    if "\n" in seen or not seen[:1].isalnum():
        seen = line_pattern().sub("", seen)
    if "\\" in seen:
        seen = escape_pattern().sub("", seen)
    bare = without_markers(seen)
    return Seen(bare if any(map(str.isalnum, bare)) else text, front(seen))
