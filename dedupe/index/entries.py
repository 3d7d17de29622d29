"""What an index remembers of a document as a whole: what it is known by, and how its texts were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from dedupe.collapsing.batches import Batch
from dedupe.collapsing.streaming import Group
from dedupe.documents import Document, as_document
from dedupe.errors import InputError
from dedupe.results import Collapsed


class Entry(NamedTuple):
    """What is remembered of a document: its numbers, how it is known and called, and hashes of its texts.

    `name` is what it is known by, `id` what it is called in results; `input` and `output` are SHA-256 before and after.
    """

    first: int
    behind: int
    name: str
    id: str
    input: bytes
    output: bytes
    doubtful: bool = False


def checked(value: Document | tuple[str, str], number: int) -> Document:
    """Return a document that can be remembered; raises `InputError` if it has no id."""
    if isinstance(value, str):
        raise InputError(f"document {number} has no id, and an index needs one; give a pair of id and text")
    document = as_document(value, number)
    if not isinstance(document.id, str):
        raise InputError(f"document {number} must have a text as its id, got {document.id!r}; make it one")
    return document


def name_of(group: Group) -> str:
    """Return what a group is known by."""
    return group[0].name or group[0].id


def digest_of(group: Iterable[Document] | Iterable[Collapsed]) -> bytes:
    """Return a hash of the texts of a group, or of what is left of them."""
    found = sha256()
    for part in group:
        content = part.text.encode("utf-8", "surrogatepass")
        found.update(len(content).to_bytes(8, "little") + content)
    return found.digest()


def entries_of(batch: Batch, results: Sequence[Sequence[Collapsed]]) -> Iterator[Entry]:
    """Yield what is to be remembered of the documents of a batch."""
    sheets = iter(batch.sheets)
    for found in results:
        own = [next(sheets) for _ in found]
        first, last, group = own[0], own[-1], [sheet.document.input for sheet in own]
        yield Entry(
            first.first,
            last.first + len(last.paragraphs) + 1,
            name_of(group),
            group[0].id,
            digest_of(group),
            digest_of(found),
        )


def is_settled(digest: bytes, entry: Entry) -> bool:
    """Return whether a document that is known stays as it was decided, given the hash of its texts now.

    It does if they are those from before, or what was left; but not if what one of its copies is a copy of is no longer
    there, and that copy is.
    """
    return not entry.doubtful if digest == entry.input else digest == entry.output
