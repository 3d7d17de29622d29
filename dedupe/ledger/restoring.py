"""Output and ledger to input, byte for byte; a text that the ledger does not know is refused.

All of it is a stream: of a text only a block is held at a time, and of the ledger one line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice, takewhile
from pathlib import PurePath
from typing import Any

from dedupe.errors import InputError, LedgerError
from dedupe.ledger.checking import id_of
from dedupe.ledger.format import restoration_line
from dedupe.ledger.reading import Entry, Ledger, Out

# So many documents or removals are named in an error.
NAMED = 3

Contents = Callable[[], Iterable[bytes]]


class Restoration:
    """A text and the way back to the input that it was made from, or to a part of that.

    `contents` returns the bytes of the text, whenever it is called. `name` is where it stands, and decides between
    documents with equal outputs. With `ids` only these removals are put back. `count` is the number of removals that
    come back: none if the text is the input already.

    Raises `LedgerError` if no run in the ledger made or read this text, or if an id is not among what is out of it.
    """

    def __init__(self, ledger: Ledger, name: str, contents: Contents, ids: Collection[str] = ()) -> None:
        self._ledger = ledger
        self._name = name
        self._contents = contents
        self._ids = tuple(dict.fromkeys(ids))
        self._digest = hash_of(contents())
        self._entry = entry_for(name, self._digest, ledger)
        if ids:
            self._check_ids()
        self.count = len(self._ids) or (ledger.count(self._entry) if self._entry else 0)

    def check(self) -> None:
        """Raise `LedgerError` unless all that was removed gives the input that was hashed."""
        entry = self._entry
        if entry and hash_of(self._whole(entry)) != entry.input_sha256:
            raise LedgerError(
                f"{self._name}: the removals in the ledger do not give the input that was hashed, so nothing was"
                " changed; the ledger was edited, restore it from a backup"
            )

    def check_unchanged(self) -> None:
        """Raise `InputError` if the text is no longer what was read: what was written to it since would be lost."""
        for _ in self._read():
            pass

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes that are restored; `check` says whether they will be right."""
        if not self._entry:
            return self._read()
        if not self._ids:
            return self._whole(self._entry)
        chosen = {id_of("id", removal)[1] for removal in self._ids}
        return self._put_back(self._ledger.cuts(self._entry), chosen)

    def line(self) -> dict[str, Any] | None:
        """Return the line that makes the new text known to the ledger, where removals come back by themselves."""
        if not self._entry or not self._ids:
            return None
        return restoration_line(self._ids, self._entry.document, self._digest, hash_of(self.pieces()))

    def _whole(self, entry: Entry) -> Iterator[bytes]:
        return self._put_back(self._ledger.cuts(entry))

    def _put_back(self, cuts: Iterable[Out], chosen: Collection[int] | None = None) -> Iterator[bytes]:
        """Yield the text with cuts put back: all, or those of the `chosen` removals."""
        text = Blocks(self._read())
        position = 0
        for removal, (start, content, put) in cuts:
            if start < position:
                raise LedgerError(
                    f"{self._ledger.path}: removal {removal} of {self._name} begins at byte {start}, inside another"
                    " one; restore the ledger from a backup"
                )
            yield from text.take(start - position)
            for _ in text.take(len(put)):
                pass
            if chosen is None or removal in chosen:
                yield content
            position = start + len(content)
        yield from text.rest()

    def _read(self) -> Iterator[bytes]:
        """Yield the text; raises `InputError` at its end if it is not the one that was looked at first."""
        digest = sha256()
        for block in self._contents():
            digest.update(block)
            yield block
        if digest.hexdigest() != self._digest:
            raise InputError(f"{self._name}: changed while it was read, so it was left alone; run again")

    def _check_ids(self) -> None:
        entry, ledger = self._entry, self._ledger
        out = ledger.ids(entry) if entry else iter(())
        missing = set(self._ids)
        known: list[str] = []
        for removal in out:
            missing.discard(removal)
            if len(known) <= NAMED:
                known.append(removal)
        if missing:
            names = ", ".join(removal for removal in self._ids if removal in missing)
            shown = ", ".join(known[:NAMED]) + (" ..." if len(known) > NAMED else "")
            raise LedgerError(
                f"{self._name}: no removal {names} to put back in this text;"
                f" {f'there are {shown}' if known else 'there are none'}"
            )
        if entry and ledger.has_more_than_removals(entry):
            raise LedgerError(
                f"{self._name}: single removals cannot be put back here, as other bytes changed with them;"
                " leave out --only"
            )


class Blocks:
    """Bytes that come in blocks, taken as many at a time as wanted."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._block = memoryview(b"")

    def take(self, count: int) -> Iterator[bytes]:
        """Yield the next `count` bytes, or what is left, in pieces."""
        while count:
            if not self._block:
                block = next(self._blocks, b"")
                if not block:
                    return
                self._block = memoryview(block)
            piece = self._block[:count]
            self._block = self._block[len(piece) :]
            count -= len(piece)
            yield bytes(piece)

    def rest(self) -> Iterator[bytes]:
        """Yield all that is left, in pieces."""
        yield bytes(self._block)
        yield from self._blocks


def hash_of(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of some pieces of bytes, in hexadecimal."""
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def entry_for(name: str, digest: str, ledger: Ledger) -> Entry | None:
    """Return the latest entry with removals that made the text of this hash; None if that is the input of a run."""
    nearest, made, torn = -1, list[Entry](), list[Entry]()
    for entry in ledger.made(digest):
        near = common_tail(name, entry.document)
        if not entry.whole:
            torn = [entry]
        elif near >= nearest:
            made = [*(made if near == nearest else ()), entry]
            nearest = near
    cut = [entry for entry in made if next(ledger.ids(entry), None)]
    if cut:
        different = len({entry.input_sha256 for entry in made}) > 1
        return latest_of_one(name, cut) if different else cut[-1]
    if made or ledger.has_read(digest):
        return None
    for entry in torn:
        raise LedgerError(
            f"{name}: the ledger has {entry.found} of the {entry.removals} removals from this text, so nothing was"
            " changed; restore the ledger from a backup"
        )
    raise LedgerError(
        f"{name}: the ledger does not know this text, so nothing was changed;"
        " give the output as the run left it, or the ledger of its run"
    )


def latest_of_one(name: str, made: Sequence[Entry]) -> Entry:
    """Return the latest entry if all are of one document, else raise `LedgerError`."""
    documents = sorted({entry.document for entry in made})
    if len(documents) > 1:
        raise LedgerError(
            f"{name}: {len(documents)} documents had this output ({', '.join(islice(documents, NAMED))}), so nothing"
            " was changed; give it the file name of the one that it is"
        )
    return made[-1]


def common_tail(name: str, document: str) -> int:
    """Return how many last parts a path has in common with the id of a document.

    >>> common_tail("clean/b/page.txt", "crawl/b/page.txt"), common_tail("b.txt", "a.txt")
    (2, 0)
    """
    pairs = zip(reversed(PurePath(name).parts), reversed(PurePath(document).parts), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
