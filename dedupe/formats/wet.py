"""WET and WARC, the archives of crawls: framed by fastwarc.

In WET a record of type `conversion` has the text of a page; where some of it goes, its length and digest change with
it. From WARC, which has pages as they came, WET is made first: the main text of each page that is HTML.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha1
from typing import BinaryIO, NamedTuple, cast
from uuid import NAMESPACE_URL, uuid5

from dedupe.documents import Document, Literal
from dedupe.errors import InputError, MissingExtraError
from dedupe.formats.fields import Fields, rank_of
from dedupe.formats.html import extract
from dedupe.formats.records import Patch, Record, patched

HEADER_END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d+)")
DIGEST = re.compile(rb"(?im)^warc-(?:block|payload)-digest:[^\r\n]*\r\n")
HEADER = re.compile(r"(?m)^([^:\r\n]+):[ \t]*([^\r\n]*)")
HTML_TYPES = ("text/html", "application/xhtml+xml")


class Frame(NamedTuple):
    """A record of an archive: its bytes, its headers by their names in lower case, and what these stand before.

    `fault` says what is wrong with it.
    """

    start: int
    content: bytes
    headers: Mapping[str, str]
    body: bytes
    fault: str = ""


def read_wet(name: str, stream: BinaryIO, rank: str | None = None) -> Iterator[Record]:
    """Yield a record for each record of a WET file; `rank` is the header that decides which copy stays.

    Raises `InputError` if it is no WET file, or no page has that header.
    """
    place, ranks = 0, Ranks(name, rank)
    for frame in frames(name, stream):
        yield wet_record(name, frame, ranks)
        place += len(frame.content)
    ranks.check()
    yield Record(place, last=True)


def read_warc(name: str, stream: BinaryIO, rank: str | None = None) -> Iterator[Record]:
    """Yield a record of WET for each page of a WARC file; those with other things have none."""
    place, ranks = 0, Ranks(name, rank)
    for frame in frames(name, stream):
        page, fault = read_page(frame)
        text = extract(page) if page else ""
        if fault:
            yield Record(place, fault=fault)
        elif text:
            made = frame_of(name, place, conversion(frame.headers, f"{text}\n"))
            yield wet_record(name, made, ranks)
            place += len(made.content)
    ranks.check()
    yield Record(place, last=True)


class Ranks:
    """By what the pages of an archive rank: a header, if one is asked for."""

    def __init__(self, name: str, header: str | None) -> None:
        self._name = name
        self._header = header
        self._known: Mapping[str, str] = {}
        self._found = False

    def of(self, headers: Mapping[str, str]) -> float | str | None:
        """Return the rank of a page, given its headers by their names in lower case."""
        value = headers.get(self._header.lower()) if self._header else None
        self._known = self._known or headers
        self._found = self._found or value is not None
        return None if value is None else rank_of(value)

    def check(self) -> None:
        """Raise `InputError` if there were pages, and none had the header."""
        if self._header and self._known and not self._found:
            raise InputError(Fields(rank=self._header).missing(self._name, self._header, list(self._known)))


def read_page(frame: Frame) -> tuple[bytes, str]:
    """Return the page in a record, empty if that has something else, and what is wrong with it, if anything is."""
    if frame.fault or frame.headers.get("warc-type") not in ("response", "resource"):
        return b"", frame.fault
    kind, content = frame.headers.get("content-type", ""), frame.body
    if kind.startswith("application/http"):
        from fastwarc.warc import WarcRecord

        record = WarcRecord()
        record.is_http = True
        record.set_bytes_content(content)
        try:
            # trafilatura undoes compression; what is compressed and in chunks fastwarc would not undo as a whole.
            record.parse_http(auto_decode="transfer")
            kind, content = record.http_content_type or "", record.reader.read()
        except OSError as error:
            return b"", f"{frame.headers.get('warc-target-uri')}: the page is damaged ({error})"
    return content if kind.partition(";")[0].strip().lower() in HTML_TYPES else b"", ""


def frames(name: str, stream: BinaryIO) -> Iterator[Frame]:
    """Yield the records of an archive; they have all its bytes. Raises `InputError`."""
    window = Window(stream)
    starts = archive(name, cast("BinaryIO", window))
    start, place = next(starts, None), 0
    while start is not None:
        start = next(starts, None)
        content = window.take(None if start is None else start - place)
        yield frame_of(name, place, content)
        place += len(content)
    if not place and window.take(None):
        raise InputError(f"{name}: no WARC records in this file; pass the --format that it has")


def frame_of(name: str, start: int, content: bytes) -> Frame:
    """Return the record that has these bytes."""
    head, end, body = content.partition(HEADER_END)
    headers = {key.lower(): value for key, value in HEADER.findall(head.decode("utf-8", "replace"))}
    length, fault = LENGTH.search(head), ""
    size = int(length[1]) if length else 0
    place = headers.get("warc-target-uri") or f"{name}:{start}"
    if not length or not end or size > len(body):
        fault = f"{place}: the record ends too soon, at byte {start + len(content)} of {name}"
    elif body[size:].strip(b"\r\n"):
        fault = f"{place}: something that is no record follows this one, before byte {start + len(content)} of {name}"
    return Frame(start, content, headers, body[:size], fault)


def archive(name: str, stream: BinaryIO) -> Iterator[int]:
    """Yield where each record of an archive begins; raises `InputError` or `MissingExtraError`."""
    try:
        from fastwarc.warc import ArchiveIterator
    except ImportError:
        raise MissingExtraError("WET and WARC need fastwarc; pip install 'dedupe-paragraphs[warc]'") from None
    try:
        yield from (record.stream_pos for record in ArchiveIterator(stream, parse_http=False))
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


def wet_record(name: str, frame: Frame, ranks: Ranks) -> Record:
    """Return a record of WET, with its text if it is one of a page."""
    start, headers = frame.start, frame.headers
    record = Record(start, frame.content, fault=frame.fault)
    if headers.get("warc-type") == "response":
        raise InputError(f"{name}: has raw pages, not their texts; pass --format warc")
    kind = headers.get("content-type", "text/plain")
    if frame.fault or headers.get("warc-type") != "conversion" or not kind.startswith("text/plain"):
        return record
    place = headers.get("warc-target-uri") or f"{name}:{start}"
    first = start + frame.content.index(HEADER_END) + len(HEADER_END)
    try:
        text = frame.body.decode("utf-8")
    except UnicodeDecodeError as error:
        return record._replace(fault=f"{place}: not UTF-8 at byte {first + error.start} of {name}")
    documents = (
        Document(place, text, literal=Literal(first, text), rank=ranks.of(headers), record=f"{name}, byte {start}"),
    )
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


def conversion(headers: Mapping[str, str], text: str) -> bytes:
    """Return the bytes of a record of WET with the text of a page, given its headers by their names in lower case."""
    body = text.encode("utf-8")
    origin = headers.get("warc-record-id", "")
    lines = {
        "WARC-Type": "conversion",
        "WARC-Target-URI": headers.get("warc-target-uri", ""),
        "WARC-Date": headers.get("warc-date", ""),
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, origin)}>",
        "WARC-Refers-To": origin,
        "Content-Type": "text/plain",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in lines.items() if value)
    return b"WARC/1.0\r\n" + head.encode("utf-8") + b"\r\n" + body + HEADER_END
