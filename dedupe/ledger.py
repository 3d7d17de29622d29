"""The file of removals: JSON lines, appended, never overwritten.

A run writes one line for each document, with what was decided and the SHA-256 of input and output, then one for each
removal. Nothing in a line depends on the time or the engine, so the same run writes the same bytes. A line is an
intention until a text with the output's hash is found: the ledger is made durable before the output is written.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from dedupe.results import Collapsed, Removal

FORMAT = 1
RUN_ID_LENGTH = 12


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def run_id(parts: Iterable[object]) -> str:
    """Return an id for a run that only depends on what was done to what."""
    return hash_bytes(json.dumps(list(parts), sort_keys=True).encode())[:RUN_ID_LENGTH]


def lines_of(collapsed: Collapsed) -> Iterator[dict[str, Any]]:
    """Yield the lines for a collapsed document: one for the run, one for each removal."""
    document = collapsed.document
    hashes = hash_bytes(document.to_bytes(document.text)), hash_bytes(collapsed.output)
    options = collapsed.options.as_dict()
    run = run_id([FORMAT, document.id, options, collapsed.split, document.encoding, *hashes])
    yield {
        "type": "run",
        "format": FORMAT,
        "run": run,
        "document": document.id,
        "options": options,
        "split": collapsed.split,
        "encoding": document.encoding,
        "input_sha256": hashes[0],
        "output_sha256": hashes[1],
        "removals": len(collapsed.cuts),
    }
    for removal in collapsed.removed:
        yield {"type": "removal", "id": f"{run}-{removal.number}", **removal_line(removal, collapsed)}


def to_jsonl(collapsed: Collapsed) -> bytes:
    """Return the lines for a collapsed document as bytes."""
    return encode_lines(lines_of(collapsed))


def encode_lines(lines: Iterable[dict[str, Any]]) -> bytes:
    """Return lines as JSON in UTF-8, each with its line feed."""
    texts = (json.dumps(line, ensure_ascii=False) for line in lines)
    return "".join(f"{text}\n" for text in texts).encode("utf-8", "surrogatepass")


def removal_line(removal: Removal, collapsed: Collapsed) -> dict[str, Any]:
    """Return a removal as plain values; the kept text stands in the output and is not repeated."""
    line = removal.match.as_dict()
    for name in ("text", "kept_text", "removed"):
        del line[name]
    cut = collapsed.document.encode(removal.cut)
    return line | {"cut_start": removal.cut_start, "cut_end": removal.cut_end} | cut_value(cut)


def cut_value(cut: bytes) -> dict[str, str]:
    """Return bytes as a JSON value: text where they are UTF-8, else base64."""
    try:
        return {"cut": cut.decode("utf-8")}
    except UnicodeDecodeError:
        return {"cut_base64": b64encode(cut).decode("ascii")}


def restoration_line(removal: str, document: str, before: str, output: bytes) -> dict[str, Any]:
    """Return the line that says that a removal is back, in a text that had the hash `before`, and what it is since."""
    return {
        "type": "restoration",
        "id": removal,
        "document": document,
        "before_sha256": before,
        "output_sha256": hash_bytes(output),
    }
