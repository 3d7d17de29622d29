"""Large texts that are held as bytes: the same paragraphs, removals and outputs as those that are decoded."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import to_jsonl

from dedupe import collapse_documents, engines
from dedupe.bulk import cuts, lines, texts
from dedupe.bulk.cuts import plan_line_cuts
from dedupe.bulk.lines import split_lines
from dedupe.bulk.texts import EncodedTexts, table_size
from dedupe.collapsing.cutting import plan_cuts
from dedupe.documents import Document
from dedupe.errors import InputError
from dedupe.formats.text import read_text
from dedupe.kernels import texts as kernels
from dedupe.results import Collapsed
from dedupe.splitting import split_paragraphs
from dedupe.splitting.code import BEGINNINGS, PAIRS, SIGNS, is_code

A = "The harbour office opens at nine."
B = "The ferry to the island leaves from the outer pier."
C = "Nobody came to the meeting that morning, he wrote."
# All that ends or blanks a line, what is nearly one of these, letters of all lengths in UTF-8, and signs of code.
PIECES = [
    *"\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\t \xa0\u3000\u200b\ufeff\xad\x1f\x84\u2027\u202a\u2fff\u3001",
    *"aé€\U0001f389",
    "\r\n",
    "\n\n",
    "SELECT",
    'x": 1',
    *SIGNS,
    A,
    B,
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def held(text: str, id: str = "1", mark: bytes = b"") -> Document:  # noqa: A002 - its name
    return Document.of_bytes(id, text.encode(), mark)


def collapsed(documents: list[Document], **options: Any) -> list[Collapsed]:
    return list(collapse_documents(documents, split="lines", **options))


@settings(max_examples=400)
@given(TEXTS, st.integers(1, 9))
def test_lines_are_those_of_the_text(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "PIECE", piece)
        found = split_lines(text.encode(), threads=2)
    expected = split_paragraphs(text, "lines")
    assert list(found) == list(expected)
    assert [found.end_of(place) for place in range(len(found))] == [paragraph.end for paragraph in expected]
    assert list(found.eligible()) == list(expected.eligible())
    assert [found.content(place) for place in range(len(found))] == [
        expected.content(place) for place in range(len(expected))
    ]
    assert list(found.longer_than(20)) == list(expected.longer_than(20))
    numbers = [len(text[: paragraph.start].splitlines(keepends=True)) for paragraph in expected]
    assert list(found.line_numbers) == [number + 1 for number in numbers]


@settings(max_examples=400)
@given(TEXTS, st.sampled_from([(1, 4096), (3, 4), (100, 0)]), st.data())
def test_cuts_are_those_of_the_text(text: str, pieces: tuple[int, int], data: st.DataObject) -> None:
    paragraphs = split_paragraphs(text, "lines")
    gone = sorted(data.draw(st.sets(st.integers(0, len(paragraphs) - 1)))) if len(paragraphs) else []
    if gone:
        expected = plan_cuts(text, paragraphs, gone, None)
        found = plan_line_cuts(split_lines(text.encode(), threads=1), gone)
        assert list(found) == expected
        assert found[:] == expected
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cuts, "TOGETHER", pieces[0])
            patch.setattr(cuts, "SHORT", pieces[1])
            left = b"".join(found.left())
        assert left.decode() == "".join(
            text[start:end]
            for start, end in zip(
                [0, *(cut.end for cut in expected)], [*(c.start for c in expected), len(text)], strict=True
            )
        )


@settings(max_examples=100)
@given(
    st.lists(
        st.lists(st.sampled_from([A, B, C, A.upper(), "Short é", "", "x = 1;"]), max_size=8), min_size=1, max_size=4
    ),
    st.sets(st.integers(0, 3)),
    st.sampled_from(["first", "last", "longest"]),
    st.sampled_from(["memory", "compiled"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["keep", "ignore"]),
)
def test_results_are_those_of_decoded_texts(
    pages: list[list[str]], as_bytes: set[int], keep: str, engine: str, copies: int, context: str
) -> None:
    mark = b"\xef\xbb\xbf"
    documents = [Document(str(number), "\r\n".join(page), mark=mark) for number, page in enumerate(pages)]
    mixed = [held(one.text, one.id, mark) if number in as_bytes else one for number, one in enumerate(documents)]
    options = {"scope": "corpus", "keep": keep, "engine": engine, "copies": copies, "context": context}
    for expected, found in zip(collapsed(documents, **options), collapsed(mixed, **options), strict=True):
        assert found.output == expected.output
        assert to_jsonl(found) == to_jsonl(expected)
        assert found.text == expected.text
        assert found.kept == expected.kept
        assert found.restore() == expected.restore() == found.document.text
        assert (found.matches, found.removed) == (expected.matches, expected.removed)


@given(st.lists(st.text(alphabet="ab\ud800é", max_size=20)), st.sampled_from([2**64 - 1, 3, 0]), st.integers(1, 3))
def test_different_texts_are_told_apart_whatever_the_hash(texts: list[str], hash_mask: int, threads: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dedupe.bulk.texts.SHARE", 1)
        different, numbers = EncodedTexts.of(texts).different(threads, np.uint64(hash_mask))
    assert list(different) == list(dict.fromkeys(texts))
    assert [different[number] for number in numbers] == texts


def test_texts_are_joined_and_taken_without_what_stands_between_them() -> None:
    one, other = EncodedTexts.of(["one", "é"]), EncodedTexts.of(["two"])
    assert list(EncodedTexts.joined([one, EncodedTexts.of([]), other])) == ["one", "é", "two"]
    assert EncodedTexts.joined([one, EncodedTexts.of([])]) is one
    assert list(EncodedTexts.joined([])) == []
    taken = one.take(np.array([1]))
    assert (taken[0], taken[0:1], taken.size, taken.compact().data.size) == ("é", ["é"], 2, 2)


def test_a_table_is_at_most_half_full() -> None:
    for count in (0, 1, 8, 9, 1000):
        assert table_size(count) >= 2 * count
        assert table_size(count) & (table_size(count) - 1) == 0


def test_a_document_of_which_nothing_goes_is_not_decoded() -> None:
    document = held(f"{A}\n{B}\n", mark=b"\xef\xbb\xbf")
    (found,) = collapsed([document])
    assert found.output == b"\xef\xbb\xbf" + f"{A}\n{B}\n".encode()
    assert document.content is not None


def test_a_document_of_bytes_is_the_document_of_its_text() -> None:
    text = f"{A}\n\U0001f389{B}\n"
    document = Document.of_bytes("page", text.encode(), b"\xef\xbb\xbf")
    assert document.size == len(text)
    assert document.beginning(3) == text[:3]
    assert document.beginning(10**6) == text
    assert document.to_bytes() == b"\xef\xbb\xbf" + text.encode()
    assert document.content == text.encode()
    assert document == Document("page", text, mark=b"\xef\xbb\xbf")
    assert document.beginning(3) == text[:3]
    # It was asked for, and is held once.
    assert document.content is None
    assert document.named("a").name == "a" != document.name


def is_counted_as_python_does(content: bytes | bytearray) -> None:
    try:
        expected = len(content.decode("utf-8"))
    except UnicodeDecodeError:
        expected = -1
    data = np.frombuffer(content, np.uint8)
    assert kernels.count_valid(data, 0, data.size) == expected
    # Each part looks at what is before it.
    parts = [kernels.count_valid(data, *part) for part in pairwise(range(data.size + 1))]
    assert (-1 if -1 in parts else sum(parts)) == (expected if content else 0)


def test_code_points_are_counted_where_bytes_are_utf_8() -> None:
    ends = (b"", b"\x7f", b"\x80", b"\xbf", b"\xc0", b"\x80\x80", b"\xbf\xbf", b"\x80\xc0")
    for first in range(0x100):
        is_counted_as_python_does(bytes([first]))
        for second in range(0x100) if first >= 0x80 else (0, 0x80, 0xC2):
            for end in ends:
                is_counted_as_python_does(bytes([first, second]) + end)


@given(st.lists(st.sampled_from([*"aé€\U0001f389", "a" * 31, "\ud7ff\ue000\U0010ffff"])).map("".join), st.data())
def test_one_byte_that_is_wrong_is_found_wherever_it_stands(text: str, data: st.DataObject) -> None:
    content = bytearray(text.encode())
    is_counted_as_python_does(content)
    if content:
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 0xFF))
        is_counted_as_python_does(content)
        is_counted_as_python_does(content[: data.draw(st.integers(0, len(content)))])


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads_find_the_place_where_bytes_are_not_utf_8(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "SHARE", 1)
    content = "aé€\U0001f389".encode() * 3
    assert texts.count_valid(content, threads) == 12
    assert texts.count_valid(b"", threads) == 0
    for place in range(len(content)):
        with pytest.raises(UnicodeDecodeError) as raised:
            texts.count_valid(content[:place] + b"\xff" + content[place + 1 :], threads)
        assert raised.value.start <= place


def test_a_large_file_is_held_as_bytes_and_faults_in_it_are_told_as_of_any(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = b"\xef\xbb\xbf"
    contents = [
        f"{A}\n".encode(),
        mark + f"é{A}".encode(),
        b"abc\0d",
        mark + "é\0".encode(),
        b"abc\xff",
        mark + b"a\xc3",
    ]
    told = [what_is_read(content) for content in contents]
    monkeypatch.setattr(engines, "BULK", 0)
    assert [what_is_read(content) for content in contents] == told
    assert read_text("page.txt", contents[0]).content == contents[0]
    assert read_text("page.txt", contents[0], "latin-1").content is None


def what_is_read(content: bytes) -> object:
    try:
        return read_text("page.txt", content)
    except InputError as error:
        return str(error)


# What lines of code are made of, and what is near to it.
CODE = st.sampled_from(
    [*SIGNS, *PAIRS, *BEGINNINGS, *" \t\u3000\xa0xé_(;+", "s)", "()", "();", "('", "):", "def f", "a.b", ":=", "</b>"]
)


@settings(max_examples=300)
@given(st.lists(st.lists(CODE, max_size=9).map("".join), max_size=9).map("\n".join))
def test_lines_of_code_are_seen_to_be_that(text: str) -> None:
    assert split_lines(text.encode(), threads=1).kinds == split_paragraphs(text, "lines").kinds


def test_all_code_has_a_sign() -> None:
    for text in ("x = 1", "f(é);", "é();", "return {};", "<b>", "}", "$ ls", '"a": 1', "SELECT a", "FROM b"):
        assert is_code(text) <= any(sign in text for sign in SIGNS)
        assert split_lines(text.encode(), threads=1).kinds == split_paragraphs(text, "lines").kinds
