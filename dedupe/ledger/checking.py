"""Values on the lines of a ledger: each is checked, and what is wrong is said with its field."""

from __future__ import annotations

import json
from base64 import b64decode
from reprlib import Repr
from typing import Any

# Offsets fit into 64 bits.
MOST_BYTES = 1 << 62
KINDS = {int: "a whole number", str: "a text", list: "a list", dict: "an object"}


class DamagedLineError(ValueError):
    """A line is not what its first field says it is: the rule that it breaks, and the way out."""

    def __init__(self, rule: str, way_out: str = "restore the ledger from a backup") -> None:
        super().__init__(f"{rule}; {way_out}")


def parse(line: bytes) -> object:
    """Return the JSON value on a line, None if it is torn; raises `DamagedLineError` where it is no value of ours."""
    try:
        return json.loads(line.decode("utf-8", "surrogatepass"), parse_constant=refuse_constant)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    except RecursionError:
        raise DamagedLineError("values must not be nested this deep") from None
    except DamagedLineError:
        raise
    except ValueError:
        # Python refuses numbers of thousands of digits.
        raise DamagedLineError("a number has too many digits") from None


def refuse_constant(name: str) -> float:
    """Refuse a number that JSON does not have."""
    raise DamagedLineError(f"a number must be finite, got {name}")


def content_of(name: str, part: object) -> bytes:
    """Return the bytes that are spelled in a field of this name."""
    if not isinstance(part, str):
        raise DamagedLineError(f"{name} must be {KINDS[str]}, got {shown(part)}")
    try:
        return b64decode(part, validate=True) if name.endswith("_base64") else part.encode("utf-8")
    except ValueError:
        raise DamagedLineError(f"{name} cannot be spelled so: {shown(part)}") from None


def id_of(name: str, value: object) -> tuple[str, int]:
    """Return the run and the number of a removal's id."""
    run, dash, number = value.rpartition("-") if isinstance(value, str) else ("", "", "")
    if (
        not (run.isascii() and dash and number.isascii() and number.isdecimal())
        or len(number) > len(str(MOST_BYTES)) - 1
    ):
        raise DamagedLineError(f"{name} must be a run and a number, got {shown(value)}")
    return run, int(number)


def str_of(value: dict[str, Any], name: str) -> str:
    """Return the text in a field."""
    found: str = checked(name, value.get(name), str)
    return found


def ascii_of(value: dict[str, Any], name: str) -> str:
    """Return the id or hash in a field."""
    found = str_of(value, name)
    if not found.isascii():
        raise DamagedLineError(f"{name} must be ASCII, got {shown(found)}")
    return found


def list_of(value: dict[str, Any], name: str) -> list[Any]:
    """Return the list in a field."""
    found: list[Any] = checked(name, value.get(name), list)
    return found


def count_of(name: str, value: object) -> int:
    """Return a number of bytes or lines."""
    found: int = checked(name, value, int)
    if not 0 <= found <= MOST_BYTES:
        raise DamagedLineError(f"{name} must be between 0 and {MOST_BYTES}, got {shown(found)}")
    return found


def checked(name: str, value: object, kind: type) -> Any:  # noqa: ANN401 - of that kind
    """Return a value of a kind; raises `DamagedLineError` for any other."""
    if type(value) is not kind:
        raise DamagedLineError(f"{name} must be {KINDS[kind]}, got {shown(value)}")
    return value


def shown(value: object) -> str:
    """Return the beginning of a value, in ASCII."""
    short = Repr()
    short.maxlevel = 2
    return ascii(value) if value is None else short.repr(value).encode("ascii", "backslashreplace").decode("ascii")
