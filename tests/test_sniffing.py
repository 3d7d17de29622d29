"""Formats are told by how files begin where their names do not say them."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dedupe.formats.naming import Format
from dedupe.formats.sniffing import LONGEST_START, format_of

LONG = b'{"url": "' + b"a" * LONGEST_START
STARTS = {
    b"PAR1\x15\x00": Format.PARQUET,
    b"WARC/1.0\r\n": Format.WET,
    b'{"text": "a"}\n{"text": "b"}\n': Format.JSONL,
    b'\n\n {"text": "a"}': Format.JSONL,
    b'\xef\xbb\xbf{"text": "a"}\r\n': Format.JSONL,
    b'{"url": "a"}\n': Format.JSONL,
    b"{}\n": Format.JSONL,
    LONG[:LONGEST_START]: Format.JSONL,
    b'[{"text": "a"}]': Format.JSON,
    b'[\n  {\n    "text": "a"\n  }\n]': Format.JSON,
    b'{\n  "text": "a"\n}': Format.JSON,
    b"text\nOne.\n": Format.CSV,
    b"id,text\n1,One.\n": Format.CSV,
    b",text\n0,One.\n": Format.CSV,
    b'"id";"text"\r\n': Format.CSV,
    b"id\ttext\n": Format.TSV,
    b"One line.\n": Format.TEXT,
    b"A text, and more.\n": Format.TEXT,
    b"text, and more\n": Format.TEXT,
    b"The text\n": Format.TEXT,
    b"id,body\n1,One.\n": Format.TEXT,
    b"{note to self} Buy milk.\n": Format.TEXT,
    b"[1] A footnote.\n": Format.TEXT,
    b'["a", "b"]\n': Format.TEXT,
    b"{\n": Format.TEXT,
    b"": Format.TEXT,
}


@pytest.mark.parametrize("start", STARTS)
def test_what_the_name_does_not_say_the_start_does(start: bytes) -> None:
    assert format_of("part-0", start) is STARTS[start]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_records_in_another_encoding_are_not_taken_for_text(encoding: str) -> None:
    content, left = (text.encode(encoding) for text in PIPED["tsv"])
    flags = [] if encoding == "utf-16" else ["--encoding", encoding]
    assert piped(content, *flags) == (left, "", 0)
    out, err, status = piped(PIPED["jsonl"][0].encode("utf-16"))
    assert (out, status) == (b"", 2)
    assert err.startswith("dedupe: -:1: not UTF-8, as JSON lines have to be, at byte 1 of the line; ")


def test_a_name_that_says_the_format_decides() -> None:
    assert format_of("crawl.warc", b"WARC/1.0\r\n") is Format.WARC
    assert format_of("crawl.csv", b'{"text": "a"}\n') is Format.CSV
    assert format_of("crawl.json", b'{"text": "a"}\n{"text": "b"}\n') is Format.JSONL
    assert format_of("crawl.json", b"[]") is Format.JSON


def test_csv_is_told_by_the_field_and_the_signs_that_are_asked_for() -> None:
    header = b"'nr'^'body'\n"
    assert format_of("", header, ["body"]) is Format.TEXT
    assert format_of("", header, ["body"], ("^", "'", "")) is Format.CSV
    assert format_of("", b"nr,body\n", ["title", "body"]) is Format.CSV


A = "The ferry leaves the outer harbour at noon."
PIPED = {
    "jsonl": (f'{{"text": "{A}\\n{A}"}}\n', f'{{"text": "{A}"}}\n'),
    "json": (f'[\n{{"text": "{A}\\n{A}"}},\n{{"text": "B"}} ]\n', f'[\n{{"text": "{A}"}},\n{{"text": "B"}} ]\n'),
    "csv": (f'id,text\n1,"{A}\n{A}"\n', f'id,text\n1,"{A}"\n'),
    "tsv": (f'id\ttext\n1\t"{A}\n{A}"\n', f'id\ttext\n1\t"{A}"\n'),
}


def piped(content: bytes, *arguments: str) -> tuple[bytes, str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "dedupe", "collapse", *arguments], input=content, capture_output=True, check=False
    )
    return done.stdout, done.stderr.decode(), done.returncode


@pytest.mark.hostile("records in a pipe, or under a name that does not say so", "read as the records that they are")
@pytest.mark.parametrize("kind", PIPED)
def test_records_in_a_pipe_are_read_as_records(kind: str) -> None:
    content, left = (text.encode() for text in PIPED[kind])
    assert piped(content) == (left, "", 0)
    assert piped(gzip.compress(content)) == (left, "", 0)


@pytest.mark.parametrize("kind", PIPED)
@pytest.mark.parametrize("name", ["page.txt", "page"])
def test_records_in_a_file_whose_name_does_not_say_so_are_read_as_records(kind: str, name: str, tmp_path: Path) -> None:
    content, left = (text.encode() for text in PIPED[kind])
    (tmp_path / name).write_bytes(content)
    assert piped(b"", str(tmp_path / name)) == (left, "", 0)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"body": "a"}\n',
            "-: there is no field 'text', there are body; pass --field NAME for the one with the text, or --format text"
            " if it is text",
        ),
        (
            '{"text": "a"}\nBut this is prose.\n',
            "-:2: not a JSON object, no { at character 1; mend it, or pass --on-error skip to leave such records as"
            " they are, or --format text if it is text",
        ),
        ('[{"text": "a"}\n', "-: not JSON, no comma at line 2, character 1; mend it, or pass --format"),
    ],
)
def test_what_only_begins_like_records_is_an_error_that_names_the_way_out(content: str, message: str) -> None:
    _, err, status = piped(content.encode())
    assert (err, status) == (f"dedupe: {message}\n", 2)
    assert piped(content.encode(), "--format", "text") == (content.encode(), "", 0)


def test_no_more_of_a_pipe_is_waited_for_than_its_first_line() -> None:
    read_end, write_end = os.pipe()
    command = [sys.executable, "-m", "dedupe", "collapse"]
    with subprocess.Popen(command, stdin=read_end, stdout=subprocess.PIPE) as process:
        os.close(read_end)
        stopper = threading.Timer(60, process.kill)
        stopper.start()
        os.write(write_end, PIPED["jsonl"][0].encode())
        assert process.stdout is not None
        assert process.stdout.readline() == PIPED["jsonl"][1].encode()
        stopper.cancel()
        os.close(write_end)
