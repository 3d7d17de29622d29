"""Rows of CSV and TSV: lines to cells, each with the place where it stands.

The csv module reads any of these files, but does not say where a field stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dedupe.errors import OptionError

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
            raise OptionError("delimiter, quote and escape must be three characters, and no line ends; give others")
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
    """Goes through a row, cell by cell; `place` is where the next one begins, -1 behind the last."""

    def __init__(self, text: str, more: Callable[[], str], dialect: Dialect) -> None:
        self.text = text
        self.cells: list[Cell] = []
        self.place = 0
        self._more = more
        self._dialect = dialect

    def take_cell(self) -> str:
        """Take the next cell; return what is wrong with it, if anything is."""
        start, dialect = self.place, self._dialect
        quoted = bool(dialect.quote) and self.text.startswith(dialect.quote, start)
        if quoted:
            start += 1
            end = self._end(closing_quote, start)
            if end < 0:
                return "a quote is opened and not closed; pass --quote none if quotes mean nothing here"
            behind = end + 1
        else:
            end = self._end(end_of_plain, start)
            end = behind = len(self.text) if end < 0 else end
        self.cells.append(Cell(start, end, quoted))
        if self.text.startswith(dialect.delimiter, behind):
            self.place = behind + len(dialect.delimiter)
        elif not self.text[behind:].strip("\r\n"):
            self.place = -1
        else:
            column = len(self.cells)
            return f"something stands behind the closing quote of column {column}; pass --escape or --quote none"
        return ""

    def _end(self, find_end: Callable[[str, int, Dialect], int], place: int) -> int:
        """Return where a cell ends; more lines are taken until it does, -1 if there are no more."""
        end = find_end(self.text, place, self._dialect)
        taken, length = [self.text], 0
        while end < 0 and (line := self._more()):
            length += len(taken[-1])
            taken.append(line)
            end = find_end(line, 0, self._dialect)
        self.text = "".join(taken)
        return end if end < 0 else length + end


def closing_quote(line: str, place: int, dialect: Dialect) -> int:
    """Return where the quotes close on a line, -1 if they do not."""
    quote, escape = dialect.quote, dialect.escape
    while True:
        found = line.find(quote, place)
        skipped = line.find(escape, place, found if found >= 0 else len(line)) if escape else -1
        if skipped >= 0:
            place = skipped + 2
        elif found >= 0 and not escape and line.startswith(quote, found + 1):
            place = found + 2
        else:
            return found


def end_of_plain(line: str, place: int, dialect: Dialect) -> int:
    """Return where a cell without quotes ends on a line, -1 if the line end has an escape before it."""
    escape = dialect.escape
    while True:
        found = line.find(dialect.delimiter, place)
        end = found if found >= 0 else len(line.rstrip("\r\n"))
        skipped = line.find(escape, place, end) if escape else -1
        if skipped < 0:
            return max(end, place)
        if skipped + 2 == len(line) and line[-1] in "\r\n":
            return -1
        place = skipped + 2


def text_of(row: Row, cell: Cell, dialect: Dialect) -> str:
    """Return the text of a cell."""
    spelled = row.spelled[cell.start : cell.end]
    if dialect.escape:
        return dialect.spelling.sub(lambda match: match[0][1], spelled)
    return spelled.replace(2 * dialect.quote, dialect.quote) if cell.quoted else spelled
