"""An index gives over many runs what one run over everything gives, and nothing less after a change or a crash."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import to_jsonl

from dedupe import Document, Index, collapse_documents, engines, find
from dedupe.errors import IndexBusyError, InputError, OptionError
from dedupe.index import filing, remembering, terms, upkeep
from dedupe.options import Context, Remove
from dedupe.results import Collapsed

TIDE = "The tide was out that morning."
NOBODY = "Nobody came to the café all day."
LIFT = "The lift to the upper deck is out of order."
FRAMES = [
    TIDE,
    "THE TIDE WAS OUT THAT MORNING!",
    NOBODY,
    LIFT,
    "The lift to the lower deck is out of order.",
    "Notice",
    "",
]
WORDS = ["a", "the", "tide", "deck", "12", "13", "not", "Rome", "東", "and"]
TEXTS = st.sampled_from(FRAMES) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
PAGES = st.lists(st.lists(TEXTS, max_size=6).map("\n".join), max_size=10)
OPTIONS = st.fixed_dictionaries(
    {
        "threshold": st.sampled_from([0.4, 0.6, 0.849, 0.9, 1.0]),
        "remove": st.sampled_from(list(Remove)),
        "min_words": st.integers(1, 5),
        "max_words": st.sampled_from([5, 20_000]),
        "split": st.sampled_from(["lines", "auto"]),
        "context": st.sampled_from(list(Context)),
    }
)
# How it is computed: whether all is read, in arrays, and how often the order is frozen again.
WAYS = st.tuples(st.sampled_from([0, 10**9]), st.booleans(), st.sampled_from([1, 2, 8]), st.sampled_from([0, 1, 64]))


@contextmanager
def computed(way: tuple[int, bool, int, int]) -> Iterator[None]:
    read, bulk, growth, selective = way
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembering, "READ", read)
        patch.setattr(filing, "GROWTH", growth)
        if bulk:
            patch.setattr(engines, "BULK", 0)
        else:
            patch.setattr(terms, "SELECTIVE", selective)
            patch.setattr(terms, "RARE", 0)
            patch.setattr(filing, "RARE", 0)
        yield


def named(pages: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"page {number}", page) for number, page in enumerate(pages)]


def written(found: Iterator[Collapsed]) -> list[bytes]:
    return [collapsed.output + to_jsonl(collapsed) for collapsed in found]


@settings(max_examples=300)
@given(PAGES, OPTIONS, WAYS, st.randoms(use_true_random=False))
def test_runs_one_after_the_other_give_what_one_run_gives(
    pages: list[str], options: dict[str, Any], way: tuple[int, bool, int, int], chance: random.Random
) -> None:
    documents = named(pages)
    whole = written(collapse_documents(documents, scope="corpus", **options))
    with computed(way), Index(":memory:", **options) as index:
        found: list[bytes] = []
        while len(found) < len(documents):
            count = chance.randint(1, 4)
            found += written(index.collapse_documents(documents[len(found) : len(found) + count]))
        assert found == whole
        assert index.check() == []
        # Again, in any order and cut: nothing changes.
        shuffled = chance.sample(range(len(documents)), len(documents))
        assert written(index.collapse_documents([documents[place] for place in shuffled])) == [
            whole[place] for place in shuffled
        ]
        assert index.check() == []


@settings(max_examples=100)
@given(PAGES, OPTIONS, WAYS)
def test_what_is_left_of_a_document_is_known_as_the_document(
    pages: list[str], options: dict[str, Any], way: tuple[int, bool, int, int]
) -> None:
    with computed(way), Index(":memory:", **options) as index:
        left = [(found.document.id, found.text) for found in index.collapse_documents(named(pages))]
        assert [found.text for found in index.collapse_documents(left)] == [text for _, text in left]
        assert index.check() == []
        # The texts from before are known, too.
        assert [found.text for found in index.collapse_documents(named(pages))] == [text for _, text in left]


@settings(max_examples=100)
@given(PAGES, OPTIONS, WAYS, st.integers(0, 8))
def test_what_stays_but_is_alike_is_found_as_in_one_run(
    pages: list[str], options: dict[str, Any], way: tuple[int, bool, int, int], known: int
) -> None:
    documents = named(pages)
    whole = list(find(documents, scope="corpus", **options))
    with computed(way), Index(":memory:", **options) as index:
        list(index.collapse_documents(documents[:known]))
        ids = {name for name, _ in documents[known:]}
        assert list(index.find(documents[known:])) == [match for match in whole if match.document in ids]
        assert list(index.find(documents)) == whole
        list(index.collapse_documents(documents[known:]))
        assert list(index.find(documents)) == whole


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 3), st.lists(TEXTS, max_size=4).map("\n".join)), max_size=12), OPTIONS, WAYS)
def test_whatever_comes_back_changed_every_removal_names_what_was_there(
    history: list[tuple[int, str]], options: dict[str, Any], way: tuple[int, bool, int, int]
) -> None:
    now: dict[str, str] = {}
    with computed(way), Index(":memory:", **options) as index:
        for number, text in history:
            name = f"page {number}"
            (found,) = index.collapse_documents([(name, text)])
            now[name] = text
            assert found.restore() == text
            for removal in found.removed:
                match = removal.match
                assert match.kept_text in now[match.kept_document]
                assert match.kept_document != name or match.kept_start < match.start
            assert index.check() == []
            # Once more: nothing changes, and nothing matches what is remembered of itself.
            (again,) = index.collapse_documents([(name, text)])
            assert again.text == found.text


def texts_left(index: Index, *documents: tuple[str, str]) -> list[str]:
    return [found.text for found in index.collapse_documents(documents)]


def test_a_changed_document_replaces_what_was_remembered_of_it() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"))
        assert texts_left(index, ("a", f"{LIFT}\n"), ("b", f"{TIDE}\n{LIFT}\n")) == [f"{LIFT}\n", f"{TIDE}\n"]


def test_no_document_goes_for_what_another_one_of_the_run_will_no_longer_have() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"))
        assert texts_left(index, ("b", f"{TIDE}\n"), ("a", f"{LIFT}\n"), ("c", f"{TIDE}\n")) == [
            f"{TIDE}\n",
            f"{LIFT}\n",
            "",
        ]


def test_texts_that_change_places_are_all_still_there() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{LIFT}\n"))
        assert texts_left(index, ("a", f"{LIFT}\n"), ("b", f"{TIDE}\n")) == [f"{LIFT}\n", f"{TIDE}\n"]


def test_a_known_document_is_decided_anew_with_the_one_that_it_copies() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{TIDE}\n{LIFT}\n"), ("c", f"{LIFT}\n{NOBODY}\n"))
        again = ("c", f"{LIFT}\n{NOBODY}\n"), ("b", f"{TIDE}\n{LIFT}\n"), ("a", f"{NOBODY}\n")
        assert texts_left(index, *again) == [f"{LIFT}\n{NOBODY}\n", f"{TIDE}\n", ""]
        assert index.check() == []


@settings(max_examples=150)
@given(st.lists(st.lists(st.tuples(st.integers(0, 4), TEXTS.filter(bool)), max_size=6), max_size=5), OPTIONS, WAYS)
def test_of_every_run_each_text_that_goes_is_still_somewhere(
    runs: list[list[tuple[int, str]]], options: dict[str, Any], way: tuple[int, bool, int, int]
) -> None:
    """Texts are moved, swapped and changed between documents; what a run removes, it or the index still has."""
    now: dict[str, str] = {}
    with computed(way), Index(":memory:", **options) as index:
        for pages in runs:
            documents = [(f"page {number}", text) for number, text in dict(pages).items()]
            now |= dict(documents)
            results = list(index.collapse_documents(documents))
            left = {found.document.id: found.text for found in results}
            for removal in (removal for found in results for removal in found.removed):
                match = removal.match
                assert match.kept_text in left.get(match.kept_document, now[match.kept_document])
            assert index.check() == []


def test_a_copy_goes_for_the_same_paragraph_when_its_document_has_changed_elsewhere() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{TIDE}\n{LIFT}\n"))
        texts_left(index, ("a", f"{NOBODY}\n{TIDE}\n"))
        (found,) = index.collapse_documents([("b", f"{TIDE}\n{LIFT}\n")])
        assert [(removal.match.kept_document, removal.match.kept_line) for removal in found.removed] == [("a", 2)]


def test_a_copy_comes_back_when_what_it_went_for_is_gone() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{TIDE}\n{LIFT}\n"), ("c", f"{TIDE}\n"))
        texts_left(index, ("a", f"{NOBODY}\n"))
        assert texts_left(index, ("b", f"{TIDE}\n{LIFT}\n"), ("c", f"{TIDE}\n")) == [f"{TIDE}\n{LIFT}\n", ""]


def test_a_copy_that_stays_in_place_is_decided_anew_when_its_original_is_gone() -> None:
    with Index(":memory:", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{TIDE}\n{LIFT}\n"))
        texts_left(index, ("a", f"{NOBODY}\n"))
        (found,) = index.collapse_documents([("b", f"{TIDE}\n{LIFT}\n")])
        assert (found.text, dict(found.in_place)) == (f"{TIDE}\n{LIFT}\n", {})
        assert index.check() == []


def test_the_texts_of_a_record_are_known_as_one_document() -> None:
    record = [Document("7", f"{TIDE}\n"), Document("7", f"{TIDE}\n{LIFT}\n")]
    with Index(":memory:", context="ignore", split="lines") as index:
        for _ in range(2):
            [[one, other]] = index.collapse_groups([record])
            assert (one.text, other.text) == (f"{TIDE}\n", f"{LIFT}\n")
        record[0] = Document("7", f"{LIFT}\n")
        [[one, other]] = index.collapse_groups([record])
        assert (one.text, other.text) == (f"{LIFT}\n", f"{TIDE}\n")


def test_groups_without_documents_stay_in_their_places() -> None:
    with Index(":memory:") as index:
        found = index.collapse_groups([[], [Document("a", TIDE)], []])
        assert [len(results) for results in found] == [0, 1, 0]


def test_half_a_pair_of_surrogates_is_remembered_as_it_is() -> None:
    page = "The tide was \ud83d that morning.\n"
    with Index(":memory:", context="ignore") as index:
        texts_left(index, ("\ud83d", page))
        (found,) = index.collapse_documents([("b", page)])
        assert (found.removed[0].match.kept_text, found.removed[0].match.kept_document) == (page.strip(), "\ud83d")
        assert index.check() == []


# What cannot be


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"keep": "last"}, "an index needs keep first, as keep last may let go later of what an earlier run has kept;"),
        ({"keep_by": "date:desc"}, "an index needs keep first, as keep_by may let go later"),
        ({"copies": 2}, "an index needs keep first, as of each paragraph it remembers one, and copies asks for more;"),
        ({"boilerplate": 3}, "an index needs keep first, as boilerplate counts the documents of one run;"),
        ({"scope": "document"}, "an index compares across documents, got scope document; leave out the scope"),
    ],
)
def test_what_cannot_be_remembered_is_refused_with_the_reason(options: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        Index(":memory:", **options)


def test_other_options_are_refused_with_those_it_was_made_with(tmp_path: Path) -> None:
    path = tmp_path / "known.db"
    Index(path, protect=["^#"]).close()
    Index(path, protect=["^#"], threads=1, engine="memory").close()
    with pytest.raises(OptionError, match=r'made with protect \["\^#"\], not nothing, threshold 0\.6, not 0\.9; give'):
        Index(path, threshold=0.9)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("PRAGMA user_version = 4", r"was made by a later version of dedupe \(schema 4, here 3\)"),
        ("PRAGMA user_version = 2", r"an earlier version of dedupe .*; use that version, or make a new index"),
        ("UPDATE settings SET value = '0, Unicode 3.0' WHERE name = 'terms'", "run dedupe index rebuild"),
        ("PRAGMA application_id = 7", "is a database, but no index of dedupe; give another path"),
    ],
)
def test_an_index_of_another_version_is_refused_with_the_way_out(tmp_path: Path, statement: str, message: str) -> None:
    path = tmp_path / "known.db"
    Index(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(InputError, match=message):
        Index(path)


def test_rebuild_makes_an_index_of_other_words_one_of_these(tmp_path: Path) -> None:
    path = tmp_path / "known.db"
    with Index(path, context="ignore") as index:
        texts_left(index, ("a", f"{TIDE}\n"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE settings SET value = '0, Unicode 3.0' WHERE name = 'terms'")
        connection.execute("UPDATE postings SET term = term + 1")
    connection.close()
    store = upkeep.open_known(str(path), terms=False)
    upkeep.rebuild(store)
    assert list(upkeep.check(store)) == []
    store.close()
    with Index(path, context="ignore") as index:
        assert texts_left(index, ("b", f"{TIDE}\n")) == [""]


def test_what_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text("The tide was out that morning.\n" * 200)
    with pytest.raises(InputError, match=r"cannot be opened as an index \(file is not a database\)"):
        Index(path)
    assert path.read_text() == "The tide was out that morning.\n" * 200
    with pytest.raises(InputError, match="is a folder; give a file for the index"):
        Index(tmp_path)


def test_documents_need_ids_of_their_own() -> None:
    with Index(":memory:") as index:
        with pytest.raises(
            InputError, match="document 2 has no id, and an index needs one; give a pair of id and text"
        ):
            list(index.collapse_documents([("a", TIDE), TIDE]))  # type: ignore[list-item]
        with pytest.raises(InputError, match="a: two documents have this id"):
            list(index.collapse_documents([("a", TIDE), ("a", LIFT)]))
        # Nothing of that run is remembered.
        assert texts_left(index, ("b", TIDE)) == [TIDE]


def test_two_that_write_wait_for_each_other_or_get_an_error(tmp_path: Path) -> None:
    path = tmp_path / "known.db"
    with Index(path, context="ignore") as one, Index(path, context="ignore", timeout=0.1) as other:
        texts_left(one, ("a", TIDE))
        matches = one.find([("b", TIDE)])
        next(matches)
        with pytest.raises(IndexBusyError, match="another process has been writing to it for too long; wait for it"):
            texts_left(other, ("c", TIDE))
        # Who only reads goes on.
        store = upkeep.open_known(str(path))
        assert upkeep.info(store).documents == 1
        store.close()
        assert list(matches) == []
        assert texts_left(other, ("c", TIDE)) == [""]


def test_an_index_does_one_thing_at_a_time_and_only_where_it_was_opened(tmp_path: Path) -> None:
    index = Index(tmp_path / "known.db", context="ignore")
    texts_left(index, ("a", f"{TIDE}\n"))
    matches = index.find([("b", f"{TIDE}\n"), ("c", f"{TIDE}\n")])
    next(matches)
    with pytest.raises(InputError, match="an index does one thing at a time; take all matches of find first"):
        texts_left(index, ("c", TIDE))
    matches.close()  # type: ignore[attr-defined]  # a generator
    index.close()
    for use in (lambda: texts_left(index, ("c", TIDE)), index.check, index.info):
        with pytest.raises(InputError, match="open the index where it is used"):
            use()


def test_a_find_that_was_rolled_back_leaves_no_order_of_words_behind(tmp_path: Path) -> None:
    chance = random.Random(1)
    some, others = [f"s{number}" for number in range(12)], [f"t{number}" for number in range(12)]
    asked = [(f"q{n}", " ".join([*chance.sample(some, 10), *chance.sample(others, 1), f"u{n}"])) for n in range(90)]
    kept = [(f"k{n}", " ".join([*chance.sample(others, 10), some[n % 12], f"v{n}"])) for n in range(90)]
    options: dict[str, Any] = {"context": "ignore", "threshold": 0.9, "split": "lines", "engine": "memory"}
    with Index(tmp_path / "known.db", **options) as index:
        list(index.find(asked))
        with Index(tmp_path / "known.db", **options) as other:
            list(other.collapse_documents(kept))
        found = [index.collapse_documents([(f"c{number}", text.upper())]) for number, (_, text) in enumerate(kept)]
        assert sum(len(collapsed.removed) for results in found for collapsed in results) == 90
        assert index.check() == []


def test_a_copy_that_stays_for_its_neighbours_is_not_counted_as_removed() -> None:
    with Index(":memory:", context="ignore") as index:
        texts_left(index, ("p0.md", "1. It costs 12 euros a day to park now."))
        page = f"{TIDE}\n1. It costs 12 euros a day to park now.\n\n    On Sundays nothing.\n"
        for _ in range(2):
            (found,) = index.collapse_documents([("p4.md", page)])
            assert (found.text, found.refused) == (page, 1)
        assert index.info().removals == 0
        assert index.forget(["p0.md"]).unsupported == {}


def test_what_goes_for_a_changed_document_is_found_as_it_is_collapsed() -> None:
    with Index(":memory:", context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n"), ("b", f"{TIDE}\n{LIFT}\n"))
        texts_left(index, ("a", f"{NOBODY}\n{TIDE}\n"))
        (match,) = index.find([("b", f"{TIDE}\n{LIFT}\n")])
        assert (match.removed, match.kept_document, match.kept_line) == (True, "a", 2)


# Looked after


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE paragraphs SET text = text || '.' WHERE number = 0", "paragraph 0: is not as it was written"),
        ("UPDATE paragraphs SET line = 7 WHERE number = 1", "paragraph 1: is not as it was written"),
        ("DELETE FROM settings WHERE name = 'counted'", "the rows cannot be read: "),
        ("DELETE FROM documents", "paragraph 0: is of no document"),
        ("UPDATE sketches SET words = 7 WHERE number = 0", "paragraph 0: what is known of it is not of its text"),
        ("UPDATE postings SET term = term + 1 WHERE number = 0", "paragraph 0: is not filed where it is looked for"),
        ("INSERT INTO postings VALUES (7, 0)", "postings are there, and"),
        ("DELETE FROM sketches WHERE number = 0", "2 kept paragraphs are counted, and 1 have a text"),
        ("DELETE FROM paragraphs WHERE number = 0", "removal 3: what it went for is not there, and its document does"),
        ("DELETE FROM documents WHERE first = 3", "paragraph 3: is of no document"),
        ("UPDATE documents SET behind = 9 WHERE first = 0", "document b: its numbers are those of another"),
        ("UPDATE settings SET value = 1 WHERE name = 'next'", "number 1 would be given again"),
    ],
)
def test_check_finds_a_row_that_is_not_as_its_text_says(tmp_path: Path, statement: str, fault: str) -> None:
    path = tmp_path / "known.db"
    with Index(path, context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n{LIFT}\n"), ("b", f"{TIDE}\n"))
    store = upkeep.open_known(str(path))
    assert list(upkeep.check(store)) == []
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    store = upkeep.open_known(str(path))
    assert any(fault in found for found in upkeep.check(store))
    store.close()


def test_what_is_forgotten_is_nowhere_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "known.db"
    with Index(path, context="ignore", split="lines") as index:
        texts_left(index, ("a", f"{TIDE}\n{NOBODY}\n"), ("b", f"{TIDE}\n{LIFT}\n"), ("c", f"{TIDE}\n"))
    assert NOBODY.encode() in path.read_bytes()
    store = upkeep.open_known(str(path))
    assert upkeep.forget(store, ["a"]) == upkeep.Forgotten(2, {"b": 1, "c": 1})
    assert list(upkeep.check(store)) == []
    assert upkeep.info(store).unsupported == 2
    with pytest.raises(InputError, match="a: is not in this index; dedupe index info --documents lists what is"):
        upkeep.forget(store, ["b", "a"])
    assert upkeep.info(store).documents == 2
    store.close()
    files = [path, *tmp_path.glob("known.db-*")]
    assert not any(text.encode() in file.read_bytes() for text in (TIDE, NOBODY) for file in files)
    with Index(path, context="ignore", split="lines") as index:
        assert texts_left(index, ("b", f"{TIDE}\n{LIFT}\n"), ("c", f"{TIDE}\n")) == [f"{TIDE}\n{LIFT}\n", ""]


def test_the_order_is_counted_again_as_the_index_grows() -> None:
    with Index(":memory:", threshold=0.9, split="lines") as index:
        for number in range(20):
            page = "\n".join(f"The tide of {number} was out at {place} that day." for place in range(10))
            texts_left(index, (str(number), page))
        assert (index.info().paragraphs, index.info().counted) == (200, 80)


def test_in_bulk_the_same_words_are_frequent() -> None:
    page = "\n".join(f"The tide of {number} was out at {number + 100} that day." for number in range(20))
    found = []
    for engine in ("memory", "compiled"):
        with Index(":memory:", threshold=0.9, split="lines", engine=engine) as index:
            texts_left(index, ("a", page))
            found.append(index._store.frequencies())  # noqa: SLF001 - nothing else tells
    assert found[0] == found[1]
    assert set(found[0].values()) == {20}


def test_a_new_file_that_another_process_makes_is_waited_for(tmp_path: Path) -> None:
    path = str(tmp_path / "known.db")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.2, other.execute, ("ROLLBACK",))
    timer.start()
    with Index(path) as index:
        assert next(index.collapse_documents([("a", TIDE)])).text == TIDE
    timer.join()
    other.close()
