"""The format of a ledger: its version, and the name of every field, once.

A line is a JSON object. Its first field says what it is: a run, one of the three kinds of cut, or a restoration.
`decode` trusts nothing in a line.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from dedupe.formats.records import Patch
from dedupe.ledger.checking import (
    DamagedLineError,
    ascii_of,
    content_of,
    count_of,
    id_of,
    list_of,
    parse,
    shown,
    str_of,
)
from dedupe.results import Boilerplate, Removal

VERSION = 2
# How the first line of a ledger begins, in this format and in format 1.
STARTS = (b'{"run":"', b'{"type": "')
RUN, REMOVAL, BOILERPLATE, CHANGE, RESTORATION = "run", "removal", "boilerplate", "change", "restoration"
CUTS = (REMOVAL, BOILERPLATE, CHANGE)


class RunLine(NamedTuple):
    """What a run did to a document; `removals` is the number of its cuts."""

    run: str
    document: str
    input_sha256: str
    output_sha256: str
    removals: int


class CutLine(NamedTuple):
    """What was cut of the input for one reason: patches in order.

    `amends` says that it is no removal, but follows from some.
    """

    run: str
    number: int
    patches: tuple[Patch, ...]
    amends: bool


class RestorationLine(NamedTuple):
    """Removals that were put back by themselves, and the hash of the text before and after."""

    removals: tuple[tuple[str, int], ...]
    document: str
    before_sha256: str
    output_sha256: str


def encode_line(line: dict[str, Any]) -> bytes:
    """Write a line as JSON in UTF-8, with its line feed."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode("utf-8", "surrogatepass")


def run_line(line: RunLine, *, options: dict[str, Any], split: Sequence[str], encoding: str) -> dict[str, Any]:
    """Return the line of a run; `split` has one way of splitting for each round."""
    return {
        RUN: line.run,
        "format": VERSION,
        "document": line.document,
        "options": options,
        "split": list(split),
        "encoding": encoding,
        "input_sha256": line.input_sha256,
        "output_sha256": line.output_sha256,
        "removals": line.removals,
    }


def removal_line(removal_id: str, document: str, removal: Removal, patches: Sequence[Patch]) -> dict[str, Any]:
    """Return the line of a removal from a `document`, or from a record in it, which is then named."""
    match = removal.match
    return {
        REMOVAL: removal_id,
        **named(match.document, document),
        "start": match.start,
        "end": match.end,
        "line": match.line,
        "kept": {
            **named(match.kept_document, match.document),
            "start": match.kept_start,
            "end": match.kept_end,
            "line": match.kept_line,
            "words": match.kept_words,
        },
        "words": match.words,
        "lcs": match.lcs,
        "verdict": str(match.verdict),
        "reasons": list(match.reasons),
        **({"context": match.context} if match.context else {}),
        **cut_fields(patches),
    }


def boilerplate_line(removal_id: str, document: str, removal: Boilerplate, patches: Sequence[Patch]) -> dict[str, Any]:
    """Return the line of a paragraph that went as boilerplate."""
    return {
        BOILERPLATE: removal_id,
        **named(removal.document, document),
        "start": removal.start,
        "end": removal.end,
        "line": removal.line,
        "documents": removal.documents,
        **cut_fields(patches),
    }


def change_line(removal_id: str, patches: Sequence[Patch]) -> dict[str, Any]:
    """Return the line of a change that follows from removals."""
    return {CHANGE: removal_id, **cut_fields(patches)}


def restoration_line(removals: Sequence[str], document: str, before_sha256: str, output_sha256: str) -> dict[str, Any]:
    """Return the line that says that removals are back in a text that had the hash `before_sha256`."""
    return {
        RESTORATION: list(removals),
        "document": document,
        "before_sha256": before_sha256,
        "output_sha256": output_sha256,
    }


def named(document: str, implied: str) -> dict[str, str]:
    """Return the field that names a document, unless it is the one that is implied."""
    return {} if document == implied else {"document": document}


def cut_fields(patches: Sequence[Patch]) -> dict[str, Any]:
    """Return the field of what was cut: each patch with its offset; in base64 unless all of it is UTF-8."""
    try:
        return {"cut": [spelled(patch, partial(bytes.decode, encoding="utf-8")) for patch in patches]}
    except UnicodeDecodeError:
        return {"cut_base64": [spelled(patch, lambda part: b64encode(part).decode("ascii")) for patch in patches]}


def spelled(patch: Patch, spell: Any) -> list[Any]:  # noqa: ANN401 - a function of bytes
    """Return a patch as a list, with what stands there instead only where there is something."""
    return [patch.start, *map(spell, patch[1:] if patch.put else patch[1:2])]


def decode(line: bytes) -> RunLine | CutLine | RestorationLine | None:
    """Read a line; None if it is torn, or of a kind that is not known. Raises `DamagedLineError`."""
    value = parse(line)
    if not isinstance(value, dict):
        return None
    if "type" in value:
        from dedupe.ledger.format_one import decode_old

        return decode_old(value)
    if RUN in value:
        return decode_run(value, ascii_of(value, RUN))
    kind = next((kind for kind in CUTS if kind in value), None)
    if kind:
        return cut_of(str_of(value, kind), patches_of(value), amends=kind == CHANGE)
    if RESTORATION in value:
        removals = (id_of(RESTORATION, removal) for removal in list_of(value, RESTORATION))
        return decode_restoration(value, removals)
    return None


def decode_run(value: dict[str, Any], run: str) -> RunLine:
    """Read the line of a run, of any format up to this one."""
    version = value.get("format")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise DamagedLineError(
            f"format must be 1 to {VERSION}, got {shown(version)}", "use the version of dedupe that wrote it"
        )
    return RunLine(
        run=run,
        document=str_of(value, "document"),
        input_sha256=ascii_of(value, "input_sha256"),
        output_sha256=ascii_of(value, "output_sha256"),
        removals=count_of("removals", value.get("removals")),
    )


def decode_restoration(value: dict[str, Any], removals: Iterable[tuple[str, int]]) -> RestorationLine:
    """Read the line of a restoration, of any format."""
    hashes = ascii_of(value, "before_sha256"), ascii_of(value, "output_sha256")
    return RestorationLine(tuple(removals), str_of(value, "document"), *hashes)


def cut_of(removal_id: str, patches: Sequence[Patch], *, amends: bool) -> CutLine:
    """Return a cut; raises `DamagedLineError` unless its patches are in order and apart."""
    end = 0
    for patch in patches:
        if patch.start < end:
            raise DamagedLineError(f"cut must be in order and not overlap, got {patch.start} after {end}")
        end = patch.end
    return CutLine(*id_of("id", removal_id), tuple(patches), amends)


def patches_of(value: dict[str, Any]) -> list[Patch]:
    """Return what was cut."""
    name = "cut" if "cut" in value else "cut_base64"
    patches = list_of(value, name)
    for patch in patches:
        if not (isinstance(patch, list) and len(patch) in {2, 3}):
            raise DamagedLineError(f"{name} must be pairs of an offset and a text, got {shown(patch)}")
    return [Patch(count_of(name, start), *(content_of(name, part) for part in parts)) for start, *parts in patches]
