"""CSV and TSV: where the texts stand in each row, so that all else stays as it is, to the byte.

The csv module reads any of these files, but does not say where a field stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, NamedTuple

from dedupe.documents import Document, Literal
from dedupe.errors import InputError, OptionError
from dedupe.formats.fields import Fields, rank_of
from dedupe.formats.records import Record
from dedupe.formats.text import read_text
from dedupe.lines import LINE_ENDS

DELIMITERS = ",;\t|"
# A line ends with \n, \r\n, or \r alone.
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
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


def read_delimited(
    name: str, stream: BinaryIO, fields: Fields, *, dialect: Dialect, encoding: str = "auto"
) -> Iterator[Record]:
    """Yield a record for each row, the header included.

    Raises `InputError` if the header lacks a field, or the text is not in the encoding, and `OptionError` if the signs
    of the dialect are not told apart.
    """
    dialect = dialect.checked()
    lines = Lines(name, stream, encoding)
    start, number, columns = len(lines.mark), 1, None
    if lines.mark:
        yield Record(0, lines.mark)
    for first in lines:
        if not dialect.delimiter and first.strip("\r\n"):
            dialect = dialect._replace(delimiter=most_frequent(first))
        row = read_row(first, lines, dialect) if first.strip("\r\n") else Row(first, ())
        content = lines.encode(row.spelled)
        record = Record(start, content)
        if not row.spelled.strip("\r\n"):
            yield record
        elif columns is None:
            columns = columns_of(name, row, fields, dialect)
            yield record
        elif row.fault:
            yield record._replace(fault=f"{name}:{number}: {row.fault}")
        else:
            reader = RowReader(f"{name}:{number}", row, dialect, columns)
            yield reader.record(record, fields, lines.encoding)
        start += len(content)
        number += lines.taken
    yield Record(start, last=True)


class Lines:
    """The lines of a text, each with its end; those of UTF-8 are read one by one."""

    def __init__(self, name: str, stream: BinaryIO, encoding: str) -> None:
        self.taken = 0
        self.encoding, self.mark = "utf-8", b""
        self._name = name
        start = stream.read(4) if encoding == "auto" else b""
        if encoding != "auto" or start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[:1] == b"\0":
            document = read_text(name, start + stream.read(), encoding)
            self.encoding, self.mark = document.encoding, document.mark
            self._lines = split_lines(document.text)
        else:
            bom = b"\xef\xbb\xbf"
            self.mark = bom if start.startswith(bom) else b""
            self._lines = self._decoded(start[len(self.mark) :], stream)

    def __iter__(self) -> Iterator[str]:
        """Yield the first line of each row; those of one row that follow are taken by `more`."""
        while line := self.more(first=True):
            yield line

    def more(self, *, first: bool = False) -> str:
        """Return the next line, or nothing at the end."""
        self.taken = 1 if first else self.taken + 1
        return next(self._lines, "")

    def encode(self, text: str) -> bytes:
        """Return lines as bytes, as they were read."""
        return text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")

    @staticmethod
    def _decoded(start: bytes, stream: BinaryIO) -> Iterator[str]:
        # What is not UTF-8 makes a fault of the row, not of the file.
        for content in chain([start + stream.readline()], stream):
            yield from split_lines(content.decode("utf-8", "surrogateescape"))


def split_lines(text: str) -> Iterator[str]:
    r"""Yield the lines of a text with their ends.

    >>> list(split_lines("one\r\ntwo\rthree"))
    ['one\r\n', 'two\r', 'three']
    """
    return (match[0] for match in LINE.finditer(text) if match[0])


def most_frequent(header: str) -> str:
    """Return the delimiter that stands in a header most often, outside of quotes; a comma, if none does.

    >>> most_frequent('id;"name, first";text')
    ';'
    """
    outside = re.sub('"[^"]*"', "", header)
    return max(DELIMITERS, key=outside.count)


def columns_of(name: str, row: Row, fields: Fields, dialect: Dialect) -> dict[str, int]:
    """Return in which column each field stands, given the header; raises `InputError`."""
    if row.fault:
        raise InputError(f"{name}: the header cannot be read, {row.fault}")
    if "\0" in row.spelled:
        raise InputError(f"{name}: binary, there are NUL bytes in the header; if it is UTF-16, pass --encoding utf-16")
    return fields.columns(name, [text_of(row, cell, dialect) for cell in row.cells])


def read_row(first: str, lines: Lines, dialect: Dialect) -> Row:
    """Return the row that begins with a line; more lines are taken while quotes are open."""
    scanner = Scanner(first, lines, dialect)
    fault = ""
    while not fault and scanner.place >= 0:
        fault = scanner.take_cell()
    if NOT_UTF_8.search(scanner.text):
        fault = "not UTF-8; pass --encoding"
    return Row(scanner.text, scanner.cells, fault)


class Scanner:
    """Goes through a row, cell by cell; `place` is where the next one begins, -1 behind the last."""

    def __init__(self, text: str, lines: Lines, dialect: Dialect) -> None:
        self.text = text
        self.cells: list[Cell] = []
        self.place = 0
        self._lines = lines
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
        while end < 0 and (line := self._lines.more()):
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


class RowReader:
    """Makes the record of one row."""

    def __init__(self, place: str, row: Row, dialect: Dialect, columns: dict[str, int]) -> None:
        self._place = place
        self._row = row
        self._dialect = dialect
        self._columns = columns

    def record(self, record: Record, fields: Fields, encoding: str) -> Record:
        """Return the record with its documents."""
        id_text = self._text(fields.id) or self._place
        rank = rank_of(self._text(fields.rank)) if fields.rank else None
        documents = []
        for column in sorted(self._columns[field] for field in fields.texts):
            if column >= len(self._row.cells):
                continue
            cell = self._row.cells[column]
            if self._would_open_quotes(cell):
                return record._replace(
                    fault=f"{self._place}: column {column + 1} has lines and quotes, but none around it"
                )
            literal = self._literal(cell, record.start, encoding)
            text = text_of(self._row, cell, self._dialect)
            documents.append(Document(id_text, text, encoding, literal=literal, rank=rank))
        return record._replace(documents=tuple(documents))

    def _text(self, field: str | None) -> str:
        if field is None or self._columns[field] >= len(self._row.cells):
            return ""
        return text_of(self._row, self._row.cells[self._columns[field]], self._dialect)

    def _literal(self, cell: Cell, start: int, encoding: str) -> Literal:
        spelled, dialect = self._row.spelled, self._dialect
        before = spelled[: cell.start]
        place = cell.start if encoding == "utf-8" and before.isascii() else len(before.encode(encoding))
        # A row with nothing in it would be no row.
        empty = "" if cell.quoted or len(self._row.cells) > 1 else 2 * dialect.quote
        escape = dialect.spelling if cell.quoted or dialect.escape else None
        return Literal(start + place, spelled[cell.start : cell.end], escape, empty.encode(encoding))

    def _would_open_quotes(self, cell: Cell) -> bool:
        """Return whether a quote could come to stand at the start of a cell without quotes, when a line goes."""
        spelled = self._row.spelled[cell.start : cell.end]
        quote = self._dialect.quote
        return not cell.quoted and bool(quote) and quote in spelled and any(end in spelled for end in LINE_ENDS)


def text_of(row: Row, cell: Cell, dialect: Dialect) -> str:
    """Return the text of a cell."""
    spelled = row.spelled[cell.start : cell.end]
    if dialect.escape:
        return dialect.spelling.sub(lambda match: match[0][1], spelled)
    return spelled.replace(2 * dialect.quote, dialect.quote) if cell.quoted else spelled
