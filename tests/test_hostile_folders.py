"""Folders that others filled: nothing in them decides what is read in silence, and nothing leads outside."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import Run, running

from dedupe.cli.safeguards import Safeguards
from dedupe.formats import handles
from dedupe.formats.reading import Input
from dedupe.formats.records import Record

A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\n{A}\n".encode()
CLEAN = f"{A}\n".encode()


@pytest.fixture
def dedupe(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return running(capfd)


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


@pytest.mark.hostile("UTF-16 without a byte order mark in a folder", "an error with its name, and the others are done")
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_not_passed_over(dedupe: Run, tmp_path: Path, encoding: str) -> None:
    crawl = make(tmp_path / "crawl", "a.txt")
    page = "Nobody came to the café on that day.\r\n".encode(encoding)
    (crawl / "wide.txt").write_bytes(page)
    said = f"dedupe: crawl/wide.txt: likely {encoding} without a byte order mark; pass --encoding {encoding}\n"
    assert dedupe("collapse", "--in-place", "crawl") == ("", said, 2)
    assert ((crawl / "a.txt").read_bytes(), (crawl / "wide.txt").read_bytes()) == (CLEAN, page)
    assert dedupe("collapse", "--encoding", encoding, "crawl/wide.txt").status == 0


def test_nothing_named_is_passed_over_without_an_error(dedupe: Run, tmp_path: Path) -> None:
    make(tmp_path / "crawl", "a.txt")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "x.gif").write_bytes(b"\0\0")
    said = "dedupe: images: nothing here is text; give files that are, or pass --encoding\n"
    for command in (["find"], ["collapse", "-o", "clean"], ["collapse", "--check"]):
        done = dedupe(*command, "crawl", "images")
        assert (done.err, done.status) == (said, 2)
    # A file that is found in a folder and named, too, has to be text.
    done = dedupe("find", "images", "images/x.gif")
    assert (done.err.startswith("dedupe: images/x.gif: binary, there is a NUL byte at 0;"), done.status) == (True, 2)


@pytest.mark.hostile("a folder that cannot be read in a folder", "an error with its name, and the others are done")
def test_a_folder_that_cannot_be_read_leaves_the_others_to_be_done(
    dedupe: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "crawl", "a.txt", "z.txt")
    make(tmp_path / "crawl" / "inner", "b.txt")
    scandir = os.scandir

    def forbid(path: Path | int) -> object:
        if isinstance(path, Path) and path.name == "inner":
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


# What leads elsewhere

IMPLIED = pytest.mark.hostile(
    "a link, a pipe, a device or a folder with the name of a ledger or backup beside an input",
    "an error for that file, which stays as it was; nothing is written through it",
)
posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes are those of POSIX")


def put(path: Path, kind: str, outside: Path) -> None:
    """Put something at a path that is no file of its own."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "hard link":
        path.hardlink_to(outside)
    else:
        path.symlink_to({"link": str(outside), "dangling link": f"{outside}.none"}.get(kind, os.devnull))


KINDS = {
    "link": "it is a link",
    "dangling link": "it is a link",
    "link to a device": "it is a link",
    "hard link": "it is a hard link",
    "pipe": "it is no regular file",
    "folder": "it is a folder",
}


@posix
@IMPLIED
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [b"", b'{"type": "run"}\n', b"alias ls=ls\n"])
def test_a_ledger_beside_an_input_is_a_file_of_its_own(dedupe: Run, tmp_path: Path, kind: str, content: bytes) -> None:
    crawl, outside = make(tmp_path / "crawl", "a.txt", "page.txt"), tmp_path / "outside"
    outside.write_bytes(content)
    put(crawl / "page.txt.dedupe.jsonl", kind, outside)
    said = dedupe("collapse", "--in-place", "crawl")
    assert said == (
        "",
        f"dedupe: crawl/page.txt.dedupe.jsonl: the ledger cannot be written ({KINDS[kind]}), so nothing was changed;"
        " choose another place for it with --ledger\n",
        2,
    )
    assert [(crawl / name).read_bytes() for name in ("a.txt", "page.txt")] == [CLEAN, PAGE]
    assert outside.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["crawl", "outside"]
    assert dedupe("collapse", "--in-place", "--ledger", "ledger", "crawl/page.txt").status == 0
    assert dedupe("restore", "--in-place", "--ledger", "ledger", "crawl/page.txt").status == 0


@posix
@IMPLIED
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_a_file_of_its_own(dedupe: Run, tmp_path: Path, kind: str) -> None:
    crawl, outside = make(tmp_path / "crawl", "page.txt"), tmp_path / "outside"
    outside.write_bytes(b"")
    put(crawl / "page.txt.bak", kind, outside)
    assert dedupe("collapse", "--in-place=.bak", "crawl/page.txt") == (
        "",
        "dedupe: crawl/page.txt.bak: there is a backup already, so crawl/page.txt was left alone;"
        " give another suffix\n",
        2,
    )
    assert (crawl / "page.txt").read_bytes() == PAGE
    assert outside.read_bytes() == b""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["crawl", "outside"]


@posix
def test_a_backup_has_the_rights_of_the_input(dedupe: Run, tmp_path: Path) -> None:
    page = make(tmp_path, "page.txt") / "page.txt"
    page.chmod(0o600)
    assert dedupe("collapse", "--in-place=.bak", "page.txt").status == 0
    assert [path.stat().st_mode & 0o777 for path in (page, tmp_path / "page.txt.bak")] == [0o600, 0o600]


@pytest.mark.parametrize("suffix", ["/../../evil", "/x", f".{os.sep}x"])
def test_a_suffix_names_no_folder(dedupe: Run, tmp_path: Path, suffix: str) -> None:
    make(tmp_path / "crawl", "page.txt")
    assert dedupe("collapse", f"--in-place={suffix}", "crawl/page.txt") == (
        "",
        f"dedupe: the suffix of --in-place must be the end of a file name, got {suffix!r}; give one such as .bak\n",
        2,
    )
    assert (tmp_path / "crawl" / "page.txt").read_bytes() == PAGE


@posix
@IMPLIED
@pytest.mark.parametrize("kind", ["link", "dangling link", "link to a device", "pipe", "folder"])
def test_restore_reads_no_ledger_that_leads_elsewhere(dedupe: Run, tmp_path: Path, kind: str) -> None:
    crawl = make(tmp_path / "crawl", "page.txt")
    assert dedupe("collapse", "--in-place", "crawl").status == 0
    (crawl / "page.txt.dedupe.jsonl").rename(tmp_path / "outside")
    put(crawl / "page.txt.dedupe.jsonl", kind, tmp_path / "outside")
    for path in ("crawl", "crawl/page.txt"):
        assert dedupe("restore", "--in-place", path) == (
            "",
            f"dedupe: crawl/page.txt.dedupe.jsonl: cannot read the ledger ({KINDS[kind]}); pass --ledger FILE\n",
            2,
        )
    assert (crawl / "page.txt").read_bytes() == CLEAN


@posix
@pytest.mark.hostile(
    "a link in the folder that -o names, to a file or a folder, at any depth",
    "an error for that file; nothing is written, made or removed beyond the link",
)
@pytest.mark.parametrize("inner", ["", "a", "a/b"])
@pytest.mark.parametrize("kind", ["link", "dangling link", "link to a device", "pipe"])
def test_nothing_is_written_through_a_link_in_the_output_folder(
    dedupe: Run, tmp_path: Path, inner: str, kind: str
) -> None:
    make(tmp_path / "crawl" / inner, "page.txt", "other.txt")
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    clean = tmp_path / "clean" / inner
    clean.mkdir(parents=True)
    put(clean / "page.txt", kind, outside)
    assert dedupe("collapse", "crawl", "-o", "clean", "--ledger", "ledger").err == (
        f"dedupe: {Path('clean', inner, 'page.txt')}: cannot be written ({KINDS[kind]});"
        " choose another place or check its permissions\n"
    )
    assert outside.read_bytes() == b"mine"
    assert (clean / "other.txt").read_bytes() == CLEAN
    (clean / "page.txt").unlink()
    assert dedupe("collapse", "crawl", "-o", "clean", "--ledger", "ledger").status == 0
    back = tmp_path / "back" / inner
    back.mkdir(parents=True)
    put(back / "page.txt", kind, outside)
    assert dedupe("restore", "clean", "--ledger", "ledger", "-o", "back") == (
        "",
        f"dedupe: {Path('back', inner, 'page.txt')}: cannot be written ({KINDS[kind]});"
        " choose another place or check its permissions\n",
        2,
    )
    assert (back / "other.txt").read_bytes() == PAGE
    assert outside.read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "clean", "crawl", "ledger", "outside"]


@posix
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_no_folder_is_entered_through_a_link_in_the_output_folder(dedupe: Run, tmp_path: Path, depth: int) -> None:
    make(tmp_path / "crawl" / "a" / "b" / "c", "page.txt")
    outside = make(tmp_path / "outside")
    link = tmp_path / "clean" / "/".join("abc"[: depth + 1])
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    assert dedupe("collapse", "crawl", "-o", "clean") == (
        "",
        f"dedupe: clean/a/b/c/page.txt: cannot be written ({link.relative_to(tmp_path)} is a link);"
        " choose another place or check its permissions\n",
        2,
    )
    assert not list(outside.iterdir())


@posix
def test_the_output_folder_itself_may_be_a_link(dedupe: Run, tmp_path: Path) -> None:
    make(tmp_path / "crawl" / "a", "page.txt")
    make(tmp_path / "real")
    (tmp_path / "clean").symlink_to("real")
    assert dedupe("collapse", "crawl", "-o", "clean").status == 0
    assert (tmp_path / "real" / "a" / "page.txt").read_bytes() == CLEAN


@posix
def test_links_are_not_followed_either_where_the_system_has_no_open_folders(
    dedupe: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handles, "RELATIVE", False)
    make(tmp_path / "crawl" / "a", "page.txt")
    clean, outside = make(tmp_path / "clean"), make(tmp_path / "outside")
    (clean / "a").symlink_to(outside)
    assert dedupe("collapse", "crawl", "-o", "clean").err == (
        "dedupe: clean/a/page.txt: cannot be written (clean/a is a link);"
        " choose another place or check its permissions\n"
    )
    assert not list(outside.iterdir())
    left = make(tmp_path / "crawl" / "a" / f".dedupe-{GONE}-0123456789abcdef")
    (left / str(left.stat().st_ino)).write_bytes(b"half")
    assert dedupe("collapse", "--in-place=.bak", "crawl").status == 0
    assert (tmp_path / "crawl" / "a" / "page.txt").read_bytes() == CLEAN
    assert (tmp_path / "crawl" / "a" / "page.txt.bak").read_bytes() == PAGE
    assert len(list((tmp_path / "crawl" / "a").iterdir())) == 2


# What looks like ours

GONE = 4_000_000  # more than a process can have as its number


@posix
@pytest.mark.hostile(
    "hidden files and folders that look like files in the making", "they stay, unless their number proves them ours"
)
def test_what_only_looks_left_over_stays(dedupe: Run, tmp_path: Path) -> None:
    page = make(tmp_path / "crawl", "page.txt") / "page.txt"
    names = [f".page.txt.{GONE}-abcdefgh.part", f".dedupe-{GONE}-0123456789abcdef", ".dedupe-1-0123456789abcdef"]
    (page.parent / names[0]).write_bytes(b"mine")
    for name in names[1:]:
        (page.parent / name).mkdir()
        (page.parent / name / "12345").write_bytes(b"mine")
    ours = page.parent / f".dedupe-{GONE}-fedcba9876543210"
    ours.mkdir()
    (ours / str(ours.stat().st_ino)).write_bytes(b"half")
    several = page.parent / f".dedupe-{GONE}-0000000000000000"
    several.mkdir()
    (several / str(several.stat().st_ino)).write_bytes(b"half")
    (several / "notes").write_bytes(b"mine")
    link = page.parent / f".dedupe-{GONE}-1111111111111111"
    link.symlink_to(tmp_path / "crawl")
    assert dedupe("collapse", "--in-place", "crawl").status == 0
    assert page.read_bytes() == CLEAN
    left = {path.name for path in page.parent.iterdir() if path.name.startswith(".")}
    assert left == {*names, several.name, link.name}
    assert len(list(several.iterdir())) == 2


# What the system does not take

LONG = "n" * 300
LONG_FILE = "n" * 246 + ".txt"  # with `.dedupe.jsonl` behind it longer than systems allow
long_names = pytest.mark.hostile(
    "a name that is too long for the system, or becomes so with what is put behind it",
    "one line for that file, and the others are done",
)


@posix
@long_names
def test_a_name_too_long_for_its_ledger_leaves_the_others_to_be_done(dedupe: Run, tmp_path: Path) -> None:
    crawl = make(tmp_path / "crawl", "a.txt", LONG_FILE, "z.txt")
    error = "the ledger cannot be written (File name too long), so nothing was changed"
    assert dedupe("collapse", "--in-place", "crawl") == (
        "",
        f"dedupe: crawl/{LONG_FILE}.dedupe.jsonl: {error}; choose another place for it with --ledger\n",
        2,
    )
    assert [(crawl / name).read_bytes() for name in ("a.txt", LONG_FILE, "z.txt")] == [CLEAN, PAGE, CLEAN]
    assert dedupe("restore", "--in-place", "crawl") == ("", "", 0)
    said = dedupe("collapse", "--in-place=.backup", "crawl")
    assert said.err.startswith(f"dedupe: crawl/{LONG_FILE}.backup: cannot be written (File name too long)")
    assert (said.err.count("\n"), said.status) == (1, 2)
    assert [(crawl / name).read_bytes() for name in ("a.txt", LONG_FILE, "z.txt")] == [CLEAN, PAGE, CLEAN]


@posix
@long_names
@pytest.mark.parametrize(
    "command",
    [
        f"collapse {LONG}",
        f"collapse page.txt -o {LONG}",
        f"collapse page.txt -o {LONG}/",
        f"collapse page.txt -o {LONG}/new.txt",
        f"collapse page.txt -o new.txt --ledger {LONG}",
        f"collapse page.txt -o new.txt --index {LONG}",
        f"collapse page.txt -o new.txt --stats {LONG}",
        f"--config {LONG} collapse page.txt",
        f"find {LONG}",
        f"find page.txt --index {LONG}",
        f"compare {LONG} page.txt",
        f"restore {LONG}",
        f"restore {LONG} --in-place",
        f"restore page.txt --ledger {LONG}",
        f"restore page.txt --ledger ledger -o {LONG}",
        f"restore page.txt --ledger ledger -o {LONG}/new.txt",
        f"index info {LONG}",
        f"index check {LONG}",
        f"index rebuild {LONG}",
        f"index forget {LONG} page.txt",
    ],
    ids=lambda command: command.replace(LONG, "LONG"),
)
def test_a_name_that_is_too_long_is_one_line(dedupe: Run, tmp_path: Path, command: str) -> None:
    make(tmp_path, "original.txt")
    assert dedupe("collapse", "original.txt", "-o", "page.txt", "--ledger", "ledger").status == 0
    said = dedupe(*command.split())
    assert said.err.startswith("dedupe: ")
    assert LONG in said.err
    assert "internal error" not in said.err
    assert (said.out, said.err.count("\n"), said.status) == ("", 1, 2)


@posix
@pytest.mark.hostile("links that go round in a circle", "an error for the file that would be written there")
def test_links_in_a_circle_are_one_line(dedupe: Run, tmp_path: Path) -> None:
    make(tmp_path / "crawl", "a.txt", "page.txt")
    clean = make(tmp_path / "clean")
    (clean / "page.txt").symlink_to("page.txt")
    (tmp_path / "loop").symlink_to("loop")
    said = dedupe("collapse", "crawl", "-o", "clean")
    assert said.err == (
        "dedupe: clean/page.txt: cannot be written (it is a link); choose another place or check its permissions\n"
    )
    assert (clean / "a.txt").read_bytes() == CLEAN
    for output in ("loop", "loop/"):
        said = dedupe("collapse", "crawl", "-o", output)
        assert (said.err.count("cannot be made a folder"), said.err.count("\n"), said.status) == (2, 2, 2)


def test_what_the_system_refuses_is_one_line_for_its_file(
    dedupe: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "crawl", "a.txt", "page.txt", "z.txt")
    read = Input.records

    def fail(opened: Input, *, named: bool = True) -> Iterator[Record]:
        if opened.name == "crawl/page.txt":
            opened.stream.close()
            raise OSError(errno.EIO, "Input/output error")
        return read(opened, named=named)

    monkeypatch.setattr(Input, "records", fail)
    assert dedupe("collapse", "--in-place", "crawl") == (
        "",
        "dedupe: crawl/page.txt: cannot be read (Input/output error); check its permissions\n",
        2,
    )
    monkeypatch.setattr(Input, "records", read)
    monkeypatch.setattr(Safeguards, "secure", lambda *_, **__: Path("none").stat())
    assert dedupe("collapse", "--in-place", "crawl") == (
        "",
        "".join(
            f"dedupe: crawl/{name}.txt: cannot be written (No such file or directory);"
            " choose another place or check its permissions\n"
            for name in ("a", "page", "z")
        ),
        2,
    )
    monkeypatch.setattr("dedupe.cli.collapse.check_apart", lambda _: Path("none").stat())
    assert dedupe("collapse", "crawl/page.txt") == (
        "",
        "dedupe: none: No such file or directory; check the path, and its permissions\n",
        2,
    )
