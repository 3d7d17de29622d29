"""The quality gate: the figures of the verdict on labelled pairs, which may only rise.

The floors are in `quality_floors.json`; `benchmarks/quality.py --write` raises them. What should not happen is counted
with a minus in front, so that more is always better.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
FLOORS: dict[str, int] = json.loads((ROOT / "tests/quality_floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def sets() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        quality = importlib.import_module("quality")
        if not (quality.DATA / "pairs").is_dir():
            pytest.skip("the shared data with the labelled pairs does not lie beside the project")
        yield quality, quality.load(quality.DATA)


@pytest.fixture(scope="module")
def scores(sets: Any) -> dict[str, int]:
    quality, loaded = sets
    return dict(quality.scores(loaded))


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_falls_below_its_floor(name: str, scores: dict[str, int]) -> None:
    assert scores[name] >= FLOORS[name]


def test_every_figure_has_a_floor(scores: dict[str, int]) -> None:
    assert set(scores) == set(FLOORS)


def test_every_copy_has_its_facts_in_the_kept_paragraph(sets: Any) -> None:
    quality, loaded = sets
    pairs = [*loaded.judged, *loaded.markup_only, *(pair for found in loaded.siblings.values() for pair in found)]
    copies = [pair for pair in pairs if pair.is_called_copy]
    assert len(copies) > len(FLOORS)
    for pair in copies:
        assert quality.holds_facts(pair)
