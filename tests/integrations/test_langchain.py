from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import OptionError

pytest.importorskip("langchain_core", reason="langchain-core is not installed")

from langchain_core.documents import BaseDocumentTransformer, Document

from dedupe.integrations.langchain import CollapsingTransformer


def documents() -> list[Document]:
    return [
        Document(id=name, page_content=page, metadata={"source": name}) for name, page in zip("ab", PAGES, strict=True)
    ]


def texts(transformer: CollapsingTransformer, given: list[Document] | None = None) -> list[str]:
    return [document.page_content for document in transformer.transform_documents(given or documents())]


def test_it_is_a_document_transformer() -> None:
    assert isinstance(CollapsingTransformer(), BaseDocumentTransformer)


def test_by_default_documents_are_compared_with_themselves() -> None:
    assert texts(CollapsingTransformer()) == BY_THEMSELVES


def test_with_scope_corpus_those_of_one_call_are_compared_with_each_other() -> None:
    assert texts(CollapsingTransformer(scope="corpus")) == ACROSS


def test_ids_and_metadata_stay_and_what_went_is_noted() -> None:
    first, second = CollapsingTransformer(scope="corpus").transform_documents(documents())
    assert (first.id, second.id) == ("a", "b")
    assert (first.metadata["source"], second.metadata["source"]) == ("a", "b")
    assert removals(second.metadata["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_what_went_is_noted_under_another_name_or_not_at_all() -> None:
    for name, names in (("went", {"source", "went"}), (None, {"source"})):
        [first, _] = CollapsingTransformer(removals=name).transform_documents(documents())
        assert set(first.metadata) == names


def test_the_documents_that_are_given_stay_as_they_are() -> None:
    given = documents()
    CollapsingTransformer().transform_documents(given)
    assert given == documents()


def test_documents_can_be_called_by_their_metadata() -> None:
    given = [Document(page_content=page, metadata={"url": url}) for url, page in zip("xy", PAGES, strict=True)]
    [_, second] = CollapsingTransformer(id_key="url", scope="corpus").transform_documents(given)
    assert removals(second.metadata["dedupe_removals"]) == [(SHOUTED, "x", 1.0)]


def test_documents_that_became_empty_can_be_left_out() -> None:
    transformer = CollapsingTransformer(scope="corpus", drop_empty=True)
    results = transformer.transform_documents([*documents(), Document(id="c", page_content=SHOUTED)])
    assert [document.id for document in results] == ["a", "b"]


def test_no_documents_are_no_documents() -> None:
    assert CollapsingTransformer(scope="corpus").transform_documents([]) == []


def test_it_can_be_awaited() -> None:
    results = asyncio.run(CollapsingTransformer().atransform_documents(documents()))
    assert [document.page_content for document in results] == BY_THEMSELVES


@pytest.mark.parametrize(("options", "error"), [({"threshold": 85}, OptionError), ({"treshold": 0.8}, TypeError)])
def test_options_are_checked_when_it_is_made(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        CollapsingTransformer(**options)


def test_an_index_remembers_earlier_calls(tmp_path: Path) -> None:
    transformer = CollapsingTransformer(index=tmp_path / "known.db")
    assert [text for document in documents() for text in texts(transformer, [document])] == ACROSS


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("langchain_documents.py") == code_and_output("langchain_documents.py")[1]
