from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from adapters import (
    BOARD,
    BY_THEMSELVES,
    FERRY_PAGE,
    NOON,
    PAGES,
    SHOUTED,
    code_and_output,
    printed,
    removals,
)

from dedupe.errors import InputError, OptionError

pytest.importorskip("datasets", reason="datasets is not installed")

from datasets import Dataset, IterableDataset, Value
from datasets.fingerprint import Hasher

from dedupe.integrations.datasets import CollapsingMap


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "cache"))


def dataset() -> Dataset:
    return Dataset.from_dict({"url": ["a", "b"], "text": PAGES, "n": [1, 2]})


def test_rows_are_collapsed_and_other_columns_stay() -> None:
    result = dataset().map(CollapsingMap(id_column="url"), batched=True)
    assert list(result["text"]) == BY_THEMSELVES
    assert list(result["n"]) == [1, 2]
    assert [removals(note) for note in result["dedupe_removals"]] == [[(SHOUTED, "a", 1.0)], []]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_result_is_the_same_for_any_number_of_processes(workers: int) -> None:
    rows = Dataset.from_dict({"text": PAGES * 50})
    result = rows.map(CollapsingMap(), batched=True, batch_size=7, num_proc=workers)
    assert list(result["text"]) == BY_THEMSELVES * 50


def test_the_column_of_removals_is_of_one_type_though_in_a_batch_nothing_went() -> None:
    rows = Dataset.from_dict({"text": [NOON, FERRY_PAGE, None]})
    result = rows.map(CollapsingMap(), batched=True, batch_size=1, writer_batch_size=1)
    assert result.features["dedupe_removals"] == Value("string")
    assert [note and len(removals(note)) for note in result["dedupe_removals"]] == [0, 1, None]


def test_without_a_name_there_is_no_column_of_removals() -> None:
    assert dataset().map(CollapsingMap(removals=None), batched=True).column_names == ["url", "text", "n"]


def test_a_dataset_that_is_streamed_is_collapsed() -> None:
    stream = dataset().to_iterable_dataset().map(CollapsingMap(), batched=True)
    assert isinstance(stream, IterableDataset)
    assert [row["text"] for row in stream] == BY_THEMSELVES


def test_two_of_the_same_options_have_the_same_fingerprint_and_others_another() -> None:
    same, other = Hasher.hash(CollapsingMap(threshold=0.7)), Hasher.hash(CollapsingMap())
    assert Hasher.hash(CollapsingMap(threshold=0.7)) == same != other


def test_rows_one_by_one_are_refused() -> None:
    with pytest.raises(InputError, match="pass batched=True"):
        dataset().map(CollapsingMap())


def test_scope_corpus_without_an_index_is_refused_when_it_is_made() -> None:
    with pytest.raises(OptionError, match="would miss copies, as map gives it batch by batch; pass index"):
        CollapsingMap(scope="corpus")


def test_an_index_takes_ids() -> None:
    with pytest.raises(OptionError, match="pass id_column"):
        CollapsingMap(index="known.db")


def test_options_are_checked_when_it_is_made() -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        CollapsingMap(threshold=85)


@pytest.mark.parametrize("workers", [1, 2])
def test_through_an_index_no_copy_is_missed_between_batches_and_processes(workers: int, tmp_path: Path) -> None:
    pages = [f"{NOON}\n{BOARD}", SHOUTED] * 20
    rows = Dataset.from_dict({"url": list(map(str, range(40))), "text": pages})
    adapter = CollapsingMap(id_column="url", index=tmp_path / "known.db")
    result: Any = rows.map(adapter, batched=True, batch_size=3, num_proc=workers)
    left = "\n".join(result["text"]).casefold()
    assert left.count("outer harbour") == left.count("on board") == 1


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("datasets_map.py") == code_and_output("datasets_map.py")[1]
