"""HTML: the main text of a page, and nothing else of it."""

from __future__ import annotations

import sys

import pytest

from dedupe.errors import InputError, MissingExtraError
from dedupe.formats.html import read_html

A = "The ferry leaves the outer harbour at noon, if the wind allows it."
B = "Nobody came to the café on the market on that day, he said."
PAGE = (
    "<html><head><title>Ferries</title><meta charset='{}'></head><body><nav>Home About</nav>"
    f"<article><h1>Ferries</h1><p>{A}</p><p>{B}</p><p>{A}</p></article><footer>Imprint</footer></body></html>"
)


@pytest.fixture
def trafilatura() -> None:
    pytest.importorskip("trafilatura", reason="HTML needs trafilatura")


@pytest.mark.usefixtures("trafilatura")
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_the_record_is_the_main_text(encoding: str) -> None:
    record = read_html("page.html", PAGE.format(encoding).encode(encoding))
    text = record.documents[0].text
    assert text.endswith("\n")
    assert text.splitlines()[-2:] == [B, A]
    assert "Imprint" not in text
    assert record.to_bytes() == text.encode()
    assert record.last


@pytest.mark.usefixtures("trafilatura")
def test_the_text_of_one_page_does_not_depend_on_those_before() -> None:
    texts = [read_html("page.html", PAGE.format("utf-8").encode()).documents[0].text for _ in range(5)]
    assert len(set(texts)) == 1
    assert texts[0].count(A) == 2


@pytest.mark.usefixtures("trafilatura")
def test_markdown_has_its_headings() -> None:
    text = read_html("page.html", PAGE.format("utf-8").encode(), as_markdown=True).documents[0].text
    assert "# Ferries" in text.splitlines()


@pytest.mark.usefixtures("trafilatura")
@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "shift_jis"])
def test_an_encoding_that_is_given_is_used(encoding: str) -> None:
    page = PAGE.replace("é", "e") if encoding == "shift_jis" else PAGE
    text = read_html("page.html", page.format("utf-8").encode(encoding), encoding).documents[0].text
    assert A in text


@pytest.mark.usefixtures("trafilatura")
def test_a_page_in_another_encoding_is_refused() -> None:
    with pytest.raises(InputError) as raised:
        read_html("page.html", b"\xe9", "utf-8")
    assert str(raised.value) == "page.html: not utf-8; pass another --encoding"


@pytest.mark.usefixtures("trafilatura")
@pytest.mark.parametrize("page", [b"", b"<p></p>", b"\0\1\2", b"<html>" * 3000, b"<html><body><script>var a;</script>"])
def test_a_page_without_text_says_so_and_nothing_else(page: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as raised:
        read_html("page.html", page)
    assert str(raised.value) == ("page.html: no main text found in this page; pass --format text to take it as it is")
    assert capfd.readouterr() == ("", "")


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(
        MissingExtraError, match=r"HTML needs trafilatura \(.*\); pip install 'dedupe-paragraphs\[html\]'"
    ):
        read_html("page.html", b"<p>a</p>")
