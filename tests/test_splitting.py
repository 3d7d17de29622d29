"""How texts are split, and what holds for every split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe.documents import Document
from dedupe.lines import LINE_ENDS, is_blank, lines_of, width
from dedupe.paragraphs import PROTECTED_KINDS, Kind, Paragraph
from dedupe.splitting import SPLITS, choose_split, detecting, split_paragraphs, splits

CASES = sorted((Path(__file__).parent / "cases" / "split").glob("*.txt"))
# A case: a sentence, `name:` if there is one, `split:`, and the text behind a gutter that numbers the
# paragraphs and names their kinds. `␌` stands for a form feed, which ends its line.
GUTTER = re.compile(r"^[ .\w]{16}\|", re.MULTILINE)

# Whatever makes a difference to some split, often enough to meet.
PIECES = st.sampled_from(
    [
        *("a", "b c", "Word.", "x" * 45, "y" * 125 + ".", "\u200b", "\ufeff", "\u3000\u3000"),
        *(" ", "   ", "    ", "\t", "\n", "\n", "\n\n", "\r\n", "\f", "\x85", "\u2028"),
        *("> ", ">", "- ", "2. ", "# ", "```", "~~~", "---", "|", "[a]: b", "[^1]: ", "!!! a"),
        *("<p>", "</p>", "<!--", "-->", "<table>", "$$", "{% a %}"),
        *(
            ".. a:: b",
            "..",
            ".. ",
            "::",
            ":a: b",
            ">>> ",
            "+--+",
            "== ==",
            "====",
            "----",
            "|===",
            "[a]",
            "+",
            ".A",
            "a::[]",
        ),
    ],
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def separators(text: str, paragraphs: Sequence[Paragraph]) -> list[str]:
    """What stands before the first paragraph, between them, and after the last."""
    starts = [paragraph.start for paragraph in paragraphs]
    ends = [paragraph.end for paragraph in paragraphs]
    return [text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True)]


def read_case(path: Path) -> tuple[str, str, str]:
    """The file name that the case gives, the split it expects, and its numbered text."""
    head, numbered = path.read_text(encoding="utf-8").split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    return fields.get("name", ""), fields["split"], numbered


def number(text: str, split: str) -> str:
    """The text behind a gutter that shows its paragraphs."""
    labels: dict[int, str] = {}
    for order, paragraph in enumerate(split_paragraphs(text, split), 1):
        kind = "" if paragraph.kind is Kind.TEXT else f" {paragraph.kind}"
        labels |= dict.fromkeys(range(paragraph.start, paragraph.end), "  .")
        labels[paragraph.start] = f"{order:3}{kind}"
    numbered, start = "", 0
    for line in text.splitlines(keepends=True):
        numbered += f"{labels.get(start, ''):16}|{line}".replace("\f", "␌\n")
        start += len(line)
    return numbered


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_case_is_split_as_its_file_shows(path: Path) -> None:
    name, split, numbered = read_case(path)
    text = GUTTER.sub("", numbered).replace("␌\n", "\f")
    assert choose_split(text, name) == split
    assert number(text, split) == numbered


def test_there_are_cases_for_each_split() -> None:
    assert {read_case(path)[1] for path in CASES} == set(SPLITS)


@given(TEXTS, st.sampled_from(SPLITS))
def test_paragraphs_and_separators_join_to_the_text(text: str, split: str) -> None:
    paragraphs = split_paragraphs(text, split)
    between = separators(text, paragraphs)
    assert len(between) == len(paragraphs) + 1
    assert between[0] + "".join(p.text + after for p, after in zip(paragraphs, between[1:], strict=True)) == text


@given(TEXTS, st.sampled_from(SPLITS))
def test_every_paragraph_is_where_it_says_and_can_be_seen(text: str, split: str) -> None:
    for paragraph in split_paragraphs(text, split):
        assert text[paragraph.start : paragraph.end] == paragraph.text
        assert not is_blank(paragraph.text)
        assert paragraph.text[0] not in LINE_ENDS
        assert paragraph.text[-1] not in LINE_ENDS


@given(TEXTS, st.sampled_from(SPLITS))
def test_separators_are_blank_and_hold_a_line_end(text: str, split: str) -> None:
    between = separators(text, split_paragraphs(text, split))
    assert all(map(is_blank, between))
    assert all(len(separator.splitlines()) >= 1 for separator in between[1:-1])


@given(TEXTS, st.sampled_from(SPLITS))
def test_paragraphs_are_in_order_and_apart(text: str, split: str) -> None:
    for one, other in pairwise(split_paragraphs(text, split)):
        assert one.end < other.start


def strength(separator: str) -> tuple[bool, int]:
    return "\f" in separator, len(separator.splitlines())


def without(text: str, paragraphs: Sequence[Paragraph], removed: set[int]) -> str:
    """The text without some paragraphs: of the separators around each run of them the strongest stays."""
    between = separators(text, paragraphs)
    kept = [order for order in range(len(paragraphs)) if order not in removed]
    if not kept:
        return ""
    text = between[0] + paragraphs[kept[0]].text
    for before, order in pairwise(kept):
        text += max(between[before + 1 : order + 1], key=strength) + paragraphs[order].text
    return text + between[-1]


def removals(text: str, split: str) -> st.SearchStrategy[set[int]]:
    count = len(split_paragraphs(text, split))
    return st.sets(st.integers(0, count - 1)) if count else st.just(set())


def assert_rest_stays(text: str, split: str, removed: set[int]) -> None:
    paragraphs = split_paragraphs(text, split)
    rest = split_paragraphs(without(text, paragraphs, removed), split)
    kept = [paragraph for order, paragraph in enumerate(paragraphs) if order not in removed]
    assert [(p.text, p.kind) for p in rest] == [(p.text, p.kind) for p in kept]


@given(TEXTS, st.sampled_from(["lines", "blocks"]), st.data())
def test_what_is_left_splits_into_what_is_left(text: str, split: str, data: st.DataObject) -> None:
    assert_rest_stays(text, split, data.draw(removals(text, split)))


INDENTED = "     A first line that is long enough to be wrapped\nand goes on.\n"
QUOTED = "\n> One quoted line\n> and the next.\n>\n> Another.\n\n"
LINES = ["\n", "Text.\n", "     Indented.\n", "\n>\n\n", "\f"]


@given(st.lists(st.sampled_from([INDENTED, QUOTED, *LINES])).map("".join), st.data())
def test_what_is_left_of_mail_and_indented_text_is_left(text: str, data: st.DataObject) -> None:
    assert_rest_stays(text, "blocks", data.draw(removals(text, "blocks")))


MARKDOWN = [
    "Text that goes on\nin the next line.",
    "# Heading",
    "Title\n=====",
    "- one\n- two, wrapped\n  here\n- three",
    "1. one\n2. two",
    "```sh\ncode\n\n# more\n```",
    "> quoted\n>\n> again",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<details>\n<p>Text</p>\n</details>",
    "<!-- a\n\nb -->",
    "***",
    "[a]: b\n[c]: d",
    "{% include a %}",
]


@given(st.lists(st.sampled_from(MARKDOWN)).map("\n\n".join), st.data())
def test_what_is_left_of_plain_markdown_is_left(text: str, data: st.DataObject) -> None:
    paragraphs = split_paragraphs(text, "markdown")
    removed = data.draw(removals(text, "markdown"))
    assert_rest_stays(text, "markdown", {order for order in removed if not paragraphs[order].protected})


@given(TEXTS, st.sampled_from([1, 2, 5, 1 << 20]))
def test_in_lines_each_line_that_can_be_seen_is_a_paragraph(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splits, "_PIECE", piece)
        found = split_paragraphs(text, "lines")
    assert [(p.start, p.text) for p in found] == [line for line in lines_of(text) if not is_blank(line.text)]


def test_in_lines_those_of_a_program_are_code_and_the_others_text() -> None:
    lines = ["The list is made so:", "for (int i = 0; i < n; i++) {", "and filled later.", "}", "The list is made so:"]
    assert [str(p.kind) for p in split_paragraphs("\n".join(lines), "lines")] == [
        "text",
        "code",
        "text",
        "code",
        "text",
    ]


def wrapped(indent: str, columns: int = 40, below: str = "") -> str:
    """A paragraph whose first line is indented, and has so many columns."""
    return f"{indent}{'x' * (columns - width(indent.expandtabs()))}\n{below}and goes on.\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (wrapped("  "), wrapped("  ")),
        (wrapped(" " * 10), wrapped(" " * 10)),
        (wrapped("\t", 60), wrapped(" " * 8, 60)),
        (wrapped("\u3000\u3000"), wrapped("\u3000\u3000")),
        (wrapped("\u3000\u3000"), wrapped("    ")),
        (wrapped("  ", below="a > b "), wrapped("  ", below="-> c ")),
        (wrapped(" " * 14, below=" " * 10), wrapped(" " * 14, below=" " * 10)),
    ],
)
def test_a_wrapped_paragraph_begins_where_the_first_indent_comes_again(first: str, second: str) -> None:
    assert [p.text + "\n" for p in split_paragraphs(first + second, "blocks")] == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(wrapped(" ") * 2, id="hardly indented"),
        pytest.param(wrapped(" " * 11) * 2, id="as far as a title"),
        pytest.param(wrapped("  ", 39) * 2, id="short, as verses are"),
        pytest.param(wrapped("  ", 39) + wrapped("  ") * 2, id="the first one short"),
        pytest.param(wrapped("  ") + wrapped("  ", 39), id="the second one short"),
        pytest.param(wrapped("  ") + wrapped("   "), id="not as the first one is"),
        pytest.param(wrapped("  ") + wrapped("  ", below=" "), id="nor goes on as it does"),
        pytest.param(wrapped("  ") + wrapped("  ").partition("\n")[0], id="nothing below"),
        pytest.param(wrapped("  ").partition("\n")[0], id="one line"),
    ],
)
def test_any_other_indent_parts_nothing(text: str) -> None:
    assert [p.text for p in split_paragraphs(text, "blocks")] == [text.removesuffix("\n")]


@pytest.mark.parametrize(
    "parts",
    [
        ["> One.\n>", "> Two."],
        ["> One.\n>", " > Two."],
        ["> One.\n>", "\u200b> Two."],
        ["> One.\n> > ", "> > Two.\n>", "> Three."],
        [">\n> One.\n>", "> Two."],
        ["He wrote:", "> One.\n>\n>", "> Two.", "Yes."],
        ["> One.\n>", "Yes."],
        ["> One.", "Yes."],
        ["> One.", "> > Two.", "> Three."],
        ["I agree.", "On Friday, 4 April, Ida Berg\n<ida@example.org> wrote:", "> One."],
        ["I agree\nwith all of it.", "Ida a écrit :", "> One."],
        ["I agree.\nAs I said", "> One."],
        ["> One.\n> X\n> Two."],
        ["> One.\n> Two."],
    ],
)
def test_quoted_mail_is_parted_behind_its_empty_lines_and_where_its_depth_changes(parts: list[str]) -> None:
    assert [p.text for p in split_paragraphs("\n".join(parts), "blocks")] == parts


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("text", ["", "\n", " \t\r\n\u200b\n\f", "\ufeff"])
def test_a_blank_text_has_no_paragraphs(text: str, split: str) -> None:
    assert split_paragraphs(text, split) == []
    assert separators(text, []) == [text]


def test_windows_line_ends_are_not_part_of_paragraphs() -> None:
    text = "One\r\nand two.\r\n\r\nThree.\r\n"
    assert [p.text for p in split_paragraphs(text, "blocks")] == ["One\r\nand two.", "Three."]
    assert [p.text for p in split_paragraphs(text, "lines")] == ["One", "and two.", "Three."]


def test_protected_kinds_are_those_that_are_structure() -> None:
    protected = {kind: Paragraph("x", 0, 1, kind).protected for kind in Kind}
    assert protected == {kind: kind in PROTECTED_KINDS for kind in Kind}
    assert set(Kind) - PROTECTED_KINDS == {Kind.TEXT, Kind.LIST_ITEM}


def test_an_unknown_split_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="split must be one of lines, blocks, markdown, rst, asciidoc, got 'words'"):
        split_paragraphs("text", "words")


def test_the_splits_of_the_options_are_these_and_auto() -> None:
    options = pytest.importorskip("dedupe.options")
    assert {str(split) for split in options.Split} == {"auto", *SPLITS}


@pytest.mark.parametrize(
    ("text", "size", "looked_at"),
    [
        ("one\ntwo", 7, "one\ntwo"),
        ("one\ntwo\nthree", 12, "one\ntwo\n"),
        ("one\ntwo\nthree", 8, "one\ntwo\n"),
        ("one\ntwo\nthree", 7, "one\n"),
        ("\none", 2, "\n"),
        ("one\ntwo", 3, "one"),
    ],
)
def test_of_a_long_text_the_whole_lines_at_the_beginning_decide(
    text: str, size: int, looked_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert splits.SAMPLE == 4 * 1024 * 1024
    monkeypatch.setattr(splits, "SAMPLE", size)
    monkeypatch.setattr(detecting, "choose_split", lambda text, _: text)
    assert choose_split(text) == looked_at
    assert choose_split(Document.of_bytes("a", text.encode()).beginning(size + 1)) == looked_at
