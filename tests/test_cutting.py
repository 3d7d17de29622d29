"""What goes with a removed paragraph, and when it must stay."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.collapsing.cutting import Cut, plan_cuts, remaining, strength, stretches
from dedupe.collapsing.trials import MOST_ATTEMPTS
from dedupe.paragraphs import ListedParagraphs, Paragraph, Paragraphs
from dedupe.splitting import split_paragraphs

LINES = partial(split_paragraphs, split="lines")
BLOCKS = partial(split_paragraphs, split="blocks")
MARKDOWN = partial(split_paragraphs, split="markdown")
ENDS = ["\n", "\r\n", "\r", "\f", "\u2028", "\n\n", "\n \n\n", "\n\f\n", "\x85"]


def left_of(text: str, gone: set[int], split: partial[Paragraphs]) -> str:
    return remaining(text, plan_cuts(text, split(text), gone, split))


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("a\nb\nc\n", {1}, "a\nc\n"),
        ("a\nb\nc\n", {0}, "b\nc\n"),
        ("a\nb\nc\n", {2}, "a\nb\n"),
        ("a\nb\nc", {2}, "a\nb"),
        ("\n\na\nb\n\n\n", {0}, "\n\nb\n\n\n"),
        ("\n\na\nb\n\n\n", {1}, "\n\na\n\n\n"),
        ("a\n\nb\nc", {1}, "a\n\nc"),
        ("a\nb\n\nc", {1}, "a\n\nc"),
        ("a\nb\n\n\nc\n\nd\ne", {1, 2, 3}, "a\n\n\ne"),
        ("a\nb\n\fc\n\n\n\nd", {1, 2}, "a\n\fd"),
        ("a\n\fb\nc", {0, 1}, "c"),
        ("a\nb\n\fc\n", {1, 2}, "a\n"),
        ("a\n\nb\n\n\nc\nd", {1, 2}, "a\n\n\nd"),
        ("a\r\nb\rc", {1}, "a\r\nc"),
        ("a\n\nb\n\fc", {1}, "a\n\fc"),
        ("a\rb\nc", {1}, "a\rc"),
        ("a\nb", {0, 1}, ""),
    ],
)
def test_the_strongest_separator_of_a_run_stays(text: str, gone: set[int], left: str) -> None:
    assert left_of(text, gone, LINES) == left


def test_a_page_break_is_stronger_than_blank_lines_and_these_than_a_line_end() -> None:
    assert strength("\n\f") > strength("\n\n\n\n") > strength("\n\n") > strength("\r\n") > strength("\n")


def test_a_crlf_is_one_line_end() -> None:
    assert strength("\r\n")[1] == 1


def test_a_run_stays_if_the_rest_would_be_split_differently() -> None:
    text = "1.  bread\n\n    of rye\n"
    assert MARKDOWN(text)[0].text == "1.  bread"
    assert left_of(text, {0}, MARKDOWN) == text


def test_only_the_run_that_disturbs_its_neighbours_stays() -> None:
    text = "1.  bread\n\n    of rye\n\nA line.\n\nAnother.\n"
    assert left_of(text, {0, 3}, MARKDOWN) == text.replace("\n\nAnother.", "")


def test_cuts_do_not_overlap_and_stand_in_order() -> None:
    text = "a\n\nb\nc\n\nd"
    cuts = plan_cuts(text, LINES(text), {0, 2, 3}, LINES)
    assert cuts == [Cut(0, 0, 3), Cut(2, 4, 6), Cut(3, 6, 9)]


def test_a_run_stays_if_the_rest_would_be_split_into_more() -> None:
    text = "a\nb\nc\nd"

    def split(rest: str) -> Paragraphs:
        found = list(LINES(rest))
        return ListedParagraphs.of(found if "b" in rest else [*found, Paragraph("", 0, 0)])

    assert plan_cuts(text, LINES(text), {1}, split) == []


def test_of_a_run_only_the_parent_of_what_stays_is_left() -> None:
    text = "* bread\n\n* rye\n\n* wheat\n\n    with seeds\n\nA line.\n"
    assert MARKDOWN(text)[3].text == "    with seeds"
    assert left_of(text, {0, 1, 2}, MARKDOWN) == "* wheat\n\n    with seeds\n\nA line.\n"


def test_two_separators_stay_where_one_would_let_two_paragraphs_flow_together() -> None:
    text = "One line.\n## A title\nAnother line.\n"
    assert left_of(text, {1}, MARKDOWN) == "One line.\n\nAnother line.\n"


def test_paragraphs_that_all_hold_each_other_apart_stay_after_a_bounded_number_of_attempts() -> None:
    attempts = 0

    def split(rest: str) -> Paragraphs:
        nonlocal attempts
        attempts += 1
        return LINES("".join(rest.split()))

    text = "".join(f"{number}\n" for number in range(500))
    assert plan_cuts(text, LINES(text), set(range(1, 500, 2)), split) == []
    assert attempts <= 2 * MOST_ATTEMPTS


def test_between_cuts_that_touch_nothing_is_left() -> None:
    assert list(stretches("abcdefg", [Cut(0, 0, 2), Cut(1, 2, 4), Cut(3, 5, 6)])) == [(4, 5), (6, 7)]


@st.composite
def texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(st.sampled_from(["a", " b", "> c", "d e "]), st.sampled_from(ENDS))))
    return (
        draw(st.sampled_from(["", "\n", "\ufeff"])) + "".join(map("".join, pieces)) + draw(st.sampled_from(["", "z"]))
    )


@settings(max_examples=400)
@given(texts(), st.data(), st.sampled_from([LINES, BLOCKS, MARKDOWN]))
def test_what_is_left_splits_into_the_paragraphs_that_are_kept(
    text: str, data: st.DataObject, split: partial[Paragraphs]
) -> None:
    paragraphs = split(text)
    gone = data.draw(st.sets(st.integers(0, max(0, len(paragraphs) - 1))) if paragraphs else st.just(set()))
    cuts = plan_cuts(text, paragraphs, gone, split)
    cut = {planned.paragraph for planned in cuts}
    assert cut <= gone
    kept = [paragraph.text for number, paragraph in enumerate(paragraphs) if number not in cut]
    assert [paragraph.text for paragraph in split(remaining(text, cuts))] == kept
