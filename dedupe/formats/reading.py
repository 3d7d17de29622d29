"""Files to records: opened, decompressed, and read in their format."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from dedupe.engines import pays
from dedupe.errors import DedupeError, InputError
from dedupe.extras import load_fast
from dedupe.formats import compression, naming
from dedupe.formats.fields import FIELD, Fields
from dedupe.formats.files import open_file, unreadable
from dedupe.formats.naming import Format
from dedupe.formats.records import Record
from dedupe.formats.remote import is_remote, open_remote
from dedupe.formats.sniffing import LONGEST_START, format_of, is_enough
from dedupe.formats.text import find_codec, is_binary, read_text, start_as_utf_8
from dedupe.limits import MemoryLimit

STDIN = "-"
# The way out where records are only recognised by how they begin.
AS_TEXT = "--format text if it is text"
# Files of these are read in one piece, or from any place, and so have to fit into memory or do not matter.
WHOLE = frozenset({Format.TEXT, Format.MARKDOWN, Format.HTML, Format.PARQUET})
# Texts of these are held as a whole, so a file that would not fit is not read at all.
READ_AT_ONCE = frozenset({Format.TEXT, Format.MARKDOWN, Format.JSON})
# So many times as large may compressed data become. Text becomes 3 to 20 times as large, and gzip allows a thousand.
MOST_EXPANDED = 200
# In bytes: so much is read at a time where records do not matter.
BLOCK = 1 << 20


class Reading(NamedTuple):
    """How files are to be read; None stands for what is usual.

    `dialect` is what a `rows.Dialect` is made of, which takes half a millisecond to load.
    `as_markdown` says that what is extracted from HTML is to be Markdown. `memory_limit` is in bytes, 0
    for most of what there is, and `most_expanded` how many times as large compressed data may become. So many `threads`
    look at a large text.
    """

    format: Format = Format.AUTO
    encoding: str = "auto"
    fields: Fields | None = None
    dialect: tuple[str, str, str] | None = None
    as_markdown: bool = False
    memory_limit: int = 0
    most_expanded: int = MOST_EXPANDED
    threads: int = 1


class Input:
    """A file that is open: its name, its format, how it is compressed, and its bytes without that.

    It is opened by its name, unless a `stream` of its bytes is given. Raises `InputError` if it cannot be opened.
    """

    def __init__(self, name: str, reading: Reading, stream: BinaryIO | None = None) -> None:
        self.name = name
        self._reading = reading
        self.compression = ""
        self._replayed: compression.Replayed | None = None
        # The position at the end, from when it is closed.
        self._end = 0
        self._raw = self.stream = stream or open_input(name)
        start = self._peek()
        self.format = reading.format
        # Whether it is only told by how the content begins that these are records.
        self.recognised = False
        # The ending of the name where that says that it is no prose: then there are no documents in it.
        self.not_prose_ending = ""
        if self.format is Format.AUTO:
            name = "" if name == STDIN else name
            fields = reading.fields.texts if reading.fields else (FIELD,)
            self.not_prose_ending = naming.not_prose_ending(name)
            if self.not_prose_ending:
                self.format = Format.TEXT
            else:
                self.format = format_of(name, start_as_utf_8(start, reading.encoding), fields, reading.dialect)
            self.recognised = self.format in naming.WITH_FIELDS and naming.format_named(name) in (None, Format.JSON)
        self._memory = MemoryLimit(reading.memory_limit)
        if self.compression or not self._is_file or self.format not in WHOLE:
            self.stream = self._guarded()

    @property
    def position(self) -> int:
        """How many bytes were read, as they are stored; 0 where that is not told."""
        try:
            return self._raw.tell()
        except (OSError, ValueError):
            return self._replayed.taken if self._replayed else self._end

    def records(self, *, named: bool = True) -> Iterator[Record]:
        """Yield the records; none if the file is binary or no prose, and was not `named` by the user.

        A file that is no prose and was named is yielded without documents, so that it is written as it is.

        Raises `InputError` if the file, or what it is compressed to, is not what it is said to be.
        """
        with self._raw, self._telling_damage():
            if not self.not_prose_ending:
                records = self._records(named=named)
            else:
                records = without_documents(self.stream) if named else iter(())
            for record in records:
                if record.last:
                    # Not every system lets a file be replaced that is open.
                    self._end = self.position
                    self._raw.close()
                yield record

    def close(self) -> None:
        """Close the file, if nothing is to be read of it."""
        self._raw.close()

    def contents(self) -> Iterator[bytes]:
        """Yield the bytes of the file that its records are made of, one after the other; raises `InputError`."""
        return (piece.content for piece in self.pieces())

    def pieces(self) -> Iterator[Record]:
        """Yield the same as records without documents: those of a table are its rows; raises `InputError`."""
        with self._raw, self._telling_damage():
            if self.format is Format.PARQUET:
                from dedupe.formats.parquet import read_parquet

                yield from read_parquet(self.name, self.stream, None, self._reading.most_expanded)
                return
            start = 0
            # What can be read before data that is cut off comes first.
            while content := compression.read_some(self.stream, BLOCK):
                yield Record(start, content)
                start += len(content)

    @property
    def _is_file(self) -> bool:
        """Whether it can be read from any place in it, and so has a size."""
        return self._replayed is None

    def _guarded(self) -> BinaryIO:
        from dedupe.formats.guarding import Guard, guarded

        guard = Guard(self._memory, self._reading.most_expanded)
        return guarded(self.name, self.stream, guard, lambda: self.position if self.compression else 0)

    def _peek(self) -> bytes:
        """Return how the content begins; where it is compressed, its own stream takes the place of that."""
        try:
            with self._telling_damage():
                start, self.stream = compression.peek(self._raw, compression.LONGEST_START)
                self._replayed = compression.replayed(self.stream)
                self.compression = compression.compression_of(start)
                stream, rewind = self.stream, not self.compression
                if self.compression:
                    stream = compression.decompressed(stream, self.compression)
                start, self.stream = compression.peek(stream, LONGEST_START, is_enough, rewind=rewind)
        except BaseException:
            self._raw.close()
            raise
        return start

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        """Raise `InputError` where reading fails, or finds that what is compressed is damaged."""
        try:
            yield
        except Exception as error:
            if self.compression and compression.is_damage(error):
                raise InputError(
                    f"{self.name}: damaged {self.compression} data ({error}); fetch the file again"
                ) from error
            if isinstance(error, OSError) and not isinstance(error, DedupeError):
                raise unreadable(self.name, error) from error
            raise

    def _records(self, *, named: bool) -> Iterator[Record]:
        name, stream, reading = self.name, self.stream, self._reading
        rank = reading.fields.rank if reading.fields else None
        if self.format in naming.UTF_8_ONLY and reading.encoding != "auto" and find_codec(reading.encoding) != "utf-8":
            raise InputError(f"{name}: {self.format} is always UTF-8; leave out --encoding, or convert the file first")
        size = size_of_file(self._raw) if self._is_file and not self.compression else 0
        if size and self.format in READ_AT_ONCE:
            self._memory.check(size)
        if self.format in naming.WITH_FIELDS:
            yield from read_fields(self, stream, reading)
        elif self.format is Format.HTML:
            from dedupe.formats.html import read_html

            yield read_html(name, stream.read(), reading.encoding, as_markdown=reading.as_markdown)
        elif self.format is Format.WET:
            from dedupe.formats.wet import read_wet

            yield from read_wet(name, stream, rank)
        elif self.format is Format.WARC:
            from dedupe.formats.wet import read_warc

            yield from read_warc(name, stream, rank)
        else:
            if pays(size):
                load_fast()
            content = read_all(stream)
            if named or not is_binary(content, reading.encoding):
                document = read_text(name, content, reading.encoding, threads=reading.threads)
                del content
                yield Record(0, documents=(document,), last=True)


def without_documents(stream: BinaryIO) -> Iterator[Record]:
    """Yield the bytes of a stream as records in which no text is looked for."""
    start, content = 0, compression.read_some(stream, BLOCK)
    while following := compression.read_some(stream, BLOCK):
        yield Record(start, content)
        start, content = start + len(content), following
    yield Record(start, content, last=True)


def read_all(stream: BinaryIO) -> bytes:
    """Return the rest of a stream.

    What is buffered of one would be put before what is read, and all be copied: 0.1 seconds for 100 MB. At the end of a
    file nothing is.
    """
    # What the system makes up as it is read has no size, and no end to go to.
    if isinstance(stream, io.BufferedReader) and size_of_file(stream):
        place = stream.tell()
        stream.seek(0, io.SEEK_END)
        stream.seek(place)
    return stream.read()


def size_of_file(file: BinaryIO) -> int:
    """Return how many bytes a file has, 0 if that is not known."""
    try:
        return os.fstat(file.fileno()).st_size
    except (AttributeError, OSError):
        return 0


def read_fields(opened: Input, stream: BinaryIO, reading: Reading) -> Iterator[Record]:
    """Return the records of an input in whose format texts stand in fields."""
    name, format = opened.name, opened.format  # noqa: A001 - its name
    fields = reading.fields or Fields()
    if opened.recognised:
        fields = fields.with_way_out(f", or {AS_TEXT}")
    if format is Format.JSONL:
        from dedupe.formats.jsonl import read_jsonl

        return read_jsonl(name, stream, fields)
    if format is Format.JSON:
        from dedupe.formats.json_texts import read_json

        return read_json(name, stream, fields)
    if format is Format.PARQUET:
        from dedupe.formats.parquet import read_parquet

        return read_parquet(name, stream, fields, reading.most_expanded)
    from dedupe.formats.delimited import read_delimited
    from dedupe.formats.rows import Dialect

    dialect = Dialect(*reading.dialect) if reading.dialect else Dialect()
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
