"""What Markdown is split into; whole documents are in `cases/split`."""

from __future__ import annotations

import pytest

from dedupe.paragraphs import Kind
from dedupe.splitting import split_paragraphs

TEXT, HEADING, ITEM, CODE, TABLE, FRONT_MATTER = Kind


def split(text: str) -> list[tuple[Kind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in split_paragraphs(text, "markdown")]


def kinds(text: str) -> list[Kind]:
    return [paragraph.kind for paragraph in split_paragraphs(text, "markdown")]


@pytest.mark.parametrize("line", ["# A", "###### A", "#", "   ## A ##", "A\n===", "A\nb\n---", "***", "- - -", "___"])
def test_headings_and_rules_are_headings(line: str) -> None:
    assert split(line) == [(HEADING, line)]


@pytest.mark.parametrize("line", ["#A", "####### A", "**A**", "\\# A", "==", "-", "--x", "1986", "-5 degrees", "*a*"])
def test_lines_that_only_look_like_headings_or_items_are_not_headings(line: str) -> None:
    assert kinds(line) in ([TEXT], [ITEM])


@pytest.mark.parametrize("marker", ["-", "*", "+", "1.", "12)", "-   "])
def test_each_item_is_a_paragraph_with_its_wrapped_and_lazy_lines(marker: str) -> None:
    first, second = f"{marker} one\nlazy\n    and indented", f"{marker} two"
    assert split(f"{first}\n{second}") == [(ITEM, first), (ITEM, second)]


def test_a_wrapped_line_that_begins_with_a_year_begins_no_item() -> None:
    assert kinds("It was the year\n1986. What a year") == [TEXT]
    assert kinds("We have:\n1. apples\n2. pears") == [TEXT, ITEM, ITEM]


def test_what_follows_an_item_after_a_blank_line_is_text_until_it_is_indented_further() -> None:
    assert kinds("- a\n\n  b\n\n      c\n\nd") == [ITEM, TEXT, CODE, TEXT]


def test_an_empty_item_is_an_item() -> None:
    assert kinds("- a\n-\n- c") == [ITEM, ITEM, ITEM]


@pytest.mark.parametrize("fence", ["```", "~~~~", "``` sh", "~~~ {.python a=`b`}"])
def test_fenced_code_is_one_paragraph_with_its_blank_lines(fence: str) -> None:
    closing = fence.split(maxsplit=1)[0]
    text = f"{fence}\n# a\n\n- b\n{closing}"
    assert split(f"before\n{text}\nafter") == [(TEXT, "before"), (CODE, text), (TEXT, "after")]


@pytest.mark.parametrize("inner", ["```", "~~~~~", "````x", "a ````"])
def test_only_a_bare_fence_of_the_same_kind_and_length_closes_code(inner: str) -> None:
    assert kinds(f"````\n{inner}\n\n# a") == [CODE]


def test_backticks_in_a_line_are_no_fence() -> None:
    assert kinds("```code``` in text\n\nmore") == [TEXT, TEXT]


def test_code_that_is_not_closed_ends_with_its_container() -> None:
    assert kinds("- ```\n  a\n\n  b\n\nc") == [CODE, TEXT]
    assert kinds("> ```\n> a\n\nb") == [CODE, TEXT]
    assert kinds("```\na\n\nb") == [CODE]


def test_a_table_takes_its_header_from_the_text_above() -> None:
    table = "a | b\n--|:-:\n1 | 2\n3 | 4"
    assert split(f"Text\n{table}\n\nText") == [(TEXT, "Text"), (TABLE, table), (TEXT, "Text")]


@pytest.mark.parametrize("rows", ["a | b\n---|---|---", "a\n---|---", "a | b\n-- | x", "a\\|b\n---|---"])
def test_rows_that_do_not_fit_together_are_no_table(rows: str) -> None:
    assert TABLE not in kinds(rows)


def test_a_grid_is_a_table() -> None:
    assert kinds("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\nText") == [TABLE, TEXT]


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_is_protected_as_a_whole(fence: str) -> None:
    text = f"{fence}\ntitle: A\nkey = 1\n\n# a comment\n- b\n{fence}"
    assert split(f"{text}\nText") == [(FRONT_MATTER, text), (TEXT, "Text")]
    assert split(f"\ufeff{text}")[0] == (FRONT_MATTER, f"\ufeff{text}")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA text after a rule.\n\n---",
        "---\ntitle: A",
        "text\n\n---\ntitle: A\n---",
        "---\nA sentence.\n---",
    ],
)
def test_rules_around_text_are_no_front_matter(text: str) -> None:
    assert FRONT_MATTER not in kinds(text)


@pytest.mark.parametrize("element", ["pre", "script", "style", "textarea", "PRE class='a'"])
def test_raw_html_is_code_up_to_its_closing_tag(element: str) -> None:
    text = f"<{element}>\na\n\nb</{element.split(maxsplit=1)[0]}>"
    assert split(f"{text}\nText") == [(CODE, text), (TEXT, "Text")]


@pytest.mark.parametrize("opener", ["<pre>", "<!--", "<table>", "$$"])
def test_raw_text_that_is_never_closed_protects_nothing_behind_the_next_blank_line(opener: str) -> None:
    assert kinds(f"{opener}\na\n\nText")[-1] is TEXT


@pytest.mark.parametrize("line", ["<div>", "</details>", '<a name="x"></a>', "<Tabs>", "<br/>", '<img\n  src="a">'])
def test_lines_of_nothing_but_tags_are_code(line: str) -> None:
    assert split(line) == [(CODE, line)]


@pytest.mark.parametrize("line", ["<https://example.org>", "<a@b.org>", "<b>Bold</b> text", "a < b", "<3"])
def test_lines_that_say_something_are_text(line: str) -> None:
    assert split(line) == [(TEXT, line)]


def test_an_element_with_text_is_a_paragraph_up_to_its_end_or_a_blank_line() -> None:
    assert split("<ul>\n<li>One\nitem</li>\n<li>Two\n</ul>\n\nText") == [
        (CODE, "<ul>"),
        (TEXT, "<li>One\nitem</li>"),
        (TEXT, "<li>Two\n</ul>"),
        (TEXT, "Text"),
    ]


@pytest.mark.parametrize("line", ["{% endif %}", "{{< note >}}", "{{% b %}}", "{% include {{ page.a }}/b.md %}"])
def test_lines_of_nothing_but_template_tags_are_code(line: str) -> None:
    assert split(f"a\n{line}\nb") == [(TEXT, "a"), (CODE, line), (TEXT, "b")]


def test_definitions_are_code_but_do_not_interrupt_text() -> None:
    assert kinds("[a]: b\n[c]: <d> 'e'\nText") == [CODE, CODE, TEXT]
    assert kinds("Text\n[a]: b") == [TEXT]
    assert kinds("[a] b: c") == [TEXT]


def test_a_footnote_holds_its_lazy_lines_and_what_is_indented() -> None:
    assert kinds("Text[^1]\n[^1]: note\nlazy\n\n    more\n\nText") == [TEXT, CODE, TEXT, TEXT]


@pytest.mark.parametrize("opener", ["!!! note", '??? tip "A"', '=== "Tab"'])
def test_what_an_admonition_holds_is_no_code(opener: str) -> None:
    assert kinds(f"{opener}\n\n    Text\n\n    - item\n\nText") == [HEADING, TEXT, ITEM, TEXT]


def test_an_empty_quoted_line_goes_with_what_is_above_or_else_with_what_follows() -> None:
    assert split(">\n> a\n>\n>\n> b\n>\n\n>") == [
        (TEXT, ">\n> a\n>\n>"),
        (TEXT, "> b\n>"),
        (TEXT, ">"),
    ]


def test_an_empty_quoted_line_does_not_end_a_list_but_an_inner_quote() -> None:
    assert kinds("> - a\n>\n>   b\n>\n> - c") == [ITEM, TEXT, ITEM]
    assert kinds("> > a\n>\n> b") == [TEXT, TEXT]


def test_a_quote_interrupts_text_and_is_continued_lazily() -> None:
    assert split("a\n> b\nc") == [(TEXT, "a"), (TEXT, "> b\nc")]


def test_indented_code_needs_a_blank_line_above() -> None:
    assert kinds("a\n    b\n\n    c\n    d\n\n    e") == [TEXT, CODE, CODE]
    assert kinds("# a\n    b") == [HEADING, TEXT]


def test_a_form_feed_ends_text_as_a_blank_line_does() -> None:
    assert split("a\fb\n\f    c") == [(TEXT, "a"), (TEXT, "b"), (CODE, "    c")]


def test_a_line_too_wide_to_be_wrapped_is_a_paragraph_if_it_ends_a_sentence() -> None:
    wide = "word " * 30
    assert split(f"{wide}end.\n{wide}end\nand on.") == [(TEXT, f"{wide}end."), (TEXT, f"{wide}end\nand on.")]


def test_tabs_indent_to_the_next_multiple_of_four() -> None:
    assert kinds("a\n\n\tb") == [TEXT, CODE]
    assert kinds("-\ta\n\n\tb") == [ITEM, TEXT]


@pytest.mark.parametrize(
    "text",
    [
        "> " * 5000 + "a",
        "- " * 5000 + "a",
        "- " * 5000 + "a" + "\n" * 5000,
        "- > " * 3000,
        ">" * 5000,
        "\t" * 5000 + "- a",
        "!!! a\n" * 2000,
        "[" * 5000,
        "<" * 5000,
        "<a>" * 5000 + "b",
        "|" * 5000,
        "`" * 5000,
    ],
)
def test_hostile_nesting_is_split_without_loss(text: str) -> None:
    paragraphs = split_paragraphs(text, "markdown")
    assert "".join(paragraph.text for paragraph in paragraphs).split() == text.replace("\n", "").split()
