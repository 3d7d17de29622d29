"""Measure the verdict on labelled pairs.

    python benchmarks/quality.py [--data DIR] [--write]

Prints the page of figures; `--write` writes it to docs/quality.md instead, and raises the floors of
tests/quality_floors.json where the figures are better. The data lies beside the project; see its README.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quality_figures import Sets, called_copy, load, measure
from quality_page import has_equal_words, page

from dedupe.verdicts import facts, holdings, read

if TYPE_CHECKING:
    from quality_sets import Pair

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared/data"
PAGE = ROOT / "docs/quality.md"
FLOORS = ROOT / "tests/quality_floors.json"
NOTES = Path(__file__).with_name("quality_notes.json")


def scores(sets: Sets) -> dict[str, int]:
    """Return the counts that may only get better: the greater the better.

    What should not happen is counted with a minus in front. Pairs of the same words and signs are no siblings.
    """
    found: dict[str, int] = {}
    for threshold in (0.6, 0.8):
        figures = measure(sets.judged, threshold)
        found[f"judged pairs at {threshold}: copies found"] = figures.copies_found.part
        found[f"judged pairs at {threshold}: facts lost"] = -figures.facts_lost.part
        found[f"judged pairs at {threshold}: revisions called copy"] = -figures.revisions_called_copy.part
        for name, pairs in sets.siblings.items():
            in_other_words = [pair for pair in pairs if not has_equal_words(pair)]
            found[f"siblings in {name} at {threshold}: called copy, in other words"] = -called_copy(
                in_other_words, threshold
            ).part
    for number, pairs in sets.elsewhere.items():
        figures = measure(pairs, 0.6)
        found[f"judged elsewhere, round {number}: copies found"] = figures.copies_found.part
        found[f"judged elsewhere, round {number}: facts lost"] = -figures.facts_lost.part
        found[f"judged elsewhere, round {number}: revisions called copy"] = -figures.revisions_called_copy.part
    found["negative essays: called copy"] = -called_copy(sets.essays["negative"], 0.0).part
    found["only markup differs: called copy"] = called_copy(sets.markup_only, 0.0).part
    return found


def holds_facts(pair: Pair) -> bool:
    """Return whether the kept paragraph holds the facts of the candidate."""
    return facts(read(pair.candidate)) <= holdings(read(pair.kept))


def raise_floors(found: dict[str, int]) -> None:
    """Write the floors, none of them lower than it was."""
    before = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    floors = {name: max(score, before.get(name, score)) for name, score in found.items()}
    FLOORS.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the shared data")
    parser.add_argument("--write", action="store_true", help="write docs/quality.md and raise the floors")
    arguments = parser.parse_args()
    if not (arguments.data / "pairs").is_dir():
        print(f"{arguments.data}: no labelled pairs there; pass --data DIR", file=sys.stderr)
        return 2
    sets = load(arguments.data)
    text = page(sets, json.loads(NOTES.read_text(encoding="utf-8")))
    if arguments.write:
        PAGE.write_text(text, encoding="utf-8")
        raise_floors(scores(sets))
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
