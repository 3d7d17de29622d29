"""WET and WARC: the headers fit the texts that are left, and what is damaged is said."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import Any

import pytest
from archives import framed, response
from hypothesis import given, settings
from hypothesis import strategies as st
from shortening import bytes_of, draw_cuts, faults_of, left_of, shortened, texts_of

from dedupe.errors import InputError
from dedupe.formats.records import Record
from dedupe.formats.wet import read_warc, read_wet

warc = pytest.importorskip("fastwarc.warc", reason="WET and WARC need fastwarc")

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("\r\n"), max_size=40)
PAGE = (
    "<html><head><title>Ferries</title></head><body><article>"
    + "".join(
        f"<p>Ferry number {number} leaves the outer harbour at noon, if the wind allows it.</p>" for number in range(6)
    )
    + "</article></body></html>"
).encode()


def page(text: str, uri: str = "https://example.org/") -> bytes:
    return framed("conversion", text.encode(), uri)


def records_of(content: bytes) -> list[Record]:
    return list(read_wet("crawl.wet", io.BytesIO(content)))


def pages_of(content: bytes) -> list[Record]:
    return list(read_warc("crawl.warc", io.BytesIO(content)))


def reread(content: bytes) -> Iterator[tuple[Any, bytes]]:
    """Read records as fastwarc does, digests checked."""
    for record in warc.ArchiveIterator(io.BytesIO(content), parse_http=False):
        assert record.verify_block_digest()
        yield record, record.reader.read()


@settings(max_examples=150)
@given(st.lists(TEXTS, max_size=4), st.binary(max_size=20), st.integers(0, 400))
@pytest.mark.hostile(
    "any bytes as text, JSONL, CSV, WET or compressed data",
    "the records are all bytes of the file, or there is an error",
)
def test_the_records_are_all_bytes_of_any_file_that_is_read(texts: list[str], junk: bytes, place: int) -> None:
    whole = framed("warcinfo", b"software: x\r\n") + b"".join(map(page, texts))
    content = whole[:place] + junk + whole[place:]
    try:
        records = records_of(content)
    except InputError as error:
        assert "crawl.wet: " in str(error)  # noqa: PT017 - it need not come
    else:
        assert bytes_of(records) == content
        assert faults_of(records) or content.strip(b"\r\n") == b"" or texts_of(records) == texts or junk


@settings(max_examples=150)
@given(st.data(), st.lists(TEXTS, min_size=1, max_size=3))
def test_lengths_and_digests_fit_the_texts_that_are_left(data: st.DataObject, texts: list[str]) -> None:
    records = records_of(b"".join(map(page, texts)))
    assert texts_of(records) == texts
    made = b""
    expected: list[str] = []
    for record in records[:-1]:
        cuts = [draw_cuts(data, document.text) for document in record.documents]
        made += shortened(record, cuts)
        expected += map(left_of, record.documents, cuts)
    found = list(reread(made))
    assert [text.decode() for _, text in found] == expected
    assert [record.headers["WARC-Target-URI"] for record, _ in found] == ["https://example.org/"] * len(texts)


def test_a_record_of_another_kind_has_no_text() -> None:
    content = framed("warcinfo", b"a: b\r\n") + framed("conversion", b"{}", Content_Type="application/json") + page("a")
    records = records_of(content)
    assert texts_of(records) == ["a"]
    assert bytes_of(records) == content
    assert not faults_of(records)


def test_a_file_that_ends_too_soon_has_a_fault_where_it_does() -> None:
    whole = page("Nobody came.", "https://example.org/a") + page("The bar is closed.", "https://example.org/b")
    first = len(page("Nobody came.", "https://example.org/a"))
    for length in range(first + 1, len(whole) - 4):
        try:
            records = records_of(whole[:length])
        except InputError:
            continue
        assert bytes_of(records) == whole[:length]
        assert len(faults_of(records)) == 1
    [fault] = faults_of(records_of(whole[:-10]))
    assert fault == f"https://example.org/b: the record ends too soon, at byte {len(whole) - 10} of crawl.wet"


def test_a_text_that_is_not_utf_8_is_a_fault_with_its_place() -> None:
    content = framed("conversion", b"caf\xe9")
    assert faults_of(records_of(content)) == [
        f"https://example.org/: not UTF-8 at byte {content.index(0xE9)} of crawl.wet"
    ]


@pytest.mark.parametrize("content", [b"Dear diary,\n", b"WARC", page("a").replace(b"WARC/1.0", b"XARC/1.0")])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    for read in (records_of, pages_of):
        with pytest.raises(InputError, match=r"crawl\.w.*; .*pass --format"):
            read(content)


def test_an_empty_file_has_no_records() -> None:
    assert records_of(b"") == pages_of(b"") == [Record(0, last=True)]


# Pages of a WARC file, whose main text becomes WET


@pytest.fixture
def trafilatura() -> None:
    pytest.importorskip("trafilatura", reason="the text of pages needs trafilatura")


@pytest.mark.usefixtures("trafilatura")
def test_the_main_text_of_each_page_is_a_record_of_wet() -> None:
    content = response(PAGE) + framed("request", b"GET / HTTP/1.1\r\n\r\n") + response(PAGE)
    records = pages_of(content)
    made = bytes_of(records)
    assert texts_of(records_of(made)) == texts_of(records)
    assert len(texts_of(records)) == 2
    assert texts_of(records)[0].splitlines()[5] == (
        "Ferry number 5 leaves the outer harbour at noon, if the wind allows it."
    )
    headers = [record.headers for record in warc.ArchiveIterator(io.BytesIO(made), parse_http=False)]
    assert headers[0]["WARC-Refers-To"] == "<urn:uuid:1>"
    assert headers[0]["WARC-Target-URI"] == "https://example.org/"


@pytest.mark.usefixtures("trafilatura")
@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("encoded", [False, True])
def test_pages_may_be_compressed_and_in_chunks(chunked: bool, encoded: bool) -> None:  # noqa: FBT001 - parameters
    content, headers = PAGE, []
    if encoded:
        content, headers = gzip.compress(content), ["Content-Encoding: gzip"]
    if chunked:
        content = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
        headers.append("Transfer-Encoding: chunked")
    records = pages_of(response(content, *headers) * 3)
    assert len(texts_of(records)) == 3
    assert not faults_of(records)


@pytest.mark.usefixtures("trafilatura")
def test_a_page_that_was_saved_without_its_http_headers_is_one_too() -> None:
    assert len(texts_of(pages_of(framed("resource", PAGE, Content_Type="Text/HTML; charset=utf-8")))) == 1


@pytest.mark.usefixtures("trafilatura")
@pytest.mark.hostile("data that is cut off or damaged at any place", "an error, and no output")
def test_pages_that_are_cut_off_or_damaged_are_faults() -> None:
    bad = response(b"xyz\r\n%b\r\n0\r\n\r\n" % PAGE, "Transfer-Encoding: chunked")
    records = pages_of(bad + response(PAGE) + response(PAGE)[:-200])
    assert len(texts_of(records)) == 1
    damaged, short = faults_of(records)
    assert damaged.startswith("https://example.org/: the page is damaged (")
    assert short.startswith("https://example.org/: the record ends too soon, at byte ")


@pytest.mark.usefixtures("trafilatura")
def test_where_the_file_ends_inside_of_headers_it_is_said() -> None:
    [fault] = faults_of(pages_of(response(PAGE) + response(PAGE)[:100]))
    assert "the record ends too soon" in fault
