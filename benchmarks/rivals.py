"""Other libraries on a file of lines, each as its documentation shows: the kept lines go to stdout.

    python benchmarks/rivals.py rensa|datasketch FILE

Run with a Python that has them; `run.py` does so. Both look at every line in order, and leave out a line for which
their index names an earlier one; they do not verify. Words are those between white space, in small letters, in threes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

THRESHOLD = 0.9
PERMUTATIONS = 128
BANDS = 8
WORDS = 3
LEAST_WORDS = 5


def shingles(line: str) -> list[str]:
    """Return each three words in a row."""
    words = line.lower().split()
    return [" ".join(words[start : start + WORDS]) for start in range(len(words) - WORDS + 1)]


def kept(lines: list[str], make: Callable[[list[str]], Any], index: Any) -> Iterator[str]:
    """Yield the lines that are not like an earlier one; short ones stay."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if len(line.split()) >= LEAST_WORDS:
            if line in seen:
                continue
            seen.add(line)
            sketch = make(shingles(line))
            if index.query(sketch):
                continue
            index.insert(number, sketch)
        yield line


def rensa() -> tuple[Callable[[list[str]], Any], Any]:
    """Return how rensa makes a sketch, and its index."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found]  # of another environment

    def make(parts: list[str]) -> Any:
        sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
        sketch.update(parts)
        return sketch

    return make, RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)


def datasketch() -> tuple[Callable[[list[str]], Any], Any]:
    """Return how datasketch makes a sketch, and its index."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]  # of another environment

    def make(parts: list[str]) -> Any:
        sketch = MinHash(num_perm=PERMUTATIONS)
        sketch.update_batch([part.encode() for part in parts])
        return sketch

    return make, MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)


def main() -> None:
    """Print the lines that are kept."""
    name, path = sys.argv[1:]
    lines = Path(path).read_text(encoding="utf-8").split("\n")[:-1]
    make, index = {"rensa": rensa, "datasketch": datasketch}[name]()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for line in kept(lines, make, index):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
