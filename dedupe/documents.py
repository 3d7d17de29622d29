"""A document: an id and a text, and how the text lies in bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dedupe.errors import InputError

# In code points: so far apart lie the places whose byte offsets are kept.
STEP = 4096


class Document(NamedTuple):
    """An id and a text; `encoding` and `mark`, the byte order mark, say which bytes it was read from.

    Text that did not come from bytes counts as UTF-8.
    """

    id: str
    text: str
    encoding: str = "utf-8"
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """Return a part of the text as bytes."""
        return text.encode(self.encoding, errors_of(self.encoding))

    def to_bytes(self, text: str) -> bytes:
        """Return a whole text as the bytes of such a document, mark included."""
        return self.mark + self.encode(text)

    def decode(self, content: bytes) -> str:
        """Return the text of the bytes of such a document."""
        return content[len(self.mark) :].decode(self.encoding, errors_of(self.encoding))


class ByteOffsets:
    """Where code points of a document lie in its bytes."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._one_each = document.encoding == "utf-8" and document.text.isascii()
        self._steps = [] if self._one_each else [len(document.mark), *self._lengths()]

    def __getitem__(self, offset: int) -> int:
        """Return the byte offset in the input of a code point offset."""
        if self._one_each:
            return offset + len(self._document.mark)
        step = offset // STEP
        return self._steps[step] + len(self._document.encode(self._document.text[step * STEP : offset]))

    def _lengths(self) -> Iterator[int]:
        """Yield where each step of the text ends in bytes."""
        total = len(self._document.mark)
        for start in range(0, len(self._document.text), STEP):
            total += len(self._document.encode(self._document.text[start : start + STEP]))
            yield total


def errors_of(encoding: str) -> str:
    """Return the error handler for an encoding: half surrogate pairs in a Python text pass through UTF-8."""
    return "surrogatepass" if encoding == "utf-8" else "strict"


def as_document(value: Document | str | tuple[str, str], number: int) -> Document:
    """Return a document from what a caller may give: itself, a text, or an (id, text) pair.

    Texts without an id are numbered from 1. Raises `InputError` for anything else.
    """
    if isinstance(value, Document):
        return value
    if isinstance(value, str):
        return Document(str(number), value)
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, str) for v in value):
        return Document(*value)
    raise InputError(
        f"document {number} must be a text or a pair of id and text, got {type(value).__name__};"
        " read files and decode bytes first"
    )
