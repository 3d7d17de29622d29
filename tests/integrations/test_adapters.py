from __future__ import annotations

import ast
import json
import pickle
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from adapters import (
    ACROSS,
    BY_THEMSELVES,
    EXAMPLES,
    FERRY_PAGE,
    MARKET,
    NOON,
    PAGES,
    SHOUTED,
    code_and_output,
)

import dedupe
from dedupe.errors import InputError, OptionError
from dedupe.integrations.running import Runner, as_rank, note, noted, removals_of
from dedupe.options import OptionValues

EXAMPLE_NAMES = sorted(path.name for path in EXAMPLES.glob("*.py"))
ADAPTERS = {
    "dataframes": "narwhals",
    "datatrove": "datatrove",
    "haystack": "haystack",
    "langchain": "langchain_core",
    "llamaindex": "llama_index",
    "scrapy": "scrapy",
}


def texts(runner: Runner, pages: list[str] = PAGES) -> list[str]:
    return [collapsed.text for _, collapsed in runner.collapse(pages, lambda page: (page[:9], page, {}))]


def test_by_default_documents_are_compared_with_themselves() -> None:
    assert texts(Runner({})) == BY_THEMSELVES


def test_with_scope_corpus_they_are_compared_with_each_other() -> None:
    assert texts(Runner({"scope": "corpus"})) == ACROSS


def test_items_come_back_with_their_documents() -> None:
    runner = Runner({"scope": "corpus"})
    assert [item for item, _ in runner.collapse(enumerate(PAGES), lambda item: (None, item[1], {}))] == list(
        enumerate(PAGES)
    )


def test_what_became_empty_can_be_left_out_and_what_was_empty_stays() -> None:
    pages = ["", NOON, SHOUTED, MARKET]
    assert texts(Runner({"scope": "corpus"}), pages) == ["", NOON, "", MARKET]
    assert texts(Runner({"scope": "corpus"}, drop_empty=True), pages) == ["", NOON, MARKET]


def test_documents_without_an_id_are_numbered() -> None:
    results = Runner({}).collapse(PAGES, lambda page: (None, page, {}))
    assert [collapsed.document.id for _, collapsed in results] == ["1", "2"]


def test_an_option_out_of_range_is_refused_at_once() -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        Runner({"threshold": 85})


def test_an_unknown_option_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="treshold"):
        Runner({"treshold": 0.8})  # type: ignore[typeddict-unknown-key]


@pytest.mark.parametrize("index", ["", ":memory:"])
def test_an_index_that_would_forget_between_batches_is_refused(index: str) -> None:
    with pytest.raises(OptionError, match="index must be a file that stays between batches"):
        Runner({}, index=index)


def test_an_index_is_where_it_was_when_the_adapter_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = Runner({}, index="known.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    texts(runner)
    assert (tmp_path / "known.db").exists()


def test_an_index_with_scope_document_is_refused() -> None:
    with pytest.raises(OptionError, match="an index compares across documents"):
        Runner({"scope": "document"}, index="known.db")


@pytest.mark.parametrize(
    "options", [{"keep": "last"}, {"keep_by": "date"}, {"copies": 2}, {"boilerplate": 2, "scope": "corpus"}]
)
def test_an_index_with_what_is_decided_at_the_end_is_refused(options: OptionValues) -> None:
    with pytest.raises(OptionError, match="an index needs keep first"):
        Runner(options, index="known.db")


def test_scope_corpus_in_pieces_is_refused_and_the_way_out_is_named() -> None:
    with pytest.raises(OptionError, match=r"would miss copies, as items come one by one; pass index"):
        Runner({"scope": "corpus"}).forbid_pieces("items come one by one")


def test_pieces_are_allowed_within_documents_and_with_an_index() -> None:
    Runner({}).forbid_pieces("items come one by one")
    Runner({"scope": "corpus"}, index="known.db").forbid_pieces("items come one by one")


def test_runners_of_the_same_values_are_pickled_to_the_same_bytes() -> None:
    first, second = Runner({"protect": ["^x"]}, index=Path("known.db")), Runner({"protect": ["^x"]}, index="known.db")
    assert pickle.dumps(first) == pickle.dumps(second)


def test_a_pickled_runner_collapses() -> None:
    assert texts(pickle.loads(pickle.dumps(Runner({"scope": "corpus"})))) == ACROSS  # noqa: S301  # made here


def test_an_index_remembers_between_runners(tmp_path: Path) -> None:
    index = tmp_path / "known.db"
    assert [*texts(Runner({}, index=index), PAGES[:1]), *texts(Runner({}, index=index), PAGES[1:])] == ACROSS


def test_what_went_can_be_asked_after_the_index_is_closed(tmp_path: Path) -> None:
    runner = Runner({}, index=tmp_path / "known.db")
    [(_, collapsed)] = runner.collapse([FERRY_PAGE], lambda page: ("ferry", page, {}))
    assert [removal["text"] for removal in removals_of(collapsed)] == [SHOUTED]


def test_more_documents_than_a_turn_takes_all_go_through_an_index(tmp_path: Path) -> None:
    runner = Runner({}, index=tmp_path / "known.db")
    pages = list(enumerate([SHOUTED] * 600))
    results = [collapsed.text for _, collapsed in runner.collapse(pages, lambda page: (str(page[0]), page[1], {}))]
    assert results == [SHOUTED] + [""] * 599


def test_with_an_index_a_document_without_an_id_is_refused(tmp_path: Path) -> None:
    runner = Runner({}, index=tmp_path / "known.db")
    with pytest.raises(InputError, match="document 1 has no id"):
        list(runner.collapse(PAGES, lambda page: (None, page, {})))


def test_with_an_index_an_id_that_comes_twice_is_refused(tmp_path: Path) -> None:
    runner = Runner({}, index=tmp_path / "known.db")
    with pytest.raises(InputError, match="two documents have the id 'page'"):
        list(runner.collapse(PAGES, lambda page: ("page", page, {})))


# What ranks


@pytest.mark.parametrize(
    ("value", "rank"),
    [
        (12, 12),
        (2.5, 2.5),
        (Decimal("2.5"), 2.5),
        ("12", 12.0),
        ("2024-05-01", "2024-05-01"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 12, 30), "2024-05-01T12:30:00"),  # noqa: DTZ001  # of no zone
        (datetime(2024, 5, 1, 12, 30, tzinfo=timezone(timedelta(hours=2))), "2024-05-01T10:30:00+00:00"),
        (None, None),
        ("", None),
        (float("nan"), None),
    ],
)
def test_a_document_ranks_by_a_number_a_text_or_a_date(value: object, rank: float | str | None) -> None:
    assert as_rank(value, "date") == rank


def test_a_rank_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match=r"^'date' must be a number, text or date, got \['2024'\]; convert it first$"):
        as_rank(["2024"], "date")


# What is noted


def test_a_note_has_the_fields_of_the_match_and_the_removal() -> None:
    [removal] = json.loads(note(dedupe.collapse(FERRY_PAGE)))
    [expected] = dedupe.collapse(FERRY_PAGE).removed
    assert removal == {
        **expected.match.as_dict(),
        "number": 1,
        "cut": expected.cut,
        "cut_start": expected.cut_start,
        "cut_end": expected.cut_end,
    }


def test_boilerplate_is_noted_as_what_it_is() -> None:
    menu = "Accept all cookies"
    results = dedupe.collapse_documents([f"{menu}\n\n{MARKET}" for MARKET in "ab"], scope="corpus", boilerplate=2)
    assert [[gone["documents"] for gone in removals_of(collapsed)] for collapsed in results] == [[2], [2]]


def test_a_second_note_stands_behind_the_first() -> None:
    collapsed = dedupe.collapse(FERRY_PAGE)
    assert len(json.loads(note(collapsed, note(collapsed)))) == 2


@pytest.mark.parametrize("other", ["yes", "{}", 1, ["a"]])
def test_a_note_never_takes_the_place_of_something_else(other: object) -> None:
    with pytest.raises(InputError, match="give another name"):
        note(dedupe.collapse(FERRY_PAGE), other)


def test_metadata_that_is_given_stays_as_it_is() -> None:
    metadata = {"source": "a"}
    assert noted(metadata, "went", dedupe.collapse("")) == {"source": "a", "went": "[]"}
    assert metadata == {"source": "a"}


def test_without_a_name_nothing_is_noted() -> None:
    assert noted({"source": "a"}, None, dedupe.collapse(FERRY_PAGE)) == {"source": "a"}


# Adapters and examples


@pytest.mark.parametrize(("adapter", "package"), ADAPTERS.items())
def test_an_adapter_without_its_framework_names_the_package(adapter: str, package: str) -> None:
    code = f"import sys; sys.modules[{package!r}] = None\nimport dedupe.integrations.{adapter}"
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert "MissingExtraError: the adapter for " in process.stderr
    assert "; pip install " in process.stderr


@pytest.mark.parametrize("example", EXAMPLE_NAMES)
def test_the_page_shows_every_example_as_it_is(example: str) -> None:
    code, _ = code_and_output(example)
    source = (EXAMPLES / example).read_text(encoding="utf-8")
    docstring, *_ = ast.parse(source).body
    assert code == "\n".join(source.splitlines()[docstring.end_lineno :]).lstrip("\n") + "\n"
