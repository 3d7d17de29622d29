from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from adapters import ACROSS, BY_THEMSELVES, PAGES, SHOUTED, code_and_output, printed, removals

from dedupe.errors import InputError, OptionError

pytest.importorskip("narwhals", reason="narwhals is not installed")

pandas = pytest.importorskip("pandas", reason="pandas is not installed")
polars = pytest.importorskip("polars", reason="polars is not installed")

from dedupe.integrations.dataframes import collapse_column

ROWS = {"url": ["a", "b"], "text": PAGES, "n": [1, 2]}
both = pytest.mark.parametrize("library", [pandas, polars], ids=["pandas", "polars"])


@both
def test_by_default_rows_are_compared_with_themselves(library: Any) -> None:
    frame = collapse_column(library.DataFrame(ROWS))
    assert isinstance(frame, library.DataFrame)
    assert list(frame["text"]) == BY_THEMSELVES


@both
def test_with_scope_corpus_they_are_compared_with_each_other(library: Any) -> None:
    frame = collapse_column(library.DataFrame(ROWS), id_column="url", scope="corpus")
    assert list(frame["text"]) == ACROSS
    assert removals(list(frame["dedupe_removals"])[1]) == [(SHOUTED, "a", 1.0)]


@both
def test_columns_keep_their_order_and_the_frame_that_is_given_stays(library: Any) -> None:
    given = library.DataFrame(ROWS)
    assert list(collapse_column(given).columns) == ["url", "text", "n", "dedupe_removals"]
    assert list(collapse_column(given, removals=None).columns) == ["url", "text", "n"]
    assert list(given["text"]) == PAGES
    assert list(given.columns) == ["url", "text", "n"]


@both
def test_a_row_without_a_text_stays_so(library: Any) -> None:
    frame = collapse_column(library.DataFrame({"text": [None, *PAGES]}))
    texts = frame["text"]
    assert list(texts.isna() if library is pandas else texts.is_null()) == [True, False, False]
    assert list(texts)[1:] == BY_THEMSELVES


@both
def test_a_second_run_adds_to_what_went(library: Any) -> None:
    frame = collapse_column(collapse_column(library.DataFrame(ROWS)), scope="corpus")
    assert [len(removals(note)) for note in frame["dedupe_removals"]] == [1, 1]


@both
def test_a_frame_without_rows_gets_its_columns(library: Any) -> None:
    frame = collapse_column(library.DataFrame({"text": []}))
    assert list(frame.columns) == ["text", "dedupe_removals"]
    assert len(frame) == 0


@both
def test_a_column_that_is_missing_is_refused(library: Any) -> None:
    with pytest.raises(InputError, match="there is no column 'body'; there are url, text, n"):
        collapse_column(library.DataFrame(ROWS), "body")


@both
def test_a_column_of_numbers_is_refused(library: Any) -> None:
    with pytest.raises(InputError, match="column 'n' must have texts, got int"):
        collapse_column(library.DataFrame(ROWS), "n")


@pytest.mark.parametrize("index", [[7, 3], [5, 5], ["x", "y"]])
def test_the_index_of_pandas_stays(index: list[Any]) -> None:
    frame = collapse_column(pandas.DataFrame(ROWS, index=index))
    assert list(frame.index) == index
    assert list(frame["text"]) == BY_THEMSELVES


@both
def test_a_column_of_dates_decides_which_copy_stays(library: Any) -> None:
    dates = [datetime(year, 1, 31) for year in (2023, 2024)]  # noqa: DTZ001  # of no zone
    for direction, left in (("asc", [True, False]), ("desc", [False, True])):
        frame = library.DataFrame({"text": [SHOUTED, SHOUTED], "date": dates})
        collapsed = collapse_column(frame, keep_by=f"date:{direction}", scope="corpus")
        assert [bool(text) for text in collapsed["text"]] == left
    frame = library.DataFrame({"text": [SHOUTED, SHOUTED], "date": [dates[0], None]})
    with pytest.raises(InputError, match="document '2' has no 'date', by which keep_by decides"):
        collapse_column(frame, keep_by="date", scope="corpus")


def test_a_table_of_pyarrow_stays_one() -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    table = collapse_column(pyarrow.table({**ROWS, "text": [PAGES[0], None]}), scope="corpus")
    assert isinstance(table, pyarrow.Table)
    assert table["text"].to_pylist() == [BY_THEMSELVES[0], None]


def test_a_lazy_frame_is_refused_and_the_way_out_is_named() -> None:
    with pytest.raises(InputError, match=r"LazyFrame is lazy.*collect it first"):
        collapse_column(polars.LazyFrame(ROWS))


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(InputError, match="must be a DataFrame that narwhals knows, got dict"):
        collapse_column(ROWS)


@both
def test_options_are_checked_first(library: Any) -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        collapse_column(library.DataFrame(ROWS), threshold=85)


@both
def test_an_index_remembers_earlier_frames(library: Any, tmp_path: Path) -> None:
    frame, index = library.DataFrame(ROWS), tmp_path / "known.db"
    first, second = collapse_column(frame[:1], id_column="url", index=index), frame[1:]
    assert [*first["text"], *collapse_column(second, id_column="url", index=index)["text"]] == ACROSS


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("pandas_and_polars.py") == code_and_output("pandas_and_polars.py")[1]
