"""A ledger read back: which texts it knows, and what is missing in them."""

from __future__ import annotations

import json
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dedupe.errors import LedgerError
from dedupe.ledger.writing import FORMAT

# What takes something out of a file.
CUTS = ("removal", "boilerplate", "change")

Line = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Cut:
    """A removal as the ledger has it: its id, its byte offset in the input, the bytes that went, and those put there.

    `amends` says that it is no removal, but follows from some.
    """

    id: str
    start: int
    content: bytes
    put: bytes
    amends: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a text: the document that it is, the hashes before and after, and the cuts that are still out.

    `expected` is the number of removals announced; an entry with fewer of them was torn by a crash.
    """

    run: str
    document: str
    input_sha256: str
    output_sha256: str
    expected: int
    cuts: tuple[Cut, ...]

    @property
    def whole(self) -> bool:
        """Whether all its removals are there."""
        return len(self.cuts) == self.expected


def read_entries(path: Path) -> list[Entry]:
    """Return the entries of a ledger, in order, torn ones too.

    Raises `LedgerError` if the file cannot be read, or is not a ledger.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LedgerError(
            f"{path}: cannot read the ledger ({error.strerror}); give the file that --ledger wrote"
        ) from error
    lines = [(number, value) for number, line in enumerate(content.split(b"\n"), 1) if (value := parse_line(line))]
    try:
        entries = list(entries_of(lines))
    except LedgerError as error:
        raise LedgerError(f"{path}: {error}") from error
    if not entries:
        raise LedgerError(f"{path}: not a ledger; give the file that --ledger wrote")
    return entries


def parse_line(line: bytes) -> dict[str, Any] | None:
    """Return the object on a line, or None if the line is blank, was torn by a crash, or is nested too deeply."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def entries_of(lines: list[Line]) -> Iterator[Entry]:
    """Yield the entries that the lines make up."""
    cuts = cuts_by_run(lines)
    known: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for number, line in lines:
        if line.get("type") == "run":
            entry = entry_of(number, line, cuts)
        elif line.get("type") == "restoration":
            removal = str(line.get("id"))
            # Several runs may have made one text; the one is meant of which this removal was out.
            made = known[str(line.get("document")), str(line.get("before_sha256"))]
            before = next((entry for entry in reversed(made) if removal in {cut.id for cut in entry.cuts}), None)
            if before is None:
                continue
            entry = without(before, removal, str(line.get("output_sha256")))
        else:
            continue
        known[entry.document, entry.output_sha256].append(entry)
        yield entry


def cuts_by_run(lines: Iterable[Line]) -> dict[str, dict[str, Cut]]:
    """Return the cuts of each run by their ids; a run that was written twice counts once."""
    cuts: defaultdict[str, dict[str, Cut]] = defaultdict(dict)
    for number, line in lines:
        if line.get("type") in CUTS:
            cut = cut_of(number, line)
            cuts[cut.id.rpartition("-")[0]][cut.id] = cut
    return cuts


def cut_of(number: int, line: dict[str, Any]) -> Cut:
    """Return the cut on a removal's line; `number` is that of the line."""
    try:
        put = bytes_of("put", line) if "put" in line or "put_base64" in line else b""
        return Cut(str(line["id"]), int(line["cut_start"]), bytes_of("cut", line), put, line["type"] == "change")
    except (ArithmeticError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise damaged(number, error) from error


def bytes_of(name: str, line: dict[str, Any]) -> bytes:
    """Return the bytes that a line has under a name, as text or in base64."""
    if name in line:
        return bytes(line[name].encode("utf-8"))
    return b64decode(line[f"{name}_base64"], validate=True)


def entry_of(number: int, line: dict[str, Any], cuts: dict[str, dict[str, Cut]]) -> Entry:
    """Return the entry of a run's line."""
    if line.get("format") != FORMAT:
        raise LedgerError(
            f"ledger format {line.get('format')!r} on line {number} is not known, only {FORMAT};"
            " use the version of dedupe that wrote it"
        )
    try:
        run = str(line["run"])
        return Entry(
            run=run,
            document=str(line["document"]),
            input_sha256=str(line["input_sha256"]),
            output_sha256=str(line["output_sha256"]),
            expected=int(line["removals"]),
            cuts=tuple(sorted(cuts.get(run, {}).values(), key=lambda cut: cut.start)),
        )
    except (ArithmeticError, KeyError, ValueError, TypeError) as error:
        raise damaged(number, error) from error


def without(entry: Entry, removal: str, output_sha256: str) -> Entry:
    """Return what is still out after one removal was put back."""
    cuts = tuple(cut for cut in entry.cuts if cut.id != removal)
    return replace(entry, cuts=cuts, expected=len(cuts), output_sha256=output_sha256)


def damaged(number: int, error: Exception) -> LedgerError:
    """Return the error for a line that is JSON, but not what it says it is."""
    return LedgerError(f"line {number} of the ledger is damaged ({error!r}); restore it from a backup")
