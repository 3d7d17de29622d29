"""Options are checked where they are given: what is unknown, of a wrong type or without effect is an error."""

from __future__ import annotations

import re
from typing import Any

import pytest

import dedupe
from dedupe.documents import Document
from dedupe.errors import InputError, OptionError, UnknownOptionError
from dedupe.options import Options

A = "The ferry leaves the outer harbour at noon."


def raised(error: type[Exception], message: str) -> Any:
    return pytest.raises(error, match=f"^{re.escape(message)}$")


@pytest.mark.hostile("options in Python that have no effect", "an error that names the way out")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"keep_by": "date"}, "keep_by decides between documents, and needs them compared across; give scope corpus"),
        ({"boilerplate": 2}, "boilerplate counts documents, and needs them compared across; give scope corpus"),
        (
            {"keep_by": "date", "keep": "last", "scope": "corpus"},
            "keep_by and keep last both say which one stays; give one of them",
        ),
    ],
)
def test_an_option_that_has_no_effect_beside_the_others_is_refused(options: Any, message: str) -> None:
    for call in (
        lambda: Options(**options),
        lambda: dedupe.collapse(A, **options),
        lambda: dedupe.collapse_documents([A], **options),
        lambda: dedupe.find([A], **options),
    ):
        with raised(OptionError, message):
            call()


def test_one_text_is_not_compared_across_documents() -> None:
    message = "scope corpus compares documents, and collapse takes one text; call collapse_documents"
    with raised(OptionError, message):
        dedupe.collapse(A, scope="corpus")


def test_keep_by_is_refused_where_no_document_has_a_rank() -> None:
    message = "keep_by decides by the rank of documents, and none has one; give a Document with a rank for each"
    for documents in ([A, A], [("a", A)], [Document("a", A)]):
        for call in (dedupe.collapse_documents, dedupe.find):
            with raised(InputError, message):
                list(call(documents, scope="corpus", keep_by="date"))
    assert list(dedupe.collapse_documents([], scope="corpus", keep_by="date")) == []


@pytest.mark.parametrize(("rank", "kept"), [(2, "b"), (2.5, "b"), (True, "b"), (float("nan"), "a"), (None, "a")])
def test_a_rank_is_any_number_and_none_ranks_last(rank: float | None, kept: str) -> None:
    documents = [Document("a", A, rank=0.5), Document("b", A, rank=rank)]
    found = dedupe.collapse_documents(documents, scope="corpus", keep_by="n:desc")
    assert [collapsed.document.id for collapsed in found if collapsed.text] == [kept]


def test_a_rank_of_another_type_is_refused() -> None:
    with raised(InputError, "rank must be a number or text, got list; convert it, a date to ISO 8601"):
        Document("a", A, rank=[1])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("treshold", "did you mean threshold?"),
        ("keepby", "did you mean keep_by?"),
        ("xyz", f"the options are {', '.join(Options.names())}"),
    ],
)
def test_an_unknown_option_names_the_one_that_is_meant(name: str, way_out: str) -> None:
    with raised(UnknownOptionError, f"unknown option {name!r}; {way_out}") as error:
        dedupe.collapse(A, **{name: 1})  # type: ignore[arg-type]
    assert isinstance(error.value, TypeError)
    assert isinstance(error.value, ValueError)


@pytest.mark.parametrize("value", [None, b"x", ["x"], object(), -1, "x", 0.5, True])
@pytest.mark.parametrize("name", Options.names())
def test_a_value_of_a_wrong_type_is_an_error_of_one_line_or_a_value(name: str, value: object) -> None:
    try:
        Options(**{name: value})  # type: ignore[arg-type]
    except OptionError as error:
        message = str(error)
        assert message.startswith(name)
        assert "\n" not in message
        assert "; " in message


def test_only_texts_are_compared() -> None:
    with raised(InputError, "b must be a text, got bytes; read files and decode bytes first"):
        dedupe.compare(A, A.encode())  # type: ignore[arg-type]
