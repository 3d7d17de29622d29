"""Time `dedupe restore`, and see what memory it takes, on a text of which every paragraph stands twice.

    python benchmarks/restore.py [--megabytes 300] [--rounds 3] [-o FILE]

The paragraphs are of words drawn at random, 40 each, with a number of their own. The text is collapsed once, and
restored with its ledger, and with the same ledger compressed as a run compresses it. What is restored has to be the
text, to the byte, or the run ends. Quoted are the seconds of each round, and the peak of memory of the process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from filecmp import cmp
from pathlib import Path
from random import Random

from run import about, write_report

from dedupe.ledger.appending import append_lines

DEDUPE = str(Path(sys.executable).with_name("dedupe"))
STARTS = "bcdfghklmnprstvw"
ENDS = ("arno", "elto", "iska", "omber", "uvel", "anter", "iston", "orely", "ummer", "etile")
WORDS = [start + end for start in STARTS for end in ENDS]
LENGTH = 40
LEDGERS = ("ledger.jsonl", "ledger.jsonl.gz", "ledger.jsonl.zst")
SEED = 5


def paragraphs(size: int) -> Iterator[str]:
    """Yield paragraphs of so many bytes together."""
    random = Random(SEED)
    number = 0
    while size > 0:
        paragraph = f"{' '.join(random.choices(WORDS, k=LENGTH))} {number}.\n"
        yield paragraph
        size -= len(paragraph)
        number += 1


def measure(*arguments: str) -> tuple[float, float]:
    """Run dedupe, and return the seconds and the peak of memory in MiB.

    That of this process, which counts until the other one is loaded, has to be less.
    """
    started = time.perf_counter()
    process = subprocess.Popen([DEDUPE, *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return round(time.perf_counter() - started, 2), round(usage.ru_maxrss / 1024, 1)


def row_of(text: Path, clean: Path, ledger: Path, rounds: int) -> dict[str, object]:
    """Restore a text with a ledger, and return what that took."""
    back = clean.with_name("back.txt")
    runs = [measure("restore", str(clean), "--ledger", str(ledger), "-o", str(back)) for _ in range(rounds)]
    assert cmp(text, back, shallow=False)
    row = {
        "ledger": ledger.name,
        "bytes": ledger.stat().st_size,
        "seconds": [seconds for seconds, _ in runs],
        "peak_mib": max(peak for _, peak in runs),
    }
    print(row, file=sys.stderr, flush=True)
    return row


def main() -> int:
    """Write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        text, clean, *ledgers = (folder / name for name in ("page.txt", "clean.txt", *LEDGERS))
        half = arguments.megabytes * 10**6 // 2
        with text.open("w", encoding="utf-8") as file:
            for _ in range(2):
                file.writelines(paragraphs(half))
        measure("collapse", "--split", "lines", str(text), "-o", str(clean), "--ledger", str(ledgers[0]))
        for ledger in ledgers[1:]:
            with ledgers[0].open("rb") as lines:
                append_lines(ledger, lines)
        report = {
            **about(),
            "bytes": text.stat().st_size,
            "output_bytes": clean.stat().st_size,
            "removals": sum(1 for _ in paragraphs(half)),
            "restore": [row_of(text, clean, ledger, arguments.rounds) for ledger in ledgers],
        }
    write_report(report, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
