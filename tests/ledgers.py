"""Ledgers of texts that are files of their own."""

from __future__ import annotations

import json
from typing import Any

from dedupe.formats.records import Record, change_of
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
