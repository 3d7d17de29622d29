"""reStructuredText and AsciiDoc: what is recognised, what belongs together, and what is protected."""

from __future__ import annotations

from pathlib import Path

import pytest

import dedupe
from dedupe.cli.program import run
from dedupe.splitting import choose_split, split_paragraphs
from dedupe.splitting.markup.source import Source

DIRECTIVE = ".. note:: Here.\n"
TITLE = "Title\n=====\n\n"
LISTING = "[source]\n----\na\n----\n\n"


@pytest.mark.parametrize(
    ("name", "split"),
    [
        *((f"a{ending}", "rst") for ending in (".rst", ".rest", ".RST")),
        *((f"a{ending}", "asciidoc") for ending in (".adoc", ".asciidoc", ".asc")),
        *((name, "lines") for name in ("a.txt", "rst", "a.rst.txt", "")),
    ],
)
def test_a_name_says_the_markup(name: str, split: str) -> None:
    assert choose_split("A line.\n", name) == split


@pytest.mark.parametrize(
    ("text", "split"),
    [
        pytest.param(TITLE + DIRECTIVE, "rst", id="title and directive"),
        pytest.param(DIRECTIVE + "\n=====\nTitle\n=====\n", "rst", id="title with lines above and below"),
        pytest.param(DIRECTIVE + "\nText\n", "lines", id="no title"),
        pytest.param(TITLE + ".. and so on\n\nText::\n", "blocks", id="a remark"),
        pytest.param(TITLE + "A line\n.. and::more\n", "blocks", id="no space behind the colons"),
        pytest.param("Title\n==\n\n" + DIRECTIVE, "blocks", id="a short underline"),
        pytest.param("Text of\na page\n=======\n" + DIRECTIVE, "blocks", id="an underline below text"),
        pytest.param(LISTING * 2, "asciidoc", id="two listings"),
        pytest.param("[cols=2]\n|===\n|a\n|===\n\n" + LISTING, "asciidoc", id="a table and a listing"),
        pytest.param(LISTING + "Text.\n", "blocks", id="one listing"),
        pytest.param("----\na\n----\n\n" * 2, "blocks", id="no attributes"),
        pytest.param("[source]\n----\na\n\n" * 2, "blocks", id="an end that is a beginning"),
        pytest.param("[1]\n\n----\na\n----\n\n" * 2, "blocks", id="a note above rules"),
    ],
)
def test_only_clear_signs_say_the_markup_of_a_text_without_a_name(text: str, split: str) -> None:
    assert choose_split(text) == split


def test_markdown_that_shows_restructuredtext_is_markdown() -> None:
    assert choose_split(f"{TITLE}```rst\n{DIRECTIVE}```\n") == "markdown"


RST = {
    "nested directives": ([".. py:class:: A\n\n   .. py:method:: b\n\n      Text.\n\n   Text."], "code"),
    "a directive in an entry": (["- a", "  .. note::\n\n     Text.", "  b"], "list item, code, text"),
    "a directive that ends where the text begins": ([".. note:: a\n   b", "c"], "code, text"),
    "a footnote": ([".. [1] A note\n   that goes on."], "code"),
    "a remark in two parts": (["..\n   a\n\n   b"], "code"),
    "an empty remark": (["..", "   a"], "code, text"),
    "an ellipsis": (["...and so on."], "text"),
    "literal text below an entry": (["* a::", "      b\n\n      c", "  d"], "list item, code, text"),
    "literal text below wrapped text": (["a\nb::", "  c", "d"], "text, code, text"),
    "literal text that does not come": (["a::", "b"], "text, text"),
    "literal text below two colons alone": (["a", "::", "  b"], "text, text, code"),
    "a text that announces literal text and has operators": (["From a <-> b we get ``c``::", "  d"], "text, code"),
    "fields in a row": ([":a: b\n  c", ":d e: f", "g"], "code, code, text"),
    "a role": ([":doc:`a` and b: c"], "text"),
    "a title with a short underline": (["Title\n----"], "heading"),
    "a title of one letter": (["A\n-"], "heading"),
    "a line of three dots below a title": (["Word\n..."], "text"),
    "titles one behind the other": (["A\n=", "B\n-", "c"], "heading, heading, text"),
    "two rules": (["----", "----"], "heading, heading"),
    "a table without a header": (["== ==\na  b\n\nc  d\n== =="], "table"),
    "a table that does not end": (["== ==\na  b", "c  d"], "code, text"),
    "a table that ends at its second border": (["== ==\na  b\n== ==\nc  d\n\ne  f\n== =="], "table"),
    "letters in front": (["a. b", "   c"], "list item, text"),
    "options": (["-a  b\n--long  c"], "list item"),
    "a minus": (["-a is a word."], "text"),
    "doctests": ([">>> a\nb", "c"], "code, text"),
    "statements that nothing marks": (["a = 1;\nb = 2;"], "code"),
}
ASCIIDOC = {
    "blocks in a block": (["====\na\n\n----\nb\n----\n===="], "code"),
    "a longer fence in a listing": (["----\na\n-----\n----"], "code"),
    "a fence of another kind": (["----\na", "****"], "text, text"),
    "a fence with a language": (["```ruby\na\n\nb\n```"], "code"),
    "an open block": (["--\na\n\nb\n--"], "code"),
    "a remark": (["////\na\n\nb\n////"], "code"),
    "text in front of a listing": (["a", "----\nb\n----", "c"], "text, code, text"),
    "text in front of an attribute line": (["a", "[source]\nb"], "text, code"),
    "attributes of nothing": (["[a]", "b"], "code, text"),
    "an anchor of a title": (["[[a]]\n== B", "c"], "heading, text"),
    "a title of a table": ([".A\n|===\n|b\n|==="], "table"),
    "a title of text": ([".A\nb"], "code"),
    "an entry with a dot": ([". A\n.. B"], "list item"),
    "an ellipsis": (["...and so on."], "text"),
    "an entry with a listing": (["* a\n+\n----\nb\n----\n+\nc", "d"], "list item, text"),
    "what is attached to nothing": (["+\na"], "list item"),
    "a plus at the end": (["+"], "code"),
    "terms": (["a::\n  b", "c;; d"], "list item, list item"),
    "colons in a word": (["Use a::b here."], "text"),
    "a listing below callouts": (["----\na <1>\n----", "<1> b\n<2> c"], "code, code"),
    "an admonition that goes on": (["NOTE: a\nb"], "code"),
    "a word in capitals": (["NOTES: a"], "text"),
    "a literal paragraph": ([" a\nb"], "code"),
    "attribute entries": ([":a: b \\\n  c", ":!d:", "e"], "code, code, text"),
    "an attribute entry that is cut off": ([":a: b \\"], "code"),
    "macros between text": (["a", "include::b[]", "image::c.png[d, 2]", "e"], "text, code, code, text"),
    "a macro in text": (["a image:b[] c"], "text"),
    "an underlined title": (["Title\n-----", "a"], "heading, text"),
    "an underline that is too long": (["Title\n-------", "a"], "text, text"),
    "a rule": (["'''", "a"], "heading, text"),
}


@pytest.mark.parametrize("case", RST)
def test_in_restructuredtext_markup_stays_with_its_content(case: str) -> None:
    assert_parts("rst", *RST[case])


@pytest.mark.parametrize("case", ASCIIDOC)
def test_in_asciidoc_markup_stays_with_its_content(case: str) -> None:
    assert_parts("asciidoc", *ASCIIDOC[case])


def assert_parts(split: str, parts: list[str], kinds: str) -> None:
    found = split_paragraphs("\n\n".join(parts) + "\n", split)
    assert ([p.text for p in found], ", ".join(p.kind for p in found)) == (parts, kinds)


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        ("rst", [".. _a:", ".. _b:", "Title\n=====", "Text.", ".. note:: a\n   b", "c"]),
        ("asciidoc", ["= A", ":b: c", "Some text.", "----\na\n----", "// c", "<1> b", "[d]\ne", "include::f[]", "g"]),
    ],
)
def test_without_blank_lines_markup_is_parted_from_text(split: str, parts: list[str]) -> None:
    assert [p.text for p in split_paragraphs("\n".join(parts), split)] == parts


@pytest.mark.parametrize("split", ["rst", "asciidoc"])
def test_windows_line_ends_marks_and_page_breaks_change_nothing(split: str) -> None:
    text = "\ufeffTitle\r\n=====\r\n\r\nText.\fMore.\r\n"
    assert [(p.text, str(p.kind)) for p in split_paragraphs(text, split)] == [
        ("\ufeffTitle\r\n=====", "heading"),
        ("Text.", "text"),
        ("More.", "text"),
    ]


NOTE = ".. note::\n\n   The reader has to be switched off before the card is put in.\n\n"
SENTENCE = "The ferry to the island leaves the outer harbour at noon.\n\n"
OTHER = "Tickets are sold on board by the second mate, who also brews the tea.\n\n"


def test_a_note_stays_in_each_section(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "manual.rst"
    path.write_text(f"Putting in\n==========\n\n{NOTE}{SENTENCE}Taking out\n==========\n\n{NOTE}{OTHER}")
    assert run(["collapse", "--check", "-v", str(path)]) == 0
    assert capfd.readouterr() == ("", f"{path}: 0 of 6 paragraphs would go, split into rst\n")


@pytest.mark.parametrize("split", ["rst", "asciidoc"])
def test_a_way_of_splitting_can_be_named_in_python(split: str) -> None:
    assert dedupe.collapse(SENTENCE, split=split).split == split


@pytest.mark.hostile(
    "reStructuredText and AsciiDoc with blocks and tables that never end", "time grows as the text does"
)
@pytest.mark.parametrize("split", ["rst", "asciidoc"])
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'-' * size}\n" for size in range(4, 2000)),
        "== ==\n\na\n\n" * 10_000,
        "* a\n+\n" * 20_000,
        "[a]\n.B\n" * 20_000,
        "a\n----\n" * 20_000,
        ":a: \\\n" * 20_000,
        "".join(f"{' ' * (number % 500)}.. a::\n" for number in range(5_000)),
    ],
    ids=["fences", "borders", "attached", "attributes", "underlines", "entries", "directives"],
)
def test_blocks_without_end_are_read_in_one_pass(monkeypatch: pytest.MonkeyPatch, split: str, text: str) -> None:
    looked_at = 0

    def count(source: Source, number: int) -> str:
        nonlocal looked_at
        looked_at += 1
        return source.lines[number] if number < len(source.lines) else ""

    monkeypatch.setattr(Source, "__getitem__", count)
    paragraphs = split_paragraphs(text, split)
    assert paragraphs[-1].end == len(text.rstrip())
    assert looked_at < 60 * text.count("\n")
