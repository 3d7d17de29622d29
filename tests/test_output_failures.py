"""What is printed reaches no one, because the disk is full or the stream is closed: one line, and status 2."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dedupe.cli.program import COMMANDS, COMPLETE

ROOT = Path(__file__).parents[1]
A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\n{A.upper()}\n"
CLEAN = f"{A}\n"
# Each prints something.
PRINTING = [
    "--help",
    "--version",
    *(f"{command} --help" for command in COMMANDS),
    "collapse page.txt",
    "collapse --check page.txt",
    "collapse --diff page.txt",
    "collapse page.txt -o made.txt --stats -",
    "find page.txt",
    "find --json page.txt",
    "compare page.txt clean.txt",
    "compare --json page.txt clean.txt",
    "restore clean.txt --ledger ledger",
    "completion bash",
]
NOT_COMPLETE = "the output is not complete; write to another place"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed by a shell of POSIX")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.txt").write_text(PAGE)
    assert play(folder, "collapse page.txt -o clean.txt --ledger ledger").returncode == 0
    return folder


def play(folder: Path, command: str, streams: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, by a shell that does something to the streams first."""
    line = f'"{sys.executable}" -m dedupe {command} {streams}'
    values = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        ["sh", "-c", line],  # noqa: S607 - the one of the system
        cwd=folder,
        env=values,
        input="",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@full
@pytest.mark.hostile("stdout on a full disk, or closed, for each command that prints", "one line on stderr, status 2")
@pytest.mark.parametrize("command", PRINTING)
def test_a_full_stdout_is_one_line_for_each_command_that_prints(folder: Path, command: str) -> None:
    done = play(folder, command, ">/dev/full")
    assert done.stderr == f"dedupe: stdout: cannot be written (No space left on device), {NOT_COMPLETE}\n"
    assert done.returncode == 2


@pytest.mark.hostile("stdout on a full disk, or closed, for each command that prints", "one line on stderr, status 2")
@pytest.mark.parametrize("command", PRINTING)
def test_a_closed_stdout_is_one_line_for_each_command_that_prints(folder: Path, command: str) -> None:
    done = play(folder, command, ">&-")
    assert (done.stderr, done.returncode) == (f"dedupe: stdout: cannot be written (it is closed), {NOT_COMPLETE}\n", 2)


@full
@pytest.mark.parametrize("question", ["bash_complete", "zsh_source"])
def test_a_shell_that_asks_for_what_comes_next_gets_an_error_too(folder: Path, question: str) -> None:
    done = play(folder, "", ">/dev/full", **{COMPLETE: question, "COMP_WORDS": "dedupe ", "COMP_CWORD": "1"})
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.startswith("dedupe: stdout: cannot be written (No space left on device)")


@full
@pytest.mark.hostile(
    "stderr on a full disk, or closed", "all is done; the status is that of what was done, never 1 for an error"
)
@pytest.mark.parametrize("streams", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("command", "status", "out"),
    [
        ("collapse none.txt", 2, ""),
        ("collapse --check none.txt", 2, ""),
        ("collapse", 0, ""),
        ("", 2, ""),
        ("collapse --xyzzy", 2, ""),
        ("collapse -v page.txt", 0, CLEAN),
        ("collapse --progress page.txt", 0, CLEAN),
        ("collapse --check -v page.txt", 1, "page.txt: 1 of 2 paragraphs would go, split into lines\n"),
        ("restore -v clean.txt --ledger ledger", 0, PAGE),
    ],
)
def test_a_full_stderr_changes_nothing(folder: Path, streams: str, command: str, status: int, out: str) -> None:
    done = play(folder, command, streams)
    assert (done.stdout, done.returncode) == (out, status)


FILL = """
set -e
mount -t tmpfs -o size=1m tmpfs disk
cd disk
cp ../page.txt page.txt
head -c 2000000 /dev/zero > filler 2> /dev/null || true
set +e
dedupe() { "$PYTHON" -m dedupe "$@"; echo "status $?"; }
dedupe collapse --in-place page.txt
dedupe collapse --in-place=.old page.txt
dedupe collapse page.txt -o new.txt --ledger ledger
cmp page.txt ../page.txt && echo untouched
rm filler ledger page.txt.dedupe.jsonl 2> /dev/null
ls -A
dedupe collapse --in-place page.txt
dedupe restore --in-place page.txt
cmp page.txt ../page.txt && echo restored
"""


@pytest.mark.hostile(
    "a disk that is full, in the middle of a run", "an error, the file as it was; with room again the run is done"
)
def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    mount = [str(unshare), "--map-root-user", "--mount", "sh", "-c"]
    (tmp_path / "disk").mkdir()
    probe = "mount -t tmpfs -o size=1m tmpfs disk"
    if not unshare or subprocess.run([*mount, probe], cwd=tmp_path, capture_output=True, check=False).returncode:
        pytest.skip("no file system may be mounted here")
    (tmp_path / "page.txt").write_text("".join(f"Line {n} of the page, in words.\n{A}\n" for n in range(500)))
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHON": sys.executable, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*mount, FILL], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split("\n") == [
        *["status 2"] * 3,
        "untouched",
        "page.txt",
        "status 0",
        "status 0",
        "restored",
        "",
    ]
    assert done.stderr.count("No space left on device") == len(done.stderr.splitlines()) == 3
