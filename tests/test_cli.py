"""The command line: stdout, stderr and exit status, word for word; and the promises, on files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import dedupe.cli.program as program_module
from dedupe.cli import safeguards
from dedupe.cli.program import run
from dedupe.ledger.filling import fill

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day."
PAGE = f"{A}\n{B}\n{A}\n".encode()
CLEAN = f"{A}\n{B}\n".encode()
EXAMPLE = Path(__file__).parents[1] / "examples" / "pentagon.txt"
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="signals, modes and /dev are those of POSIX")

Run = Callable[..., "Result"]


class Result:
    """What a process said, with what all its lines begin with taken off stderr."""

    def __init__(self, process: subprocess.CompletedProcess[bytes]) -> None:
        self.out = process.stdout
        self.err = process.stderr.decode().removeprefix("dedupe: ")
        self.status = process.returncode

    def __iter__(self) -> object:
        return iter((self.out, self.err, self.status))


@pytest.fixture
def dedupe(tmp_path: Path) -> Run:
    """Run the command in an empty folder with `page.txt`, which holds one paragraph twice."""
    (tmp_path / "page.txt").write_bytes(PAGE)

    def call(*arguments: str, stdin: bytes = b"") -> Result:
        command = [sys.executable, "-m", "dedupe", *arguments]
        environment = os.environ | {"PYTHONPATH": str(EXAMPLE.parents[1]), "PYTHONIOENCODING": "utf-8"}
        environment.pop("NO_COLOR", None)
        return Result(
            subprocess.run(command, input=stdin, capture_output=True, cwd=tmp_path, env=environment, check=False)
        )

    return call


# The main job


def test_the_example_is_left_with_each_paragraph_once(dedupe: Run, tmp_path: Path) -> None:
    page = EXAMPLE.read_bytes()
    (tmp_path / "pentagon.txt").write_bytes(page)
    result = dedupe("collapse", "pentagon.txt", "--ledger", "ledger.jsonl", "-o", "clean.txt")
    assert (result.out, result.err, result.status) == (b"", "", 0)
    clean = (tmp_path / "clean.txt").read_bytes()
    assert page.startswith(clean)
    assert len([line for line in clean.splitlines() if line]) == 8
    _, *removals = [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]
    assert [(removal["lcs"] * 2 == removal["words"] + removal["kept"]["words"]) for removal in removals] == [True] * 7
    assert dedupe("restore", "clean.txt", "--ledger", "ledger.jsonl").out == page
    assert dedupe("collapse", "clean.txt").out == clean
    assert dedupe("collapse", "--check", "pentagon.txt").status == 1
    assert tuple(dedupe("collapse", "--check", "clean.txt")) == (b"", "", 0)  # type: ignore[arg-type]


def test_without_a_path_it_is_a_filter(dedupe: Run) -> None:
    assert tuple(dedupe("collapse", stdin=PAGE)) == (CLEAN, "", 0)  # type: ignore[arg-type]
    assert tuple(dedupe("collapse", "-", stdin=PAGE)) == (CLEAN, "", 0)  # type: ignore[arg-type]


def test_an_empty_file_is_left_empty(dedupe: Run) -> None:
    assert tuple(dedupe("collapse", stdin=b"")) == (b"", "", 0)  # type: ignore[arg-type]


def test_check_says_how_much_would_go_and_exits_with_1(dedupe: Run, tmp_path: Path) -> None:
    result = dedupe("collapse", "--check", "page.txt")
    assert tuple(result) == (b"page.txt: 1 of 3 paragraphs would go, split into lines\n", "", 1)  # type: ignore[arg-type]
    assert (tmp_path / "page.txt").read_bytes() == PAGE


def test_diff_is_a_unified_diff(dedupe: Run, tmp_path: Path) -> None:
    result = dedupe("collapse", "--diff", "page.txt")
    expected = f"--- page.txt\n+++ page.txt\n@@ -1,3 +1,2 @@\n {A}\n {B}\n-{A}\n"
    assert tuple(result) == (expected.encode(), "", 0)  # type: ignore[arg-type]
    assert (tmp_path / "page.txt").read_bytes() == PAGE


def test_verbose_says_what_was_done(dedupe: Run) -> None:
    result = dedupe("collapse", "-v", "page.txt")
    assert (result.out, result.err) == (CLEAN, "page.txt: 1 of 3 paragraphs removed, split into lines\n")


def test_stats_are_one_json_object(dedupe: Run) -> None:
    result = dedupe("collapse", "page.txt", "-o", "clean.txt", "--stats", "-")
    stats = json.loads(result.out)
    assert stats.pop("seconds") >= 0
    assert stats.pop("options")["threshold"] == 0.6
    assert stats == {
        "files": 1,
        "records": 1,
        "records_skipped": 0,
        "records_dropped": 0,
        "documents": 1,
        "documents_changed": 1,
        "paragraphs": 3,
        "kept": 2,
        "removed": 1,
        "boilerplate": 0,
        "oversized": 0,
        "refused": 0,
        "evidence": {"prose by itself in a page of prose": 1},
        "in_place": {},
        "bytes_in": len(PAGE),
        "bytes_out": len(CLEAN),
        "engine": "memory",
    }


# In place


def test_in_place_replaces_the_file_and_keeps_what_went_beside_it(dedupe: Run, tmp_path: Path) -> None:
    assert tuple(dedupe("collapse", "--in-place", "page.txt")) == (b"", "", 0)  # type: ignore[arg-type]
    assert (tmp_path / "page.txt").read_bytes() == CLEAN
    assert tuple(dedupe("restore", "page.txt")) == (PAGE, "", 0)  # type: ignore[arg-type]
    assert dedupe("restore", "--in-place", "page.txt").status == 0
    assert (tmp_path / "page.txt").read_bytes() == PAGE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt", "page.txt.dedupe.jsonl"]


@not_on_windows
def test_in_place_keeps_mode_and_link(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to("page.txt")
    assert dedupe("collapse", "--in-place", "--no-ledger", "link.txt").status == 0
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "page.txt").read_bytes() == CLEAN
    assert (tmp_path / "page.txt").stat().st_mode & 0o777 == 0o640


def test_in_place_leaves_an_unchanged_file_untouched(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(CLEAN)
    before = (tmp_path / "page.txt").stat()
    assert dedupe("collapse", "--in-place", "page.txt").status == 0
    after = (tmp_path / "page.txt").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_a_suffix_keeps_the_input_as_a_backup_that_is_never_overwritten(dedupe: Run, tmp_path: Path) -> None:
    assert dedupe("collapse", "--in-place=.orig", "page.txt").status == 0
    assert (tmp_path / "page.txt.orig").read_bytes() == PAGE
    (tmp_path / "page.txt").write_bytes(CLEAN + CLEAN)
    result = dedupe("collapse", "--in-place=.orig", "page.txt")
    assert result.err == ("page.txt.orig: there is a backup already, so page.txt was left alone; give another suffix\n")
    assert result.status == 2
    assert (tmp_path / "page.txt.orig").read_bytes() == PAGE
    assert (tmp_path / "page.txt").read_bytes() == CLEAN + CLEAN


def test_a_bare_in_place_never_takes_the_path_for_a_suffix(dedupe: Run, tmp_path: Path) -> None:
    assert dedupe("collapse", "--in-place", "--no-ledger", "--", "page.txt").status == 0
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.hostile("an input that changes while it is read", "it is left alone, with an error")
@pytest.mark.parametrize("suffix", ["", "=.orig"])
@pytest.mark.parametrize("moment", ["hash_of", "hash_at"])
def test_a_file_that_changes_while_it_is_read_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], suffix: str, moment: str
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE)
    looked = getattr(safeguards, moment)

    def edit_and_look(*arguments: object) -> object:
        page.write_bytes(PAGE + b"edited\n")
        return looked(*arguments)

    monkeypatch.setattr(safeguards, moment, edit_and_look)
    assert run(["collapse", f"--in-place{suffix}", str(page)]) == 2
    assert capfd.readouterr().err == f"dedupe: {page}: changed while it was read, so it was left alone; run again\n"
    assert page.read_bytes() == PAGE + b"edited\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


# Folders


def make_crawl(folder: Path) -> dict[str, bytes]:
    files = {
        "a.txt": PAGE,
        "b/c.md": b"\xef\xbb\xbf# T\r\n\r\n" + PAGE.replace(b"\n", b"\r\n\r\n"),
        "b/d.txt": CLEAN,
        ".hidden.txt": PAGE,
        "binary.dat": b"\0\1",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return files


def test_a_folder_goes_into_a_folder_and_back(dedupe: Run, tmp_path: Path) -> None:
    files = make_crawl(tmp_path / "crawl")
    result = dedupe("collapse", "crawl", "-o", "clean", "--ledger", "ledger.jsonl")
    assert tuple(result) == (b"", "", 0)  # type: ignore[arg-type]
    clean = {path.relative_to(tmp_path / "clean").as_posix() for path in (tmp_path / "clean").rglob("*.*")}
    assert clean == {"a.txt", "b/c.md", "b/d.txt"}
    assert dedupe("restore", "clean", "--ledger", "ledger.jsonl", "-o", "back").status == 0
    for name in clean:
        assert (tmp_path / "back" / name).read_bytes() == files[name]


def test_globs_limit_a_folder(dedupe: Run, tmp_path: Path) -> None:
    make_crawl(tmp_path / "crawl")
    assert dedupe("collapse", "crawl", "-o", "clean", "-g", "*.txt", "-g", "!b/*").status == 0
    assert [path.name for path in (tmp_path / "clean").iterdir()] == ["a.txt"]


def test_across_files_the_first_given_keeps_its_paragraph(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(f"{A}\nAnd then it rained for three days.\n")
    assert dedupe("collapse", "page.txt", "other.txt", "--scope", "corpus", "--in-place").status == 0
    assert (tmp_path / "page.txt").read_bytes() == CLEAN
    assert (tmp_path / "other.txt").read_text() == "And then it rained for three days.\n"


def test_a_file_given_twice_is_not_its_own_copy(dedupe: Run, tmp_path: Path) -> None:
    arguments = ("--scope", "corpus", "--in-place")
    assert tuple(dedupe("collapse", "page.txt", "./page.txt", *arguments)) == (b"", "", 0)  # type: ignore[arg-type]
    assert (tmp_path / "page.txt").read_bytes() == CLEAN


@pytest.mark.parametrize(
    ("paths", "said"), [("page.txt ./page.txt", "./page.txt"), (". . page.txt", "page.txt and 1 more")]
)
def test_that_a_file_is_given_twice_is_said(dedupe: Run, paths: str, said: str) -> None:
    note = f"{said}: given more than once, read once\n"
    assert dedupe("find", "-v", *paths.split()).err.startswith(note)
    assert dedupe("collapse", "-v", *paths.split(), "-o", "clean/").err.startswith(note)


def test_one_bad_file_does_not_keep_the_others_from_being_done(dedupe: Run, tmp_path: Path) -> None:
    make_crawl(tmp_path / "crawl")
    (tmp_path / "crawl" / "a.txt").write_bytes(b"caf\xe9")
    result = dedupe("collapse", "crawl", "-o", "clean")
    assert tuple(result) == (b"", "crawl/a.txt: not UTF-8 at byte 3; pass --encoding\n", 2)  # type: ignore[arg-type]
    assert (tmp_path / "clean" / "b" / "d.txt").read_bytes() == CLEAN


def test_across_files_one_bad_file_stops_the_run_before_anything_is_written(dedupe: Run, tmp_path: Path) -> None:
    make_crawl(tmp_path / "crawl")
    (tmp_path / "crawl" / "b" / "d.txt").write_bytes(b"caf\xe9")
    result = dedupe("collapse", "crawl", "-o", "clean", "--scope", "corpus")
    assert (result.err, result.status) == ("crawl/b/d.txt: not UTF-8 at byte 3; pass --encoding\n", 2)
    assert not (tmp_path / "clean").exists()


# Restore


def test_two_runs_with_one_ledger_can_both_be_undone(dedupe: Run) -> None:
    assert dedupe("collapse", "page.txt", "--ledger", "l", "-o", "one.txt").status == 0
    assert dedupe("collapse", "one.txt", "--ledger", "l", "-o", "two.txt").status == 0
    assert dedupe("restore", "two.txt", "--ledger", "l").out == PAGE
    assert dedupe("restore", "page.txt", "--ledger", "l", "-v").err == (
        "page.txt: nothing to put back, this is the input\n"
    )


def test_one_removal_is_put_back(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE + B.encode() + b"\n")
    assert dedupe("collapse", "--in-place", "page.txt").status == 0
    lines = (tmp_path / "page.txt.dedupe.jsonl").read_text().splitlines()
    first = json.loads(lines[1])["removal"]
    assert dedupe("restore", "page.txt", "--only", first, "--in-place").status == 0
    assert (tmp_path / "page.txt").read_bytes() == PAGE
    assert dedupe("restore", "page.txt").out == PAGE + B.encode() + b"\n"


def test_a_ledger_of_another_text_is_refused_and_nothing_is_written(dedupe: Run, tmp_path: Path) -> None:
    assert dedupe("collapse", "page.txt", "--ledger", "l", "-o", "clean.txt").status == 0
    (tmp_path / "clean.txt").write_bytes(CLEAN + b"edited\n")
    result = dedupe("restore", "clean.txt", "--ledger", "l", "-o", "back.txt")
    assert tuple(result) == (  # type: ignore[arg-type]
        b"",
        "clean.txt: the ledger does not know this text, so nothing was changed;"
        " give the output as the run left it, or the ledger of its run\n",
        2,
    )
    assert not (tmp_path / "back.txt").exists()


def test_a_file_that_is_edited_while_it_is_restored_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE)
    assert run(["collapse", "--in-place", str(page)]) == 0

    def edit_and_fill(*arguments: object) -> None:
        page.write_bytes(CLEAN + b"edited\n")
        fill(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("dedupe.cli.restore.fill", edit_and_fill)
    assert run(["restore", "--in-place", str(page)]) == 2
    assert capfd.readouterr().err == f"dedupe: {page}: changed while it was read, so it was left alone; run again\n"
    assert page.read_bytes() == CLEAN + b"edited\n"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_with_one_unknown_file_is_not_restored_in_part(dedupe: Run, tmp_path: Path) -> None:
    make_crawl(tmp_path / "crawl")
    assert dedupe("collapse", "crawl", "-o", "clean", "--ledger", "l").status == 0
    (tmp_path / "clean" / "b" / "d.txt").write_bytes(b"edited\n")
    assert dedupe("restore", "clean", "--ledger", "l", "-o", "back").status == 2
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_text_that_is_not_utf_8_is_restored_byte_for_byte(dedupe: Run, tmp_path: Path, encoding: str) -> None:
    page = f"Caf\u00e9\n{A} \u00c9t\u00e9.\n{A} \u00c9t\u00e9.\n".encode(encoding)
    (tmp_path / "page.txt").write_bytes(page)
    assert dedupe("collapse", "--in-place", "--encoding", encoding, "page.txt").status == 0
    assert len((tmp_path / "page.txt").read_bytes()) < len(page)
    assert dedupe("restore", "page.txt").out == page


# Find and compare


def test_find_says_what_would_go_and_why(dedupe: Run) -> None:
    result = dedupe("find", "page.txt")
    expected = f"page.txt:3: copy of line 1, similarity 1.000: identical\n    {A}\n"
    assert tuple(result) == (expected.encode(), "", 0)  # type: ignore[arg-type]


def test_find_all_shows_siblings_with_the_words_that_differ(dedupe: Run) -> None:
    text = b"Room 12 is at the end of the hall.\nRoom 14 is at the end of the hall.\n"
    assert dedupe("find", stdin=text).out == b""
    assert dedupe("find", "--all", stdin=text).out == (
        b"-:2: sibling of line 1, similarity 0.889: 12 / 14 differ\n    Room [-12-] {+14+} is at the end of the hall.\n"
    )


def test_find_json_has_one_object_a_line(dedupe: Run) -> None:
    (line,) = dedupe("find", "--json", "page.txt").out.splitlines()
    match = json.loads(line)
    assert {name: match[name] for name in ("line", "kept_line", "similarity", "verdict", "removed")} == {
        "line": 3,
        "kept_line": 1,
        "similarity": 1.0,
        "verdict": "copy",
        "removed": True,
    }


def test_colour_comes_only_when_it_is_asked_for(dedupe: Run) -> None:
    assert b"\x1b" not in dedupe("find", "page.txt").out
    assert b"\x1b[1mpage.txt:3\x1b[0m" in dedupe("find", "--color", "always", "page.txt").out


def test_text_from_a_document_never_steers_the_terminal(dedupe: Run) -> None:
    text = "The \x1b[2J harbour \u202e was empty on that day.\n".encode() * 2
    out = dedupe("find", "--color", "never", stdin=text).out.decode()
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\\x1b[2J" in out


def test_compare_gives_both_directions(dedupe: Run) -> None:
    result = dedupe("compare", "--text", f"{A} It is free on Sundays.", A)
    lines = result.out.decode().splitlines()
    assert lines[0] == "similarity 0.762: words in common 8, in A 13, in B 8"
    assert lines[1].startswith("A is kept: B is a copy (")
    assert lines[2].startswith(("B is kept: A is a revision (", "B is kept: A is a sibling ("))
    assert (result.err, result.status) == ("", 0)


def test_compare_json_has_the_field_names_of_python(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(A)
    (tmp_path / "b").write_text(A)
    comparison = json.loads(dedupe("compare", "--json", "a", "b").out)
    assert comparison["similarity"] == 1.0
    assert comparison["b_given_a"]["verdict"] == "copy"


# Bad input: one line on stderr, status 2, the input untouched

MISTAKES = [
    ("collapse nope.txt", "nope.txt: no such file; check the path"),
    ("collapse empty", "empty: no text files in this folder; check the path, .gitignore, .ignore and hidden files"),
    ("collapse binaries -o out", "binaries: nothing here is text; give files that are, or pass --encoding"),
    ("collapse latin.txt", "latin.txt: not UTF-8 at byte 3; pass --encoding"),
    ("collapse latin.txt --encoding ascii", "latin.txt: not ascii at byte 3; pass another --encoding"),
    (
        "collapse page.txt --encoding klingon",
        "--encoding must be one that Python knows, got 'klingon'; try utf-8, latin-1 or cp1252",
    ),
    (
        "collapse nul.txt",
        "nul.txt: binary, there is a NUL byte at 1; if it is text in another encoding, pass --encoding,"
        " such as --encoding utf-16",
    ),
    ("collapse page.txt --threshold 85", "--threshold must be above 0 and at most 1, got 85; did you mean 0.85?"),
    (
        "collapse page.txt --threshold high",
        "Invalid value for '--threshold': 'high' is not a valid float; see dedupe collapse --help",
    ),
    (
        "collapse page.txt -o no/such/folder.txt",
        "no/such/folder.txt: cannot be written (No such file or directory);"
        " choose another place or check its permissions",
    ),
    (
        "collapse page.txt --ledger no/such/ledger",
        "no/such/ledger: the ledger cannot be written (No such file or directory), so nothing was changed;"
        " choose another place for it",
    ),
    (
        "collapse page.txt latin.txt",
        "2 inputs cannot share one stdout; pass -o FOLDER or --in-place, or run dedupe for each",
    ),
    (
        "collapse empty page.txt -o page.txt",
        "empty: no text files in this folder; check the path, .gitignore, .ignore and hidden files",
    ),
    ("collapse page.txt latin.txt -o nul.txt", "nul.txt is a file, and there are several outputs; pass -o FOLDER"),
    ("collapse binaries", "binaries is a folder; pass -o FOLDER, or --in-place"),
    ("collapse page.txt -o page.txt", "page.txt is an input; pass --in-place to replace it"),
    (
        "collapse page.txt --in-place -o x.txt",
        "--in-place and --output exclude each other; give one of them",
    ),
    (
        "collapse --in-place -",
        "--in-place needs files, got stdin; leave it out to write to stdout",
    ),
    (
        "collapse page.txt --check --in-place",
        "--check and --diff write nothing; leave out --in-place and --output",
    ),
    (
        "collapse page.txt --check --diff --stats -",
        "--stats - and the text would both go to stdout; give --stats a file",
    ),
    (
        "collapse page.txt --stats -",
        "--stats - and the text would both go to stdout; give --stats a file",
    ),
    ("collapse page.txt --xyzzy", "No such option '--xyzzy'; see dedupe collapse --help"),
    ("colapse page.txt", "No such command 'colapse'; see dedupe --help"),
    (
        "restore page.txt",
        "page.txt.dedupe.jsonl: cannot read the ledger (No such file or directory); give the file that --ledger wrote",
    ),
    ("restore page.txt --ledger latin.txt", "latin.txt: not a ledger; give the file that --ledger wrote"),
    ("restore binaries", "binaries is a folder; pass -o FOLDER, or --in-place"),
    ("compare page.txt nope.txt", "nope.txt: no such file; check the path"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES, ids=[arguments for arguments, _ in MISTAKES])
def test_a_mistake_is_one_line_with_the_way_out(dedupe: Run, tmp_path: Path, arguments: str, message: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "binaries").mkdir()
    (tmp_path / "binaries" / "x.bin").write_bytes(b"\0")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9\n")
    (tmp_path / "nul.txt").write_bytes(b"a\0b\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert tuple(dedupe(*arguments.split())) == (b"", f"{message}\n", 2)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@not_on_windows
@pytest.mark.usefixtures("dedupe")
def test_a_full_disk_is_an_error(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    command = [sys.executable, "-m", "dedupe", "collapse", str(tmp_path / "page.txt")]
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert process.stderr == (
        b"dedupe: stdout: cannot be written (No space left on device), the output is not complete;"
        b" write to another place\n"
    )
    assert process.returncode == 2


@not_on_windows
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_141_and_silent(tmp_path: Path, unbuffered: str) -> None:
    (tmp_path / "page.txt").write_text("\n".join(f"line {number}" for number in range(100_000)))
    command = [sys.executable, "-m", "dedupe", "collapse", str(tmp_path / "page.txt")]
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@not_on_windows
@pytest.mark.usefixtures("dedupe")
def test_an_interrupt_is_130_and_leaves_the_input_untouched(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dedupe", "collapse", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        # More than a pipe holds: when all is written, the command reads.
        process.stdin.write(PAGE * 3000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (out, err, process.returncode) == (b"", b"dedupe: interrupted; nothing is half-written\n", 130)
    assert (tmp_path / "page.txt").read_bytes() == PAGE


def test_an_internal_error_is_2_and_never_reads_as_duplicates_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(program_module.program, "invoke", fail)
    assert run(["collapse"]) == 2
    assert capsys.readouterr().err == (
        "dedupe: internal error, RuntimeError: boom; run again with -v for the trace, and please report it\n"
    )
    assert run(["collapse", "-v"]) == 2
    assert "Traceback" in capsys.readouterr().err


# Start-up


@pytest.mark.parametrize("heavy", ["rapidfuzz", "json", "tempfile", "hashlib", "difflib"])
def test_collapsing_a_plain_page_imports_nothing_heavy(heavy: str) -> None:
    code = (
        "import sys\nfrom dedupe.cli.program import run\n"
        f"status = run(['collapse', {str(EXAMPLE)!r}])\n"
        f"sys.exit(9 if {heavy!r} in sys.modules else status)"
    )
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert process.returncode == 0, process.stderr


def test_every_option_has_a_help_text() -> None:
    context = program_module.program.make_context("dedupe", ["find", "--help"], resilient_parsing=True)
    for name in program_module.program.list_commands(context):
        command = program_module.program.get_command(context, name)
        assert command is not None
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        assert all(option.help for option in options)


COLLISIONS = [
    ("-o q.txt --stats page.txt", "page.txt is an input and --stats too; give each a file of its own"),
    ("-o p.txt --ledger p.txt", "p.txt is --ledger and --output too; give each a file of its own"),
    ("-o r.txt --ledger l --stats l", "l is --ledger and --stats too; give each a file of its own"),
    ("-o r.txt --ledger page.txt", "page.txt is an input and --ledger too; give each a file of its own"),
    (
        "-o r.txt --ledger diary.txt",
        "diary.txt: there is a file that is no ledger, so nothing was changed; choose another name",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), COLLISIONS, ids=[arguments for arguments, _ in COLLISIONS])
def test_no_two_files_of_a_command_are_one(dedupe: Run, tmp_path: Path, arguments: str, message: str) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary\n")
    assert tuple(dedupe("collapse", "page.txt", *arguments.split())) == (b"", f"{message}\n", 2)  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["diary.txt", "page.txt"]
    assert (tmp_path / "page.txt").read_bytes() == PAGE
    assert (tmp_path / "diary.txt").read_text() == "Dear diary\n"


@not_on_windows
@pytest.mark.parametrize(("closed", "status"), [("<&-", 0), (">&-", 2), ("2>&-", 0)])
def test_closed_streams_never_read_as_duplicates_found(tmp_path: Path, closed: str, status: int) -> None:
    (tmp_path / "page.txt").write_bytes(PAGE)
    command = f'"$0" -m dedupe collapse "$1" {closed}'
    environment = os.environ | {"PYTHONPATH": str(EXAMPLE.parents[1])}
    process = subprocess.run(
        ["sh", "-c", command, sys.executable, str(tmp_path / "page.txt")],  # noqa: S607 - the one of the system
        capture_output=True,
        env=environment,
        check=False,
    )
    assert process.returncode == status
