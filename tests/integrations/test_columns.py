from __future__ import annotations

from typing import Any, Unpack

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, removals

from dedupe.errors import InputError, OptionError
from dedupe.integrations.columns import Columns
from dedupe.integrations.running import Runner
from dedupe.options import OptionValues


def collapse(
    table: dict[str, Any], id_column: str | None = None, **options: Unpack[OptionValues]
) -> dict[str, list[str | None]]:
    return Columns("text", id_column, "went").collapse(table, Runner(options))


def test_the_texts_and_what_went_come_back_row_by_row() -> None:
    columns = collapse({"text": PAGES, "url": ["a", "b"]}, "url")
    assert columns["text"] == BY_THEMSELVES
    assert [removals(note) for note in columns["went"]] == [[(SHOUTED, "a", 1.0)], []]


def test_across_rows_the_kept_row_is_named() -> None:
    columns = collapse({"text": PAGES, "url": ["a", "b"]}, "url", scope="corpus")
    assert columns["text"] == ACROSS
    assert removals(columns["went"][1]) == [(SHOUTED, "a", 1.0)]


def test_rows_without_ids_are_called_by_their_number() -> None:
    assert removals(collapse({"text": [None, *PAGES]}, scope="corpus")["went"][2]) == [(SHOUTED, "2", 1.0)]


def test_a_row_without_a_text_stays_so() -> None:
    assert collapse({"text": [None, ""]}) == {"text": [None, ""], "went": [None, "[]"]}


def test_what_an_earlier_run_noted_stays() -> None:
    once = collapse({"text": PAGES})
    twice = collapse({"text": once["text"], "went": once["went"]}, scope="corpus")
    assert [len(removals(note)) for note in twice["went"]] == [1, 1]


def test_a_column_that_is_missing_is_refused_and_those_there_are_named() -> None:
    with pytest.raises(InputError, match="there is no column 'text'; there are body, url"):
        collapse({"body": PAGES, "url": []})


@pytest.mark.parametrize("text", [SHOUTED, None])
def test_a_row_that_is_no_batch_is_refused(text: str | None) -> None:
    with pytest.raises(InputError, match="must have the texts of a batch, got one text; pass batched=True"):
        collapse({"text": text})


def test_a_column_of_something_else_is_refused() -> None:
    with pytest.raises(InputError, match="column 'text' must have texts, got bytes"):
        collapse({"text": [b"page"]})


def test_an_index_takes_a_column_of_ids() -> None:
    with pytest.raises(OptionError, match="pass id_column"):
        Columns("text", None, None).check(Runner({}, index="known.db"))


def test_a_row_without_an_id_is_called_by_its_number() -> None:
    columns = collapse({"text": [None, "", *PAGES], "url": ["x", "y", None, "z"]}, "url", scope="corpus")
    assert removals(columns["went"][3]) == [(SHOUTED, "3", 1.0)]


def test_one_column_is_not_for_two_things() -> None:
    with pytest.raises(OptionError, match="removals need a column of their own, got 'date'"):
        Columns("text", None, "date").check(Runner({"keep_by": "date", "scope": "corpus"}))
    with pytest.raises(OptionError, match="removals need a column of their own, got 'text'"):
        Columns("text", None, "text").check(Runner({}))
