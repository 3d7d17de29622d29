"""What goes to stdout: data. A stdout that cannot be written is an error like that of any other output."""

from __future__ import annotations

import sys

from dedupe.errors import OutputError


def print_bytes(content: bytes) -> None:
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
        raise OutputError(
            f"stdout: cannot be written ({error.strerror or error}), the output is not complete; write to another place"
        ) from error


def print_text(text: str) -> None:
    """Write text to stdout in its encoding; what that lacks is spelled out. Raises as `print_bytes`."""
    print_bytes(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))


def print_line(line: str) -> None:
    """Write a line to stdout."""
    print_text(f"{line}\n")
