"""Time an index of a million paragraphs: made in bulk, and asked for one page of 20 at a time.

    python benchmarks/index.py [--data DIR] [--paragraphs 1000000] [--pages 200] [-o FILE]

The paragraphs are the different lines of the 100 MB mixed corpus, and as many as are wanted beside them of halves of
two lines, in documents of 20. A page has as many: one half are lines that are known, every other with a word left out;
the others are new halves of two lines. Every page is a document of its own, decided and remembered: with its commit.
The first one also loads modules, and is given by itself.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Any

from run import about, write_report

from dedupe import Collapsed, Index, collapse_documents

HERE = Path(__file__).parent
PAGE = 20
SETTINGS: dict[str, dict[str, Any]] = {
    "similar, 0.9": {"remove": "similar", "threshold": 0.9},
    "copies, 0.9": {"threshold": 0.9},
    "the defaults (copies, 0.6)": {},
}


def lines_of(data: Path) -> list[str]:
    """Return the different lines of the corpus of five words or more, in order."""
    with gzip.open(data / "corpus" / "mix_100mb.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    return [line for line in lines if len(line.split()) >= 5 or len(line) > 60]


def halves(lines: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield paragraphs made of the front half of one line and the back half of another."""
    while True:
        one, other = (chance.choice(lines).split(" ") for _ in range(2))
        yield " ".join([*one[: len(one) // 2], *other[len(other) // 2 :]])


def as_documents(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return documents of 20 lines each."""
    return [(f"document {first}", "\n".join(lines[first : first + PAGE])) for first in range(0, len(lines), PAGE)]


def pages(lines: Sequence[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield pages of 20 paragraphs, half of them known."""
    new = halves(lines, chance)
    for number in count():
        known = chance.sample(lines, PAGE // 2)
        for place in range(0, PAGE // 2, 2):
            words = known[place].split(" ")
            known[place] = " ".join(words[:-2] + words[-1:])
        yield f"page {number}", "\n".join([*known, *islice(new, PAGE // 2)])


def count_kept(results: Iterable[Collapsed]) -> int:
    """Return how many paragraphs stay."""
    return sum(collapsed.count - len(collapsed.cuts) for collapsed in results)


def timed(index: Index, page: tuple[str, str]) -> float:
    """Return the milliseconds that a page takes."""
    started = time.perf_counter()
    list(index.collapse_documents([page]))
    return 1000 * (time.perf_counter() - started)


def measure(
    documents: Sequence[tuple[str, str]], asked: Sequence[tuple[str, str]], options: dict[str, Any], *, plain: bool
) -> dict[str, Any]:
    """Return the figures for one set of options, if `plain` also those of a run without an index."""
    figures: dict[str, Any] = {}
    if plain:
        started = time.perf_counter()
        found = collapse_documents(documents, scope="corpus", split="lines", **options)
        figures["kept_without_index"] = count_kept(found)
        figures["seconds_without_index"] = round(time.perf_counter() - started, 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "known.db"
        started = time.perf_counter()
        with Index(str(path), split="lines", **options) as index:
            kept = count_kept(index.collapse_documents(documents))
        bulk = time.perf_counter() - started
        size = path.stat().st_size
        started = time.perf_counter()
        with Index(str(path), split="lines", **options) as index:
            opened = 1000 * (time.perf_counter() - started)
            first, *others = [timed(index, page) for page in asked]
    others.sort()
    return {
        **figures,
        "kept": kept,
        "seconds_with_index": round(bulk, 1),
        "bytes_of_the_file": size,
        "ms_to_open": round(opened, 1),
        "ms_first_page": round(first, 1),
        "ms_page_median": round(median(others), 1),
        "ms_page_95_percent": round(others[int(0.95 * len(others))], 1),
        "ms_page_most": round(others[-1], 1),
    }


def main() -> int:
    """Write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--paragraphs", type=int, default=1_000_000)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--no-comparison", action="store_true", help="leave out the runs without an index")
    parser.add_argument("--only", choices=list(SETTINGS), help="measure with these options only")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    chance = random.Random(1)
    lines = lines_of(arguments.data)
    paragraphs = [
        *lines[: arguments.paragraphs],
        *islice(halves(lines, chance), max(0, arguments.paragraphs - len(lines))),
    ]
    asked = list(islice(pages(lines, chance), arguments.pages))
    documents = as_documents(paragraphs)
    report = about() | {
        "paragraphs": len(paragraphs),
        "bytes": sum(len(text.encode()) for _, text in documents),
    }
    for name, options in SETTINGS.items():
        if arguments.only in (None, name):
            report[name] = measure(documents, asked, options, plain=not arguments.no_comparison)
            print(name, report[name], file=sys.stderr, flush=True)
    write_report(report, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
