"""Which format a file has whose name does not say it: told by how its content begins."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from functools import cache

from dedupe.errors import OptionError
from dedupe.formats.fields import FIELD
from dedupe.formats.naming import Format, format_named

Signs = tuple[str, str, str]

# In bytes: a longer beginning is not looked at.
LONGEST_START = 1 << 13
STARTS = {b"PAR1": Format.PARQUET, b"WARC/": Format.WET}
# What may stand before the first name in JSON.
BEFORE_JSON = BOM_UTF8 + b" \t\r\n[{"


def is_enough(start: bytes) -> bool:
    """Whether so much of a file is enough to tell its format: the first line that is more than brackets is there."""
    return b"\n" in start.lstrip(BEFORE_JSON)


def format_of(name: str, start: bytes, fields: Sequence[str] = (FIELD,), signs: Signs | None = None) -> Format:
    """Tell the format of a file from its name, or else from its first bytes; anything unknown is text.

    A file is CSV if its first line is a header with one of the `fields`; `signs` are delimiter, quote and escape.

    >>> str(format_of("crawl.jsonl.zst", b"{")), str(format_of("", b'{"text": "Hello"}'))
    ('jsonl', 'jsonl')
    """
    named = format_named(name)
    if named is Format.JSON:
        return Format.JSONL if begins_with_object(start) else Format.JSON
    return named or sniff(start, fields, signs)


def sniff(start: bytes, fields: Sequence[str], signs: Signs | None) -> Format:
    """Tell a format from the first bytes of a file."""
    for magic, found in STARTS.items():
        if start.startswith(magic):
            return found
    if start.lstrip(BEFORE_JSON[:-2])[:1] in (b"{", b"["):
        if begins_with_object(start):
            return Format.JSONL
        if json_pattern().match(start):
            return Format.JSON
    line = start.removeprefix(BOM_UTF8).lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r")
    if any(field.encode() in line for field in fields):
        return sniff_header(line.decode("utf-8", "ignore"), fields, signs)
    return Format.TEXT


def begins_with_object(start: bytes) -> bool:
    """Whether the first line is a JSON object, as in JSON lines; of a line that is cut off the beginning decides."""
    from json import loads

    line, end, _ = start.removeprefix(BOM_UTF8).lstrip().partition(b"\n")
    if not end and len(start) >= LONGEST_START:
        return line.startswith(b"{") and json_pattern().match(line) is not None
    try:
        return isinstance(loads(line), dict)
    except (ValueError, RecursionError):
        return False


@cache
def json_pattern() -> re.Pattern[bytes]:
    """Return the pattern of the beginning of a JSON object, or of an array of objects, up to the first name."""
    return re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"(?:[^"\\\n]|\\.)*"\s*:')


def sniff_header(line: str, fields: Sequence[str], signs: Signs | None) -> Format:
    """Tell from the first line of a file whether it is CSV, TSV or text."""
    from dedupe.formats.delimited import most_frequent
    from dedupe.formats.rows import Dialect, read_row, text_of

    dialect = Dialect(*signs) if signs else Dialect()
    delimiter = dialect.delimiter or most_frequent(line)
    try:
        dialect = dialect._replace(delimiter=delimiter).checked()
    except OptionError:
        return Format.TEXT
    row = read_row(line, lambda: "", dialect)
    names = [text_of(row, cell, dialect) for cell in row.cells]
    if row.fault or not any(field in names for field in fields) or any(map(has_space, names)):
        return Format.TEXT
    return Format.TSV if delimiter == "\t" else Format.CSV


def has_space(name: str) -> bool:
    """Whether a name begins or ends with a space, as pieces of a sentence do and names of columns do not."""
    return name != name.strip()
