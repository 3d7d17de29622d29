"""Whether a text is reStructuredText or AsciiDoc, where its name does not say so."""

from __future__ import annotations

from dedupe.splitting.markup.asciidoc import is_attribute_line, is_delimiter
from dedupe.splitting.markup.rst import is_directive, title_end
from dedupe.splitting.markup.source import Source

_LEAST_BLOCKS = 2


def is_rst(text: str) -> bool:
    r"""Return whether a text has a directive and an underlined title.

    >>> is_rst("Title\n=====\n\n.. note:: Here.\n"), is_rst("Title\n=====\n\n.. and so on\n")
    (True, False)
    """
    source = Source(text)
    if not any(map(is_directive, source.lines)):
        return False
    numbers = (number for number, line in enumerate(source.lines) if line and not (number and source[number - 1]))
    return any(title_end(source, number) for number in numbers)


def is_asciidoc(text: str) -> bool:
    r"""Return whether a text has two delimited blocks below lines of attributes.

    >>> is_asciidoc("[source]\n----\na\n----\n\n[source]\n----\nb\n----\n"), is_asciidoc("[1]\n----\na\n----\n")
    (True, False)
    """
    lines = Source(text).lines
    blocks, opened = 0, ""
    for above, line in zip(["", *lines], lines, strict=False):
        if opened:
            blocks += line == opened
            opened = "" if line == opened else opened
        elif is_attribute_line(above) and is_delimiter(line):
            opened = line
    return blocks >= _LEAST_BLOCKS
