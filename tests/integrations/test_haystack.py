from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import InputError, OptionError


@pytest.fixture(autouse=True)
def _no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAYSTACK_TELEMETRY_ENABLED", "False")


pytest.importorskip("haystack", reason="haystack-ai is not installed")

from haystack import Document, Pipeline
from haystack.dataclasses import ByteStream

from dedupe.integrations.haystack import DocumentCollapser


def documents() -> list[Document]:
    return [Document(id=name, content=page, meta={"source": name}) for name, page in zip("ab", PAGES, strict=True)]


def texts(collapser: DocumentCollapser, given: list[Document] | None = None) -> list[str]:
    return [document.content for document in collapser.run(documents=given or documents())["documents"]]


def test_by_default_documents_are_compared_with_themselves() -> None:
    assert texts(DocumentCollapser()) == BY_THEMSELVES


def test_with_scope_corpus_those_of_one_run_are_compared_with_each_other() -> None:
    assert texts(DocumentCollapser(scope="corpus")) == ACROSS


def test_ids_and_meta_stay_and_what_went_is_noted() -> None:
    first, second = DocumentCollapser(scope="corpus").run(documents=documents())["documents"]
    assert (first.id, second.id) == ("a", "b")
    assert (first.meta["source"], second.meta["source"]) == ("a", "b")
    assert removals(second.meta["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_without_a_name_nothing_is_noted() -> None:
    [first, _] = DocumentCollapser(removals=None).run(documents=documents())["documents"]
    assert first.meta == {"source": "a"}


def test_the_documents_that_are_given_stay_as_they_are() -> None:
    given = documents()
    DocumentCollapser().run(documents=given)
    assert given == documents()


def test_documents_that_became_empty_can_be_left_out() -> None:
    collapser = DocumentCollapser(scope="corpus", drop_empty=True)
    assert texts(collapser, [*documents(), Document(id="c", content=SHOUTED)]) == ACROSS


def test_a_document_without_a_text_stays_so() -> None:
    given = Document(id="a", blob=ByteStream(b"harbour"))
    [document] = DocumentCollapser().run(documents=[given])["documents"]
    assert document.content is None
    assert document.blob == given.blob


def test_a_pipeline_comes_back_from_its_yaml_with_its_options() -> None:
    pipeline = Pipeline()
    pipeline.add_component(
        "collapser", DocumentCollapser(scope="corpus", protect=("^Ask",), removals="went", drop_empty=True)
    )
    again = Pipeline.loads(pipeline.dumps(), **allowed(Pipeline.loads))
    assert again.to_dict() == pipeline.to_dict()
    results = again.run({"collapser": {"documents": documents()}})["collapser"]["documents"]
    assert [document.content for document in results] == ACROSS


def allowed(loads: Any) -> dict[str, Any]:
    """What lets Haystack load a component that is not its own, in versions that ask."""
    return {"allowed_modules": ["dedupe.*"]} if "allowed_modules" in loads.__code__.co_varnames else {}


@pytest.mark.parametrize(("options", "error"), [({"threshold": 85}, OptionError), ({"treshold": 0.8}, TypeError)])
def test_options_are_checked_when_it_is_made(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        DocumentCollapser(**options)


def test_an_index_remembers_earlier_runs(tmp_path: Path) -> None:
    collapser = DocumentCollapser(index=tmp_path / "known.db")
    assert [text for document in documents() for text in texts(collapser, [document])] == ACROSS


def test_with_an_index_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="an index needs one id for each"):
        texts(DocumentCollapser(index=tmp_path / "known.db"), documents()[:1] * 2)


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("haystack_pipeline.py") == code_and_output("haystack_pipeline.py")[1]
