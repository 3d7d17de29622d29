"""Time the compiled engine on texts made to be hard, and its first use.

    python benchmarks/worst_cases.py [-o FILE]

Each text is written to a file, a paragraph a line, and collapsed with the defaults and with `--remove similar`, by a
process of its own. For the first use nothing is compiled yet.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from run import DEDUPE, Program, about, time_one, write_report

import dedupe

COMPILED = (*DEDUPE, "--engine", "compiled")
FRAME = "The record of the visitor {} is kept in the archive of the town and may be seen there on request by all."


def one_multiset() -> Iterator[str]:
    """Yield 20,000 paragraphs of the same 60 words in random order."""
    rng = random.Random(3)
    words = [f"word{number}" for number in range(60)]
    for _ in range(20_000):
        rng.shuffle(words)
        yield " ".join(words)


def one_frame(name: Callable[[int], str]) -> Iterator[str]:
    """Yield 100,000 paragraphs that differ in one word."""
    return (FRAME.format(name(number)) for number in range(100_000))


def one_paragraph() -> Iterator[str]:
    """Yield one paragraph of 50 MB."""
    rng = random.Random(3)
    yield " ".join(f"w{rng.randrange(200_000)}" for _ in range(7_000_000))


CASES: dict[str, Callable[[], Iterator[str]]] = {
    "20,000 orders of 60 words": one_multiset,
    "100,000 names in one frame": lambda: one_frame("Name{}".format),
    "100,000 numbers in one frame": lambda: one_frame(str),
    "one paragraph of 50 MB": one_paragraph,
    "a million empty lines": lambda: ("" for _ in range(1_000_000)),
}


@contextmanager
def without_kernels(folder: Path) -> Iterator[None]:
    """Have a copy of the package run that was never run before."""
    shutil.copytree(Path(dedupe.__file__).parent, folder / "dedupe", ignore=shutil.ignore_patterns("__pycache__"))
    os.environ["PYTHONPATH"], os.environ["XDG_CACHE_HOME"] = folder.as_posix(), folder.as_posix()
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"], os.environ["XDG_CACHE_HOME"]


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    report = about()
    with tempfile.TemporaryDirectory() as folder:
        path, output = Path(folder) / "case.txt", Path(folder) / "kept.txt"
        path.write_text(f"{FRAME}\n")
        warm = [time_one(Program("warm", COMPILED), path, output) for _ in range(2)][1]
        with without_kernels(Path(folder)):
            report["first use, and the same again"] = [time_one(Program("first", COMPILED), path, output), warm]
        for case, lines in CASES.items():
            with path.open("w", encoding="utf-8") as out:
                out.writelines(f"{line}\n" for line in lines())
            for options in ((), ("--remove", "similar")):
                name = " ".join((case, *options))
                run = time_one(Program(name, (*COMPILED, *options)), path, output)
                report[name] = {**run._asdict(), "lines_kept": output.read_bytes().count(b"\n")}
                print(name, report[name], file=sys.stderr, flush=True)
    write_report(report, arguments.output)


if __name__ == "__main__":
    main()
