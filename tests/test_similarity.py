"""The longest common subsequence and what differs, against the textbook."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Hashable, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedupe.similarity import Edit, differences, encode, longest_common_subsequence, similarity

ROOT = Path(__file__).parent.parent
WORDS = st.lists(st.sampled_from(["the", "cat", "sat", "on", "mat", "éé"]), max_size=14)
LONG = st.lists(st.integers(0, 3), min_size=60, max_size=140)


def table_lcs(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence, by the table of every textbook."""
    above = [0] * (len(b) + 1)
    for item in a:
        row = [0]
        for column, other in enumerate(b):
            row.append(above[column] + 1 if item == other else max(row[column], above[column + 1]))
        above = row
    return above[-1]


@given(WORDS, WORDS)
def test_the_longest_common_subsequence_is_that_of_the_table(a: list[str], b: list[str]) -> None:
    assert longest_common_subsequence(*encode(a, b)) == table_lcs(a, b)


@given(LONG, LONG)
@example([0, 1] * 64, [1, 0] * 64)
def test_it_is_also_beyond_one_machine_word(a: list[int], b: list[int]) -> None:
    assert longest_common_subsequence(a, b) == longest_common_subsequence(*encode(a, b)) == table_lcs(a, b)


@given(WORDS, WORDS, st.integers(0, 15))
def test_below_the_least_it_is_nothing_and_at_the_least_it_is_exact(a: list[str], b: list[str], least: int) -> None:
    expected = table_lcs(a, b)
    found = longest_common_subsequence(*encode(a, b), at_least=least)
    assert found == (expected if expected >= least else 0)


@given(WORDS, WORDS)
def test_encoded_items_are_equal_where_the_items_are(a: list[str], b: list[str]) -> None:
    encoded = [*encode(a, b)[0], *encode(a, b)[1]]
    assert len(encoded) == len(a) + len(b)
    items = a + b
    for place, item in enumerate(items):
        assert [char == encoded[place] for char in encoded] == [other == item for other in items]


@given(WORDS, WORDS)
def test_more_items_than_there_are_characters_are_numbers(a: list[str], b: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dedupe.similarity.MOST_CHARACTERS", 2)
        assert longest_common_subsequence(*encode(a, b)) == table_lcs(a, b)
        edits = differences(a, b)
    assert edits == differences(a, b)


@pytest.mark.hostile(
    "paragraphs of so many words that a table of their differences would fill the memory",
    "all between their common beginning and end is one difference, so they are not taken for copies",
)
@given(WORDS, WORDS)
def test_long_sequences_differ_in_one_stretch_between_their_ends(a: list[str], b: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dedupe.similarity.LARGEST_TABLE", 3)
        edits = differences(a, b)
    if len(a) * len(b) <= 3:
        assert edits == differences(a, b)
    elif edits:
        assert (a[: edits[0].a_start], a[edits[-1].a_end :]) == (b[: edits[0].b_start], b[edits[-1].b_end :])
        assert len(edits) == 1 or len(a) < 6 or len(b) < 6
    else:
        assert a == b


def test_items_of_one_hash_are_told_apart() -> None:
    assert hash(-1) == hash(-2)
    assert longest_common_subsequence(*encode([-1], [-2])) == 0
    assert differences([-1], [-2]) == [Edit(0, 1, 0, 1)]


@given(WORDS, WORDS)
def test_differences_make_b_from_a(a: list[str], b: list[str]) -> None:
    edits = differences(a, b)
    made = list(a)
    for edit in reversed(edits):
        made[edit.a_start : edit.a_end] = b[edit.b_start : edit.b_end]
    assert made == b


@given(WORDS, WORDS)
def test_differences_are_as_few_as_can_be_in_order_and_apart(a: list[str], b: list[str]) -> None:
    edits = differences(a, b)
    assert sum(edit.a_end - edit.a_start for edit in edits) == len(a) - table_lcs(a, b)
    assert sum(edit.b_end - edit.b_start for edit in edits) == len(b) - table_lcs(a, b)
    a_place, b_place = -1, -1
    for edit in edits:
        assert edit.a_end > edit.a_start or edit.b_end > edit.b_start
        assert a_place < edit.a_start <= edit.a_end
        assert b_place < edit.b_start <= edit.b_end
        a_place, b_place = edit.a_end, edit.b_end


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("", "", []),
        ("x y", "x y", []),
        ("", "x y", [Edit(0, 0, 0, 2)]),
        ("x y", "", [Edit(0, 2, 0, 0)]),
        ("a x b", "a b", [Edit(1, 2, 1, 1)]),
        ("a x b y c", "a z b c", [Edit(1, 2, 1, 2), Edit(3, 4, 3, 3)]),
    ],
)
def test_differences_are_stretches(a: str, b: str, edits: list[Edit]) -> None:
    assert differences(a.split(), b.split()) == edits


@given(WORDS, WORDS)
def test_similarity_is_between_0_and_1_and_1_for_equal_words_only(a: list[str], b: list[str]) -> None:
    value = similarity(table_lcs(a, b), len(a), len(b))
    assert 0 <= value <= 1
    assert (value == 1) == (a == b)
    assert value == similarity(table_lcs(b, a), len(b), len(a))


def test_two_texts_without_words_are_equal() -> None:
    assert similarity(0, 0, 0) == 1
    assert similarity(0, 0, 3) == 0


def test_importing_the_module_does_not_import_rapidfuzz() -> None:
    code = "import sys, dedupe.similarity; sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_the_first_comparison_imports_it() -> None:
    code = (
        "import sys; from dedupe.similarity import longest_common_subsequence as lcs; lcs('a', 'a');"
        " sys.exit('rapidfuzz' not in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
