"""Time dedupe and other programs on one file of paragraphs, a line each, in rounds, each in another order.

    python benchmarks/run.py [--data DIR] [--kinds NAMES] [--text FILE] [--rivals PYTHON] [--rounds 3] [-o FILE]

The paragraphs are those of the 10 MB and 100 MB mixed corpora, all or some kinds of their documents, or the lines of a
text. Every program runs in a process of its own and writes what it keeps; quoted are the median seconds and the peak of
memory, with the peaks of other processes that it has started. What is found is measured on the different lines that a
program leaves out although no line is the same, against those that dedupe leaves out; the tests hold dedupe's answer to
be that of comparing all pairs. What one thread keeps has to be what several do, to the byte, or the run ends.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple, Self

HERE = Path(__file__).parent
DEDUPE = (str(Path(sys.executable).with_name("dedupe")), "collapse", "--split", "lines", "--scope", "corpus")
SIMILAR = (*DEDUPE, "--remove", "similar", "--threshold")
CORPORA = ("mix_10mb", "mix_100mb")
EXACT = "dedupe, similar, 0.9"
# Behind the name of a program that is to do the same as the one before its name.
ONE_THREAD = ", one thread"
MIB = 1 << 20
# So many seconds pass between two looks at what a program has started.
LOOK = 0.2


class Program(NamedTuple):
    """A name, and a command to which the file is added."""

    name: str
    command: tuple[str, ...]


class Run(NamedTuple):
    """What one run of a program took: seconds, seconds of processors, and the peaks of memory in MiB."""

    seconds: float
    processors: float
    peak: float


def programs(rivals: str | None) -> Iterator[Program]:
    """Yield the programs."""
    yield Program("gawk, identical lines", ("gawk", "!seen[$0]++"))
    yield Program(EXACT, (*SIMILAR, "0.9"))
    yield Program(f"{EXACT}{ONE_THREAD}", (*SIMILAR, "0.9", "--threads", "1"))
    yield Program("dedupe, similar, 0.8", (*SIMILAR, "0.8"))
    yield Program("dedupe, similar, 0.7", (*SIMILAR, "0.7"))
    yield Program(f"dedupe, similar, 0.7{ONE_THREAD}", (*SIMILAR, "0.7", "--threads", "1"))
    yield Program("dedupe, copies, 0.9", (*DEDUPE, "--threshold", "0.9"))
    yield Program("dedupe, the defaults (copies, 0.6)", DEDUPE)
    yield Program(f"dedupe, the defaults (copies, 0.6){ONE_THREAD}", (*DEDUPE, "--threads", "1"))
    if rivals:
        for name in ("rensa", "datasketch"):
            yield Program(name, (rivals, str(HERE / "rivals.py"), name))


def write_lines(data: Path, corpus: str, path: Path, kinds: tuple[str, ...] = ("",)) -> None:
    """Write the paragraphs of a corpus, one a line; of its documents those are taken whose id begins with a kind."""
    with gzip.open(data / "corpus" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as documents, path.open("w") as out:
        for document in documents:
            record = json.loads(document)
            lines = (line.strip() for line in record["text"].splitlines() if record["id"].startswith(kinds))
            out.writelines(f"{line}\n" for line in lines if line)


def time_one(program: Program, path: Path, output: Path) -> Run:
    """Run a program once; what it keeps is in `output`."""
    started = time.perf_counter()
    with output.open("wb") as out:
        process = subprocess.Popen([*program.command, str(path)], stdout=out, stderr=subprocess.DEVNULL)
        with Watch(process.pid) as helpers:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{program.name}: exit status {process.returncode}")
    peak = (usage.ru_maxrss + helpers.peak) / 1024
    return Run(round(seconds, 2), round(usage.ru_utime + usage.ru_stime, 2), round(peak, 1))


class Watch:
    """Looks now and then at the processes that a process has started: `peak` is the sum of their peaks, in KiB."""

    def __init__(self, number: int) -> None:
        self._threads = Path(f"/proc/{number}/task")
        self._peaks: dict[str, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    @property
    def peak(self) -> int:
        """The sum of the peaks."""
        return sum(self._peaks.values())

    def _look(self) -> None:
        while not self._ended.wait(LOOK):
            with suppress(OSError):
                children = [path.read_text().split() for path in self._threads.glob("*/children")]
                for child in chain.from_iterable(children):
                    status = Path(f"/proc/{child}/status").read_text()
                    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
                    self._peaks[child] = max(map(int, found), default=0)


def near_removed(path: Path, output: Path) -> set[bytes]:
    """Return the different lines that a program left out altogether."""
    return set(path.read_bytes().split(b"\n")) - set(output.read_bytes().split(b"\n"))


def check_same(kept: dict[str, bytes], name: str, output: Path) -> None:
    """Raise `RuntimeError` if a program keeps something else than another did that has to keep the same."""
    with output.open("rb") as file:
        digest, of_all = file_digest(file, "blake2b").digest(), name.removesuffix(ONE_THREAD)
    if kept.setdefault(of_all, digest) != digest:
        raise RuntimeError(f"{name}: keeps something else than an earlier run of {of_all}")


def shuffled(found: list[Program], number: int) -> list[Program]:
    """Return the programs in the order of one round, the same in each run.

    What gawk leaves of memory is in small pieces: the next program takes up to 0.4 seconds of system time more.
    """
    return Random(number).sample(found, len(found))


def compare(path: Path, found: list[Program], rounds: int, most_seconds: float) -> list[dict[str, object]]:
    """Return a row for each program on one file."""
    runs: dict[str, list[Run]] = {program.name: [] for program in found}
    kept: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        outputs = {program.name: Path(folder) / f"kept-{number}.txt" for number, program in enumerate(found)}
        for number in range(rounds):
            for program in shuffled(found, number):
                if runs[program.name] and runs[program.name][0].seconds > most_seconds:
                    continue
                runs[program.name].append(time_one(program, path, outputs[program.name]))
                if program.command[0] == DEDUPE[0]:
                    check_same(kept, program.name, outputs[program.name])
                print(path.name, program.name, runs[program.name][-1], file=sys.stderr, flush=True)
        # Only now: what this takes would leave memory in small pieces to the programs, up to a second of system time.
        left_out = {name: near_removed(path, output) for name, output in outputs.items()}
    exact, size = left_out[EXACT], path.stat().st_size
    first = median(run.seconds for run in runs[found[0].name])
    return [row(name, taken, left_out[name], exact, size=size, first=first) for name, taken in runs.items()]


def row(
    name: str, runs: list[Run], left_out: set[bytes], exact: set[bytes], *, size: int, first: float
) -> dict[str, object]:
    """Return the figures of one program."""
    seconds = median(run.seconds for run in runs)
    peak = max(run.peak for run in runs)
    both = len(left_out & exact)
    return {
        "program": name,
        "seconds": [run.seconds for run in runs],
        "processor_seconds": [run.processors for run in runs],
        "times_gawk": round(seconds / first, 1),
        "peak_mib": peak,
        "bytes_over_150_mb_per_input_byte": round((peak * MIB - 150e6) / size, 1),
        "near_duplicates_left_out": len(left_out),
        "of_the_exact_ones": round(both / len(exact), 3) if exact else None,
        "of_its_own": round(both / len(left_out), 3) if left_out else None,
    }


def about() -> dict[str, object]:
    """Return what a report begins with: the command, and what its figures were measured with and on."""
    given = [Path(part).name if part.startswith("/") else part for part in sys.argv[1:]]
    return {
        "command": " ".join([f"python benchmarks/{Path(sys.argv[0]).name}", *given]),
        "python": platform.python_version(),
        **{package: version(package) for package in ("numba", "numpy", "rapidfuzz")},
        "machine": f"{platform.machine()}, {platform.system()}, {os.cpu_count()} processors",
    }


def write_report(report: Mapping[str, object], path: Path | None) -> None:
    """Print a report, and write it to a file if there is one."""
    text = json.dumps(report, indent=1) + "\n"
    if path:
        path.write_text(text, encoding="utf-8")
    print(text)


def parser_of(description: str | None, rounds: int) -> argparse.ArgumentParser:
    """Return a parser of the options that benchmarks in rounds share."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--text", type=Path, help="a text to take instead of what is written from the data")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--most-seconds", type=float, default=60, help="what is slower than this has one round")
    parser.add_argument("-o", "--output", type=Path)
    return parser


def main() -> int:
    """Write the report."""
    parser = parser_of(__doc__, rounds=3)
    parser.add_argument("--kinds", default="", help="how the ids of the documents to take begin, parted by commas")
    parser.add_argument("--rivals", metavar="PYTHON", help="a Python that has rensa and datasketch")
    arguments = parser.parse_args()
    report = about()
    with tempfile.TemporaryDirectory() as folder:
        files = [arguments.text] if arguments.text else [Path(folder) / f"{corpus}.txt" for corpus in CORPORA]
        for path in files:
            if not arguments.text:
                write_lines(arguments.data, path.stem, path, tuple(arguments.kinds.split(",")))
            found = list(programs(arguments.rivals))
            report[f"{path.name}, {path.stat().st_size} bytes"] = compare(
                path, found, arguments.rounds, arguments.most_seconds
            )
    write_report(report, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
