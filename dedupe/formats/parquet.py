"""Parquet: row group by row group; schema, metadata, compression and all other columns stay as they are.

What a ledger hashes and cuts are not the bytes of such a file, which depend on the program that wrote it. They are the
texts of all its columns of text, row by row, each with a byte behind it that no UTF-8 has.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from dedupe.documents import Document, Literal
from dedupe.errors import InputError, MissingExtraError
from dedupe.formats.fields import Fields, rank_of
from dedupe.formats.guarding import check_expanded
from dedupe.formats.records import Record

if TYPE_CHECKING:
    from dedupe.formats.sinks import FileSink

END = b"\xff"
# A cell with nothing in it, which is not an empty text.
NULL = b"\xfe"


class Rows(NamedTuple):
    """A table, how each of its columns, by its path, is compressed in the file, and whether times are INT96 there."""

    table: Any
    codecs: dict[str, str]
    int96: bool


def read_parquet(name: str, stream: BinaryIO, fields: Fields | None, most_expanded: int = 0) -> Iterator[Record]:
    """Yield a record for each row; the last one of a row group has the table of that.

    Without `fields` the records have no documents. Raises `InputError` if the file is damaged, a field is not there or
    has no texts, or the rows are `most_expanded` times as large as the file (0: however large they are).
    """
    stream = stream if stream.seekable() else io.BytesIO(stream.read())
    file = open_parquet(name, stream)
    schema = file.schema_arrow
    if most_expanded:
        groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
        size = sum(group.total_byte_size for group in groups)
        check_expanded(name, stream.seek(0, io.SEEK_END), size, file.metadata.num_rows, most_expanded)
    if fields:
        check_fields(name, schema, fields)
    codecs: dict[str, str] = {}
    times = Int96(name, file, stream)
    start = row = 0
    for number in range(file.num_row_groups):
        codecs = codecs_of(file.metadata.row_group(number))
        rows = Rows(read_row_group(name, file, number), codecs, bool(times.paths))
        times.check(number)
        for record in RowGroup(name, rows, fields).records(start, row):
            yield record
            start += len(record.content)
        row += rows.table.num_rows
    yield Record(start, last=True, rows=Rows(schema.empty_table(), codecs, bool(times.paths)))


class Int96:
    """The columns with times of 96 bits, as Spark and Impala write them; in the 64 of pyarrow not all have room."""

    def __init__(self, name: str, file: Any, stream: BinaryIO) -> None:  # noqa: ANN401 - a ParquetFile
        columns = [file.schema.column(number) for number in range(len(file.schema))]
        self.paths = [column.path for column in columns if column.physical_type == "INT96"]
        self._name = name
        self._file = file
        self._coarse = open_parquet(name, stream, coerce_int96_timestamp_unit="us") if self.paths else None

    def check(self, number: int) -> None:
        """Raise `InputError` if a time in a row group is so far away that it would become another one."""
        if not self._coarse:
            return
        fine = self._file.read_row_group(number, columns=self.paths)
        coarse = self._coarse.read_row_group(number, columns=self.paths)
        if not fine.cast(coarse.schema, safe=False).equals(coarse):
            raise InputError(
                f"{self._name}: there are INT96 times before 1677 or after 2262, which would not come back;"
                " have them written as INT64"
            )


def open_parquet(name: str, stream: BinaryIO, **options: str) -> Any:  # noqa: ANN401 - a ParquetFile
    """Return an open file; raises `InputError` or `MissingExtraError`."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise MissingExtraError("Parquet needs pyarrow; pip install 'dedupe-paragraphs[parquet]'") from None
    try:
        return ParquetFile(stream, **options)
    except (ArrowException, OSError) as error:
        raise damaged(name, error) from error


def read_row_group(name: str, file: Any, number: int) -> Any:  # noqa: ANN401 - a table
    """Return the table of a row group; raises `InputError`."""
    from pyarrow import ArrowException

    try:
        return file.read_row_group(number)
    except (ArrowException, OSError) as error:
        raise damaged(name, error) from error


def damaged(name: str, error: Exception) -> InputError:
    """Return the error for a file that cannot be read."""
    what = " ".join(str(error).split())
    return InputError(f"{name}: not a Parquet file, or damaged ({what}); fetch it again, or pass --format")


def check_fields(name: str, schema: Any, fields: Fields) -> None:  # noqa: ANN401 - a schema
    """Raise `InputError` unless all fields are there, and those for texts have some."""
    fields.columns(name, schema.names)
    for field in fields.texts:
        kind = schema.types[schema.names.index(field)]
        if not has_text(kind):
            raise InputError(f"{name}: the field {field!r} has no text, but {kind}; pass another --field")


def has_text(kind: Any) -> bool:  # noqa: ANN401 - a type
    """Return whether values of a type are texts."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def codecs_of(group: Any) -> dict[str, str]:  # noqa: ANN401 - the metadata of a row group
    """Return how each column is compressed, by its path."""
    columns = [group.column(number) for number in range(group.num_columns)]
    return {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in columns}


def text_columns(table: Any) -> list[int]:  # noqa: ANN401 - a table
    """Return the numbers of the columns that have texts."""
    return [number for number, field in enumerate(table.schema) if has_text(field.type)]


class RowGroup:
    """The rows of one group."""

    def __init__(self, name: str, rows: Rows, fields: Fields | None) -> None:
        self._name = name
        self._rows = rows
        self._fields = fields
        names, columns = rows.table.column_names, text_columns(rows.table)
        self._texts = [self._values(column) for column in columns]
        texts = fields.texts if fields else ()
        self._wanted = sorted((columns.index(names.index(field)), field) for field in texts)
        self._ids = self._values(names.index(fields.id)) if fields and fields.id else None
        self._ranks = self._values(names.index(fields.rank)) if fields and fields.rank else None

    def records(self, start: int, row: int) -> Iterator[Record]:
        """Yield a record for each row; the first one is at byte `start`, and is number `row`, from 0."""
        count = self._rows.table.num_rows
        for place in range(count):
            texts = [values[place] for values in self._texts]
            cells = [NULL if text is None else text.encode("utf-8") for text in texts]
            starts = list(accumulate((len(cell) + len(END) for cell in cells), initial=start))
            documents = tuple(
                Document(
                    self._id(place, row),
                    texts[column],
                    literal=Literal(starts[column], texts[column]),
                    rank=self._rank(place),
                    record=self._fields.place_of(field, self._place(row + place)) if self._fields else "",
                )
                for column, field in self._wanted
                if texts[column]
            )
            yield Record(start, END.join([*cells, b""]), documents, rows=self._rows if place == count - 1 else None)
            start = starts[-1]

    def _values(self, column: int) -> list[Any]:
        try:
            values: list[Any] = self._rows.table.column(column).to_pylist()
        except UnicodeDecodeError as error:
            raise damaged(self._name, error) from error
        return values

    def _id(self, place: int, row: int) -> str:
        value = self._ids[place] if self._ids else None
        return self._place(row + place) if value is None else str(value)

    def _place(self, row: int) -> str:
        return f"{self._name}:{row + 1}"

    def _rank(self, place: int) -> float | str | None:
        value = self._ranks[place] if self._ranks else None
        return None if value is None else rank_of(str(value))


class Cells:
    """The bytes of cells, one after the other, which come in pieces and are taken by rows."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = bytearray()

    def take(self, record: Record) -> bytes | None:
        """Return the cells of the next row, which has as many as a record; None if there are no such cells."""
        end = 0
        for _ in range(record.content.count(END)):
            while (found := self._rest.find(END, end)) < 0:
                piece = next(self._pieces, b"")
                if not piece:
                    return None
                self._rest += piece
            end = found + len(END)
        row = bytes(self._rest[:end])
        del self._rest[:end]
        return row if row == record.content or are_cells(row) else None


def are_cells(row: bytes) -> bool:
    """Whether each cell of a row is a text or nothing."""
    try:
        for cell in row.split(END):
            if cell != NULL:
                cell.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class ParquetSink:
    """Writes tables with the cells that changed."""

    def __init__(self, sink: FileSink) -> None:
        self._sink = sink
        self._writer: Any = None
        self._changed: dict[int, bytes] = {}
        self._row = 0

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one row."""
        if content != record.content:
            self._changed[self._row] = bytes(content)
        self._row += bool(record.content)
        if record.rows is not None:
            self._write_rows(record.rows)
            self._changed.clear()
            self._row = 0

    def commit(self) -> None:
        """Put the file in its place."""
        self._writer.close()
        self._sink.commit()

    def discard(self) -> None:
        """Remove what was written."""
        if self._writer is not None:
            # It would write its end later, to a file that is closed.
            with suppress(Exception):
                self._writer.close()
        self._sink.discard()

    def _write_rows(self, rows: Rows) -> None:
        from pyarrow.parquet import ParquetWriter

        table, codecs, int96 = rows
        if self._writer is None:
            self._writer = ParquetWriter(
                self._sink.file,
                table.schema,
                compression=codecs or "snappy",
                use_deprecated_int96_timestamps=int96,
            )
        if table.num_rows:
            self._writer.write_table(with_cells(table, self._changed), row_group_size=table.num_rows)


def with_cells(table: Any, changed: Mapping[int, bytes]) -> Any:  # noqa: ANN401 - a table
    """Return a table with other texts in some rows, each given as its cells, one after the other."""
    import pyarrow as pa

    cells = {row: content.split(END)[:-1] for row, content in changed.items()}
    for place, column in enumerate(text_columns(table) if cells else ()):
        values = table.column(column).to_pylist()
        new = {row: None if own[place] == NULL else own[place].decode("utf-8") for row, own in cells.items()}
        if all(values[row] == text for row, text in new.items()):
            continue
        for row, text in new.items():
            values[row] = text
        field = table.schema.field(column)
        table = table.set_column(column, field, pa.array(values, field.type))
    return table
