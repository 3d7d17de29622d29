"""Records: what a file is made of, and how it looks without what was removed of the texts in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dedupe.bulk import EncodedCuts
from dedupe.documents import Document

if TYPE_CHECKING:
    from dedupe.results import Collapsed

# So many blank lines come as one.
MOST_TOGETHER = 1 << 12


class Record(NamedTuple):
    """A stretch of a file with the documents in it; the records of a file, end to end, are all its bytes.

    `content` has the bytes, or nothing where the only document has them all; `start` is their offset in the file.
    `fault` says why the record could not be read, if so; `last` that the file ends with it. `amend` returns what else
    has to change where something goes, such as a length that is given in front. `rows` is the table whose last row it
    is, for formats that are written in tables.
    """

    start: int
    content: bytes = b""
    documents: Sequence[Document] = ()
    fault: str = ""
    last: bool = False
    amend: Callable[[Record, Sequence[Patch]], list[Patch]] | None = None
    rows: Any = None

    @property
    def whole(self) -> bool:
        """Whether the only document has all bytes of the file."""
        return len(self.documents) == 1 and self.documents[0].literal is None

    def to_bytes(self) -> bytes:
        """Return the bytes in the file."""
        return self.documents[0].to_bytes() if self.whole else self.content


class Patch(NamedTuple):
    """A change of a file: the bytes `cut` from `start` on go, and the bytes `put` stand there instead."""

    start: int
    cut: bytes
    put: bytes = b""

    @property
    def end(self) -> int:
        """Where the cut ends in the input."""
        return self.start + len(self.cut)


class Change(NamedTuple):
    """What becomes of a record: a patch for each stretch of a removal, in order, and those that follow from them."""

    removals: Sequence[Patch] = ()
    others: Sequence[Patch] = ()

    @property
    def patches(self) -> list[Patch]:
        """All patches, in order."""
        return sorted([*self.removals, *self.others])


def change_of(record: Record, results: Sequence[Collapsed], *, drop_empty: bool = False) -> Change:
    """Return what becomes of a record, given its collapsed documents in the order of their places.

    With `drop_empty` a record goes as a whole if something was removed of it and none of its documents has text left.
    """
    removals = [patch for collapsed in results for patch in patches_in(collapsed)]
    if not removals:
        return Change()
    if drop_empty and not record.whole and not any(collapsed.text for collapsed in results):
        removals = [patch._replace(put=b"") for patch in removals]
        return Change(removals, rest_of(record, removals))
    return Change(removals, record.amend(record, removals) if record.amend else [])


def rest_of(record: Record, patches: Sequence[Patch]) -> list[Patch]:
    """Return patches for all of a record that others leave."""
    found, place = [], 0
    content = record.to_bytes()
    for patch in [*patches, Patch(record.start + len(content), b"")]:
        if patch.start - record.start > place:
            found.append(Patch(record.start + place, content[place : patch.start - record.start]))
        place = patch.end - record.start
    return found


def patches_in(collapsed: Collapsed) -> list[Patch]:
    """Return what goes of one document, in order: a patch for each stretch of a removal."""
    if not collapsed.cuts:
        return []
    if isinstance(collapsed.cuts, EncodedCuts):
        shift = len(collapsed.document.mark)
        return [Patch(start + shift, cut) for start, cut in collapsed.cuts.pieces()]
    literal, offsets = collapsed.document.literal, collapsed.document.offsets()
    found = [Patch(offsets[cut.start], offsets.spelled(cut.start, cut.end)) for cut in collapsed.cuts]
    if literal and literal.empty and not collapsed.text:
        found[-1] = found[-1]._replace(put=literal.empty)
    return found


def patched(content: bytes, start: int, patches: Sequence[Patch]) -> bytes:
    """Return bytes of a file, which begin there at `start`, with some changes, in order, made.

    >>> patched(b"one two", 100, [Patch(103, b" two", b"!")])
    b'one!'
    """
    return b"".join(pieces(content, start, patches)) if patches else content


def pieces(content: bytes, start: int, patches: Sequence[Patch]) -> Iterator[bytes]:
    """Yield what is left and what is put, one after the other."""
    position = 0
    for patch in patches:
        yield content[position : patch.start - start]
        yield patch.put
        position = patch.end - start
    yield content[position:]


def blank_together(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    r"""Yield lines, each with a count of 1; blank ones in a row come as one, as what is done for each takes time.

    >>> list(blank_together([b"one\n", b"\n", b"\r\n", b"two\n"]))
    [(1, b'one\n'), (2, b'\n\r\n'), (1, b'two\n')]
    """
    blank: list[bytes] = []
    for line in lines:
        if line.isspace():
            blank.append(line)
            if len(blank) < MOST_TOGETHER:
                continue
        if blank:
            yield len(blank), b"".join(blank)
            blank = []
        if not line.isspace():
            yield 1, line
    if blank:
        yield len(blank), b"".join(blank)
