"""Which format a file has: what its name says, or how its content begins."""

from __future__ import annotations

from enum import StrEnum

from dedupe.formats.compression import without_ending


class Format(StrEnum):
    """How documents lie in a file."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    WET = "wet"
    WARC = "warc"


ENDINGS = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".jsonlines": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".parquet": Format.PARQUET,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".wet": Format.WET,
    ".warc": Format.WARC,
}
STARTS = {b"PAR1": Format.PARQUET, b"WARC/": Format.WET}
LONGEST_START = max(map(len, STARTS))
# What stands in these is a record each, with a text in one of its fields or several.
WITH_FIELDS = frozenset({Format.JSONL, Format.CSV, Format.TSV, Format.PARQUET})
# These have no other encoding.
UTF_8_ONLY = frozenset({Format.JSONL, Format.PARQUET, Format.WET, Format.WARC})
# What comes out of these is text that was taken out of them; and what stands behind its name.
EXTRACTED = {Format.HTML: ".txt", Format.WARC: ".wet"}


def format_named(name: str) -> Format | None:
    """Return the format that a file name says, or None."""
    name = without_ending(name).lower()
    return next((found for ending, found in ENDINGS.items() if name.endswith(ending)), None)


def format_of(name: str, start: bytes) -> Format:
    """Return the format of a file by its name, else by how it begins; what is not known is text.

    >>> str(format_of("crawl.jsonl.zst", b"{"))
    'jsonl'
    """
    return format_named(name) or next(
        (found for magic, found in STARTS.items() if start.startswith(magic)), Format.TEXT
    )


def output_name(name: str, format: Format, *, as_markdown: bool) -> str:  # noqa: A002 - its name
    """Return the file name for what is made of a file: the same, unless text is taken out of it.

    >>> output_name("crawl.warc.gz", Format.AUTO, as_markdown=False)
    'crawl.wet.gz'
    """
    found = format_named(name) if format is Format.AUTO else format
    if found not in EXTRACTED:
        return name
    plain = without_ending(name)
    stem = plain.rpartition(".")[0] if format_named(plain) is found else plain
    return stem + (".md" if as_markdown and found is Format.HTML else EXTRACTED[found]) + name[len(plain) :]
