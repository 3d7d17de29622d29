"""Records, and what is left of them when stretches of their texts go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from hypothesis import strategies as st

from dedupe.collapsing.cutting import Cut, remaining
from dedupe.documents import Document
from dedupe.formats.records import Record, change_of, patched
from dedupe.options import Options
from dedupe.results import Collapsed, Details


def bytes_of(records: Iterable[Record]) -> bytes:
    """Return the bytes of all records, end to end, after it is checked that each begins where the one before ends."""
    content = b""
    for record in records:
        assert record.start == len(content)
        content += record.content
    return content


def texts_of(records: Iterable[Record]) -> list[str]:
    """Return all texts."""
    return [document.text for record in records for document in record.documents]


def faults_of(records: Iterable[Record]) -> list[str]:
    """Return what is wrong with the records that cannot be read."""
    return [record.fault for record in records if record.fault]


def draw_cuts(data: st.DataObject, text: str) -> list[Cut]:
    """Return some stretches of a text, in order."""
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return [Cut(0, start, end) for start, end in zip(places[::2], places[1::2], strict=False)]


def shortened(record: Record, cuts: Sequence[Sequence[Cut]], *, drop_empty: bool = False) -> bytes:
    """Return what is left of a record without some stretches of each of its texts; and check that it comes back."""
    results = [collapsed(document, own) for document, own in zip(record.documents, cuts, strict=True)]
    change = change_of(record, results, drop_empty=drop_empty)
    left = patched(record.content, record.start, change.patches)
    assert sum(len(patch.cut) - len(patch.put) for patch in change.patches) == len(record.content) - len(left)
    for patch in change.patches:
        assert record.content[patch.start - record.start : patch.end - record.start] == patch.cut
    return left


def collapsed(document: Document, cuts: Sequence[Cut]) -> Collapsed:
    """Return a document without some stretches of its text."""
    details = cast("Details", None)
    return Collapsed(document, Options(), ("lines",), cuts, count=0, details=details, engine="memory")


def left_of(document: Document, cuts: Sequence[Cut]) -> str:
    """Return the text of a document without some stretches of it."""
    return remaining(document.text, cuts)
