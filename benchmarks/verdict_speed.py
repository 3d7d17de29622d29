"""Measure what a verdict costs, from raw text and from readings.

    python benchmarks/verdict_speed.py [--data DIR]

On pairs of real paragraphs of about a hundred words that look alike; the best of a few rounds, in microseconds a pair.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from quality_sets import records

from dedupe.verdicts import facts, holdings, judge, read

DATA = Path(__file__).parent.parent.parent / "shared/data"
WORDS = range(80, 121)
ROUNDS = 7


def best(work: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Return the microseconds that the work takes on one item, in the best of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        for item in items:
            work(item)
        times.append(perf_counter() - start)
    return min(times) / len(items) * 1e6


def main() -> int:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the shared data")
    path = parser.parse_args().data / "lineage/terms.siblings.jsonl.gz"
    if not path.exists():
        print(f"{path}: not there; pass --data DIR", file=sys.stderr)
        return 2
    texts = [(row["a"], row["b"]) for row in records(path)]
    texts = [pair for pair in texts if all(len(text.split()) in WORDS for text in pair)]
    ascii_texts = [pair for pair in texts if all(map(str.isascii, pair))]
    readings = [(read(a), read(b)) for a, b in texts]
    print(f"{len(texts)} pairs, {len(ascii_texts)} of them ASCII; Python {platform.python_version()}")
    print(f"read, read, judge          {best(lambda pair: judge(read(pair[0]), read(pair[1])), texts):6.0f}")
    print(f"read, read, judge (ASCII)  {best(lambda pair: judge(read(pair[0]), read(pair[1])), ascii_texts):6.0f}")
    print(f"judge, readings given      {best(lambda pair: judge(*pair), readings):6.0f}")
    print(f"facts, reading given       {best(lambda pair: facts(pair[1]), readings):6.0f}")
    print(f"holdings, reading given    {best(lambda pair: holdings(pair[0]), readings):6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
