"""What goes to stdout: data. A stdout that cannot be written is an error like that of any other output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from dedupe.errors import OutputError
from dedupe.formats.naming import Format

if TYPE_CHECKING:
    from dedupe.formats.records import Record
    from dedupe.formats.sinks import Sink


def print_bytes(content: bytes | memoryview) -> None:
    """Write bytes to stdout as they are; raises `OutputError`, or `BrokenPipeError` if its reader has gone."""
    try:
        rest = memoryview(content)
        while rest:
            # Unbuffered (PYTHONUNBUFFERED), stdout may take a part only, and says so.
            rest = rest[sys.stdout.buffer.write(rest) or 0 :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or "it is closed"
        raise OutputError(
            f"stdout: cannot be written ({reason}), the output is not complete; write to another place"
        ) from error


def print_text(text: str) -> None:
    """Write text to stdout in its encoding; what that lacks is spelled out. Raises as `print_bytes`."""
    print_bytes(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def print_line(line: str) -> None:
    """Write a line to stdout."""
    print_text(f"{line}\n")


def print_json(value: object, *, indent: int | None = None) -> None:
    """Write a value to stdout as JSON, on one line without `indent`; on a terminal nothing in it can steer that."""
    import codecs
    import json

    from dedupe.report.terminal import escape_json

    unicode = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json.dumps(value, ensure_ascii=not unicode, indent=indent)
    print_line(escape_json(text) if sys.stdout.isatty() else text)


class Nowhere:
    """Writes nothing."""

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record."""

    def commit(self) -> None:
        """Do nothing."""

    def discard(self) -> None:
        """Do nothing."""


class Stdout(Nowhere):
    """Writes records to stdout as they come; what is printed is printed."""

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record."""
        del record
        print_bytes(content)


class Terminal(Nowhere):
    """Shows records on a terminal, which nothing in them can steer."""

    def __init__(self, format: Format) -> None:  # noqa: A002 - its name
        import codecs

        from dedupe.report import terminal

        self._decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode
        self._escape = terminal.escape_json if format is Format.JSONL else terminal.escape_line

    def write(self, record: Record, content: bytes | memoryview) -> None:
        """Take what becomes of one record."""
        del record
        print_text(self._escape(self._decode(bytes(content)).replace("\r\n", "\n")))


def open_stdout(format: Format) -> Sink:  # noqa: A002 - its name
    """Return where the records of a file of some format go that is written to stdout; raises `OutputError`."""
    if format is not Format.PARQUET:
        return Terminal(format) if sys.stdout.isatty() else Stdout()
    if sys.stdout.isatty():
        raise OutputError("stdout is a terminal, and Parquet is binary; pass -o FILE")
    from dedupe.formats.atomic import NewStream
    from dedupe.formats.sinks import sink_for

    stream = open(sys.stdout.fileno(), "wb", closefd=False)  # noqa: SIM115 - it is closed by the sink
    return sink_for(format, "stdout", NewStream(stream), "")
