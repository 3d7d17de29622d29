"""What is restored, handed to an output in the records of its format, as a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dedupe.errors import LedgerError
from dedupe.formats.joining import joined
from dedupe.formats.naming import Format
from dedupe.formats.records import Record

if TYPE_CHECKING:
    from dedupe.formats.reading import Input
    from dedupe.formats.sinks import Sink

# In bytes: smaller pieces are handed on together.
BLOCK = 1 << 16


def fill(sink: Sink, name: str, opened: Input, pieces: Iterable[bytes]) -> None:
    """Write restored bytes of a file; those of a table go into the rows of the one that is open.

    Raises `LedgerError` if they have no rows as the table has them.
    """
    if opened.format in {Format.WET, Format.WARC}:
        from dedupe.formats.wet import read_wet

        # Each is compressed by itself.
        with joined(pieces) as stream:
            for record in read_wet(name, stream):
                sink.write(record, record.content)
    elif opened.format is Format.PARQUET:
        from dedupe.formats.parquet import Cells

        cells = Cells(pieces)
        for record in opened.pieces():
            row = cells.take(record)
            if row is None:
                raise LedgerError(f"{name}: the ledger does not fit the rows; give the ledger of its run")
            sink.write(record, row)
    else:
        for piece in gathered(pieces):
            sink.write(Record(0), piece)


def gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in larger pieces."""
    block = bytearray()
    for piece in pieces:
        block += piece
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)
