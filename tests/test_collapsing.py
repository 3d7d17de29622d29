"""The promises, on whole documents."""

from __future__ import annotations

import re
from itertools import count

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dedupe
from dedupe import Document, Options, limits
from dedupe.collapsing.groups import collapse_groups
from dedupe.options import Context, Keep, OptionValues, Remove, Scope
from dedupe.splitting import split_paragraphs

SENTENCES = [
    "The ferry leaves the outer harbour at noon.",
    "The ferry leaves the outer harbour at noon!",
    "The ferry leaves the inner harbour at noon.",
    "the ferry leaves the outer harbour at noon",
    "Nobody came to the market on that day.",
    "Day 1",
    "Day 2",
    "",
    "  ",
]
ENDS = ["\n", "\n\n", "\r\n", "\r", "\f", "\u2028"]
texts = st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(ENDS)).map("".join), max_size=14).map("".join)
settings_of_runs = st.fixed_dictionaries(
    {
        "split": st.sampled_from(["lines", "blocks", "markdown"]),
        "keep": st.sampled_from(list(Keep)),
        "remove": st.sampled_from(list(Remove)),
        "threshold": st.sampled_from([0.6, 0.8, 1.0]),
        "min_words": st.sampled_from([1, 2, 5]),
        "context": st.sampled_from(list(Context)),
    }
)


@settings(max_examples=300)
@given(texts, settings_of_runs)
def test_a_document_is_restored_character_for_character(text: str, values: dict[str, object]) -> None:
    assert dedupe.collapse(text, **values).restore() == text  # type: ignore[arg-type]


@settings(max_examples=300)
@given(texts, settings_of_runs)
def test_a_second_run_removes_nothing(text: str, values: dict[str, object]) -> None:
    once = dedupe.collapse(text, **values)  # type: ignore[arg-type]
    assert dedupe.collapse(once.text, **values).text == once.text  # type: ignore[arg-type]


@settings(max_examples=300)
@given(texts, settings_of_runs)
def test_every_removal_names_a_paragraph_that_is_kept(text: str, values: dict[str, object]) -> None:
    collapsed = dedupe.collapse(text, **values)  # type: ignore[arg-type]
    kept = {(len(text[: paragraph.start].encode()), paragraph.text) for paragraph in collapsed.kept}
    for removal in collapsed.removed:
        assert (removal.match.kept_start, removal.match.kept_text) in kept


@settings(max_examples=300)
@given(texts, settings_of_runs)
def test_the_rest_splits_into_the_kept_paragraphs(text: str, values: dict[str, object]) -> None:
    collapsed = dedupe.collapse(text, **values)  # type: ignore[arg-type]
    again = split_paragraphs(collapsed.text, collapsed.split)
    assert [paragraph.text for paragraph in again] == [paragraph.text for paragraph in collapsed.kept]


@settings(max_examples=200)
@given(texts, settings_of_runs)
def test_lines_go_exactly_where_the_oracle_says(text: str, values: dict[str, object]) -> None:
    values = values | {"split": "lines", "context": Context.IGNORE}
    collapsed = dedupe.collapse(text, **values)  # type: ignore[arg-type]
    paragraphs = split_paragraphs(text, "lines")
    expected = oracle.removals([paragraph.text for paragraph in paragraphs], Options(**values))  # type: ignore[arg-type]
    places = {len(text[: paragraph.start].encode()): number for number, paragraph in enumerate(paragraphs)}
    long_enough = [removal for removal in collapsed.removed if "passage" not in removal.match.reasons[0]]
    assert {places[removal.match.start] for removal in long_enough} == set(expected)


def test_an_empty_document_stays_empty() -> None:
    collapsed = dedupe.collapse("")
    assert (collapsed.text, collapsed.kept, collapsed.removed) == ("", (), ())


def test_a_text_without_words_stays_as_it_is() -> None:
    assert dedupe.collapse("***\n\n***\n \n").text == "***\n\n***\n \n"


def test_within_documents_equal_paragraphs_of_two_documents_both_stay() -> None:
    results = dedupe.collapse_documents([("a", SENTENCES[0]), ("b", SENTENCES[0])])
    assert [result.text for result in results] == [SENTENCES[0]] * 2


def test_across_documents_the_first_in_the_order_given_stays() -> None:
    documents = [("a", SENTENCES[0]), ("b", f"{SENTENCES[4]}\n{SENTENCES[0]}\n")]
    first, second = dedupe.collapse_documents(documents, scope="corpus")
    assert (first.text, second.text) == (SENTENCES[0], f"{SENTENCES[4]}\n")
    match = second.removed[0].match
    assert (match.document, match.line, match.kept_document, match.kept_line) == ("b", 2, "a", 1)


def test_a_document_that_is_all_copy_is_left_empty() -> None:
    documents = [("a", SENTENCES[0]), ("b", f"\n{SENTENCES[0]}\n\n")]
    _, second = dedupe.collapse_documents(documents, scope=Scope.CORPUS)
    assert second.text == ""
    assert second.restore() == f"\n{SENTENCES[0]}\n\n"


def test_documents_are_collapsed_one_by_one_as_they_come() -> None:
    def endless() -> object:
        while True:
            yield SENTENCES[0]

    results = dedupe.collapse_documents(endless())  # type: ignore[arg-type]
    assert [next(results).document.id for _ in range(3)] == ["1", "2", "3"]


def test_offsets_are_bytes_of_the_input() -> None:
    text = f"Ä\n{SENTENCES[0]}\n{SENTENCES[0]}\n"
    removal = dedupe.collapse(text).removed[0]
    content = text.encode()
    assert content[removal.cut_start : removal.cut_end].decode() == removal.cut
    assert content[removal.match.start : removal.match.end].decode() == SENTENCES[0]
    assert content[removal.match.kept_start : removal.match.kept_end].decode() == SENTENCES[0]


def test_short_paragraphs_at_the_edge_of_a_passage_stay() -> None:
    passage = f"Day 1\n{SENTENCES[0]}\nDay 2\n{SENTENCES[4]}\n"
    assert dedupe.collapse(passage * 2, context="ignore").text == passage + "Day 1\n"


def test_a_document_that_stands_twice_goes_with_its_edges_where_context_counts() -> None:
    passage = f"Day 1\n{SENTENCES[0]}\nDay 2\n{SENTENCES[4]}\n"
    assert dedupe.collapse(passage * 2).text == passage


def test_a_short_paragraph_that_differs_stays_inside_a_passage() -> None:
    first = f"{SENTENCES[0]}\nDay 1\n{SENTENCES[4]}\n"
    second = f"{SENTENCES[0]}\nDay 2\n{SENTENCES[4]}\n"
    assert dedupe.collapse(first + second).text == first + "Day 2\n"


def test_find_yields_removals_and_near_misses_in_the_order_of_the_text() -> None:
    text = "\n".join([SENTENCES[0], SENTENCES[2], SENTENCES[0]])
    found = [(match.line, str(match.verdict), match.removed) for match in dedupe.find([text])]
    assert found == [(2, "sibling", False), (3, "copy", True)]


def test_near_misses_are_looked_for_only_where_they_are_asked_for() -> None:
    text = f"{SENTENCES[0]}\n{SENTENCES[2]}\n"
    assert dedupe.collapse(text).matches == ()
    [[collapsed]] = collapse_groups([[Document("a", text)]], Options())
    assert collapsed.matches == ()


def test_across_documents_the_last_stays_if_it_is_asked_for() -> None:
    documents = [("a", f"{SENTENCES[4]}\n{SENTENCES[0]}\n"), ("b", SENTENCES[2]), ("c", SENTENCES[0])]
    first, second, third = dedupe.collapse_documents(documents, scope="corpus", keep="last")
    assert [first.text, second.text, third.text] == [f"{SENTENCES[4]}\n", SENTENCES[2], SENTENCES[0]]
    assert (first.matches, second.matches) == ((), ())
    found = [(match.document, match.kept_document) for match in dedupe.find(documents, scope="corpus", keep="last")]
    assert found == [("a", "c"), ("b", "c")]


@pytest.mark.parametrize("values", [{}, {"scope": "corpus"}, {"scope": "corpus", "keep": "last"}])
def test_documents_that_need_more_memory_than_they_may_take_are_refused(values: OptionValues) -> None:
    with pytest.raises(dedupe.DedupeError, match="over the limit of 1; raise --memory-limit"):
        list(dedupe.collapse_documents(SENTENCES, **values | {"memory_limit": 1}))
    enough: OptionValues = values | {"memory_limit": 1 << 50}
    assert len(list(dedupe.collapse_documents(SENTENCES, **enough))) == len(SENTENCES)


def test_reading_stops_as_soon_as_a_corpus_takes_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHECKED", 1000)
    documents = map(str, count())
    with pytest.raises(dedupe.DedupeError, match="over the limit of 1; raise --memory-limit"):
        next(dedupe.collapse_documents(documents, scope="corpus", keep="last", memory_limit=1))
    assert int(next(documents)) < 20


def test_one_text_instead_of_several_is_refused_with_the_way_out() -> None:
    for text, kind in ((SENTENCES[0], "str"), (b"bytes", "bytes")):
        with pytest.raises(dedupe.DedupeError) as raised:
            dedupe.collapse_documents(text)  # type: ignore[arg-type]
        assert str(raised.value) == f"documents must be several texts, got one {kind}; put it into a list"


def test_a_document_must_be_text() -> None:
    with pytest.raises(dedupe.DedupeError, match="document 1 must be a text or a pair of id and text, got bytes"):
        list(dedupe.collapse_documents([b"bytes"]))  # type: ignore[list-item]


def test_half_surrogate_pairs_in_a_text_do_no_harm() -> None:
    text = f"\ud800\n{SENTENCES[0]}\n{SENTENCES[0]}\n"
    collapsed = dedupe.collapse(text)
    assert collapsed.text == f"\ud800\n{SENTENCES[0]}\n"
    assert collapsed.restore() == text


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"threshold": 85}, "threshold must be above 0 and at most 1, got 85; did you mean 0.85?"),
        ({"threshold": 0}, "threshold must be above 0 and at most 1, got 0; give a number such as 0.8"),
        ({"threshold": float("nan")}, "threshold must be above 0 and at most 1, got nan; give a number such as 0.8"),
        ({"threshold": "0.8"}, "threshold must be above 0 and at most 1, got '0.8'; give a number such as 0.8"),
        ({"threshold": 0.80001}, "threshold must have at most three decimals, got 0.80001; did you mean 0.800?"),
        ({"min_words": 0}, "min_words must be a whole number of words, at least 1, got 0; give 1 or more"),
        ({"max_words": 4}, "max_words must be a whole number of words, at least 5, got 4; give 5 or more"),
        ({"remove": "copy"}, "remove must be one of copies, revisions, similar; got 'copy'"),
        ({"keep": "best"}, "keep must be one of first, last, longest; got 'best'"),
        ({"split": "html"}, "split must be one of auto, lines, blocks, markdown, rst, asciidoc; got 'html'"),
        (
            {"protect": "("},
            "protect must be a regular expression, got '(' (missing ), unterminated subpattern at position 0);"
            " escape the sign",
        ),
    ],
)
def test_an_option_out_of_range_is_named_with_its_rule_and_the_way_out(values: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as raised:
        dedupe.collapse("text", **values)  # type: ignore[arg-type]
    assert str(raised.value) == message
    assert isinstance(raised.value, dedupe.DedupeError)


def test_a_document_remembers_its_bytes() -> None:
    document = Document("page", "Ä\n", "utf-16-le", b"\xff\xfe")
    assert document.to_bytes() == "Ä\n".encode("utf-16")
