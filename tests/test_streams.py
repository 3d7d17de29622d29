"""A corpus taken in batches gives what it gives as a whole, and remembers no more than what stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import to_jsonl

from dedupe import Document, collapse_documents
from dedupe.collapsing import streaming
from dedupe.collapsing.groups import collapse_groups
from dedupe.collapsing.retained import Retained
from dedupe.options import Context, Options, Remove

SENTENCES = [
    "The lift to the upper deck is out of order.",
    "THE LIFT TO THE UPPER DECK IS OUT OF ORDER!",
    "The bar on the lower deck is closed for today.",
    "The bar on the lower deck is closed for tomorrow.",
    "Nobody came to the café on that day, he said.",
    "Notice",
    "More",
    "",
]
PAGES = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=7).map("\n".join), max_size=12)


def written(pages: list[str], **options: object) -> list[bytes]:
    found = collapse_documents(pages, scope="corpus", split="lines", **options)  # type: ignore[arg-type]
    return [collapsed.output + to_jsonl(collapsed) for collapsed in found]


@settings(max_examples=150)
@given(
    PAGES,
    st.fixed_dictionaries(
        {
            "engine": st.sampled_from(["memory", "compiled"]),
            "remove": st.sampled_from(list(Remove)),
            "context": st.sampled_from(list(Context)),
        }
    ),
    st.sampled_from([1, 100, 300]),
)
def test_batches_of_any_size_give_the_same_bytes(pages: list[str], options: dict[str, str], size: int) -> None:
    whole = written(pages, **options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "BATCH", size)
        assert written(pages, **options) == whole


@settings(max_examples=60)
@given(PAGES)
def test_what_stays_but_is_alike_is_the_same_too(pages: list[str]) -> None:
    def found() -> list[object]:
        groups = ([Document(str(number), page)] for number, page in enumerate(pages))
        options = Options(scope="corpus", split="lines")  # type: ignore[arg-type]
        results = collapse_groups(groups, options, near=True)
        return [match for group in results for collapsed in group for match in collapsed.all_matches()]

    whole = found()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "BATCH", 1)
        assert found() == whole


def test_endless_copies_are_collapsed_as_they_come_and_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "Notice\nThe lift to the upper deck is out of order.\nMore\n"
    monkeypatch.setattr(streaming, "BATCH", 1)
    kept = Retained()
    monkeypatch.setattr(streaming, "Retained", lambda: kept)

    def endless() -> Iterator[str]:
        while True:
            yield page

    results = collapse_documents(endless(), scope="corpus", split="lines", context="ignore")
    assert next(results).text == page
    assert [next(results).text for _ in range(300)] == ["Notice\nMore\n"] * 300
    # The three paragraphs of the first page, and the number that is left out behind them.
    assert len(kept) == 4


def test_what_goes_between_two_that_stay_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BATCH", 1)
    kept = Retained()
    monkeypatch.setattr(streaming, "Retained", lambda: kept)
    written(["\n".join(SENTENCES[:1]), "\n".join([SENTENCES[2], SENTENCES[0], SENTENCES[4]])])
    assert [kept[number].text for number in (0, 2, 3)] == [SENTENCES[number] for number in (0, 2, 4)]
    with pytest.raises(IndexError):
        kept[1]


def test_a_batch_ends_where_the_next_group_is_not_there_yet() -> None:
    given: list[int] = []

    def groups() -> Iterator[list[Document]]:
        for number in range(4):
            given.append(number)
            yield [Document(str(number), "The lift to the upper deck is out of order.")]

    options = Options(scope="corpus")  # type: ignore[arg-type]
    results = collapse_groups(groups(), options, waiting=lambda: True)
    next(results)
    assert given == [0]


def test_groups_without_documents_stay_in_their_places() -> None:
    page = Document("a", "The lift to the upper deck is out of order.")
    for scope in ("document", "corpus"):
        results = collapse_groups([[], [page], [], [page, page], []], Options(scope=scope))  # type: ignore[arg-type]
        assert [len(found) for found in results] == [0, 1, 0, 2, 0]


def test_the_texts_of_one_group_are_compared_in_any_scope() -> None:
    page = Document("a", "The lift to the upper deck is out of order.")
    [[first, second]] = collapse_groups([[page, Document("b", page.text)]], Options())
    assert (first.text, second.text) == (page.text, "")
