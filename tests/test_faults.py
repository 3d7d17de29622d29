"""The system fails, or the process is killed, at each call that matters: nothing is lost, whatever was done till then.

One run is traced. Then it is repeated, and each of its calls on the files concerned fails or is the last one. After
that each file is old or new, ledger and output give the input back, and the next run leaves nothing behind. The tests
take one call in three; `python tests/test_faults.py` takes all, and writes what came of it into the page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

STRACE = shutil.which("strace")
EVERY = 3
A = "The ferry leaves the outer harbour at noon."
PAGE = f"{A}\nNobody came to the market on that day.\n{A}\n".encode()
CLEAN = f"{A}\nNobody came to the market on that day.\n".encode()
RECORDS = b"".join(b'{"n": %d, "text": "%s\\n%s"}\n' % (n, A.encode(), A.upper().encode()) for n in range(3))
CLEAN_RECORDS = b"".join(b'{"n": %d, "text": "%s"}\n' % (n, A.encode()) for n in range(3))
CALLS = (
    "openat,read,write,fsync,link,linkat,rename,renameat,renameat2,fchmod,chmod,fchmodat,mkdir,mkdirat,"
    "unlink,unlinkat,rmdir"
)
WORKING_FOLDER = re.compile(r"AT_FDCWD<[^>]*>")
CALL = re.compile(r"^\d+ +(\w+)\((.*)$")


def can_trace() -> bool:
    """Whether strace is there and may trace."""
    return bool(STRACE) and subprocess.run([str(STRACE), "true"], capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="strace is not there, or may not trace here")


class Scene(NamedTuple):
    """A command, the file that it makes, what that has before and after, and its ledger, if it has one.

    `first` is a command that is run before, of which the other one is to undo what it did. `twin` is another file of
    the same command, with a ledger of its own if that is beside it, for which the same has to hold.
    """

    command: tuple[str, ...]
    output: str
    before: bytes | None
    after: bytes
    ledger: str | None
    first: tuple[str, ...] = ()
    twin: str = ""

    @property
    def made(self) -> list[tuple[str, str | None]]:
        """The files that are made, each with its ledger."""
        made = [(self.output, self.ledger)]
        if self.twin:
            is_beside = self.ledger != "ledger"
            made.append((self.twin, f"{self.twin}.dedupe.jsonl" if is_beside else self.ledger))
        return made

    @property
    def source(self) -> str:
        """The input; its name says what is in it."""
        return "page.jsonl" if "page.jsonl" in self.command else "page.txt"


# The page that has what came of it, and the lines around the table there.
PAGE_OF_TABLE = Path(__file__).parents[1] / "docs" / "reliability.md"
BEGIN, END = "<!-- made by tests/test_faults.py -->\n", "<!-- end -->\n"
LINES = ("--split", "lines")
IN_PLACE = ("collapse", *LINES, "--in-place", "page.txt")
SCENES = {
    "in place": Scene(IN_PLACE, "page.txt", PAGE, CLEAN, "page.txt.dedupe.jsonl"),
    "restored in place": Scene(
        ("restore", "--in-place", "page.txt"), "page.txt", CLEAN, PAGE, "page.txt.dedupe.jsonl", IN_PLACE
    ),
    "in place with a backup": Scene(("collapse", *LINES, "--in-place=.old", "page.txt"), "page.txt", PAGE, CLEAN, None),
    "records in place": Scene(
        ("collapse", *LINES, "--in-place", "page.jsonl"),
        "page.jsonl",
        RECORDS,
        CLEAN_RECORDS,
        "page.jsonl.dedupe.jsonl",
    ),
    "to a file with a ledger": Scene(
        ("collapse", *LINES, "page.txt", "-o", "new.txt", "--ledger", "ledger"), "new.txt", None, CLEAN, "ledger"
    ),
    "to a file with a compressed ledger": Scene(
        ("collapse", *LINES, "page.txt", "-o", "new.txt", "--ledger", "ledger.gz"), "new.txt", None, CLEAN, "ledger.gz"
    ),
    "into a folder": Scene(
        ("collapse", *LINES, "page.txt", "-o", "clean/", "--ledger", "ledger"), "clean/page.txt", None, CLEAN, "ledger"
    ),
    "two files in place": Scene(
        ("collapse", *LINES, "--in-place", "page.txt", "page2.txt"),
        "page.txt",
        PAGE,
        CLEAN,
        "page.txt.dedupe.jsonl",
        twin="page2.txt",
    ),
    "restored to a file": Scene(
        ("restore", "new.txt", "--ledger", "ledger", "-o", "back.txt"),
        "back.txt",
        None,
        PAGE,
        "ledger",
        ("collapse", *LINES, "page.txt", "-o", "new.txt", "--ledger", "ledger"),
    ),
    "a folder restored": Scene(
        ("restore", "clean", "--ledger", "ledger", "-o", "back"),
        "back/page.txt",
        None,
        PAGE,
        "ledger",
        ("collapse", *LINES, "page.txt", "page2.txt", "-o", "clean/", "--ledger", "ledger"),
        "back/page2.txt",
    ),
}
# What comes over a call, and what that is.
FAULTS = {
    "error=ENOSPC": "the disk is full",
    "error=EIO": "the disk fails",
    "error=EINTR": "a signal interrupts it",
    "signal=SIGKILL": "the process is killed",
}
# What a run ends with; strace passes on the signal as its own end.
OUTCOMES = {0: "done all the same", 2: "error", -9: "killed", 137: "killed"}
# Calls that do not fail so; those that are interrupted are made again, which a fault that comes once allows.
CANNOT_BE = {"error=ENOSPC": ("read", "unlink", "unlinkat")}


def environment() -> dict[str, str]:
    """A process of which each run makes the same calls."""
    here = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": here, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


def set_up(folder: Path, scene: Scene) -> None:
    """Make the files that a scene begins with."""
    shutil.rmtree(folder, ignore_errors=True)
    ready = folder.with_name("ready")
    if ready.exists():
        shutil.copytree(ready, folder)
        return
    folder.mkdir()
    (folder / "page.txt").write_bytes(PAGE)
    (folder / "page2.txt").write_bytes(PAGE)
    (folder / "page.jsonl").write_bytes(RECORDS)
    if scene.first:
        command = [sys.executable, "-P", "-m", "dedupe", *scene.first]
        subprocess.run(command, cwd=folder, env=environment(), check=True)
    shutil.copytree(folder, ready)


def run(folder: Path, scene: Scene, *strace: str) -> subprocess.CompletedProcess[bytes]:
    """Play a scene under strace."""
    command = [str(STRACE), "-f", "-qq", "-y", *strace, sys.executable, "-P", "-m", "dedupe", *scene.command]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)


def calls_on_files(folder: Path, scene: Scene) -> Iterator[tuple[str, int]]:
    """The calls of a scene on files in its folder: the name of each, and which of that name it is, from 1."""
    trace = folder.with_name("trace")
    assert run(folder, scene, "-e", f"trace={CALLS}", "-o", str(trace)).returncode == 0
    count: Counter[str] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if match:
            count[match[1]] += 1
            if is_on_files(match[2], folder):
                yield match[1], count[match[1]]


def is_on_files(arguments: str, folder: Path) -> bool:
    """Whether a call with these arguments is on a file in a folder, in which the process works."""
    arguments = WORKING_FOLDER.sub("", arguments)
    return str(folder) in arguments or re.search(r'"(page|new|clean|back|ledger|\.)[^"]*"', arguments) is not None


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_lost_whatever_fails(name: str, fault: str, tmp_path: Path) -> None:
    assert len(list(sweep(SCENES[name], fault, tmp_path, every=EVERY))) > 3


def test_the_page_has_all_that_is_tried() -> None:
    page = PAGE_OF_TABLE.read_text(encoding="utf-8")
    for name in SCENES:
        for meaning in FAULTS.values():
            assert f"\n| {name} | {meaning} | " in page


def sweep(scene: Scene, fault: str, place: Path, *, every: int = 1) -> Iterator[str]:
    """Play a scene with a fault at one in `every` of its calls, check what is left, and yield what came of each.

    The calls are shared out to two folders, in which the scene is played at the same time.
    """
    folders = [place / "0" / "scene", place / "1" / "scene"]
    for folder in folders:
        folder.parent.mkdir()
        set_up(folder, scene)
    calls = [
        (call, number) for call, number in calls_on_files(folders[0], scene) if call not in CANNOT_BE.get(fault, ())
    ][::every]
    with ThreadPoolExecutor(len(folders)) as pool:
        shares = [calls[start :: len(folders)] for start in range(len(folders))]
        for outcomes in pool.map(lambda folder, share: play(folder, scene, fault, share), folders, shares):
            yield from outcomes


def play(folder: Path, scene: Scene, fault: str, calls: Sequence[tuple[str, int]]) -> list[str]:
    """Play a scene with a fault at some of its calls, and return what the run made of each."""
    outcomes = []
    for call, number in calls:
        set_up(folder, scene)
        done = run(folder, scene, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}", "-o", os.devnull)
        check(folder, scene, done, f"{call} number {number}")
        outcomes.append(OUTCOMES[done.returncode])
    return outcomes


def check(folder: Path, scene: Scene, done: subprocess.CompletedProcess[bytes], where: str) -> None:
    """Check what a run left, and that the next one ends well."""
    assert done.returncode in OUTCOMES, where
    killed = OUTCOMES[done.returncode] == "killed"
    assert killed or b"Traceback" not in done.stderr, (where, done.stderr)
    assert b"internal error" not in done.stderr, (where, done.stderr)
    assert done.returncode != 2 or done.stderr, where
    if not killed:
        # A folder that cannot be removed, and is empty, is left for the next run.
        assert not [path for left in leftovers(folder) for path in left.iterdir()], where
    for output, ledger in scene.made:
        path = folder / output
        found = path.read_bytes() if path.exists() else None
        assert found in (scene.before, scene.after), where
        assert done.returncode != 0 or found == scene.after, where
        check_input(folder, scene, (output, ledger), found, where)
    again(folder, scene, where)


def check_input(folder: Path, scene: Scene, made: tuple[str, str | None], found: bytes | None, where: str) -> None:
    """Check that what a file was made from is there, or can be had back."""
    output, ledger = made
    source = (folder / scene.source).read_bytes()
    if ledger and (found == scene.after or scene.first) and found is not None:
        assert restored(folder, output, ledger) == (PAGE if scene.source == "page.txt" else RECORDS), where
    elif output == scene.source and found == scene.after:
        assert (folder / f"{scene.source}.old").read_bytes() == PAGE, where
    elif output not in scene.command:
        # What it is made from is untouched; that it can still be made, the next run shows.
        assert source in (PAGE, RECORDS), where
    else:
        assert found == scene.before, where


def again(folder: Path, scene: Scene, where: str) -> None:
    """Run the command once more: it does what was to be done, and removes what was left."""
    if scene.ledger is None and (folder / f"{scene.source}.old").exists():
        (folder / f"{scene.source}.old").unlink()
    command = [sys.executable, "-P", "-m", "dedupe", *scene.command]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), where
    for output, _ in scene.made:
        assert (folder / output).read_bytes() == scene.after, where
    assert not leftovers(folder), where


def leftovers(folder: Path) -> list[Path]:
    """The folders that are left of files in the making."""
    return list(folder.rglob(".dedupe-*"))


def restored(folder: Path, output: str, ledger: str) -> bytes:
    """What `restore` prints of an output."""
    command = [sys.executable, "-P", "-m", "dedupe", "restore", output, "--ledger", ledger]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True).stdout


HEAD = (
    "| what | at each of its calls | calls | ended in an error | done all the same | killed | lost |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)


def row(name: str, fault: str, outcomes: Iterable[str]) -> str:
    """A row of a table: what was tried, and what came of it."""
    found = Counter(outcomes)
    counts = (found[kind] for kind in ("error", "done all the same", "killed"))
    return f"| {name} | {FAULTS[fault]} | {found.total()} | {' | '.join(map(str, counts))} | 0 |\n"


def write_table(begin: str, end: str, rows: Iterable[str]) -> None:
    """Write a table into the page, between two marks."""
    before, _, rest = PAGE_OF_TABLE.read_text(encoding="utf-8").partition(begin)
    table = HEAD + "".join(rows)
    PAGE_OF_TABLE.write_text(before + begin + table + end + rest.partition(end)[2], encoding="utf-8")


def rows_of_table() -> Iterator[str]:
    """The rows of this table."""
    for name, scene in SCENES.items():
        for fault in FAULTS:
            with tempfile.TemporaryDirectory() as place:
                yield row(name, fault, sweep(scene, fault, Path(place)))


if __name__ == "__main__":
    write_table(BEGIN, END, rows_of_table())
