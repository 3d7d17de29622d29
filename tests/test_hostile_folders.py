"""Folders that others filled: nothing in them decides what is read in silence, and nothing leads outside."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from dedupe.cli.program import run

A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\n{A}\n".encode()
CLEAN = f"{A}\n".encode()


class Said(NamedTuple):
    """What a run said, and its exit status."""

    out: str
    err: str
    status: int


Run = Callable[..., Said]


@pytest.fixture
def dedupe(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Said:
        status = run([*arguments])
        return Said(*capfd.readouterr(), status)

    return call


def make(folder: Path, *names: str) -> Path:
    """Make a folder of pages."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(PAGE)
    return folder


# What is passed over


def test_what_ignore_files_leave_out_is_counted_and_listed(dedupe: Run, tmp_path: Path) -> None:
    crawl = make(tmp_path / "crawl", "a.txt", "b.log", "c.log")
    (crawl / ".git").mkdir()
    (crawl / ".gitignore").write_text("*.log\n")
    (crawl / "image").write_bytes(b"\0")
    assert dedupe("collapse", "crawl", "-o", "clean", "-v") == (
        "",
        "crawl/b.log: passed over, named in .gitignore or .ignore\n"
        "crawl/c.log: passed over, named in .gitignore or .ignore\n"
        "crawl/a.txt: 1 of 2 paragraphs removed, split into lines\n"
        "crawl/image: passed over, not text\n"
        "passed over: 2 named in .gitignore or .ignore, 1 not text\n",
        0,
    )
    assert dedupe("find", "crawl", "-v").err.endswith("passed over: 2 named in .gitignore or .ignore, 1 not text\n")


@pytest.mark.hostile("a folder that cannot be read in a folder", "an error with its name, and the others are done")
def test_a_folder_that_cannot_be_read_leaves_the_others_to_be_done(
    dedupe: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "crawl", "a.txt", "z.txt")
    make(tmp_path / "crawl" / "inner", "b.txt")
    scandir = os.scandir

    def forbid(path: Path) -> object:
        if Path(path).name == "inner":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbid)
    said = dedupe("collapse", "--in-place", "crawl")
    assert said.err.startswith("dedupe: crawl/inner: cannot be read (")
    assert (said.err.count("\n"), said.status) == (1, 2)
    assert [(tmp_path / "crawl" / name).read_bytes() for name in ("a.txt", "z.txt", "inner/b.txt")] == [
        CLEAN,
        CLEAN,
        PAGE,
    ]
    assert dedupe("collapse", "--scope", "corpus", "--in-place", "crawl").status == 2
