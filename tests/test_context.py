"""Which copies may go; whole documents are in `cases/context`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import collapse
from dedupe.context import Page, decide
from dedupe.context.evidence import Evidence
from dedupe.context.lines import Line
from dedupe.context.needs import Need
from dedupe.context.passages import find_passages
from dedupe.context.structure import Genre, Structure, sampled
from dedupe.paragraphs import Kind
from dedupe.splitting import choose_split, split_paragraphs

PROSE = [
    "The lock was built in the year of the great flood.",
    "Since then it has been mended four times by the town.",
    "Nobody knows who opened it on the night of the fair.",
    "The keeper lives in the small house beside the weir.",
]
OTHER_PROSE = "In winter the children skate from here to the mill."


def line(text: str, kind: Kind = Kind.TEXT, gap: str = "\n") -> Line:
    return Line(text, kind, gap)


def page_of(text: str, split: str) -> Page:
    paragraphs = split_paragraphs(text, split)
    ends = [0, *(paragraph.end for paragraph in paragraphs)]
    return Page(len(paragraphs), paragraphs.content, lambda i: text[ends[i] : paragraphs[i].start])


def page_of_lines(*texts: str) -> Page:
    return page_of("\n\n".join(texts), "lines")


def first_equal(page: Page) -> dict[int, int]:
    """Matches as of an engine that knows equal lines of five words or more only."""
    texts = [each.text for each in page]
    return {
        ordinal: texts.index(text)
        for ordinal, text in enumerate(texts)
        if texts.index(text) < ordinal and len(text.split()) >= 5
    }


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("prose", [*PROSE, "船は昼に港を出て、夕方に島へ着きます。", "（The boat was late again, as she always was.)"]),
        ("lead_in", ["Do it in this order:", "Dies sind die Regeln：", "**Steps:**"]),
        ("entry", ["- Type: boolean", "3. Open the valve", "(b) the mayor", "• Salt", "① 首先", "| a | b |"]),
        ("numbered", ["§ 3 Scope", "4.2 Fees", "Article 7", "第十二条 本法", "12. Notices"]),
        ("label", ["Type: boolean", "Default: 5", "材料：木", "`Price` = 12 euros"]),
        ("utterance", ["“Not me,” he said.", "– Det var inte jag.", "「いいえ。」", "„Nein“, sagte sie."]),
        ("credit", ["Photo: Ida Berg", "— Radio Tidewater (@tide) May 4", "© 2024 The Mill", "By Tom Hale"]),
        ("stamped", ["2024-05-01 12:00 up", "[12:04] up", "Feb 11 03:12:01 relay up", "05.03.2024 up"]),
        ("heading", ["# Fees", "**Fees**", "Fees\n====", "### A"]),
        ("link_only", ["* [World](/world)", "[](https://example.org/share)", "https://example.org/a"]),
        ("fragment", ["and the weir.", ", which is old"]),
        (
            "cut",
            [
                "The old mill has ground its...",
                "The old mill has […]",
                "The mill turns again. Read more »",
                "Die Mühle…",
            ],
        ),
        ("code", ["$ make all", "x = f(3);", "def mill():", "if a >= b"]),
        ("title", ["The lock by the weir", "Fähre bleibt im Hafen"]),
    ],
)
def test_a_kind_of_line_is_known_by_its_form(kind: str, texts: list[str]) -> None:
    for text in texts:
        assert getattr(line(text), kind), text
    if kind not in ("prose", "title"):
        assert not any(getattr(line(text), kind) for text in PROSE)


def test_what_a_reader_sees_has_no_addresses_tags_or_quotation_marks() -> None:
    seen = line("> > See [the map](https://example.org/a/long/way), <b>please</b>.")
    assert (seen.visible, seen.quoted, seen.words) == ("See the map, please.", 2, 4)


def test_two_letters_of_a_script_without_spaces_are_one_word() -> None:
    assert line("- 类型：布尔型").words == 2


@given(st.text(), st.sampled_from(list(Kind)))
def test_any_text_has_all_kinds_of_answers(text: str, kind: Kind) -> None:
    read = line(text, kind)
    names = [name for name in dir(Line) if not name.startswith("_")]
    assert all(getattr(read, name) is not None for name in names)


REFERENCE = "\n\n".join(
    f"option_{name}\n\nType:\n\n{kind}\n\nDefault:\n\n{value}\n\nImportance:\n\nlow"
    for name, kind, value in [("a", "int", "1"), ("b", "int", "2"), ("c", "list", "none"), ("d", "int", "3")]
)


@pytest.mark.parametrize(
    ("genre", "text", "split"),
    [
        (Genre.PROSE, "\n\n".join(PROSE), "lines"),
        (Genre.PROSE, "", "lines"),
        (Genre.REFERENCE, REFERENCE, "lines"),
        (
            Genre.NAVIGATION,
            "Home\n\nNews\n\nSports\n\nClubs\n\nContact\n\nImprint\n\nSearch\n\nLog in",
            "lines",
        ),
        (Genre.NAVIGATION, "\n".join(f"* [Page {n}](/page/{n})" for n in range(9)), "markdown"),
        (
            Genre.DIALOGUE,
            "\n\n".join(["“Who was that at the door so late?”", *PROSE, "“Nobody.”", "“Nobody again.”"]),
            "lines",
        ),
        (Genre.VERSE, "The tide is out,\nthe boats are in,\nand all about\nthe nets are thin,\n", "lines"),
        (Genre.LOG, "".join(f"2024-05-01 12:0{n} the pump was started\n" for n in range(9)), "lines"),
        (Genre.LIST, "".join(f"Berg, Ida, {n} Mill Lane, Kiel Harbour\n" for n in range(9)), "lines"),
        (Genre.STRUCTURED, "\n\n".join(f"§ {n} Of fees\n\n{PROSE[n]}" for n in range(4)), "lines"),
        (Genre.STRUCTURED, "\n\n".join(f"## Part {n}\n\n{PROSE[n]}" for n in range(4)), "markdown"),
    ],
)
def test_a_document_has_a_genre(genre: Genre, text: str, split: str) -> None:
    assert Structure(page_of(text, split), split).genre is genre


def test_a_sample_of_a_long_document_lies_evenly_over_it() -> None:
    ordinals = list(sampled(100_000))
    assert (ordinals[0], ordinals[-1], len(set(ordinals))) == (0, 99_999, 1024)


def test_a_passage_goes_on_over_lines_that_differ_and_grows_over_short_ones() -> None:
    first = ["Fees", PROSE[0], "In May", PROSE[1], "End"]
    second = ["Fees", PROSE[0], "In June", PROSE[1], "End"]
    page = page_of_lines(*first, OTHER_PROSE, *second)
    passages = list(find_passages(page, first_equal(page)))
    assert [[tuple(pair) for pair in passage.pairs] for passage in passages] == [[(6, 0), (7, 1), (9, 3), (10, 4)]]


def test_a_passage_does_not_run_into_the_row_that_it_repeats() -> None:
    page = page_of_lines("Fees", PROSE[0], "Fees", PROSE[0], "Fees", PROSE[0])
    passages = list(find_passages(page, first_equal(page)))
    assert [[tuple(pair) for pair in passage.pairs] for passage in passages] == [[(2, 0), (3, 1)], [(4, 0), (5, 1)]]


def test_a_heading_stays_with_what_stays_below_it() -> None:
    page = page_of("# The lock\n\n" + "\n\n".join([*PROSE[:2], "# The lock", OTHER_PROSE]), "markdown")
    decision = decide(page, {3: 0}, "markdown")
    assert (decision.goes, decision.stays) == ({}, {3: Need.HEADING})


def test_a_lead_in_is_put_back_where_its_list_stays() -> None:
    text = "\n\n".join(
        [*PROSE, "Bring these things with you:", "- boots", *PROSE, "Bring these things with you:", "- a rope"]
    )
    page = page_of(text, "markdown")
    decision = decide(page, {6: 0, 7: 1, 8: 2, 9: 3, 10: 4}, "markdown")
    assert [going.evidence for going in decision.goes.values()] == [Evidence.LARGE_PART] * 4
    assert decision.stays == {10: Need.LEAD_IN}


def test_what_is_spared_stays_also_inside_a_passage() -> None:
    page = page_of_lines(*PROSE, *PROSE)
    decision = decide(page, {4: 0, 5: 1, 6: 2, 7: 3}, "lines", spared={5})
    assert sorted(decision.goes) == [4, 6, 7]


def test_a_short_line_goes_for_one_that_stays() -> None:
    page = page_of_lines(*["Mind the geese!", *PROSE] * 3)
    decision = decide(page, first_equal(page), "lines")
    assert decision.goes[10].original == 0
    assert not {going.original for going in decision.goes.values()} & decision.goes.keys()


PARTS = st.sampled_from(
    [*PROSE, "Fees", "- salt and pepper for the soup", "“Nobody knows who it was,” he said.", "Type: int"]
)


@given(st.lists(PARTS, max_size=24))
def test_what_goes_repeats_a_line_that_stays(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    split = choose_split(text)
    page = page_of(text, split)
    matches = first_equal(page)
    goes, stays = decide(page, matches, split)
    assert not goes.keys() & stays.keys()
    assert matches.keys() <= goes.keys() | stays.keys()
    for copy, going in goes.items():
        assert going.original not in goes
        assert page[copy].key == page[going.original].key


def test_a_page_without_words_is_decided() -> None:
    assert collapse("<div>\n\n<div>\n").text == "<div>\n\n<div>\n"
