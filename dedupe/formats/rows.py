"""Rows of CSV and TSV: lines to cells, each with the place where it stands.

The csv module reads any of these files, but does not say where a field stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from dedupe.errors import OptionError

# No table has so many columns, and each takes 100 bytes of memory.
MOST_CELLS = 1 << 20
NOT_UTF_8 = re.compile("[\udc80-\udcff]")


class Dialect(NamedTuple):
    """What parts fields, what stands around one, and what takes its meaning from a sign; each a character or nothing.

    Where there is no `escape`, a quote inside quotes stands there twice.
    """

    delimiter: str = ""
    quote: str = '"'
    escape: str = ""

    def checked(self) -> Dialect:
        """Return the same, without an escape that is the quote; raises `OptionError` if two signs are one otherwise."""
        dialect = self._replace(escape="") if self.escape == self.quote else self
        signs = [sign for sign in dialect if sign]
        if len(set(signs)) < len(signs) or not set(signs).isdisjoint("\r\n"):
            raise OptionError(
                "delimiter, quote and escape must be three different characters, and no line ends; give others"
            )
        return dialect

    @property
    def spelling(self) -> re.Pattern[str]:
        """What matches a sign inside quotes that is spelled with two."""
        quote, escape = re.escape(self.quote), re.escape(self.escape)
        return re.compile(f"{escape}." if escape else f"{quote}{quote}", re.DOTALL)


class Cell(NamedTuple):
    """A field of a row: where it stands in the row, without its quotes, and whether it has some."""

    start: int
    end: int
    quoted: bool


class Row(NamedTuple):
    """A row as it is spelled, with its cells; `fault` says what is wrong with it."""

    spelled: str
    cells: Sequence[Cell]
    fault: str = ""


def read_row(first: str, more: Callable[[], str], dialect: Dialect) -> Row:
    """Return the row that begins with a line; `more` returns the next one, and is called while quotes are open."""
    scanner = Scanner(first, more, dialect)
    fault = ""
    while not fault and scanner.place >= 0:
        fault = scanner.take_cell()
    if NOT_UTF_8.search(scanner.text):
        fault = "not UTF-8; pass --encoding"
    return Row(scanner.text, scanner.cells, fault)


class Scanner:
    """Goes through a row, cell by cell; `place` is where the next one begins on the last line taken, -1 at the end."""

    def __init__(self, line: str, more: Callable[[], str], dialect: Dialect) -> None:
        self.cells: list[Cell] = []
        self.place = 0
        self._lines = [line]
        # How many characters of the row stand before the last line.
        self._before = 0
        self._more = more
        self._dialect = dialect

    @property
    def text(self) -> str:
        """The lines taken, as one text."""
        return "".join(self._lines)

    def take_cell(self) -> str:
        """Take the next cell; return what is wrong with it, if anything is."""
        if len(self.cells) == MOST_CELLS:
            return f"more than {MOST_CELLS:,} columns; pass --delimiter"
        start, dialect = self._before + self.place, self._dialect
        quoted = bool(dialect.quote) and self._lines[-1].startswith(dialect.quote, self.place)
        if quoted:
            start += 1
            end = self._end(closing_quote, self.place + 1)
            if end < 0:
                return "a quote is opened and not closed; pass --quote none if quotes mean nothing here"
            behind = end + 1
        else:
            end = self._end(end_of_plain, self.place)
            end = behind = len(self._lines[-1]) if end < 0 else end
        self.cells.append(Cell(start, self._before + end, quoted))
        line = self._lines[-1]
        if line.startswith(dialect.delimiter, behind):
            self.place = behind + len(dialect.delimiter)
        elif not line[behind:].strip("\r\n"):
            self.place = -1
        else:
            column = len(self.cells)
            return f"something stands behind the closing quote of column {column}; pass --escape or --quote none"
        return ""

    def _end(self, find_end: Callable[[str, int, Dialect], int], place: int) -> int:
        """Return where a cell ends on the last line; more lines are taken until it does, -1 if there are no more."""
        end = find_end(self._lines[-1], place, self._dialect)
        while end < 0 and (line := self._more()):
            self._before += len(self._lines[-1])
            self._lines.append(line)
            end = find_end(line, 0, self._dialect)
        return end


def closing_quote(line: str, place: int, dialect: Dialect) -> int:
    """Return where the quotes close on a line, -1 if they do not."""
    quote, escape = dialect.quote, dialect.escape
    if escape:
        signs = escaped_or(quote, escape).finditer(line, place)
        return next((sign.start() for sign in signs if sign[0] == quote), -1)
    while True:
        found = line.find(quote, place)
        if found < 0 or not line.startswith(quote, found + 1):
            return found
        place = found + 2


def end_of_plain(line: str, place: int, dialect: Dialect) -> int:
    """Return where a cell without quotes ends on a line, -1 if the line end has an escape before it."""
    delimiter, escape = dialect.delimiter, dialect.escape
    if not escape:
        found = line.find(delimiter, place)
        return found if found >= 0 else max(len(line.rstrip("\r\n")), place)
    for sign in escaped_or(delimiter, escape).finditer(line, place):
        if sign[0] == delimiter:
            return sign.start()
        place = sign.end()
    if place == len(line) and line[-1:] in ("\r", "\n") and line[-2:-1] == escape:
        return -1
    return max(len(line.rstrip("\r\n")), place)


@cache
def escaped_or(sign: str, escape: str) -> re.Pattern[str]:
    """Return what matches a sign, and an escape with what it stands before."""
    return re.compile(f"{re.escape(escape)}.|{re.escape(sign)}", re.DOTALL)


def text_of(row: Row, cell: Cell, dialect: Dialect) -> str:
    """Return the text of a cell."""
    spelled = row.spelled[cell.start : cell.end]
    if dialect.escape:
        return dialect.spelling.sub(lambda match: match[0][1], spelled)
    return spelled.replace(2 * dialect.quote, dialect.quote) if cell.quoted else spelled
