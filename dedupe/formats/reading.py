"""Files to records: opened, decompressed, and read in their format."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from dedupe.errors import InputError
from dedupe.formats import compression, naming
from dedupe.formats.files import open_file
from dedupe.formats.naming import Format
from dedupe.formats.records import Record
from dedupe.formats.remote import is_remote, open_remote
from dedupe.formats.text import is_binary, read_text

if TYPE_CHECKING:
    from dedupe.formats.delimited import Dialect
    from dedupe.formats.fields import Fields

STDIN = "-"
# In bytes: so much is read at a time where records do not matter.
BLOCK = 1 << 20


class Reading(NamedTuple):
    """How files are to be read; None stands for what is usual.

    `as_markdown` says that what is extracted from HTML is to be Markdown.
    """

    format: Format = Format.AUTO
    encoding: str = "auto"
    fields: Fields | None = None
    dialect: Dialect | None = None
    as_markdown: bool = False


class Input:
    """A file that is open: its name, its format, how it is compressed, and its bytes without that.

    Raises `InputError` if it cannot be opened.
    """

    def __init__(self, name: str, reading: Reading) -> None:
        self.name = name
        self._reading = reading
        self._raw = open_input(name)
        start, self.stream = compression.peek(self._raw, compression.LONGEST_START)
        self.compression = compression.compression_of(start)
        if self.compression:
            start = self._decompress()
        self.format = reading.format
        if self.format is Format.AUTO:
            self.format = naming.format_of("" if name == STDIN else name, start)

    @property
    def position(self) -> int:
        """How many bytes were read, as they are stored; 0 where that is not told."""
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return 0

    def records(self, *, named: bool = True) -> Iterator[Record]:
        """Yield the records; none if the file is binary, and was not `named` by the user.

        Raises `InputError` if the file, or what it is compressed to, is not what it is said to be.
        """
        with self._raw, self._telling_damage():
            yield from self._records(named=named)

    def contents(self) -> Iterator[bytes]:
        """Yield the bytes of the file that its records are made of, one after the other; raises `InputError`."""
        with self._raw, self._telling_damage():
            if self.format is Format.PARQUET:
                from dedupe.formats.parquet import read_parquet

                yield from (record.content for record in read_parquet(self.name, self.stream, None))
                return
            while content := self.stream.read(BLOCK):
                yield content

    def _decompress(self) -> bytes:
        """Put the stream of what is compressed in the place of that; return how it begins."""
        try:
            with self._telling_damage():
                stream = compression.decompressed(self.stream, self.compression)
                start, self.stream = compression.peek(stream, naming.LONGEST_START)
        except BaseException:
            self._raw.close()
            raise
        return start

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        """Raise `InputError` where reading finds that what is compressed is damaged."""
        try:
            yield
        except Exception as error:
            if self.compression and compression.is_damage(error):
                raise InputError(
                    f"{self.name}: damaged {self.compression} data ({error}); fetch the file again"
                ) from error
            raise

    def _records(self, *, named: bool) -> Iterator[Record]:
        name, stream, reading = self.name, self.stream, self._reading
        if self.format in naming.WITH_FIELDS:
            yield from read_fields(name, stream, self.format, reading)
        elif self.format is Format.HTML:
            from dedupe.formats.html import read_html

            yield read_html(name, stream.read(), reading.encoding, as_markdown=reading.as_markdown)
        elif self.format is Format.WET:
            from dedupe.formats.wet import read_wet

            yield from read_wet(name, stream)
        elif self.format is Format.WARC:
            from dedupe.formats.wet import read_warc

            yield from read_warc(name, stream)
        else:
            content = stream.read()
            if named or not is_binary(content, reading.encoding):
                document = read_text(name, content, reading.encoding)
                del content
                yield Record(0, documents=(document,), last=True)


def read_fields(name: str, stream: BinaryIO, format: Format, reading: Reading) -> Iterator[Record]:  # noqa: A002 - its name
    """Return the records of a format in which texts stand in fields."""
    from dedupe.formats.fields import Fields

    fields = reading.fields or Fields()
    if format is Format.JSONL:
        from dedupe.formats.jsonl import read_jsonl

        return read_jsonl(name, stream, fields)
    if format is Format.PARQUET:
        from dedupe.formats.parquet import read_parquet

        return read_parquet(name, stream, fields)
    from dedupe.formats.delimited import Dialect, read_delimited

    dialect = reading.dialect or Dialect()
    if format is Format.TSV and not dialect.delimiter:
        dialect = dialect._replace(delimiter="\t")
    return read_delimited(name, stream, fields, dialect=dialect, encoding=reading.encoding)


def open_input(name: str) -> BinaryIO:
    """Return the bytes of a file, of stdin, or of a place that fsspec knows, such as `s3://...`."""
    if name == STDIN:
        # Not stdin itself, which would be closed at the end.
        return open(sys.stdin.fileno(), "rb", closefd=False)
    if is_remote(name):
        return open_remote(name, "rb")
    return open_file(name)
