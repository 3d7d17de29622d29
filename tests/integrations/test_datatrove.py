from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import OptionError

pytest.importorskip("datatrove", reason="datatrove is not installed")

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

from dedupe.integrations.datatrove import CollapsingStep


def documents() -> list[Document]:
    return [Document(page, name, metadata={"url": name}) for name, page in zip("ab", PAGES, strict=True)]


def texts(step: CollapsingStep, **place: int) -> list[str]:
    return [document.text for document in step.run(iter(documents()), **place)]


def execute(step: CollapsingStep, folder: Path, *, tasks: int, workers: int) -> dict[str, Any]:
    """Run a pipeline over one file for each page, and return the documents that it writes by their ids."""
    given, written = folder / "given", folder / "written"
    given.mkdir()
    for name, page in zip("ab", PAGES, strict=True):
        line = {"id": name, "text": page, "url": name}
        (given / f"{name}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    pipeline = [JsonlReader(str(given)), step, JsonlWriter(str(written), compression=None)]
    LocalPipelineExecutor(pipeline, tasks=tasks, workers=workers, logging_dir=str(folder / "logs")).run()
    lines = [line for path in written.iterdir() for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["id"]: line for line in map(json.loads, lines)}


def test_by_default_documents_are_compared_with_themselves() -> None:
    assert texts(CollapsingStep()) == BY_THEMSELVES


def test_with_scope_corpus_those_of_one_task_are_compared_with_each_other() -> None:
    assert texts(CollapsingStep(scope="corpus")) == ACROSS


def test_ids_and_metadata_stay_and_what_went_is_noted() -> None:
    first, second = CollapsingStep(scope="corpus").run(iter(documents()))
    assert (first.id, second.id) == ("a", "b")
    assert (first.metadata["url"], second.metadata["url"]) == ("a", "b")
    assert removals(second.metadata["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_without_a_name_nothing_is_noted() -> None:
    [first, _] = CollapsingStep(removals=None).run(iter(documents()))
    assert first.metadata == {"url": "a"}


def test_documents_that_became_empty_can_be_left_out() -> None:
    step = CollapsingStep(scope="corpus", drop_empty=True)
    assert [document.text for document in step.run(iter([*documents(), Document(SHOUTED, "c")]))] == ACROSS


def test_removals_are_counted() -> None:
    step = CollapsingStep(scope="corpus")
    texts(step)
    assert step.stats["paragraphs_removed"].total == 2


def test_a_document_of_its_own_comes_out_before_the_next_goes_in() -> None:
    given = iter(documents())
    next(iter(CollapsingStep().run(given)))
    assert len(list(given)) == 1


def test_several_tasks_refuse_scope_corpus() -> None:
    with pytest.raises(OptionError, match="each task has a part of the documents; pass index"):
        texts(CollapsingStep(scope="corpus"), rank=1, world_size=2)


def test_tasks_and_workers_collapse_documents(tmp_path: Path) -> None:
    results = execute(CollapsingStep(), tmp_path, tasks=2, workers=2)
    assert [results[name]["text"] for name in "ab"] == BY_THEMSELVES
    assert removals(results["a"]["metadata"]["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_tasks_and_workers_refuse_scope_corpus(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="each task has a part of the documents; pass index"):
        execute(CollapsingStep(scope="corpus"), tmp_path, tasks=2, workers=2)


def test_one_task_has_the_whole_corpus_however_many_workers(tmp_path: Path) -> None:
    results = execute(CollapsingStep(scope="corpus"), tmp_path, tasks=1, workers=2)
    assert [results[name]["text"] for name in "ab"] == ACROSS


def test_tasks_and_workers_share_an_index(tmp_path: Path) -> None:
    results = execute(CollapsingStep(index=tmp_path / "known.db"), tmp_path, tasks=2, workers=2)
    # Which task is the first is chance.
    assert "".join(line["text"] for line in results.values()).casefold().count("outer harbour") == 1


def test_options_are_checked_when_it_is_made() -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        CollapsingStep(threshold=85)


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("datatrove_pipeline.py") == code_and_output("datatrove_pipeline.py")[1]
