"""Formats are told by names."""

from __future__ import annotations

import pytest

from dedupe.formats.naming import Format, format_named, output_name

NAMES = {
    "a.jsonl": Format.JSONL,
    "a.NDJSON.zst": Format.JSONL,
    "a.json.gz": Format.JSON,
    "a.csv.gz": Format.CSV,
    "a.tab": Format.TSV,
    "a.parquet": Format.PARQUET,
    "a.htm": Format.HTML,
    "CC-MAIN-1.warc.wet.gz": Format.WET,
    "CC-MAIN-1.warc.gz": Format.WARC,
    "a.jsonl.txt": None,
    "a.md": None,
    "jsonl": None,
    "a.gz": None,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_the_format(name: str) -> None:
    assert format_named(name) is NAMES[name]


OUTPUTS = {
    ("page.html", Format.AUTO, False): "page.txt",
    ("page.html", Format.AUTO, True): "page.md",
    ("page.html.gz", Format.AUTO, False): "page.txt.gz",
    ("page", Format.HTML, False): "page.txt",
    ("page.php", Format.HTML, False): "page.php.txt",
    ("page.html", Format.TEXT, False): "page.html",
    ("a.warc.gz", Format.AUTO, True): "a.wet.gz",
    ("a.jsonl", Format.AUTO, True): "a.jsonl",
}


@pytest.mark.parametrize(("name", "given", "as_markdown"), OUTPUTS)
def test_text_that_is_taken_out_of_a_file_has_another_name(name: str, given: Format, as_markdown: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert output_name(name, given, as_markdown=as_markdown) == OUTPUTS[name, given, as_markdown]
