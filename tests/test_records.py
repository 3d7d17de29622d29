"""Files of records through the command line: every format, compressed in every way, there and back."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from archives import framed, response

from dedupe.cli.program import run
from dedupe.errors import MissingExtraError
from dedupe.formats import compression
from dedupe.formats.reading import Input, Reading

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the café on that day, he said."
ROWS = [
    {"id": "a", "title": f"{A}\n{A}", "text": f"{A}\n{B}\n{A}"},
    {"id": "b", "title": "", "text": B},
    {"id": "c", "title": "x", "text": f"{A}\n{A}"},
]
LEFT = [f"{A}\n{B}", B, A]


def jsonl(rows: list[dict[str, str]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in rows).encode()


def delimited(sign: str) -> Callable[[list[dict[str, str]]], bytes]:
    def make(rows: list[dict[str, str]]) -> bytes:
        lines = [sign.join(rows[0]), *(sign.join(f'"{value}"' for value in row.values()) for row in rows)]
        return "".join(f"{line}\r\n" for line in lines).encode()

    return make


def parquet(rows: list[dict[str, str]]) -> bytes:
    pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    file = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=2)
    return cast("bytes", file.getvalue().to_pybytes())


def wet(rows: list[dict[str, str]]) -> bytes:
    pytest.importorskip("fastwarc", reason="WET needs fastwarc")
    pages = [framed("conversion", row["text"].encode(), f"https://example.org/{row['id']}") for row in rows]
    return framed("warcinfo", b"software: hand\r\n") + b"".join(pages)


def zstd(content: bytes) -> bytes:
    try:
        return cast("bytes", compression.zstd().compress(content))
    except MissingExtraError:
        pytest.skip("zstd needs backports.zstd before Python 3.14")


def array(rows: list[dict[str, str]]) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=2).encode()


FORMATS = {"jsonl": jsonl, "json": array, "csv": delimited(";"), "tsv": delimited("\t"), "parquet": parquet, "wet": wet}
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd,
}
formats = pytest.mark.parametrize("kind", FORMATS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents_of(name: str) -> bytes:
    return b"".join(Input(name, Reading()).contents())


def texts_of(name: str) -> list[str]:
    return [document.text for record in Input(name, Reading()).records() for document in record.documents]


def written(kind: str, ending: str = "") -> str:
    name = f"crawl.{kind}{ending}"
    Path(name).write_bytes(COMPRESSIONS[ending](FORMATS[kind](ROWS)))
    return name


@formats
@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_what_goes_comes_back(kind: str, ending: str, capfd: pytest.CaptureFixture[str]) -> None:
    name = written(kind, ending)
    given = Path(name).read_bytes()
    assert run(["collapse", name, "-o", f"clean-{name}", "--ledger", "ledger.jsonl"]) == 0
    assert texts_of(f"clean-{name}") == LEFT
    assert run(["restore", f"clean-{name}", "--ledger", "ledger.jsonl", "-o", f"back-{name}"]) == 0
    assert contents_of(f"back-{name}") == contents_of(name)
    assert Path(name).read_bytes() == given
    assert Path(f"back-{name}").read_bytes()[:4] == given[:4]
    assert tuple(capfd.readouterr()) == ("", "")


@formats
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_in_place_the_ledger_stands_beside(kind: str, ending: str) -> None:
    name = written(kind, ending)
    before = contents_of(name)
    assert run(["collapse", "--in-place", name]) == 0
    assert texts_of(name) == LEFT
    assert Path(f"{name}.dedupe.jsonl").exists()
    assert run(["restore", "--in-place", name]) == 0
    assert contents_of(name) == before


@formats
def test_engine_and_threads_change_no_byte(kind: str) -> None:
    pytest.importorskip("numba", reason="the compiled engine needs numba")
    name = written(kind, ".gz")
    made = set()
    for number, flags in enumerate((["memory"], ["compiled", "--threads", "1"], ["compiled", "--threads", "2"])):
        run(["collapse", name, "-o", f"{number}.{kind}.gz", "--ledger", f"{number}.jsonl", "--engine", *flags])
        made.add((Path(f"{number}.{kind}.gz").read_bytes(), Path(f"{number}.jsonl").read_bytes()))
    assert len(made) == 1


def test_several_fields_are_compared_with_each_other() -> None:
    name = written("jsonl")
    assert run(["collapse", name, "-o", "clean.jsonl", "--field", "title", "--field", "text", "--id-field", "id"]) == 0
    rows = [json.loads(line) for line in Path("clean.jsonl").read_text("utf-8").splitlines()]
    assert [(row["title"], row["text"]) for row in rows] == [(A, B), ("", B), ("x", A)]


def test_find_names_records_by_their_ids(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "--json", written("csv"), "--id-field", "id"]) == 0
    assert [json.loads(line)["document"] for line in capfd.readouterr().out.splitlines()] == ["a", "c"]


TWICE = [
    {"id": "a", "title": "", "text": B},
    {"id": "a", "title": "", "text": f"{A}\n{B}"},
    {"id": "b", "title": B, "text": ""},
]


@pytest.mark.hostile("records of one id, as a page that was crawled twice", "`find` shows the place of each")
@formats
def test_find_shows_the_places_of_records_that_have_one_id(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    Path(f"crawl.{kind}").write_bytes(FORMATS[kind](TWICE))
    flags = [] if kind == "wet" else ["--id-field", "id"]
    assert run(["find", f"crawl.{kind}", "--scope", "corpus", *flags]) == 0
    head, _ = capfd.readouterr().out.splitlines()
    own, kept, name = PLACES_OF_TWICE.get(kind, ("crawl.{kind}:2", "crawl.{kind}:1", "a"))
    own, kept = own.format(kind=kind), kept.format(kind=kind)
    assert head == f"{name} ({own}):2: copy of {name} ({kept}):1, similarity 1.000: identical"


PLACES_OF_TWICE = {
    "csv": ("crawl.csv:3", "crawl.csv:2", "a"),
    "tsv": ("crawl.tsv:3", "crawl.tsv:2", "a"),
    "wet": ("crawl.wet, byte 551", "crawl.wet, byte 259", "https://example.org/a"),
}


def test_find_shows_the_fields_of_one_record(capfd: pytest.CaptureFixture[str]) -> None:
    Path("crawl.jsonl").write_bytes(jsonl([{"id": "a", "title": B, "text": B}]))
    fields = ["--field", "title", "--field", "text"]
    for flags, label in (([], "crawl.jsonl:1, {}"), (["--id-field", "id"], "a (crawl.jsonl:1, {})")):
        assert run(["find", "crawl.jsonl", *fields, *flags]) == 0
        head, _ = capfd.readouterr().out.splitlines()
        own, kept = label.format("text"), label.format("title")
        assert head == f"{own}:1: copy of {kept}:1, similarity 1.000: identical"
    assert run(["find", "crawl.jsonl", *fields, "--json"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert (found["record"], found["kept_record"]) == ("crawl.jsonl:1, text", "crawl.jsonl:1, title")


@formats
@pytest.mark.parametrize(("flags", "count"), [([], 3), (["--drop-empty"], 1)])
def test_empty_records_go_only_if_asked_for(kind: str, flags: list[str], count: int) -> None:
    if kind in {"parquet", "json"} and flags:
        pytest.skip("records of these cannot be left out")
    name, made = written(kind), f"clean.{kind}"
    assert run(["collapse", name, "-o", made, "--ledger", "ledger.jsonl", "--scope", "corpus", *flags]) == 0
    assert [text for text in texts_of(made) if text] == [f"{A}\n{B}"]
    assert count_records(made, kind) == count
    assert run(["restore", made, "--ledger", "ledger.jsonl", "-o", f"back.{kind}"]) == 0
    assert contents_of(f"back.{kind}") == contents_of(name)


@pytest.mark.parametrize(("kind", "what"), [("parquet", "rows of Parquet"), ("json", "elements of a JSON array")])
def test_records_that_cannot_be_left_out_are_not(kind: str, what: str, capfd: pytest.CaptureFixture[str]) -> None:
    made = f"clean.{kind}"
    assert run(["collapse", written(kind), "-o", made, "--drop-empty"]) == 2
    assert capfd.readouterr().err == f"dedupe: crawl.{kind}: {what} cannot be left out; leave out --drop-empty\n"
    assert not Path(made).exists()


def count_records(name: str, kind: str) -> int:
    found = [record for record in Input(name, Reading()).records() if record.content]
    return len(found) - (kind in {"csv", "tsv", "wet"})


BAD = {
    "jsonl": (b"nonsense\n", "crawl.jsonl:4: not a JSON object, no { at character 1"),
    "csv": (b'"d";"x" y;"z"\r\n', "crawl.csv:9: something stands behind the closing quote of column 2"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_record_stops_all_or_is_left_as_it_is(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    name, (bad, message) = written(kind), BAD[kind]
    with Path(name).open("ab") as file:
        file.write(bad)
    Path("clean").write_bytes(b"old")
    assert run(["collapse", name, "-o", "clean", "--ledger", "ledger.jsonl"]) == 2
    assert message in capfd.readouterr().err
    assert Path("clean").read_bytes() == b"old"
    assert not Path("ledger.jsonl").exists()
    assert run(["collapse", name, "-o", f"clean.{kind}", "--ledger", "ledger.jsonl", "--on-error", "skip"]) == 3
    assert message in capfd.readouterr().err
    assert Path(f"clean.{kind}").read_bytes().endswith(bad)
    assert texts_of(f"clean.{kind}") == LEFT
    assert run(["restore", f"clean.{kind}", "--ledger", "ledger.jsonl", "-o", "back"]) == 0
    assert Path("back").read_bytes() == Path(name).read_bytes()


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zst"])
def test_a_file_cut_short_is_refused_and_nothing_written(ending: str, capfd: pytest.CaptureFixture[str]) -> None:
    name = written("jsonl", ending)
    content = Path(name).read_bytes()[:-9]
    Path(name).write_bytes(content)
    for flags, status in ((["-o", "clean.jsonl"], 2), (["--in-place"], 2), (["-o", "x", "--on-error", "skip"], 3)):
        assert run(["collapse", name, *flags]) == status
        assert f"crawl.jsonl{ending}: damaged " in capfd.readouterr().err
    assert Path(name).read_bytes() == content
    assert [path.name for path in Path().iterdir()] == [name]


def test_a_missing_field_is_named_with_those_that_are_there(capfd: pytest.CaptureFixture[str]) -> None:
    for kind in ("jsonl", "csv"):
        assert run(["collapse", written(kind), "-o", "clean", "--field", "body"]) == 2
        assert capfd.readouterr().err == (
            f"dedupe: crawl.{kind}: there is no field 'body', there are id, title, text;"
            " pass --field NAME for the one with the text\n"
        )
        assert not Path("clean").exists()


@pytest.mark.parametrize("ending", ["", ".gz", ".zst"])
def test_stdin_is_told_by_its_content_and_stdout_is_plain(ending: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dedupe", "collapse", "--format", "jsonl"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    given = COMPRESSIONS[ending](jsonl(ROWS))
    made = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True, cwd=tmp_path, env=environment)
    assert [json.loads(line)["text"] for line in made.stdout.splitlines()] == LEFT


def html() -> bytes:
    pytest.importorskip("trafilatura", reason="HTML needs trafilatura")
    page = "".join(f"<p>{text}</p>" for text in (A, B, A, "The bar on the lower deck is closed for today."))
    return f"<html><head><title>T</title></head><body><article>{page}</article></body></html>".encode()


def test_pages_are_not_replaced_by_their_text(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs fastwarc")
    for name, content in (("page.html", html()), ("crawl.warc.gz", gzip.compress(response(html())))):
        Path(name).write_bytes(content)
        assert run(["collapse", "--in-place", name]) == 2
        assert capfd.readouterr().err == (
            f"dedupe: {name}: the output is its extracted text, which cannot replace it;"
            " pass -o, or leave it out with --glob\n"
        )
        assert Path(name).read_bytes() == content


def test_a_folder_of_all_kinds_goes_to_a_folder(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc", reason="WARC needs fastwarc")
    Path("in/deep").mkdir(parents=True)
    Path("in/page.html").write_bytes(html())
    Path("in/deep/crawl.warc.gz").write_bytes(gzip.compress(response(html())))
    Path("in/notes.txt.zst").write_bytes(zstd(f"{A}\n{A}\n".encode()))
    for kind in FORMATS:
        Path(f"in/{written(kind, '.gz')}").write_bytes(Path(f"crawl.{kind}.gz").read_bytes())
    assert run(["collapse", "in", "-o", "out", "--ledger", "ledger.jsonl"]) == 0
    names = sorted(path.relative_to("out").as_posix() for path in Path("out").rglob("*") if path.is_file())
    assert names == sorted(
        ["page.txt", "deep/crawl.wet.gz", "notes.txt.zst", *(f"crawl.{kind}.gz" for kind in FORMATS)]
    )
    for kind in FORMATS:
        assert texts_of(f"out/crawl.{kind}.gz") == LEFT
    assert texts_of("out/deep/crawl.wet.gz")[0].count(A) == 1
    assert run(["restore", "out", "-o", "back", "--ledger", "ledger.jsonl"]) == 0
    for kind in FORMATS:
        assert contents_of(f"back/crawl.{kind}.gz") == contents_of(f"in/crawl.{kind}.gz")
    assert contents_of("back/page.txt").decode().count(A) == 2
    assert tuple(capfd.readouterr()) == ("", "")


def test_archives_stay_readable_record_by_record() -> None:
    warcio: Any = pytest.importorskip("warcio.archiveiterator", reason="the other reader is warcio")
    name = written("wet", ".gz")
    assert run(["collapse", name, "-o", "clean.wet.gz", "--ledger", "ledger.jsonl"]) == 0
    with Path("clean.wet.gz").open("rb") as file:
        records = [record.content_stream().read() for record in warcio.ArchiveIterator(file, check_digests="raise")]
    assert [record.decode() for record in records[1:]] == LEFT
