"""Output and ledger to input, byte for byte; a text that the ledger does not know is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from dedupe.collapsing.cutting import reinsert
from dedupe.errors import LedgerError
from dedupe.formats.records import Patch, patched

if TYPE_CHECKING:
    from dedupe.ledger.reading import Cut, Entry


class Restored(NamedTuple):
    """The restored bytes, and the removals that are back; none if the text was the input already.

    `lines` are for the ledger: they make the new text known to it.
    """

    content: bytes
    put_back: tuple[str, ...]
    lines: tuple[dict[str, object], ...] = ()


def restore(name: str, output: bytes, entries: Sequence[Entry]) -> Restored:
    """Return the input of the latest run that made this output.

    `name` is where the output stands, and decides between documents with equal outputs. Raises `LedgerError` if no run
    in the ledger made or read this text, or if the result is not the input that was hashed.
    """
    entry = entry_for(name, output, entries)
    if entry is None:
        return Restored(output, ())
    content = put_back(output, entry.cuts)
    check_hash(name, content, entry)
    return Restored(content, tuple(cut.id for cut in entry.cuts if not cut.amends))


def restore_only(name: str, output: bytes, entries: Sequence[Entry], ids: Collection[str]) -> Restored:
    """Return the output with some of its removals put back, and the rest still out.

    Raises `LedgerError` as `restore` does, and if an id is not among the removals that are out.
    """
    from dedupe.ledger.writing import restoration_line

    entry = entry_for(name, output, entries)
    out = {cut.id: cut for cut in entry.cuts} if entry else {}
    missing = [removal for removal in ids if removal not in out]
    if entry is None or missing:
        known = ", ".join(list(out)[:3]) + (" ..." if len(out) > 3 else "")
        raise LedgerError(
            f"{name}: no removal {', '.join(missing)} to put back in this text;"
            f" {f'there are {known}' if out else 'there are none'}"
        )
    if any(cut.amends or cut.put for cut in entry.cuts):
        raise LedgerError(
            f"{name}: single removals cannot be put back here, as other bytes changed with them; leave out --only"
        )
    whole = put_back(output, entry.cuts)
    check_hash(name, whole, entry)
    lines: list[dict[str, object]] = []
    before = entry.output_sha256
    for removal in dict.fromkeys(ids):
        del out[removal]
        content = take_out(whole, out.values())
        lines.append(restoration_line(removal, entry.document, before, content))
        before = str(lines[-1]["output_sha256"])
    return Restored(content, tuple(ids), tuple(lines))


def put_back(output: bytes, cuts: Iterable[Cut]) -> bytes:
    """Return the input, given what went."""
    return reinsert(output, [(cut.start, cut.content, cut.put) for cut in cuts])


def take_out(content: bytes, cuts: Iterable[Cut]) -> bytes:
    """Return the input without some cuts, for which nothing was put."""
    return patched(content, 0, [Patch(cut.start, cut.content) for cut in cuts])


def entry_for(name: str, output: bytes, entries: Sequence[Entry]) -> Entry | None:
    """Return the latest entry with removals that made this text; None if the text is the input of a run."""
    from dedupe.ledger.writing import hash_bytes

    found = hash_bytes(output)
    made = [entry for entry in entries if entry.output_sha256 == found and entry.whole]
    nearest = max((common_tail(name, entry.document) for entry in made), default=0)
    made = [entry for entry in made if common_tail(name, entry.document) == nearest]
    cut = [entry for entry in made if entry.cuts]
    if cut:
        different = len({entry.input_sha256 for entry in made}) > 1
        return latest_of_one(name, cut) if different else cut[-1]
    if made or any(entry.input_sha256 == found for entry in entries):
        return None
    raise LedgerError(
        f"{name}: the ledger does not know this text, so nothing was changed;"
        " give the output as the run left it, or the ledger of its run"
    )


def latest_of_one(name: str, made: Sequence[Entry]) -> Entry:
    """Return the latest entry if all are of one document, else raise `LedgerError`."""
    documents = sorted({entry.document for entry in made})
    if len(documents) > 1:
        raise LedgerError(
            f"{name}: {len(documents)} documents had this output ({', '.join(documents[:3])}), so nothing was"
            " changed; give it the file name of the one that it is"
        )
    return made[-1]


def common_tail(name: str, document: str) -> int:
    """Return how many last parts a path has in common with the id of a document.

    >>> common_tail("clean/b/page.txt", "crawl/b/page.txt"), common_tail("b.txt", "a.txt")
    (2, 0)
    """
    pairs = zip(reversed(PurePath(name).parts), reversed(PurePath(document).parts), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def check_hash(name: str, content: bytes, entry: Entry) -> None:
    """Raise `LedgerError` unless the content is the input of the entry."""
    from dedupe.ledger.writing import hash_bytes

    if hash_bytes(content) != entry.input_sha256:
        raise LedgerError(
            f"{name}: the removals in the ledger do not give the input that was hashed, so nothing was"
            " changed; the ledger was edited, restore it from a backup"
        )
