"""How `auto` chooses; whole documents are in `cases/split`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.splitting import SPLITS
from dedupe.splitting.detecting import choose_split, is_doubled

WIDE = "A paragraph that nobody has wrapped goes on and on, " * 3
WRAPPED = """\
The lamp had been out of order since the spring, and nobody in the house
could say who ought to have it mended. Mrs. Alder held that it was the
business of the parish; the parish, when it was asked, remembered that
the lamp had been a gift.
"""
SENTENCES = "A short paragraph that ends as sentences do and stands on its line.\n" * 3


@given(st.text(alphabet="ab.\n#`|-~ \u200b\f重>1"), st.text())
def test_every_text_gets_one_of_the_splits(text: str, name: str) -> None:
    assert choose_split(text, name) in SPLITS


@pytest.mark.parametrize("name", ["README.md", "a/b.MARKDOWN", "page.mdx", "notes.Rmd", "x.html.markdown"])
def test_a_markdown_name_decides(name: str) -> None:
    assert choose_split(WRAPPED, name) == "markdown"


@pytest.mark.parametrize("name", ["", "readme.txt", "md", "cmd", "a.md.txt"])
def test_other_names_do_not(name: str) -> None:
    assert choose_split(WRAPPED, name) == "blocks"


@pytest.mark.parametrize(
    "mark",
    [
        "```\ncode\n```",
        "~~~ python\ncode\n~~~",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n:-- | --:\n1 | 2",
        "# One\n\nText\n\n## Two",
    ],
)
def test_clear_markdown_is_recognised_without_a_name(mark: str) -> None:
    assert choose_split(f"{WRAPPED}\n{mark}\n\n{WRAPPED}") == "markdown"


def test_front_matter_is_recognised_without_a_name() -> None:
    assert choose_split(f"---\ntitle: A\n---\n{WRAPPED}") == "markdown"


@pytest.mark.parametrize(
    "mark",
    [
        "```\nnever closed",
        "~~~~~\nTitle\n~~~~~",
        "# One heading",
        "#one\n\nText\n\n#two",
        "# a comment\nx = 1\n\n# another\ny = 2",
        " id | name\n----+------\n  1 | a",
        "a | b\n-----",
        "Pipes | are not\nenough |",
    ],
)
def test_what_only_resembles_markdown_is_not_taken_for_it(mark: str) -> None:
    assert choose_split(f"{WRAPPED}\n{mark}\n\n{WRAPPED}") == "blocks"


def test_a_script_is_no_markdown() -> None:
    script = "#!/bin/sh\n\n# Copy\n\ncp a b\ncp c d\n\n# Move\n\nmv a b\n"
    assert choose_split(script) == "blocks"


def test_a_table_does_not_outweigh_paragraphs_that_stand_on_lines() -> None:
    paragraphs = f"{WIDE}\n" * 3
    assert choose_split(f"{paragraphs}a | b\n--|--\n1 | 2\n{paragraphs}") == "lines"


@pytest.mark.parametrize("text", ["", "\n\n", "One line", "One\n\ntwo\n\n\nthree"])
def test_blocks_of_one_line_are_lines(text: str) -> None:
    assert choose_split(text) == "lines"


def test_wide_lines_are_paragraphs() -> None:
    assert choose_split(f"Title\n\n{WIDE}\n{WIDE}\n\n{WIDE}\nShort\n") == "lines"


@pytest.mark.parametrize(("columns", "split"), [(120, "blocks"), (121, "lines")])
def test_lines_are_wide_where_nobody_would_wrap_them(columns: int, split: str) -> None:
    line = ("word " * 30)[: columns - 1] + "s\n"
    assert choose_split(f"{line * 2}\n{line * 2}") == split


def test_wide_characters_count_double() -> None:
    assert choose_split(("重" * 70 + "\n") * 3 + "\n" + ("重" * 70 + "\n") * 3) == "lines"


def test_wrapped_text_is_blocks_in_one_piece_or_several() -> None:
    assert choose_split(WRAPPED) == "blocks"
    assert choose_split(f"{WRAPPED}\n{WRAPPED}") == "blocks"


def test_a_ragged_margin_is_wrapped_where_sentences_go_on_in_lower_case() -> None:
    notice = (
        "The tools in this box are lent\nfree of charge, but please bring them all\n"
        "back before the weekend, when\nothers may want to use them.\n"
    )
    assert choose_split(notice) == "blocks"
    assert choose_split("old boats\nboats and other ships for sale or rent\nsails\nused sails\nropes") == "lines"


def test_a_numbered_list_is_no_record_and_stays_whole() -> None:
    numbered = "1. close the stove\n2. turn off the water\n3. lock the door"
    assert choose_split(f"Before you leave:\n\n{numbered}\n\nThank you!") == "blocks"


def test_lines_that_all_end_sentences_are_paragraphs() -> None:
    assert choose_split(f"{SENTENCES}\n{SENTENCES}") == "lines"


def test_short_lines_are_stanzas_where_blank_lines_part_them() -> None:
    stanza = "The tide went out.\nThe gulls walked in.\nWe stood about.\n"
    assert choose_split(f"{stanza}\n{stanza}") == "blocks"
    assert choose_split("one\nlist of short\nlines") == "lines"


@pytest.mark.parametrize(
    "lines",
    [
        "12:01 <a> hello\n12:02 <b> hello, how are you doing\n12:02 <a> fine",
        "a,b,c\nd,e,f\ng,h,i and much more of it",
        "GET /a 200\t1\t2\nGET /b 200\t3\t4",
    ],
)
def test_records_are_lines_even_where_blank_lines_part_them(lines: str) -> None:
    assert choose_split(f"{lines}\n\n{lines}\n") == "lines"


@pytest.mark.parametrize(
    "code",
    ["if (a) {\n  b();\n}\nelse {\n  c();\n}", '{\n  "a": [\n    1\n  ]\n}', "<ul>\n  <li>One</li>\n</ul>"],
)
def test_code_is_never_split_into_lines(code: str) -> None:
    assert choose_split(code) == "blocks"
    assert choose_split(f"{code}\n\n{code}") == "blocks"


DOUBLED = "Rules of the house\nRules of the house\n\nThe door is shut at ten,\nThe door is shut at ten,\n"


def test_lines_that_stand_next_to_their_equal_are_paragraphs() -> None:
    assert choose_split(f"{DOUBLED}except on Fridays.\nexcept on Fridays.\n") == "lines"


def test_votes_and_readings_are_not_doubled_text() -> None:
    assert choose_split("yes\nyes\nno\nno\n\nyes\nyes\nno\nno\nyes\nyes\n") == "blocks"
    assert not is_doubled(["1.5", "1.5", "1.6", "1.6", "1.7", "1.7"])


def test_pieces_of_sentences_are_wrapped_also_without_blank_lines() -> None:
    references = (
        "1. A table of the\nyear 1990. Retrieved in\nMay.\n2. Another table of the\nyear 1991. Seen on\n4 June.\n"
    )
    assert choose_split(references) == "blocks"


def test_records_may_end_with_words_in_brackets() -> None:
    assert (
        choose_split("".join(f"Berg, Ida: A book about ships and {word} (Kiel 1932)\n" for word in ("sails", "oars")))
        == "lines"
    )
    assert choose_split("if ready(here)\n  start(engine)\n  call(captain)\n") == "blocks"
