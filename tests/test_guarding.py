"""Compressed bombs and lines without end are stopped before they take all there is."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest

from dedupe import limits
from dedupe.cli.program import run
from dedupe.errors import InputError, MemoryLimitError
from dedupe.formats import guarding
from dedupe.formats.guarding import Guard, guarded
from dedupe.formats.reading import Input, Reading
from dedupe.limits import MemoryLimit


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "FREE", 1 << 16)
    monkeypatch.setattr(guarding, "STEP", 1 << 12)
    monkeypatch.setattr(guarding, "BLOCK", 1 << 10)


def test_a_guarded_stream_has_the_same_bytes() -> None:
    content = bytes(range(256)) * 1000
    stream = guarded("page", BytesIO(content), Guard(MemoryLimit(0), 1), lambda: 0)
    assert stream.read() == content


@pytest.mark.parametrize("name", ["page.txt.gz", "page.jsonl.gz", "page.csv.gz", "page.html.gz"])
@pytest.mark.hostile("compressed bombs", "an error that names the way out, before memory or disk is full")
def test_data_that_becomes_too_many_times_as_large_is_refused_with_the_way_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"a" * 1_000_000))
    with pytest.raises(
        InputError, match=r"more than 200 times as many; if this is right, pass a larger --max-expanded"
    ):
        list(Input(str(path), Reading()).records())


def test_what_may_become_so_large_may_do_so_when_it_is_read_again_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "page.txt.gz"
    line = "a" * 1_000_000 + " b c d e\n"
    path.write_bytes(gzip.compress((line * 2).encode()))
    arguments = ["collapse", "--in-place", "--split", "lines", "--max-expanded", "2000", str(path)]
    assert run(arguments) == 0
    assert gzip.decompress(path.read_bytes()).decode() == line


def test_what_may_become_so_large_can_be_restored(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "page.txt.gz"
    line = "a" * 1_000_000 + " b c d e\n"
    path.write_bytes(gzip.compress((line * 2).encode()))
    assert run(["collapse", "--in-place", "--split", "lines", "--max-expanded", "2000", str(path)]) == 0
    assert run(["restore", str(path)]) == 2
    assert b"pass a larger --max-expanded" in capfdbinary.readouterr().err
    assert run(["restore", "--max-expanded", "2000", "--in-place", str(path)]) == 0
    assert gzip.decompress(path.read_bytes()).decode() == line * 2


def test_ordinary_text_is_read_however_it_is_compressed(tmp_path: Path) -> None:
    path = tmp_path / "page.txt.gz"
    text = "\n".join(f"{number} {number * 7919 % 10007}" for number in range(20_000))
    path.write_bytes(gzip.compress(text.encode()))
    [record] = Input(str(path), Reading()).records()
    assert record.documents[0].text == text


@pytest.mark.hostile("a line without end, a text that does not fit into memory", "an error before memory is full")
def test_what_is_held_while_a_line_is_read_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "page.jsonl"
    path.write_bytes(b'{"text": "' + b"a" * 100_000)
    monkeypatch.setattr(limits, "memory_in_use", lambda: 2 << 30)
    with pytest.raises(MemoryLimitError, match=r"2\.0G bytes are in use, over the limit of 1\.0G"):
        list(Input(str(path), Reading(memory_limit=1 << 30)).records())


@pytest.mark.hostile("a line without end, a text that does not fit into memory", "an error before memory is full")
@pytest.mark.parametrize("name", ["page.txt", "crawl.json"])
def test_a_text_that_would_not_fit_is_not_read_at_all(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes(b"[" * 100_000)
    monkeypatch.setattr(limits, "memory_in_use", lambda: 0)
    with pytest.raises(MemoryLimitError, match=r"comparing 97\.7K characters takes about 1\.2M bytes"):
        list(Input(str(path), Reading(memory_limit=1_000_000)).records())


@pytest.mark.parametrize(
    ("name", "head", "unit"),
    [
        ("lines.jsonl.gz", b'{"text": "one"}\n', b"\n"),
        ("lines.jsonl.gz", b'{"text": "one"}\n', b"\r\n"),
        ("objects.jsonl.gz", b'{"text": "one"}\n', b"{}\n"),
        ("texts.jsonl.gz", b'{"text": "one"}\n', b'{"text":""}\n'),
        ("lines.csv.gz", b"text,id\none,1\n", b"\n"),
        ("returns.csv.gz", b"text,id\none,1\n", b"\r"),
        ("rows.csv.gz", b"text,id\none,1\n", b",\n"),
        ("lines.txt.gz", b"one\n", b"\n"),
        ("paragraphs.txt.gz", b"one\n\n", b"a\n\n"),
        ("headings.md.gz", b"one\n\n", b"#\n"),
    ],
)
@pytest.mark.hostile("compressed bombs of empty lines, records and paragraphs", "lines count, too: the same error")
def test_too_many_lines_are_refused_as_too_many_bytes_are(name: str, head: bytes, unit: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(head + unit * 6000))
    with pytest.raises(InputError, match=r"lines, which count as [0-9,]+, more than 200 times as many"):
        list(Input(str(path), Reading()).records())
    assert len(list(Input(str(path), Reading(most_expanded=100_000)).records())) > 0


@pytest.mark.hostile("compressed bombs of empty lines, records and paragraphs", "lines count, too: the same error")
def test_too_many_rows_are_refused_as_too_many_bytes_are(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs the extra [parquet]")
    from pyarrow import parquet

    path = tmp_path / "rows.parquet"
    parquet.write_table(pa.table({"text": ["one", *[""] * 6000]}), path)
    with pytest.raises(InputError, match=r"6,001 lines, which count as [0-9,]+, more than 20 times as many"):
        list(Input(str(path), Reading(most_expanded=20)).records())
    assert len(list(Input(str(path), Reading(most_expanded=2000)).records())) == 6002


def test_blank_lines_are_few_records_whatever_ends_them(tmp_path: Path) -> None:
    for name, head in (("a.jsonl", b'{"text": "one"}\n'), ("a.csv", b"text\none\n")):
        for end in (b"\n", b"\r\n", b" \n" if name == "a.jsonl" else b"\r"):
            path = tmp_path / name
            content = head + end * 10_000 + head.splitlines(keepends=True)[-1]
            path.write_bytes(content)
            records = list(Input(str(path), Reading()).records())
            assert b"".join(record.content for record in records) == content
            assert len(records) < 12
            assert [document.text for record in records for document in record.documents] == ["one", "one"]
            assert [document.id for record in records for document in record.documents][1].endswith(
                f":{10_001 + head.count(10)}"
            )


@pytest.mark.hostile("a row of a table with a million cells", "a record that cannot be read, before memory is full")
def test_a_row_of_too_many_cells_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.formats.rows.MOST_CELLS", 1000)
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,id\n" + b"," * 2000 + b"\n")
    assert [record.fault for record in Input(str(path), Reading()).records() if record.fault] == [
        f"{path}:2: more than 1,000 columns; pass --delimiter"
    ]
