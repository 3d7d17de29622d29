"""Time dedupe on records beside the same texts as lines, and see what memory an endless stream of copies takes.

    python benchmarks/records.py [--data DIR] [--corpus mix_100mb] [--rounds 3] [-o FILE]

Lines are the paragraphs of the records, one a line, collapsed as one text. Across records both are compared at 0.9 with
`--remove similar`; within records with the defaults, by one process and by one for each processor. The stream repeats
the first records of the corpus through a pipe; quoted is the peak of memory after so many megabytes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median

from run import HERE, Program, Run, about, time_one, write_lines, write_report

DEDUPE = str(Path(sys.executable).with_name("dedupe"))
ACROSS = ("--split", "lines", "--scope", "corpus", "--remove", "similar", "--threshold", "0.9")
# In megabytes of 10**6 bytes.
STREAMED = (50, 200, 400, 800)
REPEATED = 200


def programs() -> list[tuple[Program, str]]:
    """Return what is timed, each with the kind of file it is given."""
    return [
        (Program("lines, across", (DEDUPE, "collapse", *ACROSS)), "txt"),
        (Program("JSONL, across", (DEDUPE, "collapse", *ACROSS)), "jsonl"),
        (Program("JSONL, each by itself", (DEDUPE, "collapse")), "jsonl"),
        (Program("JSONL, each by itself, one thread", (DEDUPE, "collapse", "--threads", "1")), "jsonl"),
    ]


def time_all(files: dict[str, Path], output: Path, rounds: int) -> list[dict[str, object]]:
    """Return a row for each program."""
    found = programs()
    runs: dict[str, list[Run]] = {program.name: [] for program, _ in found}
    for _ in range(rounds):
        for program, kind in found:
            runs[program.name].append(time_one(program, files[kind], output))
            print(program.name, runs[program.name][-1], file=sys.stderr, flush=True)
    return [
        {
            "program": name,
            "seconds": [run.seconds for run in taken],
            "median": median(run.seconds for run in taken),
            "peak_mib": max(run.peak for run in taken),
        }
        for name, taken in runs.items()
    ]


def peak_of_stream(records: bytes, megabytes: int) -> dict[str, object]:
    """Return the peak of memory while so much is streamed through a pipe."""
    command = [DEDUPE, "collapse", "--format", "jsonl", "--scope", "corpus", "--memory-limit", "1G"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    for _ in range(megabytes * 10**6 // len(records)):
        process.stdin.write(records)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    row: dict[str, object] = {"megabytes": megabytes, "peak_mib": round(usage.ru_maxrss / 1024, 1)}
    print(row, "exit status", process.returncode, file=sys.stderr, flush=True)
    return row | {"exit_status": process.returncode}


def main() -> int:
    """Write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--corpus", default="mix_100mb")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = {kind: Path(folder) / f"corpus.{kind}" for kind in ("txt", "jsonl")}
        write_lines(arguments.data, arguments.corpus, files["txt"])
        packed = arguments.data / "corpus" / f"{arguments.corpus}.jsonl.gz"
        with gzip.open(packed) as records, files["jsonl"].open("wb") as out:
            shutil.copyfileobj(records, out)
        with files["jsonl"].open("rb") as file:
            some = b"".join(islice(file, REPEATED))
        report = {
            **about(),
            "bytes": {kind: path.stat().st_size for kind, path in files.items()},
            "times": time_all(files, Path(folder) / "output", arguments.rounds),
            "stream": [peak_of_stream(some, megabytes) for megabytes in STREAMED],
        }
    write_report(report, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
