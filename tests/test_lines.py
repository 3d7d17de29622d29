"""Where lines end, which are blank, how wide they are, and where sentences end."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.lines import BLANKS, LINE_ENDS, ends_sentence, is_blank, lines_of, runs_of_lines, width

CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1)]


def test_blank_means_white_space_and_zero_width_characters() -> None:
    spaces = {character for character in CHARACTERS if character.isspace()}
    assert set(BLANKS) == spaces | set("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


def test_lines_end_where_python_says_they_end() -> None:
    assert set(LINE_ENDS) == {character for character in CHARACTERS if len(f"a{character}b".splitlines()) > 1}


@given(st.text(alphabet=["a", " ", *LINE_ENDS]))
def test_lines_are_those_of_splitlines_and_know_their_places(text: str) -> None:
    lines = list(lines_of(text))
    assert [line.text for line in lines] == text.splitlines()
    assert all(text[line.start : line.end] == line.text for line in lines)


@given(st.text(alphabet=["a", " ", "\n", "\f", "\u200b"]))
def test_runs_hold_every_line_that_is_not_blank(text: str) -> None:
    runs = list(runs_of_lines(text))
    assert [line for run in runs for line in run] == [line for line in lines_of(text) if not is_blank(line.text)]
    assert all(runs)


def test_a_form_feed_parts_runs_and_no_other_line_end_does() -> None:
    assert [len(list(runs_of_lines(f"a{end}b"))) for end in LINE_ENDS] == [1 + (end == "\f") for end in LINE_ENDS]


@pytest.mark.parametrize(
    ("line", "columns"),
    [("", 0), ("plain", 5), ("é", 1), ("重複", 4), ("ｶﾅ", 2), ("한글 a", 6), ("𠀀", 2), ("。", 2)],
)
def test_wide_characters_count_two_columns(line: str, columns: int) -> None:
    assert width(line) == columns


@pytest.mark.parametrize(
    "line",
    [
        "Yes.",
        "Yes?  ",
        'He said "yes"',
        'He said "yes"  ',
        'He said "yes"\u200b',
        "(He said yes.)",
        "See [the docs](x).",
        "是的。",
        "「はい」",
        "هل؟",
        "**So:**",
    ],
)
def test_sentences_end_with_a_mark_or_a_closing_quote(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize(
    "line",
    ["", "and so it", "one, two,", "(see below)", "See chapter X", "See p. X", "[docs](https://example.org/a.b)"],
)
def test_other_lines_do_not_end_a_sentence(line: str) -> None:
    assert not ends_sentence(line)
