"""What stands in Markdown but is not Markdown inside: fenced code, HTML, comments, formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dedupe.splitting.markdown import marks

_CLOSERS = {
    "<!--": "-->",
    "<pre": "</pre",
    "<script": "</script",
    "<style": "</style",
    "<table": "</table",
    "<textarea": "</textarea",
    "$$": "$$",
}
TABLE_CLOSER = "</table"


@dataclass(frozen=True, slots=True)
class Raw:
    """A stretch that is not read as Markdown until a line closes it, or its container ends."""

    closer: str
    fenced: bool = False
    holds_blank_lines: bool = True

    def closed_by(self, line: str) -> bool:
        """Whether the line is the last one of the stretch."""
        if self.fenced:
            return marks.closes_fence(line, self.closer)
        return self.closer in line.lower()


def raw_closer(line: str) -> str:
    """What ends the stretch that opens here, blank lines or not; an empty string if none opens.

    >>> raw_closer("<table class='wide'>"), raw_closer("<b>bold</b> text")
    ('</table', '')
    """
    match = _openers().match(line)
    return _CLOSERS[match[0].lower()] if match else ""


def tag_name(line: str) -> str:
    """The lower-case name of the tag that the line begins with, or an empty string.

    >>> tag_name("</Tabs>"), tag_name("<https://example.org>")
    ('tabs', '')
    """
    match = _tag().match(line)
    return match[1].lower() if match else ""


def is_tags(line: str) -> bool:
    """Whether the line is nothing but tags, or the beginning of one that goes on below."""
    return _tags_alone().match(line) is not None


def begins_element(line: str) -> bool:
    """Whether the line begins with the tag of a block, as `<li>` or `<Tabs>`, not of words, as `<em>`."""
    return _block_tag().match(line) is not None


def ends_text(line: str) -> bool:
    """Whether the line ends the paragraph above it without a blank line; quotes and list items aside."""
    return bool(
        marks.is_heading(line)
        or marks.fence_of(line)
        or marks.is_rule(line)
        or marks.is_admonition(line)
        or marks.is_directive(line)
        or marks.is_template(line)
        or marks.is_footnote(line)
        or marks.is_grid(line)
        or raw_closer(line)
        or begins_element(line),
    )


@cache
def _openers() -> re.Pattern[str]:
    return re.compile(r"(?i)<!--|<(?:pre|script|style|table|textarea)(?=[\s>]|$)|\$\$")


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(r"</?([A-Za-z][\w.-]*)(?=[\s/>]|$)")


@cache
def _tags_alone() -> re.Pattern[str]:
    return re.compile(r"(?:<[^<>]*>\s*)+$|<[^<>]*$")


@cache
def _block_tag() -> re.Pattern[str]:
    # The names of CommonMark's seventh kind of HTML block are left out: they may stand in text.
    return re.compile(
        r"</?(?:[A-Z]|(?i:address|article|aside|blockquote|body|center|col|colgroup|dd|details|dialog|dir"
        r"|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|link"
        r"|main|menu|nav|ol|optgroup|option|p|section|source|summary|tbody|td|tfoot|th|thead|title|tr|track"
        r"|ul)(?=[\s/>]|$))",
    )
