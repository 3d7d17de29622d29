"""Where the bytes of an output go: a file that replaces another in one step, or a stream."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Protocol

from dedupe.errors import OutputError
from dedupe.formats.atomic import New, NewStream, Place, open_new
from dedupe.formats.compression import compressed
from dedupe.formats.files import unwritable
from dedupe.formats.naming import Format
from dedupe.formats.remote import open_remote

if TYPE_CHECKING:
    from dedupe.formats.records import Record


class Sink(Protocol):
    """Takes what becomes of the records of a file, one after the other."""

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record, or a piece of that where the record is the whole file."""

    def commit(self) -> None:
        """Put what was written in its place; nothing of it is there before, where that can be."""

    def discard(self) -> None:
        """Remove what was written, where that can be."""


class FileSink:
    """Writes a file in the making, compressed if a kind is given; raises `OutputError`, which names the place."""

    def __init__(self, place: str, new: New, compression: str) -> None:
        self._place = place
        self._new = new
        self.file: IO[bytes] = compressed(new.file, compression) if compression else new.file

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record."""
        del record
        try:
            self.file.write(content)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unwritable(self._place, error) from error

    def commit(self) -> None:
        """Put the file in its place."""
        try:
            if self.file is not self._new.file:
                self.file.close()
            self._new.commit()
        except OSError as error:
            raise unwritable(self._place, error) from error

    def discard(self) -> None:
        """Remove what was written."""
        self._new.discard()


class MemberSink(FileSink):
    """Compresses each record by itself, as the archives of crawls have it: so one is read without those before it."""

    def __init__(self, place: str, new: New, compression: str) -> None:
        super().__init__(place, new, "")
        self._compression = compression

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record."""
        if content:
            member = io.BytesIO()
            with compressed(member, self._compression) as file:
                file.write(content)
            super().write(record, member.getvalue())


def open_sink(place: Place, format: Format, compression: str) -> Sink:  # noqa: A002 - its name
    """Return where the records of a file of some format go, whose output has a place.

    An old file is untouched until `commit`. Raises `OutputError`.
    """
    try:
        new = open_new(place)
    except OutputError:
        raise
    except OSError as error:
        raise unwritable(place.path, error) from error
    return sink_for(format, str(place.path), new, compression)


def open_remote_sink(place: str, format: Format, compression: str) -> Sink:  # noqa: A002 - its name
    """Return where the records of a file of some format go, whose output is at a place for fsspec."""
    return sink_for(format, place, NewStream(open_remote(place, "wb")), compression)


def sink_for(format: Format, place: str, new: New, compression: str) -> Sink:  # noqa: A002 - its name
    """Return what writes records of a format to a file in the making."""
    if compression and format in {Format.WET, Format.WARC}:
        return MemberSink(place, new, compression)
    sink = FileSink(place, new, compression)
    if format is not Format.PARQUET:
        return sink
    from dedupe.formats.parquet import ParquetSink

    return ParquetSink(sink)
