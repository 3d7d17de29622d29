"""Bytes to a document and back: encodings, byte order marks, and what is not text."""

from __future__ import annotations

import codecs
from collections import Counter

from dedupe.documents import Document
from dedupe.engines import pays
from dedupe.errors import InputError, OptionError

# By their byte order mark; the longer ones first, for UTF-32's begins like UTF-16's.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# In bytes: so much is looked at to tell UTF-16 without a mark.
SAMPLE = 1 << 12
# Where `find` finds nothing.
NOWHERE = -1


def read_text(name: str, content: bytes, encoding: str = "auto", *, threads: int = 1) -> Document:
    """Return the document in some bytes; `auto` is UTF-8, unless a byte order mark says otherwise.

    Raises `InputError` if the bytes are not text in that encoding, or would not come back as they were.
    """
    mark, marked = sniff_mark(content)
    if encoding == "auto":
        codec = marked or "utf-8"
        if not marked and (likely := guess_utf_16(content)):
            raise InputError(f"{name}: likely {likely} without a byte order mark; pass --encoding {likely}")
    else:
        codec = find_codec(encoding)
        if codec in ("utf-16", "utf-32"):
            codec = marked if marked and marked.startswith(codec) else f"{codec}-le"
        if codec != marked:
            mark = b""
    if codec == "utf-8" and pays(len(content)):
        document = hold(name, content, mark=mark, asked=encoding, threads=threads)
        place = content.find(b"\0")
    else:
        document = Document(name, decode(name, content, codec, mark=mark, asked=encoding), codec, mark)
        before, nul, _ = document.text.partition("\0")
        place = len(document.mark) + len(document.encode(before)) if nul else NOWHERE
    if place != NOWHERE:
        raise InputError(
            f"{name}: binary, there is a NUL byte at {place}; if it is text in another"
            " encoding, pass --encoding, such as --encoding utf-16"
        )
    return document


def hold(name: str, content: bytes, *, mark: bytes, asked: str, threads: int) -> Document:
    """Return the document in a large file of UTF-8, which is not decoded as a whole; raises `InputError`."""
    try:
        return Document.of_bytes(name, content.removeprefix(mark), mark, threads)
    except UnicodeDecodeError as error:
        raise not_text(name, "utf-8", f" at byte {len(mark) + error.start}", asked) from None


def sniff_mark(content: bytes) -> tuple[bytes, str]:
    r"""Return the byte order mark at the start and the encoding that it stands for; both empty if there is none.

    >>> sniff_mark(b"\xef\xbb\xbfHello")
    (b'\xef\xbb\xbf', 'utf-8')
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return mark, encoding
    return b"", ""


def start_as_utf_8(start: bytes, encoding: str = "auto") -> bytes:
    """Return how a file begins as UTF-8, where its encoding is known to be another one."""
    mark, marked = sniff_mark(start)
    codec = marked if encoding == "auto" else find_codec(encoding)
    if codec in ("", "utf-8"):
        return start
    return start.removeprefix(mark).decode(codec, "ignore").encode("utf-8", "ignore")


def find_codec(encoding: str) -> str:
    """Return Python's name of an encoding; raises `OptionError` if it knows none of this name."""
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise OptionError(
            f"encoding must be one that Python knows, got {encoding!r}; try utf-8, latin-1 or cp1252"
        ) from None
    if not codec._is_text_encoding:  # noqa: SLF001 - the only way to ask
        raise OptionError(f"encoding must turn bytes into text, got {encoding!r}; try utf-8, latin-1 or cp1252")
    return "utf-8" if codec.name == "utf-8-sig" else codec.name


def decode(name: str, content: bytes, codec: str, *, mark: bytes, asked: str) -> str:
    """Return the text of the bytes after the mark, or raise `InputError` with the place and the way out."""
    content = content[len(mark) :]
    try:
        text = content.decode(codec)
    except UnicodeError as error:
        place = f" at byte {len(mark) + error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise not_text(name, codec, place, asked) from None
    if codec != "utf-8" and not comes_back(text, content, codec):
        raise InputError(f"{name}: {codec} would not give the same bytes again; convert the file to UTF-8 first")
    return text


def not_text(name: str, codec: str, place: str, asked: str) -> InputError:
    """Return the error for bytes that are not text in an encoding."""
    way_out = "pass --encoding" if asked == "auto" else "pass another --encoding"
    label = "UTF-8" if codec == "utf-8" else codec
    return InputError(f"{name}: not {label}{place}; {way_out}")


def comes_back(text: str, content: bytes, codec: str) -> bool:
    """Return whether the text is the bytes again, in one piece and in several: each character has its own bytes.

    Aliases fail, and encodings in which the bytes of a character depend on those before it.
    """
    try:
        size = sum(count * len(char.encode(codec)) for char, count in Counter(text).items())
        return size == len(content) and text.encode(codec) == content
    except UnicodeError:
        return False


def guess_utf_16(content: bytes) -> str:
    r"""Return the UTF-16 that bytes without a byte order mark are likely to be, or nothing.

    >>> guess_utf_16("One line.\n".encode("utf-16-be")), guess_utf_16(b"\0\1\2\3")
    ('utf-16-be', '')
    """
    start = content[:SAMPLE]
    for codec, high in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        text = start.decode(codec, "ignore")
        if high.count(0) == start.count(0) > 0 == len(content) % 2 and all(
            char.isprintable() or char.isspace() for char in text
        ):
            return codec
    return ""


def is_binary(content: bytes, encoding: str = "auto") -> bool:
    """Return whether bytes are not text: a NUL byte, where neither the encoding nor a byte order mark has some.

    What is likely to be UTF-16 without a mark is text: it is to be an error, not to be passed over.
    """
    codec = (sniff_mark(content)[1] or guess_utf_16(content)) if encoding == "auto" else find_codec(encoding)
    return b"\0" in content and not codec.startswith(("utf-16", "utf-32"))
