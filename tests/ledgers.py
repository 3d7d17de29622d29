"""Ledgers of texts that are files of their own."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dedupe.formats.records import Record, change_of
from dedupe.ledger.reading import Ledger
from dedupe.ledger.restoring import Restoration, entry_for, hash_of
from dedupe.ledger.writing import LedgerPage
from dedupe.results import Collapsed


def to_jsonl(collapsed: Collapsed) -> bytes:
    """Return the lines for a collapsed text."""
    record = Record(0, documents=(collapsed.document,), last=True)
    page = LedgerPage(collapsed.document.id, collapsed.options)
    page.add(record, [collapsed], change_of(record, [collapsed]), collapsed.output)
    return b"".join(page.lines())


def lines_of(collapsed: Collapsed) -> list[dict[str, Any]]:
    """Return the lines for a collapsed text as objects."""
    return [json.loads(line) for line in to_jsonl(collapsed).splitlines()]


@contextmanager
def restoration(path: Path, output: bytes, name: str = "page.txt", ids: Collection[str] = ()) -> Iterator[Restoration]:
    """Give the way back from an output."""
    with Ledger(path) as ledger:
        yield Restoration(ledger, name, lambda: [output], ids)


def restored(path: Path, output: bytes, name: str = "page.txt", ids: Collection[str] = ()) -> bytes:
    """Return what an output was made from, after a check, as `dedupe restore` does it."""
    with restoration(path, output, name, ids) as found:
        found.check()
        return b"".join(found.pieces())


def ids_out_of(path: Path, output: bytes, name: str = "page.txt") -> list[str]:
    """Return the ids of what is out of a text."""
    with Ledger(path) as ledger:
        entry = entry_for(name, hash_of([output]), ledger)
        return list(ledger.ids(entry)) if entry else []
