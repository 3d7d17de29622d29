"""Files in other places than the file system."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedupe.cli.program import run
from dedupe.errors import MissingExtraError
from dedupe.formats.remote import open_remote

A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\nNobody came to the market on that day.\n{A}\n"
CLEAN = f"{A}\nNobody came to the market on that day.\n"

fsspec = pytest.importorskip("fsspec", reason="needs the extra [remote]")


@pytest.fixture
def store() -> str:
    place = "memory://crawl"
    with fsspec.open(f"{place}/page.txt", "wt") as file:
        file.write(PAGE)
    return place


def content(place: str) -> str:
    with fsspec.open(place, "rt") as file:
        return str(file.read())


def test_a_remote_file_is_read_and_another_one_written(store: str, tmp_path: Path) -> None:
    ledger = str(tmp_path / "ledger")
    arguments = ["--split", "lines", f"{store}/page.txt", "-o", f"{store}/clean.txt", "--ledger", ledger]
    assert run(["collapse", *arguments]) == 0
    assert content(f"{store}/clean.txt") == CLEAN
    assert run(["restore", f"{store}/clean.txt", "--ledger", ledger, "-o", str(tmp_path / "page.txt")]) == 0
    assert (tmp_path / "page.txt").read_text() == PAGE


def test_a_remote_output_is_compressed_as_its_name_says(store: str, tmp_path: Path) -> None:
    assert run(["collapse", "--split", "lines", f"{store}/page.txt", "-o", f"{store}/clean.txt.gz"]) == 0
    assert run(["collapse", f"{store}/clean.txt.gz", "-o", str(tmp_path / "clean.txt")]) == 0
    assert (tmp_path / "clean.txt").read_text() == CLEAN


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["memory://nowhere/page.txt"], "memory://nowhere/page.txt: cannot be read (/nowhere/page.txt); check the"),
        (["nothing://page.txt"], "nothing://page.txt: cannot be read (Protocol not known: nothing); check the place"),
        (["--in-place", "memory://crawl/page.txt"], "--in-place needs files, got memory://crawl/page.txt; pass -o"),
        (
            ["memory://crawl/page.txt", "memory://crawl/page.txt.gz", "-o", "memory://clean/"],
            "memory://clean/ takes one output, and there are several; collapse them one by one",
        ),
    ],
)
def test_what_cannot_be_reached_is_said(
    arguments: list[str], message: str, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    assert run(["collapse", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"dedupe: {message}")


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'dedupe-paragraphs\[remote\]'"):
        open_remote("s3://crawl/page.txt", "rb")
