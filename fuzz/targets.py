"""What any bytes are given to: each target raises where something does not hold that has to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from dedupe.collapsing.groups import collapse
from dedupe.errors import DedupeError
from dedupe.formats.compression import STARTS, decompressed, is_damage
from dedupe.formats.delimited import read_delimited
from dedupe.formats.fields import Fields
from dedupe.formats.json_texts import read_json
from dedupe.formats.jsonl import read_jsonl
from dedupe.formats.records import Record
from dedupe.formats.rows import Dialect
from dedupe.formats.wet import read_wet
from dedupe.ledger.reading import Ledger
from dedupe.splitting import SPLITS, split_paragraphs
from dedupe.words import split_words


def are_all_bytes(records: Iterable[Record], data: bytes) -> None:
    """Check that the records of a file are its bytes, and their texts where they are said to be."""
    place = 0
    for record in records:
        assert record.start == place
        assert data.startswith(record.content, place)
        place += len(record.content)
        for document in record.documents:
            offsets = document.offsets()
            start, end = offsets[0], offsets[len(document.text)]
            assert data[start:end] == offsets.spelled(0, len(document.text))
    assert place == len(data)


def jsonl(data: bytes) -> None:
    """Read JSON lines."""
    try:
        are_all_bytes(read_jsonl("fuzz", BytesIO(data), Fields(["text", "page.text"])), data)
    except DedupeError:
        return


def json(data: bytes) -> None:
    """Read a JSON array, or one object after the other."""
    try:
        are_all_bytes(read_json("fuzz", BytesIO(data), Fields(["text", "page.text"])), data)
    except DedupeError:
        return


def csv(data: bytes) -> None:
    """Read CSV in one of several dialects."""
    dialects = Dialect(), Dialect(",", "'"), Dialect("\t", '"', "\\"), Dialect(";", "")
    dialect = dialects[data[0] % len(dialects)] if data else dialects[0]
    content = b"text,id\n" + data
    try:
        are_all_bytes(read_delimited("fuzz", BytesIO(content), Fields(), dialect=dialect), content)
    except DedupeError:
        return


def wet(data: bytes) -> None:
    """Read WET."""
    try:
        are_all_bytes(read_wet("fuzz", BytesIO(data)), data)
    except DedupeError:
        return


def compressed(data: bytes) -> None:
    """Read compressed data: what is damaged is said to be."""
    for kind in STARTS:
        try:
            decompressed(BytesIO(data), kind).read()
        except Exception as error:
            if not is_damage(error):
                raise


def paragraphs(data: bytes) -> None:
    """Split text: paragraphs are where they say, and between them nothing can be seen."""
    text = data.decode("utf-8", "replace")
    for split in SPLITS:
        place = 0
        for paragraph in split_paragraphs(text, split):
            assert paragraph.start >= place
            assert text[paragraph.start : paragraph.end] == paragraph.text
            place = paragraph.end


def words(data: bytes) -> None:
    """Split words: case and the form of letters change nothing."""
    text = data.decode("utf-8", "replace")
    assert split_words(text) == split_words(text.casefold()) or not text.isascii()


def whole(data: bytes) -> None:
    """Collapse a text: it can be restored, and a second run removes nothing."""
    text = data.decode("utf-8", "replace")
    collapsed = collapse(text, min_words=1)
    assert collapsed.restore() == text
    assert not collapse(collapsed.text, min_words=1, split=collapsed.split).removed


def ledger(data: bytes) -> None:
    """Read a ledger."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger"
        path.write_bytes(data)
        try:
            Ledger(path).close()
        except DedupeError:
            return


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (jsonl, json, csv, wet, compressed, paragraphs, words, whole, ledger)
}
