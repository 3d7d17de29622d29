"""Two processes work on the same files at once: each file is old or new, and the input can be had back.

One process is stopped after each of its calls on files, in turn. While it stands still another one runs from beginning
to end, and then the first goes on. So every order of the two is played in which one runs inside the other.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from test_faults import CALL, STRACE, can_trace, environment, is_on_files, leftovers

A = "The ferry leaves the outer harbour at noon."
B = "The ferry leaves the outer harbour at ten."
REST = "".join(f"Of the {number} people nobody came to the market on that day.\n" for number in range(300))
PAGE = f"{A}\n{B}\n{A}\n{REST}".encode()
COPIES = f"{A}\n{B}\n{REST}".encode()
SIMILAR = f"{A}\n{REST.splitlines()[0]}\n".encode()
STOPPED = re.compile(r"^(\d+) +--- stopped by SIGSTOP", re.MULTILINE)
CALLS = ("openat", "write", "fsync", "rename", "renameat", "link", "linkat", "mkdirat", "unlink", "unlinkat")
COLLAPSE = ("collapse", "--split", "lines")
ALL = (*COLLAPSE, "--remove", "similar")

stops = pytest.mark.skipif(not can_trace(), reason="strace is not there, or may not trace here")


class Pair(NamedTuple):
    """Two commands, the file that both write, and what it may have afterwards; each of that can be restored."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    output: str
    ledger: str | None
    outputs: tuple[bytes, ...]
    first: tuple[str, ...] = ()


PAIRS = {
    "in place": Pair(
        (*COLLAPSE, "--in-place", "page.txt"),
        (*ALL, "--in-place", "page.txt"),
        "page.txt",
        "page.txt.dedupe.jsonl",
        (COPIES, SIMILAR),
    ),
    "in place with one backup": Pair(
        (*COLLAPSE, "--in-place=.old", "page.txt"),
        (*ALL, "--in-place=.old", "page.txt"),
        "page.txt",
        None,
        (COPIES, SIMILAR),
    ),
    "to one file with one ledger": Pair(
        (*COLLAPSE, "page.txt", "-o", "new.txt", "--ledger", "ledger"),
        (*ALL, "page.txt", "-o", "new.txt", "--ledger", "ledger"),
        "new.txt",
        "ledger",
        (COPIES, SIMILAR),
    ),
    "restored while it is collapsed": Pair(
        ("restore", "--in-place", "page.txt"),
        (*ALL, "--in-place", "page.txt"),
        "page.txt",
        "page.txt.dedupe.jsonl",
        (PAGE, COPIES, SIMILAR),
        (*COLLAPSE, "--in-place", "page.txt"),
    ),
}


def start(folder: Path, command: tuple[str, ...], *before: str) -> subprocess.Popen[bytes]:
    """Begin a command in a folder."""
    arguments = [*before, sys.executable, "-P", "-m", "dedupe", *command]
    return subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def play(folder: Path, command: tuple[str, ...]) -> tuple[int, bytes, bytes]:
    """Run a command, and return its status and what it said."""
    return finish(start(folder, command))


def finish(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Wait for a process, and return its status and what it said."""
    out, err = process.communicate()
    return process.returncode, out, err


def set_up(folder: Path, pair: Pair) -> None:
    """Make the page, and what a pair begins with."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "page.txt").write_bytes(PAGE)
    if pair.first:
        assert play(folder, pair.first)[0] == 0


def calls_of(folder: Path, pair: Pair) -> list[tuple[str, int]]:
    """The calls of the first command on files of its folder, by name and number."""
    set_up(folder, pair)
    trace = folder.with_name("trace")
    status, _, _ = finish(
        start(folder, pair.one, str(STRACE), "-f", "-qq", "-y", "-e", f"trace={','.join(CALLS)}", "-o", str(trace))
    )
    assert status == 0
    count: Counter[str] = Counter()
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        match = CALL.match(line)
        if match:
            count[match[1]] += 1
            if is_on_files(match[2], folder):
                found.append((match[1], count[match[1]]))
    return found


def stopped_child(process: subprocess.Popen[bytes], trace: Path) -> int:
    """Wait until strace writes that what it runs was stopped, and return the number of that; 0 if it has ended."""
    while process.poll() is None:
        stopped = STOPPED.search(read_if_there(trace))
        if stopped:
            return int(stopped[1])
        time.sleep(0.01)
    return 0


def read_if_there(path: Path) -> str:
    """What stands in a file, or nothing if it is not there."""
    try:
        return path.read_text()
    except OSError:
        return ""


def check(folder: Path, pair: Pair, results: list[tuple[int, bytes, bytes]], where: str) -> None:
    """Check what two commands left."""
    for status, _, err in results:
        assert status in (0, 2), (where, err)
        assert (status == 2) == bool(err), (where, err)
        assert b"internal error" not in err, (where, err)
        assert b"Traceback" not in err, (where, err)
    path = folder / pair.output
    found = path.read_bytes() if path.exists() else PAGE
    assert found in (PAGE, *pair.outputs), (where, results)
    assert any(status == 0 for status, _, _ in results), (where, results)
    assert not leftovers(folder), where
    if pair.output != "page.txt":
        assert (folder / "page.txt").read_bytes() == PAGE, where
    if found == PAGE:
        return
    if pair.ledger is None:
        assert (folder / "page.txt.old").read_bytes() == PAGE, where
        return
    content = found
    for _ in range(2):
        # What was removed in two steps comes back in two.
        if content != PAGE:
            path.write_bytes(content)
            status, content, err = play(folder, ("restore", pair.output, "--ledger", pair.ledger))
            assert status == 0, (where, err)
    assert content == PAGE, where


@stops
@pytest.mark.hostile(
    "two processes on one file, one output, one backup or one ledger at once",
    "each file is old or new, and the input can be had back, in every order",
)
@pytest.mark.parametrize("name", PAIRS)
def test_one_process_runs_between_any_two_calls_of_another(name: str, tmp_path: Path) -> None:
    pair, folder = PAIRS[name], tmp_path / "scene"
    calls = calls_of(folder, pair)
    assert len(calls) > 5
    stopped = 0
    for call, number in calls:
        set_up(folder, pair)
        trace = folder.with_name(f"{call}-{number}")
        inject = ("-e", f"trace={call}", "-e", f"inject={call}:signal=SIGSTOP:when={number}", "-o", str(trace))
        one = start(folder, pair.one, str(STRACE), "-f", "-qq", *inject)
        child = stopped_child(one, trace)
        other = start(folder, pair.other)
        if child:
            stopped += 1
            # It may have to wait, for the ledger.
            with suppress(subprocess.TimeoutExpired):
                other.wait(1)
            os.kill(child, signal.SIGCONT)
        check(folder, pair, [finish(one), finish(other)], f"{call} number {number}")
    assert stopped > 5


@pytest.mark.parametrize("name", ["in place", "in place with one backup", "to one file with one ledger"])
def test_two_processes_that_start_at_about_the_same_time_lose_nothing(name: str, tmp_path: Path) -> None:
    pair, folder, rng = PAIRS[name], tmp_path / "scene", random.Random(name)
    for number in range(5):
        set_up(folder, pair)
        one = start(folder, pair.one)
        time.sleep(rng.random() / 10)
        other = start(folder, pair.other)
        check(folder, pair, [finish(one), finish(other)], f"round {number}")
