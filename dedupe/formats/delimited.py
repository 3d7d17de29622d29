"""CSV and TSV: where the texts stand in each row, so that all else stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from dedupe.documents import Document, Literal
from dedupe.errors import InputError
from dedupe.formats.fields import Fields, rank_of
from dedupe.formats.records import MOST_TOGETHER, Record
from dedupe.formats.rows import Cell, Dialect, Row, read_row, text_of
from dedupe.formats.text import read_text, sniff_mark
from dedupe.lines import LINE_ENDS

DELIMITERS = ",;\t|"
# A line ends with \n, \r\n, or \r alone.
LINE_ENDS_ALONE = frozenset({"\n", "\r\n", "\r"})
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


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
        row = read_row(first, lines.more, dialect) if first.strip("\r\n") else Row(first, ())
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
        mark, marked = sniff_mark(start)
        if encoding != "auto" or marked not in ("", "utf-8") or start[:1] == b"\0":
            document = read_text(name, start + stream.read(), encoding)
            self.encoding, self.mark = document.encoding, document.mark
            self._lines = split_lines(document.text)
        else:
            self.mark = mark
            self._lines = self._decoded(start[len(self.mark) :], stream)

    def __iter__(self) -> Iterator[str]:
        """Yield the first line of each row; those of one row that follow are taken by `more`.

        Blank lines in a row come as one, as what is done for each takes time.
        """
        line = next(self._lines, "")
        while line:
            blank: list[str] = []
            while line in LINE_ENDS_ALONE and len(blank) < MOST_TOGETHER:
                blank.append(line)
                line = next(self._lines, "")
            self.taken = len(blank) or 1
            if blank:
                yield "".join(blank)
            else:
                yield line
                line = next(self._lines, "")

    def more(self) -> str:
        """Return the next line of a row, or nothing at the end."""
        self.taken += 1
        return next(self._lines, "")

    def encode(self, text: str) -> bytes:
        """Return lines as bytes, as they were read."""
        return text.encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")

    @staticmethod
    def _decoded(start: bytes, stream: BinaryIO) -> Iterator[str]:
        # What is not UTF-8 makes a fault of the row, not of the file.
        for content in chain([start + stream.readline()], stream):
            if content == b"\n":
                yield "\n"
                continue
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
        for field in sorted(fields.texts, key=self._columns.__getitem__):
            column = self._columns[field]
            if column >= len(self._row.cells):
                continue
            cell = self._row.cells[column]
            if self._would_open_quotes(cell):
                return record._replace(
                    fault=f"{self._place}: column {column + 1} has lines and quotes, but none around it"
                )
            literal = self._literal(cell, record.start, encoding)
            text = text_of(self._row, cell, self._dialect)
            place = fields.place_of(field, self._place)
            documents.append(Document(id_text, text, encoding, literal=literal, rank=rank, record=place))
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
