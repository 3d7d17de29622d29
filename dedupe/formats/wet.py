"""WET and WARC, the archives of crawls: framed by fastwarc.

In WET a record of type `conversion` has the text of a page; where some of it goes, its length and digest change with
it. From WARC, which has pages as they came, WET is made first: the main text of each page that is HTML.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterator, Sequence
from hashlib import sha1
from typing import Any, BinaryIO, cast
from uuid import NAMESPACE_URL, uuid5

from dedupe.documents import Document, Literal
from dedupe.errors import InputError, MissingExtraError
from dedupe.formats.html import extract
from dedupe.formats.records import Patch, Record, patched

HEADER_END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d+)")
DIGEST = re.compile(rb"(?im)^warc-(?:block|payload)-digest:[^\r\n]*\r\n")
HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_wet(name: str, stream: BinaryIO) -> Iterator[Record]:
    """Yield a record for each record of a WET file; raises `InputError` if it is none."""
    window = Window(stream)
    starts = (record.stream_pos for record in archive(name, cast("BinaryIO", window)))
    start, place = next(starts, None), 0
    while start is not None:
        start = next(starts, None)
        content = window.take(None if start is None else start - place)
        yield wet_record(name, place, content)
        place += len(content)
    if not place and window.take(None):
        raise InputError(f"{name}: no WARC records in this file; pass --format for what it is")
    yield Record(place, last=True)


def read_warc(name: str, stream: BinaryIO) -> Iterator[Record]:
    """Yield a record of WET for each page of a WARC file; those with other things have none."""
    place = 0
    for found in archive(name, stream, parse_http=True):
        text = ""
        if found.record_type.name in ("response", "resource") and found.http_content_type in HTML_TYPES:
            text = extract(found.reader.read())
        if text:
            made = wet_record(name, place, conversion(dict(found.headers.items()), f"{text}\n"))
            yield made
            place += len(made.content)
    yield Record(place, last=True)


def archive(name: str, stream: BinaryIO, *, parse_http: bool = False) -> Iterator[Any]:
    """Yield the records of an archive; raises `InputError` or `MissingExtraError`."""
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise MissingExtraError("WET and WARC need fastwarc; pip install 'dedupe-paragraphs[warc]'") from None
    try:
        yield from ArchiveIterator(stream, parse_http=parse_http)
    except OSError as error:
        if error.errno is not None:
            raise
        raise InputError(f"{name}: not WARC, or damaged ({error}); fetch it again, or pass --format") from error


class Window:
    """A stream that remembers what was read of it until that is taken."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = bytearray()
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        content = self._stream.read(size)
        self._held += content
        self._position += len(content)
        return content

    def tell(self) -> int:
        """Return how much was read."""
        return self._position

    def take(self, size: int | None) -> bytes:
        """Return the first bytes that were not taken yet, or all of them."""
        content = bytes(self._held[:size])
        del self._held[:size]
        return content


def wet_record(name: str, start: int, content: bytes) -> Record:
    """Return the record that has these bytes, with its text if it is one of a page."""
    record = Record(start, content)
    head, end, body = content.partition(HEADER_END)
    length = LENGTH.search(head)
    headers = {
        key.lower(): value for key, value in re.findall(r"(?m)^([^:\r\n]+):[ \t]*([^\r\n]*)", head.decode("latin-1"))
    }
    if headers.get("warc-type") != "conversion" or not headers.get("content-type", "text/plain").startswith(
        "text/plain"
    ):
        return record
    place = headers.get("warc-target-uri") or f"{name}:{start}"
    if not length or not end or int(length[1]) > len(body):
        return record._replace(fault=f"{place}: the record ends too soon, at byte {start + len(content)} of {name}")
    try:
        text = body[: int(length[1])].decode("utf-8")
    except UnicodeDecodeError as error:
        return record._replace(
            fault=f"{place}: not UTF-8 at byte {start + len(head) + len(end) + error.start} of {name}"
        )
    literal = Literal(start + len(head) + len(end), text)
    documents = (Document(place, text, literal=literal, rank=headers.get("warc-date")),)
    return record._replace(documents=documents, amend=amended)


def amended(record: Record, removals: Sequence[Patch]) -> list[Patch]:
    """Return what changes in the headers with the text: its length, and digests that would be wrong."""
    head = record.content[: record.content.index(HEADER_END) + 2]
    length = LENGTH.search(head)
    if length is None:
        return []
    begin = record.start + len(head) + 2
    body = record.content[len(head) + 2 :][: int(length[1])]
    left = patched(body, begin, removals)
    found = [Patch(record.start + length.start(1), length[1], b"%d" % len(left))]
    digest = b32encode(sha1(left, usedforsecurity=False).digest())
    for match in DIGEST.finditer(head):
        label, _, _ = match[0].partition(b":")
        found.append(Patch(record.start + match.start(), match[0], label + b": sha1:" + digest + b"\r\n"))
    return found


def conversion(headers: dict[str, str], text: str) -> bytes:
    """Return the bytes of a record of WET with the text of a page, given the headers of that."""
    body = text.encode("utf-8")
    origin = headers.get("WARC-Record-ID", "")
    lines = {
        "WARC-Type": "conversion",
        "WARC-Target-URI": headers.get("WARC-Target-URI", ""),
        "WARC-Date": headers.get("WARC-Date", ""),
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, origin)}>",
        "WARC-Refers-To": origin,
        "Content-Type": "text/plain",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in lines.items() if value)
    return b"WARC/1.0\r\n" + head.encode("utf-8") + b"\r\n" + body + HEADER_END
