from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import OptionError

pytest.importorskip("llama_index.core", reason="llama-index-core is not installed")

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import ImageNode, MetadataMode, NodeWithScore, TextNode

from dedupe.integrations.llamaindex import CollapsingPostprocessor, CollapsingTransformation


def nodes() -> list[Any]:
    return [TextNode(id_=name, text=page, metadata={"source": name}) for name, page in zip("ab", PAGES, strict=True)]


def texts(results: Any) -> list[str]:
    return [node.get_content() for node in results]


def test_by_default_nodes_are_compared_with_themselves() -> None:
    assert texts(CollapsingTransformation()(nodes())) == BY_THEMSELVES


def test_with_scope_corpus_those_of_one_call_are_compared_with_each_other() -> None:
    assert texts(CollapsingTransformation(scope="corpus")(nodes())) == ACROSS


def test_ids_and_metadata_stay_and_what_went_is_noted() -> None:
    first, second = CollapsingTransformation(scope="corpus")(nodes())
    assert (first.node_id, second.node_id) == ("a", "b")
    assert (first.metadata["source"], second.metadata["source"]) == ("a", "b")
    assert removals(second.metadata["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


@pytest.mark.parametrize("mode", [MetadataMode.EMBED, MetadataMode.LLM])
def test_what_went_is_shown_to_no_model(mode: MetadataMode) -> None:
    [first, _] = CollapsingTransformation()(nodes())
    assert SHOUTED not in first.get_content(metadata_mode=mode)
    assert "source: a" in first.get_content(metadata_mode=mode)


def test_without_a_name_nothing_is_noted_and_nothing_hidden() -> None:
    [first, _] = CollapsingTransformation(removals=None)(nodes())
    assert first.metadata == {"source": "a"}
    assert first.excluded_embed_metadata_keys == []


def test_the_nodes_that_are_given_stay_as_they_are() -> None:
    given = nodes()
    CollapsingTransformation(scope="corpus")(given)
    assert given == nodes()


def test_a_picture_stays() -> None:
    [node] = CollapsingTransformation()([ImageNode(image="aGFyYm91cg==")])
    assert isinstance(node, ImageNode)
    assert node.image == "aGFyYm91cg=="


def test_it_comes_back_from_its_dictionary_with_its_options() -> None:
    stored = CollapsingTransformation(scope="corpus", removals="went", drop_empty=True).to_dict()
    again = CollapsingTransformation.from_dict(stored)
    assert again.to_dict() == stored
    assert texts(again(nodes())) == ACROSS


def test_it_is_pickled_with_its_options() -> None:
    again = pickle.loads(pickle.dumps(CollapsingTransformation(scope="corpus")))  # noqa: S301  # made here
    assert texts(again(nodes())) == ACROSS


def test_the_cache_of_a_pipeline_knows_other_options() -> None:
    pipeline = IngestionPipeline(transformations=[CollapsingTransformation()])
    assert texts(pipeline.run(nodes=nodes())) == BY_THEMSELVES
    pipeline.transformations = [CollapsingTransformation(scope="corpus")]
    assert texts(pipeline.run(nodes=nodes())) == ACROSS


def test_workers_of_a_pipeline_collapse_documents() -> None:
    pipeline = IngestionPipeline(transformations=[CollapsingTransformation()])
    assert texts(pipeline.run(nodes=nodes(), num_workers=2)) == BY_THEMSELVES


def test_workers_of_a_pipeline_refuse_scope_corpus() -> None:
    pipeline = IngestionPipeline(transformations=[CollapsingTransformation(scope="corpus")])
    with pytest.raises(OptionError, match="each worker has a part of the nodes; pass index"):
        pipeline.run(nodes=nodes(), num_workers=2)


def test_workers_of_a_pipeline_share_an_index(tmp_path: Path) -> None:
    pipeline = IngestionPipeline(transformations=[CollapsingTransformation(index=tmp_path / "known.db")])
    results = texts(pipeline.run(nodes=nodes(), num_workers=2))
    # Which worker is the first is chance.
    assert "\n".join(results).casefold().count("outer harbour") == 1


def test_an_index_remembers_earlier_calls(tmp_path: Path) -> None:
    transformation = CollapsingTransformation(index=tmp_path / "known.db")
    assert [text for node in nodes() for text in texts(transformation([node]))] == ACROSS


@pytest.mark.parametrize("adapter", [CollapsingTransformation, CollapsingPostprocessor])
def test_options_are_checked_when_it_is_made(adapter: Any) -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        adapter(threshold=85)
    with pytest.raises(TypeError):
        adapter(treshold=0.8)


def found() -> list[NodeWithScore]:
    return [NodeWithScore(node=node, score=score) for node, score in zip(nodes(), (0.9, 0.7), strict=True)]


def test_a_postprocessor_compares_by_default_within_nodes() -> None:
    assert texts(CollapsingPostprocessor().postprocess_nodes(found(), query_str="when?")) == BY_THEMSELVES


def test_with_scope_corpus_it_compares_what_was_found_and_scores_stay() -> None:
    results = CollapsingPostprocessor(scope="corpus").postprocess_nodes(found())
    assert texts(results) == ACROSS
    assert [result.score for result in results] == [0.9, 0.7]
    assert removals(results[1].node.metadata["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_nodes_that_became_empty_can_be_left_out() -> None:
    copies = [TextNode(id_="c", text=SHOUTED)]
    assert texts(CollapsingTransformation(scope="corpus", drop_empty=True)([*nodes(), *copies])) == ACROSS
    given = [*found(), *(NodeWithScore(node=node, score=0.1) for node in copies)]
    postprocessor = CollapsingPostprocessor(scope="corpus", drop_empty=True)
    assert texts(postprocessor.postprocess_nodes(given)) == ACROSS


def test_a_postprocessor_forgets_the_query_before() -> None:
    postprocessor = CollapsingPostprocessor(scope="corpus")
    assert texts(postprocessor.postprocess_nodes(found())) == texts(postprocessor.postprocess_nodes(found()))


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("llamaindex_nodes.py") == code_and_output("llamaindex_nodes.py")[1]
