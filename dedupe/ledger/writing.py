"""The file of removals: JSON lines, appended, never overwritten.

A run writes one line for each file, with what was decided and the SHA-256 of input and output, then one for each
removal. Nothing in a line depends on the time or the engine, so the same run writes the same bytes. A line is an
intention until a text with the output's hash is found: the ledger is made durable before the output is written.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import IO, Any

from dedupe.formats.records import Change, Patch, Record
from dedupe.options import Options
from dedupe.results import Boilerplate, Collapsed, Removal

FORMAT = 1
RUN_ID_LENGTH = 12
# Stands for the id of the run until that is known.
PLACEHOLDER = "0" * RUN_ID_LENGTH
IN_MEMORY = 1 << 22


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return sha256(content).hexdigest()


def run_id(parts: Iterable[object]) -> str:
    """Return an id for a run that only depends on what was done to what."""
    return hash_bytes(json.dumps(list(parts), sort_keys=True).encode())[:RUN_ID_LENGTH]


class LedgerPage:
    """What a ledger says of one file: a line for the run, one for each removal, and one for all else that changed.

    What is removed may be more than fits in memory: beyond `IN_MEMORY` bytes the lines wait in a temporary file.
    """

    def __init__(self, document: str, options: Options) -> None:
        from tempfile import SpooledTemporaryFile

        self._document = document
        self._options = options
        self._input, self._output = sha256(), sha256()
        self._splits: set[str] = set()
        self._encoding = "utf-8"
        self._count = 0
        self._lines: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is closed with the page

    def add(self, record: Record, results: Sequence[Collapsed], change: Change, output: bytes) -> None:
        """Take in a record: its collapsed documents, what changes, and what it is afterwards."""
        self._input.update(record.to_bytes())
        self._output.update(output)
        for collapsed in results:
            self._splits.add(collapsed.split)
            self._encoding = collapsed.document.encoding
        gone = [removal for collapsed in results for removal in collapsed.gone]
        for removal, patch in zip(gone, change.removals, strict=True):
            if isinstance(removal, Boilerplate):
                self._add_line("boilerplate", boilerplate_line(removal) | patch_line(patch))
            else:
                self._add_line("removal", removal_line(removal) | patch_line(patch))
        for patch in change.others:
            self._add_line("change", {"document": self._document} | patch_line(patch))

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, that of the run first; after that the page is closed."""
        options = self._options.as_dict()
        split = self._splits.pop() if len(self._splits) == 1 else str(self._options.split)
        hashes = self._input.hexdigest(), self._output.hexdigest()
        run = run_id([FORMAT, self._document, options, split, self._encoding, *hashes])
        yield encode_line(
            {
                "type": "run",
                "format": FORMAT,
                "run": run,
                "document": self._document,
                "options": options,
                "split": split,
                "encoding": self._encoding,
                "input_sha256": hashes[0],
                "output_sha256": hashes[1],
                "removals": self._count,
            }
        )
        self._lines.seek(0)
        placeholder, own = PLACEHOLDER.encode(), run.encode()
        with self._lines:
            for line in self._lines:
                yield line.replace(placeholder, own, 1)

    def close(self) -> None:
        """Forget the lines."""
        self._lines.close()

    def _add_line(self, kind: str, line: dict[str, Any]) -> None:
        self._count += 1
        self._lines.write(encode_line({"type": kind, "id": f"{PLACEHOLDER}-{self._count}", **line}))


def encode_line(line: dict[str, Any]) -> bytes:
    """Return a line as JSON in UTF-8, with its line feed."""
    return f"{json.dumps(line, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")


def removal_line(removal: Removal) -> dict[str, Any]:
    """Return a removal as plain values; the kept text stands in the output and is not repeated."""
    line = removal.match.as_dict()
    for name in ("text", "kept_text", "removed", "record", "kept_record"):
        line.pop(name, None)
    return line


def boilerplate_line(removal: Boilerplate) -> dict[str, Any]:
    """Return boilerplate that went as plain values."""
    return {name: getattr(removal, name) for name in ("document", "start", "end", "line", "documents")}


def patch_line(patch: Patch) -> dict[str, Any]:
    """Return a change of a file as plain values; `put` only where something stands there instead."""
    line = {"cut_start": patch.start, "cut_end": patch.end} | bytes_value("cut", patch.cut)
    return line | bytes_value("put", patch.put) if patch.put else line


def bytes_value(name: str, content: bytes) -> dict[str, str]:
    """Return bytes as a JSON value: text where they are UTF-8, else base64."""
    try:
        return {name: content.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_base64": b64encode(content).decode("ascii")}


def restoration_line(removal: str, document: str, before: str, output: bytes) -> dict[str, Any]:
    """Return the line that says that a removal is back, in a text that had the hash `before`, and what it is since."""
    return {
        "type": "restoration",
        "id": removal,
        "document": document,
        "before_sha256": before,
        "output_sha256": hash_bytes(output),
    }
