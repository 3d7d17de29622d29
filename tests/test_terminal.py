"""Nothing from a document steers the terminal, and a difference can be read."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import find
from dedupe.report.terminal import (
    AROUND,
    Style,
    describe,
    escape,
    escape_line,
    shorten,
    split_pieces,
    word_difference,
)
from dedupe.results import Match

PLAIN, COLOUR = Style(colour=False), Style(colour=True)
OWN = re.compile(r"\x1b\[(?:0|1|2|31|32)m")

STEERING = "\x00\x07\x08\t\n\v\f\r\x1b\x1c\x7f\x85\x9b\u2028\u2029\u200e\u202e\u2066\u2069\ufeff\ue000\ud800\U000e0041"
NASTY = st.text(st.characters() | st.sampled_from(STEERING + "ab "), max_size=40)


def steering(text: str) -> list[str]:
    """The characters that a terminal obeys, or shows in another order or not at all."""
    return [char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}]


def match_of(kept: str, text: str, **fields: object) -> Match:
    values = {
        "document": "page.txt",
        "start": 90,
        "end": 130,
        "line": 3,
        "text": text,
        "kept_document": "page.txt",
        "kept_start": 0,
        "kept_end": 40,
        "kept_line": 1,
        "kept_text": kept,
        "lcs": 7,
        "words": 8,
        "kept_words": 8,
        "verdict": "copy",
        "reasons": ("markup differs",),
        "removed": True,
    }
    return Match(**(values | fields))  # type: ignore[arg-type]


@given(NASTY)
def test_escaped_text_is_one_line_that_steers_nothing(text: str) -> None:
    escaped = escape(text)
    assert steering(escaped) == []
    assert len(escaped.splitlines()) <= 1
    assert escape(escaped) == escaped
    escaped.encode("utf-8")


@given(NASTY)
def test_an_escaped_line_keeps_its_tabs_and_line_feeds_and_no_other_control(text: str) -> None:
    escaped = escape_line(text)
    assert set(steering(escaped)) <= {"\t", "\n"}
    assert escaped.count("\n") == text.count("\n")
    assert escaped.count("\t") == text.count("\t")


@pytest.mark.parametrize(
    "text", ["plain", "Über, naïve — “quotes”", "重複した段落", "क्षत्रिय ไทย", "שלום", "e\u0301", "👍🏽 ❤️"]
)
def test_text_that_can_be_read_stays_as_it_is(text: str) -> None:
    assert escape(text) == escape_line(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("abc\u202edef", "abc\\u202edef"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("a\x08\x7f", "a\\x08\\x7f"),
        ("a\r\nb\n\n c\u2028d\x85e", "a b c d e"),
        ("\ud800 \ue000 \U000e0041", "\\ud800 \\ue000 \\U000e0041"),
        ("a\u200bb\u200c\u00adc", "a\\u200bb\\u200c\\xadc"),
        ("a\u00a0b\u3000c", "a b c"),
    ],
)
def test_what_steers_is_spelled_out(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_the_spaces_and_the_end_of_a_line_are_kept_where_lines_are_shown() -> None:
    assert escape_line("\t a  b\u00a0c\r\n") == "\t a  b\u00a0c\\r\n"
    assert escape_line("a\fb\vc\x1cd\u2028e\n") == "a\\x0cb\\x0bc\\x1cd\\u2028e\n"


@pytest.mark.parametrize(
    ("text", "width", "shortened"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, "…"), ("abcd", -3, "…"), ("", 0, "")],
)
def test_text_is_shortened_to_the_width(text: str, width: int, shortened: str) -> None:
    assert shorten(text, width) == shortened


def test_without_colour_there_are_signs_only() -> None:
    assert PLAIN.bold("a") == PLAIN.dim("a") == "a"
    assert (PLAIN.only_kept("a"), PLAIN.only_candidate("a")) == ("[-a-]", "{+a+}")


@given(st.sampled_from(["bold", "dim", "only_kept", "only_candidate"]), st.text("ab "))
def test_colour_adds_to_what_is_said_and_takes_nothing_away(name: str, text: str) -> None:
    coloured: str = getattr(COLOUR, name)(text)
    assert OWN.sub("", coloured) == getattr(PLAIN, name)(text)
    assert coloured.startswith("\x1b[")
    assert coloured.endswith("\x1b[0m")


def difference(kept: str, candidate: str, width: int = 80) -> str:
    return word_difference(kept, candidate, PLAIN, width)


@pytest.mark.parametrize(
    ("kept", "candidate", "shown"),
    [
        ("the old cat sat", "the new cat sat", "the [-old-] {+new+} cat sat"),
        ("the cat sat", "the cat sat down", "the cat sat {+down+}"),
        ("so the cat sat", "the cat sat", "[-so-] the cat sat"),
        ("a b", "c d", "[-a b-] {+c d+}"),
        ("", "a b", "{+a b+}"),
        ("a b", "", "[-a b-]"),
        ("", "", ""),
        ("a b c", "a\n b\tc", "a b c"),
        ("Straße  nach Süden", "Straße nach\nSüden", "Straße nach Süden"),
        ("我们去北京了。", "我们去上海了。", "我们去 [-北京-] {+上海+} 了。"),
        ("去了 北京", "去了 上海 X", "去了 [-北京-] {+上海 X+}"),
        ("カタカナ", "ひらがな", "[-カタカナ-] {+ひらがな+}"),
        ("ที่นี่", "ที่นั่", "ที่ [-นี่-] {+นั่+}"),
        ("iPhone用ケース", "iPad用ケース", "[-iPhone-] {+iPad+} 用ケース"),
        ("a \x1b[31m b", "a \u202e b", "a [-\\x1b[31m-] {+\\u202e+} b"),
    ],
)
def test_a_difference_shows_both_sides(kept: str, candidate: str, shown: str) -> None:
    assert difference(kept, candidate) == shown


def numbered(start: int, end: int) -> str:
    return " ".join(f"w{number}" for number in range(start, end))


def test_long_common_stretches_are_shortened_to_what_stands_beside_a_difference() -> None:
    kept = f"{numbered(0, 100)} old {numbered(100, 200)} red {numbered(200, 300)}"
    candidate = kept.replace("old", "new").replace(" red", "")
    assert difference(kept, candidate) == (
        f"… {numbered(100 - AROUND, 100)} [-old-] {{+new+}} {numbered(100, 100 + AROUND)} …"
        f" {numbered(200 - AROUND, 200)} [-red-] {numbered(200, 200 + AROUND)} …"
    )


def test_beside_words_that_went_at_the_start_the_common_ones_are_shown_on_both_sides() -> None:
    kept = f"so {numbered(0, 100)} old"
    assert difference(kept, f"{numbered(0, 100)} new") == (
        f"[-so-] {numbered(0, AROUND)} … {numbered(100 - AROUND, 100)} [-old-] {{+new+}}"
    )


def test_in_a_script_without_spaces_long_stretches_are_shortened_too() -> None:
    kept = "字" * 100 + "北" + "词" * 100
    assert difference(kept, kept.replace("北", "上")) == f"… {'字' * AROUND} [-北-] {{+上+}} {'词' * AROUND} …"


@pytest.mark.parametrize("candidate", [numbered(0, 100), numbered(0, 100).replace(" ", "\n")])
def test_texts_that_differ_in_white_space_only_are_cut_to_the_width(candidate: str) -> None:
    assert difference(numbered(0, 100), candidate, 20) == shorten(numbered(0, 100), 20)
    assert word_difference(numbered(0, 100), candidate, COLOUR, 20) == COLOUR.dim(shorten(numbered(0, 100), 20))


WORDS = st.lists(st.sampled_from(["cat", "sat", "mat.", "重複", "ไทย", "\x1b[0m", "a\u202eb"]), max_size=30).map(
    " ".join
)


@given(WORDS | NASTY, WORDS | NASTY)
def test_a_difference_is_one_line_that_steers_nothing(kept: str, candidate: str) -> None:
    shown = difference(kept, candidate)
    assert steering(shown) == []
    assert len(shown.splitlines()) <= 1
    coloured = word_difference(kept, candidate, COLOUR, 80)
    assert OWN.sub("", coloured) == shown


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_both_texts_can_be_read_from_a_difference(kept: list[str], candidate: list[str]) -> None:
    shown = difference(" ".join(kept), " ".join(candidate))
    only_kept = re.sub(r"\[-(.*?)-\]", r"\1", re.sub(r"\{\+.*?\+\}", "", shown))
    only_candidate = re.sub(r"\{\+(.*?)\+\}", r"\1", re.sub(r"\[-.*?-\]", "", shown))
    assert only_kept.split() == kept
    assert only_candidate.split() == candidate


@given(NASTY)
def test_pieces_are_the_text_without_its_white_space(text: str) -> None:
    assert "".join(piece.text for piece in split_pieces(text)) == "".join(text.split())


def test_a_match_is_described_in_two_lines() -> None:
    match = match_of("The old cat sat on the mat today.", "The *old* cat sat on the mat today.")
    assert describe(match, PLAIN, 80) == [
        "page.txt:3: copy of line 1, similarity 0.875: markup differs",
        "    The [-old-] {+*old*+} cat sat on the mat today.",
    ]


def test_a_kept_paragraph_of_another_document_is_named_with_it() -> None:
    head = describe(match_of("a", "a", kept_document="other\n.txt"), PLAIN, 80)[0]
    assert head == "page.txt:3: copy of other .txt:1, similarity 0.875: markup differs"


@given(NASTY, NASTY, NASTY, NASTY)
@pytest.mark.hostile(
    "terminal escapes, control characters and marks of direction in text that is shown",
    "`find` and `compare` spell them out; `--json` and `--diff` to a file or a pipe are the text as it is",
)
def test_no_part_of_a_match_reaches_the_terminal_raw(kept: str, text: str, name: str, reason: str) -> None:
    lines = describe(match_of(kept, text, document=name, kept_document=reason, reasons=(reason, name)), PLAIN, 80)
    assert len(lines) == 2
    assert steering("".join(lines)) == []


def test_what_find_finds_can_be_described() -> None:
    paragraph = "The ferry leaves the outer harbour at noon."
    (match,) = find([f"{paragraph}\n\n{paragraph.upper()}\n"])
    head, body = describe(match, PLAIN, 80)
    assert head.startswith("1:3: copy of line 1, similarity 1.000: ")
    assert body == f"    [-{paragraph}-] {{+{paragraph.upper()}+}}"
