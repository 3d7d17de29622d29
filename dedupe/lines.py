"""The lines of a text: where they end, which are blank, how wide they are."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# The line ends of `str.splitlines`.
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
PAGE_BREAK = "\f"
# In columns: neither hand nor mail program wraps wider.
WIDEST_WRAPPED = 120

_WHITESPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_ZERO_WIDTH = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
BLANKS = _WHITESPACE + _ZERO_WIDTH

_SENTENCE_ENDS = tuple(".!?…:;。！？：；।॥؟۔።။")
_CLOSING_QUOTES = tuple("\"'”’»«「」』›")  # « ends German and Danish quotes
_CLOSERS = BLANKS + ")]}）】*_`" + "".join(_CLOSING_QUOTES)


class Line(NamedTuple):
    """A line of a text, without its line end."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The place after the last character, before the line end."""
        return self.start + len(self.text)


def is_blank(line: str) -> bool:
    """Whether nothing on the line can be seen: white space and zero-width characters only."""
    return not line.strip(BLANKS)


def lines_of(text: str) -> Iterator[Line]:
    r"""All lines of the text, blank ones included.

    >>> [line.text for line in lines_of("one\r\n\ntwo")]
    ['one', '', 'two']
    """
    start = 0
    for line in text.splitlines(keepends=True):
        # A line holds no line end but its own, so stripping takes no more than that.
        yield Line(start, line.rstrip(LINE_ENDS))
        start += len(line)


def runs_of_lines(text: str) -> Iterator[list[Line]]:
    """The runs of lines between blank lines and page breaks.

    A form feed parts two runs even without a blank line: it is how RFCs and old books turn the page.
    """
    run: list[Line] = []
    for line in lines_of(text):
        blank = is_blank(line.text)
        if not blank:
            run.append(line)
        if run and (blank or text.startswith(PAGE_BREAK, line.end)):
            yield run
            run = []
    if run:
        yield run


def width(line: str) -> int:
    """The columns that the line takes on a terminal: East Asian wide characters count two.

    >>> width("dedupe"), width("重複")
    (6, 4)
    """
    if line.isascii():
        return len(line)
    return len(line) + sum(map(len, _wide_characters().findall(line)))


def ends_sentence(line: str) -> bool:
    """Whether the line ends as a sentence does, closing quotes and brackets aside.

    >>> ends_sentence('He said "no."'), ends_sentence("and so it")
    (True, False)
    """
    line = line.rstrip(BLANKS)
    return line.endswith(_CLOSING_QUOTES) or line.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


@cache
def _wide_characters() -> re.Pattern[str]:
    # Blocks of width W and F in Unicode's EastAsianWidth.txt, gaps between them closed.
    return re.compile(
        "[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
        "\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001f64f\U0001f900-\U0001f9ff\U00020000-\U0003fffd]+",
    )
