"""What becomes of the paragraphs of several documents: those protected, those in passages, boilerplate, and ranks."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from dedupe import Document, collapse, collapse_documents, find
from dedupe.collapsing.fates import collector_paused

A = "The lift to the upper deck is out of order."
B = "The bar on the lower deck is closed for today."
C = "Nobody came to the market on that day, he said."
MENU = "Home"


def test_what_is_protected_neither_goes_nor_takes_another_with_it() -> None:
    loud = A.upper()
    assert collapse(f"{A}\n{loud}\n{A}\n", protect=["LIFT", "of nothing"]).text == f"{A}\n{loud}\n"
    assert collapse(f"{loud}\n{A}\n{B}\n{B}\n", protect=["of nothing", "LIFT"]).text == f"{loud}\n{A}\n{B}\n"


def test_what_is_protected_stays_inside_a_repeated_passage() -> None:
    passage = f"{A}\nNote 1\n{B}\nNote 2\n{C}\n"
    assert collapse(passage * 2).text == passage
    assert collapse(passage * 2, protect=["Note 1"]).text == f"{passage}Note 1\n"


def test_short_lines_of_a_repeated_passage_say_so_and_how_long_they_are() -> None:
    removed = collapse(f"{A}\nNote 1\n{B}\n" * 2).removed
    match = removed[1].match
    assert (match.text, match.line, match.kept_line) == ("Note 1", 5, 2)
    assert (match.lcs, match.words, match.kept_words) == (2, 2, 2)
    assert match.reasons == ("identical, inside a repeated passage",)
    assert [removal.match.reasons for removal in removed[::2]] == [("identical",)] * 2


def test_boilerplate_goes_from_each_document_and_other_copies_as_always() -> None:
    pages = [f"{MENU}\n{A}\n{B}\n", f"{MENU}\n{B}\n{C}\n{C}\n", f"{C}\n"]
    found = list(collapse_documents(pages, scope="corpus", boilerplate=2, split="lines", remove="similar"))
    assert [collapsed.text for collapsed in found] == [f"{A}\n", "", ""]
    found = list(collapse_documents(pages[:2], scope="corpus", boilerplate=2, split="lines"))
    assert [collapsed.text for collapsed in found] == [f"{A}\n", f"{C}\n"]
    assert [(gone.text, gone.documents) for gone in found[1].boilerplate] == [(MENU, 2), (B, 2)]
    assert [removal.match.text for removal in found[1].removed] == [C]


def test_what_is_protected_is_no_boilerplate() -> None:
    pages = [f"{MENU}\n{A}\n"] * 2
    found = collapse_documents(pages, scope="corpus", boilerplate=2, protect="Home")
    assert [collapsed.text for collapsed in found] == [f"{MENU}\n"] * 2


def test_the_copy_of_the_document_that_ranks_first_stays() -> None:
    documents = [Document(name, f"{A}\n", rank=rank) for name, rank in (("a", 2), ("b", 1.5), ("c", None))]
    for keep_by, kept in (("n", "b"), ("n:desc", "a")):
        found = list(collapse_documents(documents, scope="corpus", keep_by=keep_by))
        assert [collapsed.document.id for collapsed in found if collapsed.text] == [kept]


def test_matches_name_their_paragraphs_among_such_as_take_no_part() -> None:
    page = f"# A title\n\n{A}\n\n```\ncode\n```\n\n{B}\n\n{A}\n\n{B.replace('today', 'tomorrow')}\n"
    found = [(match.text, match.kept_text, match.line, match.kept_line) for match in find([page], split="markdown")]
    assert found == [(A, A, 11, 3), (B.replace("today", "tomorrow"), B, 13, 9)]


@pytest.mark.parametrize("engine", ["memory", "compiled"])
def test_a_result_names_the_engine(engine: str) -> None:
    assert collapse(A, engine=engine).engine == engine


def test_all_that_is_alike_is_found_in_each_of_several_documents() -> None:
    pages = [f"{B}\n{A}\n", f"{B.replace('today', 'tomorrow')}\n{C}\n", f"{C}\n{B.replace('today', 'Monday')}\n"]
    found = [(match.document, match.line, match.removed) for match in find(pages, scope="corpus", split="lines")]
    assert found == [("2", 1, False), ("3", 1, True), ("3", 2, False)]


@pytest.fixture
def collector() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.usefixtures("collector")
def test_the_search_for_cycles_goes_on_afterwards_if_it_did_before() -> None:
    for switch, after in ((gc.enable, True), (gc.disable, False)):
        switch()
        with collector_paused():
            assert not gc.isenabled()
        assert gc.isenabled() is after
        with pytest.raises(ValueError, match="a fault"), collector_paused():
            raise ValueError("a fault")
        assert gc.isenabled() is after
        collapse(A)
        assert gc.isenabled() is after
