from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adapters import BOARD, BY_THEMSELVES, NOON, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import InputError, OptionError

ray = pytest.importorskip("ray", reason="ray is not installed")

from dedupe.integrations.ray import CollapsingBatches

# Ray sets outdated options of its own when it starts, and leaves its logs and processes to the end.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:ray.data.context"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
    yield ray.data
    ray.shutdown()


def rows(number: int = 1) -> list[dict[str, Any]]:
    pages = PAGES * number
    return [{"url": f"{place:03}", "text": page, "n": place} for place, page in enumerate(pages)]


def test_rows_are_collapsed_and_other_columns_stay(cluster: Any) -> None:
    given = cluster.from_items(rows())
    first, second = given.map_batches(CollapsingBatches(id_column="url")).sort("n").take_all()
    assert [first["text"], second["text"]] == BY_THEMSELVES
    assert [first["url"], second["url"], first["n"], second["n"]] == ["000", "001", 0, 1]
    assert removals(first["dedupe_removals"]) == [(SHOUTED, "000", 1.0)]


def test_several_workers_give_the_same_result(cluster: Any) -> None:
    given = cluster.from_items(rows(20), override_num_blocks=4)
    results = given.map_batches(CollapsingBatches(removals=None), batch_size=3).sort("n").take_all()
    assert [row["text"] for row in results] == BY_THEMSELVES * 20


def test_it_can_be_made_by_actors(cluster: Any) -> None:
    given = cluster.from_items(rows())
    options = {"id_column": "url", "removals": None}
    made = given.map_batches(
        CollapsingBatches, fn_constructor_kwargs=options, compute=ray.data.ActorPoolStrategy(size=1)
    )
    assert [row["text"] for row in made.sort("n").take_all()] == BY_THEMSELVES


def test_through_an_index_workers_miss_no_copy(cluster: Any, tmp_path: Path) -> None:
    pages = [f"{NOON}\n{BOARD}", SHOUTED] * 10
    given = cluster.from_items([{"url": str(n), "text": page} for n, page in enumerate(pages)], override_num_blocks=4)
    adapter = CollapsingBatches(id_column="url", index=tmp_path / "known.db")
    left = "\n".join(row["text"] for row in given.map_batches(adapter, batch_size=3).take_all()).casefold()
    assert left.count("outer harbour") == left.count("on board") == 1


def test_scope_corpus_without_an_index_is_refused_when_it_is_made() -> None:
    with pytest.raises(OptionError, match="each worker has a part of the rows; pass index"):
        CollapsingBatches(scope="corpus")


def test_options_are_checked_when_it_is_made() -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        CollapsingBatches(threshold=85)


def test_a_batch_in_another_format_is_refused() -> None:
    batch: Any = [("text", PAGES)]
    with pytest.raises(InputError, match="must be columns by name, got list; leave out batch_format"):
        CollapsingBatches()(batch)


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("ray_data.py") == code_and_output("ray_data.py")[1]
