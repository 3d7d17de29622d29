"""Lines of format 1, which was written before format 2: read, never written.

Each kind of line has its name in `type`, a cut is one patch, and a restoration is of one removal.
"""

from __future__ import annotations

from typing import Any

from dedupe.formats.records import Patch
from dedupe.ledger import format as new
from dedupe.ledger.checking import ascii_of, content_of, count_of, id_of, str_of


def decode_old(value: dict[str, Any]) -> new.RunLine | new.CutLine | new.RestorationLine | None:
    """Read a line of format 1; None if it is of a kind that is not known. Raises `DamagedLineError`."""
    kind = value["type"]
    if kind == new.RUN:
        return new.decode_run(value, ascii_of(value, "run"))
    if kind in new.CUTS:
        put = bytes_of(value, "put") if "put" in value or "put_base64" in value else b""
        start = count_of("cut_start", value.get("cut_start"))
        patch = Patch(start, bytes_of(value, "cut"), put)
        return new.cut_of(str_of(value, "id"), [patch], amends=kind == new.CHANGE)
    if kind == new.RESTORATION:
        return new.decode_restoration(value, [id_of("id", value.get("id"))])
    return None


def bytes_of(value: dict[str, Any], name: str) -> bytes:
    """Return the bytes in a field, given as text or in base64."""
    name = name if name in value else f"{name}_base64"
    return content_of(name, value.get(name))
