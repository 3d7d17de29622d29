"""Names of files that nobody would choose: each is read, written, replaced and restored, and none steers a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path

import pytest

from dedupe.cli.program import run

A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\n{A}\n".encode()
CLEAN = f"{A}\n".encode()
NAMES = [
    b"line\nfeed.txt",
    b"return\r.txt",
    b"tab\t.txt",
    b" spaces .txt",
    b'quote".txt',
    b"apostrophe'.txt",
    b"back\\slash.txt",
    b"caf\xe9.txt",
    b"\xff\xfe.txt",
    b"\x1b[2J.txt",
    "\u202etxt.gpj.txt".encode(),
    b"-o.txt",
    b"=1+1.txt",
    b"%s{0}.txt",
]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these names and files are those of POSIX")
named = pytest.mark.parametrize("name", NAMES, ids=ascii)
row = pytest.mark.hostile(
    "names with line feeds, quotes, escapes, a `-` in front, and bytes that are not UTF-8",
    "files are read, written, replaced and restored by them; where they are shown, what could steer is spelled out",
)


def make(folder: Path, name: bytes) -> Path:
    folder.mkdir()
    path = folder / os.fsdecode(name)
    try:
        path.write_bytes(PAGE)
    except OSError:
        pytest.skip("the file system does not take this name")
    return path


def bind(path: Path) -> None:
    """Make a socket; its name must be short, so it is given from its folder."""
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@row
@named
def test_a_file_of_any_name_is_replaced_and_restored(tmp_path: Path, name: bytes) -> None:
    path = make(tmp_path / "crawl", name)
    for made_of in (path, path.parent):
        assert run(["collapse", "--in-place", str(made_of)]) == 0
        assert path.read_bytes() == CLEAN
        assert run(["restore", "--in-place", str(made_of)]) == 0
        assert path.read_bytes() == PAGE
    assert len(list(path.parent.iterdir())) == 2


@row
@named
def test_a_folder_with_any_name_goes_into_a_folder_and_back(tmp_path: Path, name: bytes) -> None:
    path = make(tmp_path / "crawl", name)
    clean, back, ledger = tmp_path / "clean", tmp_path / "back", tmp_path / os.fsdecode(b"ledger of " + name)
    assert run(["collapse", str(path.parent), "-o", str(clean), "--ledger", str(ledger)]) == 0
    assert (clean / path.name).read_bytes() == CLEAN
    assert run(["restore", str(clean), "-o", str(back), "--ledger", str(ledger)]) == 0
    assert (back / path.name).read_bytes() == PAGE


@row
@named
def test_a_name_of_any_kind_is_one_line_in_reports_and_errors(
    tmp_path: Path, name: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / "crawl", name)
    assert run(["find", str(path)]) == 0
    assert run(["collapse", "--check", str(path)]) == 1
    head, shown, check = capfd.readouterr().out.split("\n")[:-1]
    assert shown == f"    {A}"
    assert head.isprintable()
    assert check.isprintable()
    assert run(["find", "--json", str(path)]) == 0
    [line] = capfd.readouterr().out.split("\n")[:-1]
    assert json.loads(line)["document"] == str(path)
    assert run(["collapse", f"{path}.none"]) == 2
    said = capfd.readouterr().err
    assert said.endswith(": no such file; check the path\n")
    assert said.removesuffix("\n").isprintable()


def test_a_diff_names_a_file_byte_for_byte_as_git_does(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = make(tmp_path / "crawl", b'caf\xe9 "1".txt')
    assert run(["collapse", "--diff", str(path)]) == 0
    assert capfd.readouterr().out.startswith(f'--- "{path.parent}/caf\\351 \\"1\\".txt"\n')


@pytest.mark.hostile(
    "links, pipes, sockets and devices in a folder", "passed over; a link that is given itself is followed, and stays"
)
def test_only_files_of_a_folder_are_taken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = make(tmp_path / "crawl", b"page.txt")
    outside = tmp_path / "outside.txt"
    outside.write_bytes(PAGE)
    (path.parent / "link.txt").symlink_to(outside)
    (path.parent / "loop").symlink_to(path.parent)
    os.mkfifo(path.parent / "pipe.txt")
    bind(path.parent / "socket.txt")
    assert run(["collapse", "--in-place", "-v", str(path.parent)]) == 0
    said = capfd.readouterr().err.splitlines()
    assert [line.partition(": ")[2] for line in said[:4]] == ["passed over, not a regular file"] * 4
    assert said[-1] == "passed over: 4 not a regular file"
    assert path.read_bytes() == CLEAN
    assert outside.read_bytes() == PAGE
    assert run(["collapse", "--in-place", str(path.parent / "link.txt")]) == 0
    assert outside.read_bytes() == CLEAN
    assert (path.parent / "link.txt").is_symlink()


@pytest.mark.hostile("a hard link of a file that is replaced", "the other name keeps the old file")
def test_the_other_name_of_a_file_keeps_what_it_had(tmp_path: Path) -> None:
    path = make(tmp_path / "crawl", b"page.txt")
    other = tmp_path / "other.txt"
    os.link(path, other)
    assert run(["collapse", "--in-place", str(path)]) == 0
    assert (path.read_bytes(), other.read_bytes()) == (CLEAN, PAGE)


@pytest.mark.hostile("a device, a pipe or a socket given by name to be replaced", "an error, and it stays")
@pytest.mark.parametrize("kind", ["pipe", "socket", "/dev/null"])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = Path(kind) if kind.startswith("/") else tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        bind(path)
    assert run(["collapse", "--in-place", str(path)]) == 2
    assert capfd.readouterr().err == (
        f"dedupe: --in-place needs files, and {path} is none; leave it out to write to stdout\n"
    )
    assert path.exists()
    assert not path.is_file()


@pytest.mark.hostile(
    "a file in a folder that is not UTF-8 and has no NUL byte",
    "an error with its name, and the others are done: it may be text",
)
def test_what_may_be_text_in_another_encoding_is_not_passed_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path / "crawl", b"page.txt")
    (path.parent / "image").write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    (path.parent / "nul").write_bytes(b"\x89PNG\0")
    assert run(["collapse", "--in-place", str(path.parent)]) == 2
    assert capfd.readouterr().err == f"dedupe: {path.parent}/image: not UTF-8 at byte 0; pass --encoding\n"
    assert path.read_bytes() == CLEAN
