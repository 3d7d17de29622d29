"""An index after a crash: it holds the last batch that was done, and the next run of the command gives what it should.

One run is traced. Then it is repeated, and calls of it that change a file of the index, or put the output in its place,
fail or are the last ones. The tests take every sixth write; `python tests/test_index_faults.py` takes all calls, and
writes what came of it into the page.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir, closing, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from test_faults import CALL, FAULTS, OUTCOMES, PAGE_OF_TABLE, STRACE, can_trace, environment, row, write_table

from dedupe import collapse_documents
from dedupe.cli.program import run
from dedupe.index import upkeep

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day."
C = "The lift to the upper deck is out of order."
PAGES = {"a.txt": f"{A}\n{B}\n", "b.txt": f"{A}\n{C}\n", "c.txt": f"{C}\n{B}\nIt rained all day on the island.\n"}
CHANGED = f"{C}\nThe bar is closed until spring.\n"
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename"
COLLAPSE = ("collapse", "--split", "lines", "--in-place", "--index", "known.db")
SCENES = {
    "an index, a first run": (*COLLAPSE, "a.txt"),
    "an index, a later run": (*COLLAPSE, "b.txt", "c.txt"),
    "an index, a changed document": (*COLLAPSE, "a.txt", "c.txt"),
    "an index, a document forgotten": ("index", "forget", "known.db", "a.txt"),
    "an index, rebuilt": ("index", "rebuild", "known.db"),
}
FIRST, LATER, REPLACED, FORGOTTEN, REBUILT = SCENES
# What an index that a process was killed in making is said to be.
NOTHING = ("there is no index here", "nothing is in this file yet")
# A signal does not interrupt what SQLite does, which asks again; nor can a name need room.
CAUSES = [fault for fault in FAULTS if fault != "error=EINTR"]
CANNOT_BE = {"error=ENOSPC": ("unlink",)}
BEGIN, END = "<!-- made by tests/test_index_faults.py -->\n", "<!-- end of indexes -->\n"

pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is not there, or may not trace here")


def dedupe(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run a command in a folder; return its status and what it said on stderr."""
    said = StringIO()
    with chdir(folder), redirect_stderr(said), redirect_stdout(TextIOWrapper(BytesIO())):
        status = run(list(arguments))
    return status, said.getvalue()


def traced(folder: Path, name: str, *strace: str) -> subprocess.CompletedProcess[bytes]:
    """Play a scene under strace."""
    command = [str(STRACE), "-f", "-qq", "-y", *strace, sys.executable, "-P", "-m", "dedupe", *SCENES[name]]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)


def made(folder: Path, name: str) -> Path:
    """The files that a scene begins with: for all but the first one an index that knows a page."""
    folder.mkdir()
    for page, text in PAGES.items():
        (folder / page).write_text(text)
    if name != FIRST:
        dedupe(folder, *COLLAPSE, "a.txt")
    if name in (FORGOTTEN, REBUILT):
        dedupe(folder, *COLLAPSE, "b.txt")
    if name == REPLACED:
        (folder / "a.txt").write_text(CHANGED)
    return folder


def calls(folder: Path, name: str) -> Iterator[tuple[str, int]]:
    """The calls of a scene on files in its folder: the name of each, and which of that name it is, from 1."""
    trace = folder.with_name("trace")
    done = traced(folder, name, "-e", f"trace={CALLS}", "-o", str(trace))
    assert done.returncode == 0, done.stderr
    count: Counter[str] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if match:
            count[match[1]] += 1
            if f"{folder}/" in match[2]:
                yield match[1], count[match[1]]


def sweep(place: Path, name: str, fault: str, *, every: int) -> Iterator[str]:
    """Play a scene with a fault at its calls, of writes one in `every`, and yield what the run made of each."""
    begin, folder = made(place / "begin", name), place / "scene"
    shutil.copytree(begin, folder)
    for call, number in list(calls(folder, name)):
        if call in CANNOT_BE.get(fault, ()) or (call == "pwrite64" and number % every):
            continue
        shutil.rmtree(folder)
        shutil.copytree(begin, folder)
        done = traced(
            folder, name, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}", "-o", os.devnull
        )
        check(folder, name, done, f"{call} number {number}")
        yield OUTCOMES[done.returncode]


def check(folder: Path, name: str, done: subprocess.CompletedProcess[bytes], where: str) -> None:
    """Check what a run left, and that the next one does what was to be done."""
    assert done.returncode in OUTCOMES, (where, done.stderr)
    assert b"Traceback" not in done.stderr, (where, done.stderr)
    assert b"internal error" not in done.stderr, (where, done.stderr)
    assert done.returncode != 2 or done.stderr.startswith(b"dedupe: "), (where, done.stderr)
    status, said = dedupe(folder, "index", "check", "known.db")
    assert status == 0 or (name == FIRST and any(nothing in said for nothing in NOTHING)), (where, said)
    status, said = dedupe(folder, *SCENES[name])
    assert status == 0 or (name == FORGOTTEN and "is not in this index" in said), (where, said)
    check_pages(folder, name, where)


def check_pages(folder: Path, name: str, where: str) -> None:
    """Check that all pages are as one run over them would make them, and that the index knows them so."""
    for page in PAGES:
        assert dedupe(folder, *COLLAPSE, page) == (0, ""), where
    found = {page: (folder / page).read_text() for page in PAGES}
    if name in (FIRST, LATER, REBUILT):
        whole = collapse_documents(PAGES.items(), scope="corpus", split="lines")
        assert found == {collapsed.document.id: collapsed.text for collapsed in whole}, where
    for text in (A, B, C):
        assert sum(text in left for left in found.values()) <= 1, where
    with closing(upkeep.open_known(str(folder / "known.db"))) as store:
        assert list(upkeep.check(store)) == [], where
        assert store.count("documents") == len(PAGES), where


@pytest.mark.parametrize("fault", CAUSES)
@pytest.mark.parametrize("name", SCENES)
def test_an_index_is_as_after_its_last_batch_whatever_fails(name: str, fault: str, tmp_path: Path) -> None:
    if fault != "signal=SIGKILL" and name not in (LATER, REPLACED):
        pytest.skip("errors are tried in two scenes here, in the others by python tests/test_index_faults.py")
    assert len(list(sweep(tmp_path, name, fault, every=6))) > 5


def test_the_page_has_all_that_is_tried() -> None:
    page = PAGE_OF_TABLE.read_text(encoding="utf-8")
    for name in SCENES:
        for fault in CAUSES:
            assert f"\n| {name} | {FAULTS[fault]} | " in page


def rows_of_table() -> Iterator[str]:
    """The rows of the table: what was tried, and what came of it."""
    for name in SCENES:
        for fault in CAUSES:
            with tempfile.TemporaryDirectory() as place:
                yield row(name, fault, sweep(Path(place), name, fault, every=1))


if __name__ == "__main__":
    write_table(BEGIN, END, rows_of_table())
