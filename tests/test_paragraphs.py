"""Paragraphs held in columns are a sequence like any other."""

from __future__ import annotations

import pytest

from dedupe.paragraphs import Kind, ListedParagraphs, Paragraph

ROWS = [
    Paragraph("# A title", 0, 9, Kind.HEADING),
    Paragraph("Some text.", 11, 21),
    Paragraph("- an entry", 23, 33, Kind.LIST_ITEM),
    Paragraph("```\n```", 35, 42, Kind.CODE),
]
COLUMNS = ListedParagraphs.of(ROWS)


def test_what_goes_in_comes_out() -> None:
    assert list(COLUMNS) == ROWS
    assert [COLUMNS[place] for place in range(-4, 4)] == [*ROWS, *ROWS]


@pytest.mark.parametrize("part", [slice(1, 3), slice(None), slice(-2, None), slice(None, None, -2), slice(3, 1)])
def test_several_are_taken_as_of_a_list(part: slice) -> None:
    assert COLUMNS[part] == ROWS[part]


def test_columns_are_equal_to_any_sequence_of_the_same_paragraphs() -> None:
    assert ListedParagraphs.of(ROWS) == COLUMNS
    assert ROWS == COLUMNS
    assert tuple(ROWS) == COLUMNS
    assert ROWS[:3] != COLUMNS
    assert COLUMNS != 4


def test_each_ends_behind_its_text() -> None:
    assert [COLUMNS.end_of(place) for place in range(4)] == [9, 21, 33, 42]


def test_a_paragraph_is_text_if_nothing_else_is_said() -> None:
    assert ROWS[1].kind == "text"


def test_what_is_no_structure_is_eligible() -> None:
    assert list(COLUMNS.eligible()) == [1, 2]


def test_texts_and_contents_are_taken_by_their_places() -> None:
    assert COLUMNS.take([2, 0]) == ["- an entry", "# A title"]
    assert COLUMNS.content(3) == ("```\n```", Kind.CODE)


def test_longer_ones_have_more_letters_than_that() -> None:
    assert list(COLUMNS.longer_than(9)) == ["Some text.", "- an entry"]
    assert list(COLUMNS.longer_than(10)) == []


def test_columns_cannot_be_hashed_as_they_hold_lists() -> None:
    with pytest.raises(TypeError, match="unhashable type: 'ListedParagraphs'"):
        hash(COLUMNS)
