r"""Measure the memory engine against a bare loop over the same lines, its memory, and start-up.

    python benchmarks/speed.py [--data DIR] [--rounds 5]

The text is the paragraphs of the 10 MB mixed corpus, one a line. The loop is `re.findall(r"\w+", line.casefold())`
over the file; the engine reads the same file and collapses it with scope corpus and threshold 0.9, from bytes to the
removals and the remaining text. Both run in turn, each in a process of its own, and the ratio is that of the medians.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

EXAMPLE = Path(__file__).parents[1] / "examples" / "pentagon.txt"
MIB = 1024


def loop(path: Path) -> int:
    """Split every line into words, and nothing else."""
    import re

    with path.open(encoding="utf-8") as lines:
        return sum(len(re.findall(r"\w+", line.casefold())) for line in lines)


def collapse(path: Path) -> int:
    """Collapse the file as `dedupe collapse` does."""
    from dedupe import collapse_documents
    from dedupe.formats.text import read_text

    document = read_text(path.name, path.read_bytes())
    options = {"scope": "corpus", "split": "lines", "threshold": 0.9, "engine": "memory"}
    (collapsed,) = collapse_documents([document], **options)  # type: ignore[arg-type]
    return len(collapsed.removed)


JOBS: dict[str, Callable[[Path], int]] = {"loop": loop, "collapse": collapse}


def measure(job: str, path: Path) -> dict[str, float]:
    """Run one job in this process; seconds, and the peak of memory in bytes."""
    started = time.perf_counter()
    result = JOBS[job](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MIB
    return {"result": result, "seconds": seconds, "peak_bytes": peak}


def in_process(job: str, path: Path) -> dict[str, float]:
    """Run one job in a process of its own."""
    output = subprocess.run([sys.executable, __file__, "--job", job, str(path)], capture_output=True, check=True).stdout
    figures: dict[str, float] = json.loads(output)
    return figures


def write_lines(data: Path, path: Path) -> None:
    """Write the paragraphs of the corpus, one a line."""
    with gzip.open(data / "corpus" / "mix_10mb.jsonl.gz", "rt", encoding="utf-8") as documents:
        lines = [line for document in documents for line in json.loads(document)["text"].splitlines()]
    path.write_text("".join(f"{line.strip()}\n" for line in lines if line.strip()), encoding="utf-8")


def start_up(rounds: int) -> tuple[float, float]:
    """Return the median seconds of `python -c pass` and of collapsing the example with the installed command."""
    command = Path(sys.executable).with_name("dedupe")
    # As after an ordinary install: modules are compiled once, and stdout is buffered.
    unusual = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    environment = {name: value for name, value in os.environ.items() if name not in unusual}
    subprocess.run([str(command), "collapse", str(EXAMPLE)], capture_output=True, check=True, env=environment)
    seconds: dict[str, list[float]] = {"pass": [], "collapse": []}
    for _ in range(rounds):
        for name, arguments in (
            ("pass", [sys.executable, "-c", "pass"]),
            ("collapse", [str(command), "collapse", str(EXAMPLE)]),
        ):
            started = time.perf_counter()
            subprocess.run(arguments, capture_output=True, check=True, env=environment)
            seconds[name].append(time.perf_counter() - started)
    return median(seconds["pass"]), median(seconds["collapse"])


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--job", nargs=2, metavar=("JOB", "PATH"))
    arguments = parser.parse_args()
    if arguments.job:
        print(json.dumps(measure(arguments.job[0], Path(arguments.job[1]))))
        return
    if not arguments.data.is_dir():
        parser.error(f"{arguments.data}: no such folder; give the labelled data with --data")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.txt"
        write_lines(arguments.data, path)
        runs = {job: [] for job in JOBS}  # type: dict[str, list[dict[str, float]]]
        for _ in range(arguments.rounds):
            for job, figures in runs.items():
                figures.append(in_process(job, path))
        size = path.stat().st_size
    seconds = {job: median(run["seconds"] for run in figures) for job, figures in runs.items()}
    peak = max(run["peak_bytes"] for run in runs["collapse"])
    python, command = start_up(4 * arguments.rounds)
    report = {
        "command": "python benchmarks/speed.py " + " ".join(sys.argv[1:]),
        "python": platform.python_version(),
        "rapidfuzz": version("rapidfuzz"),
        "click": version("click"),
        "machine": f"{platform.machine()}, {platform.system()}",
        "bytes": size,
        "loop_seconds": [round(run["seconds"], 3) for run in runs["loop"]],
        "collapse_seconds": [round(run["seconds"], 3) for run in runs["collapse"]],
        "ratio_of_medians": round(seconds["collapse"] / seconds["loop"], 2),
        "peak_bytes_per_input_byte": round(peak / size, 1),
        "removals": runs["collapse"][0]["result"],
        "start_up_milliseconds": {
            "python -c pass": round(1000 * python, 1),
            "dedupe collapse": round(1000 * command, 1),
        },
        "start_up_ratio": round(command / python, 2),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
