"""Time one thread and two, and what the machine has to give.

    python benchmarks/threads.py [--data DIR] [--text FILE] [--only OPTIONS] [--rounds 5] [--most-seconds 60] [-o FILE]

A round is one thread, two, two, and one, so that what changes slowly, and what one run leaves to the next, is the same
for both; then two processes of one thread at once, which share nothing: what two processors give at the most is how
much sooner those have done the work of both. The paragraphs are those of the 100 MB mixed corpus, or the lines of a
text.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from statistics import median
from typing import NamedTuple

from run import DEDUPE, SIMILAR, Program, about, parser_of, time_one, write_lines, write_report

CORPUS = "mix_100mb"
OPTIONS = {
    "similar, 0.9": (*SIMILAR, "0.9"),
    "similar, 0.7": (*SIMILAR, "0.7"),
    "copies, 0.9": (*DEDUPE, "--threshold", "0.9"),
    "the defaults (copies, 0.6)": DEDUPE,
}


def measure(name: str, path: Path, rounds: int, most_seconds: float) -> dict[str, object]:
    """Return the seconds of all runs with some options, and what comes of them."""
    found: list[Round] = []
    with tempfile.TemporaryDirectory() as folder:
        outputs = [Path(folder) / f"kept-{number}.txt" for number in range(2)]
        while len(found) < rounds and not (found and max(found[0].one) > most_seconds):
            found.append(measure_round(name, path, outputs))
            print(name, found[-1], file=sys.stderr, flush=True)
    one, two, both = (list(chain.from_iterable(each)) for each in zip(*found, strict=True))
    return {
        "one thread": one,
        "two threads": two,
        "two processes of one thread at once": both,
        "times as fast, by rounds": [round(sum(taken.one) / sum(taken.two), 2) for taken in found],
        "times as fast": round(median(one) / median(two), 2),
        "two processors give": round(2 * median(one) / median(both), 2),
    }


class Round(NamedTuple):
    """Seconds of each run with one thread and with two, and of two processes at once."""

    one: list[float]
    two: list[float]
    both: list[float]


def measure_round(name: str, path: Path, outputs: Sequence[Path]) -> Round:
    """Return the seconds of one round."""
    single, double = (Program(name, (*OPTIONS[name], "--threads", count)) for count in ("1", "2"))
    seconds = [time_one(program, path, outputs[0]).seconds for program in (single, double, double, single)]
    with ThreadPoolExecutor(len(outputs)) as pool:
        both = [run.seconds for run in pool.map(lambda output: time_one(single, path, output), outputs)]
    return Round(seconds[::3], seconds[1:3], [max(both)])


def main() -> int:
    """Write the report."""
    parser = parser_of(__doc__, rounds=5)
    parser.add_argument("--only", choices=list(OPTIONS), help="measure these options only")
    arguments = parser.parse_args()
    report = about()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.text or Path(folder) / f"{CORPUS}.txt"
        if not arguments.text:
            write_lines(arguments.data, CORPUS, path)
        for name in [arguments.only] if arguments.only else OPTIONS:
            report[name] = measure(name, path, arguments.rounds, arguments.most_seconds)
    write_report(report, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
