"""A document: an id and a text, and how the text lies in bytes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import NamedTuple, Protocol

from dedupe.errors import InputError

# In code points: so far apart lie the places whose byte offsets are kept.
STEP = 4096


class Literal(NamedTuple):
    """A text as it is spelled inside a record, without the quotes around it.

    `start` is the byte offset in the file of what is `spelled`; where that matches `escape`, several code points of it
    are one of the text. `empty` is what has to stand there if nothing is left of the text.
    """

    start: int
    spelled: str
    escape: re.Pattern[str] | None = None
    empty: bytes = b""


class Document:
    """An id and a text; `encoding` and `mark`, the byte order mark, say which bytes it was read from.

    Text that did not come from bytes counts as UTF-8. `literal` is there if the text is a part of a file. `rank` is
    what decides which of several copies stays, where that is asked for: a number or a text, None ranks last. Raises
    `InputError` if it is something else. `name` is
    what an index knows the document by, where that is not its id. `record` is the place of a record, such as
    `crawl.jsonl:2`, for where several have one id. `size` is that of the text in code points.

    A large text can be held as the UTF-8 bytes that it was read from, see `of_bytes`.
    """

    __slots__ = ("_content", "_text", "encoding", "id", "literal", "mark", "name", "rank", "record", "size")

    def __init__(
        self,
        id: str,  # noqa: A002 - its name
        text: str,
        encoding: str = "utf-8",
        mark: bytes = b"",
        literal: Literal | None = None,
        rank: float | str | None = None,
        name: str = "",
        record: str = "",
    ) -> None:
        self.id = id
        self.encoding = encoding
        self.mark = mark
        self.literal = literal
        self.rank = None if rank is None else checked_rank(rank)
        self.name = name
        self.record = record
        self.size = len(text)
        self._text: str | None = text
        self._content: bytes | None = None

    @classmethod
    def of_bytes(cls, id: str, content: bytes, mark: bytes = b"", threads: int = 1) -> Document:  # noqa: A002 - its name
        """Return a document that holds its text as UTF-8: a quarter of the room. It is decoded when it is asked for.

        Raises `UnicodeDecodeError`.
        """
        document = cls(id, "", mark=mark)
        from dedupe.bulk.texts import count_valid

        document.size = count_valid(content, threads)
        document._text, document._content = None, content
        return document

    @property
    def text(self) -> str:
        """The text."""
        if self._text is None:
            self._text, self._content = (self._content or b"").decode("utf-8"), None
        return self._text

    @property
    def content(self) -> bytes | None:
        """The text as UTF-8 where it is held so."""
        return self._content

    def beginning(self, size: int) -> str:
        """Return the first code points of the text, so many or all."""
        if self._content is None:
            return self.text[:size]
        most_bytes = 4
        return self._content[: most_bytes * size].decode("utf-8", "ignore")[:size]

    def named(self, name: str) -> Document:
        """Return the same document with the name that an index knows it by."""
        document = copy(self)
        document.name = name
        return document

    def __eq__(self, other: object) -> bool:
        """Return whether another document has the same fields."""
        return isinstance(other, Document) and self._fields() == other._fields()

    def __hash__(self) -> int:
        """Return a hash of all fields."""
        return hash(self._fields())

    def __repr__(self) -> str:
        """Return the fields as Python writes them."""
        return f"Document{self._fields()!r}"

    def _fields(self) -> tuple[object, ...]:
        return self.id, self.text, self.encoding, self.mark, self.literal, self.rank, self.name, self.record

    def encode(self, text: str) -> bytes:
        """Return some text as bytes."""
        return text.encode(self.encoding, errors_of(self.encoding))

    def to_bytes(self) -> bytes:
        """Return the bytes that the document was read from, mark included."""
        return self.mark + (self.encode(self.text) if self._content is None else self._content)

    @property
    def input(self) -> Document:
        """The document as it was given; of what is left of one, see `collapsing.remainders`, all of it."""
        return self

    def pieces(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """Return where a stretch of the text stands in that of the input, in pieces, in code points."""
        return ((start, end),)

    def offsets(self) -> Offsets:
        """Return where the code points of the text lie in the file."""
        if self.literal is not None:
            return LiteralOffsets(self, self.literal)
        return ByteOffsets(self.text, self.encoding, len(self.mark))


class Offsets(Protocol):
    """Where the code points of a text lie in its file."""

    def __getitem__(self, offset: int, /) -> int:
        """Return the byte offset in the file of a code point offset."""

    def spelled(self, start: int, end: int) -> bytes:
        """Return the bytes in the file of the text from one code point offset to another."""


class ByteOffsets:
    """Where the code points of a text lie that is just as it is in its file, from byte `first` on."""

    def __init__(self, text: str, encoding: str, first: int) -> None:
        self._text = text
        self._encoding = encoding
        self._first = first
        self._one_each = encoding == "utf-8" and text.isascii()

    def __getitem__(self, offset: int) -> int:
        """Return the byte offset in the file of a code point offset."""
        if self._one_each:
            return offset + self._first
        step = offset // STEP
        return self._steps[step] + len(self.spelled(step * STEP, offset))

    def spelled(self, start: int, end: int) -> bytes:
        """Return the bytes in the file of the text from one code point offset to another."""
        return self._text[start:end].encode(self._encoding, errors_of(self._encoding))

    @cached_property
    def _steps(self) -> list[int]:
        """Where each step of the text begins in bytes; who asks only for bytes does not need it."""
        return [self._first, *self._ends()]

    def _ends(self) -> Iterator[int]:
        """Yield where each step of the text ends in bytes."""
        total = self._first
        for start in range(0, len(self._text), STEP):
            total += len(self.spelled(start, start + STEP))
            yield total


class LiteralOffsets:
    """Where the code points of a text lie that is spelled with escapes."""

    def __init__(self, document: Document, literal: Literal) -> None:
        self._bytes = ByteOffsets(literal.spelled, document.encoding, literal.start)
        # Behind each escape: the code point offset in the text, and in what is spelled.
        self._texts, self._places = [0], [0]
        surplus = 0
        for match in literal.escape.finditer(literal.spelled) if literal.escape else ():
            surplus += match.end() - match.start() - 1
            self._texts.append(match.end() - surplus)
            self._places.append(match.end())

    def __getitem__(self, offset: int) -> int:
        """Return the byte offset in the file of a code point offset."""
        return self._bytes[self._place(offset)]

    def spelled(self, start: int, end: int) -> bytes:
        """Return the bytes in the file of the text from one code point offset to another."""
        return self._bytes.spelled(self._place(start), self._place(end))

    def _place(self, offset: int) -> int:
        index = bisect_right(self._texts, offset) - 1
        return self._places[index] + offset - self._texts[index]


def errors_of(encoding: str) -> str:
    """Return the error handler for an encoding: half surrogate pairs in a Python text pass through UTF-8."""
    return "surrogatepass" if encoding == "utf-8" else "strict"


def checked_rank(rank: float | str) -> float | str | None:
    """Return a rank, None for what is not a number; raises `InputError` unless it is a number or a text."""
    if not isinstance(rank, int | float | str):
        raise InputError(f"rank must be a number or text, got {type(rank).__name__}; convert it, a date to ISO 8601")
    return rank if rank == rank else None  # noqa: PLR0124 - NaN is not


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
