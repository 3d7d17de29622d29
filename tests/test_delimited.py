"""CSV and TSV: the cells are those of the csv module, and all else stays to the byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shortening import bytes_of, draw_cuts, faults_of, left_of, shortened, texts_of

from dedupe.collapsing.cutting import Cut
from dedupe.errors import InputError, OptionError
from dedupe.formats.delimited import read_delimited
from dedupe.formats.fields import Fields
from dedupe.formats.records import Record
from dedupe.formats.rows import Dialect

PLAIN = Dialect()
ESCAPED = Dialect(escape="\\")
UNQUOTED = Dialect(quote="", escape="\\")
SIGNS = st.sampled_from('"\\,;\t|\n\r\x0b\u2028éa b') | st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.text(SIGNS, max_size=12)
DELIMITERS = st.sampled_from(",;\t|")


def records_of(
    content: bytes,
    *fields: str,
    dialect: Dialect = PLAIN,
    encoding: str = "auto",
    id: str | None = None,  # noqa: A002 - its name
) -> list[Record]:
    stream = io.BytesIO(content)
    return list(read_delimited("crawl.csv", stream, Fields(fields, id), dialect=dialect, encoding=encoding))


def spelled(
    rows: Iterable[Sequence[str]], dialect: Dialect, end: str = "\n", *, quoting: int = csv.QUOTE_MINIMAL
) -> str:
    """Spell rows as the csv module does."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=end, **options_of(dialect), quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return file.getvalue()


def rows_of(text: str, dialect: Dialect) -> list[list[str]]:
    """Read rows as the csv module does; a file would be split into lines in the same way."""
    quoting = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    return list(csv.reader(io.StringIO(text, newline=""), **options_of(dialect), quoting=quoting))  # type: ignore[arg-type]


def options_of(dialect: Dialect) -> dict[str, object]:
    return {
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quote or None,
        "escapechar": dialect.escape or None,
        "doublequote": not dialect.escape,
    }


@settings(max_examples=300)
@given(
    st.lists(st.binary(max_size=12) | TEXTS.map(str.encode), max_size=6).map(b"\n".join),
    st.sampled_from([PLAIN, ESCAPED, UNQUOTED]),
)
@pytest.mark.hostile(
    "any bytes as text, JSONL, CSV, WET or compressed data",
    "the records are all bytes of the file, or there is an error",
)
def test_the_records_are_all_bytes_of_any_file(content: bytes, dialect: Dialect) -> None:
    content = b"id,text\n" + content
    assert bytes_of(records_of(content, dialect=dialect)) == content


@settings(max_examples=400)
@given(
    st.lists(st.lists(TEXTS, min_size=1, max_size=3), max_size=5),
    DELIMITERS,
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([PLAIN, ESCAPED]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_cells_are_those_that_csv_reads(
    rows: list[list[str]], delimiter: str, end: str, dialect: Dialect, quoting: int
) -> None:
    dialect = dialect._replace(delimiter=delimiter)
    text = spelled([["id", "text"], *rows], dialect, end, quoting=quoting)
    records = records_of(text.encode(), "id", "text", dialect=dialect)
    expected = [cell for row in rows_of(text, dialect)[1:] for cell in row[:2]]
    if not any("none around it" in fault for fault in faults_of(records)):
        assert texts_of(records) == expected
        assert not faults_of(records)


@settings(max_examples=400)
@given(st.data(), st.lists(TEXTS, min_size=1, max_size=3), DELIMITERS, st.sampled_from([PLAIN, ESCAPED]))
def test_csv_reads_the_same_row_with_the_text_that_is_left(
    data: st.DataObject, row: list[str], delimiter: str, dialect: Dialect
) -> None:
    dialect = dialect._replace(delimiter=delimiter)
    header = ["a", "b", "c"]
    # With another line end, csv does not put quotes around \r.
    line = spelled([row], dialect, "\r\n", quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])))
    _, *records, _ = records_of(spelled([header], dialect).encode() + line.encode(), *header, dialect=dialect)
    if faults_of(records) or not texts_of(records):
        return
    [record] = records
    cuts = [draw_cuts(data, document.text) for document in record.documents]
    expected = [list(map(left_of, record.documents, cuts))]
    assert rows_of(shortened(record, cuts).decode(), dialect) == expected


@given(st.text(st.sampled_from('"\\ab\t\n'), max_size=20))
def test_an_escape_before_a_line_end_without_quotes_joins_the_lines(text: str) -> None:
    # So MySQL writes it.
    dialect = UNQUOTED._replace(delimiter="\t")
    escaped = "".join(f"\\{char}" if char in "\\\t\n" else char for char in text)
    content = f"id\ttext\n1\t{escaped}\n2\tend\n"
    records = records_of(content.encode(), dialect=dialect)
    assert texts_of(records) == [text, "end"]
    assert [row[1] for row in rows_of(content, dialect)[1:]] == [text, "end"]


def test_an_escape_at_the_end_of_the_file_is_no_error() -> None:
    for content in (b"text\na\\", b"text\na\\\n"):
        assert bytes_of(records_of(content, dialect=ESCAPED)) == content


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32-be", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("marked", [False, True])
def test_places_are_those_of_the_encoding(encoding: str, marked: bool) -> None:  # noqa: FBT001 - a parameter of the test
    text = 'übrig;text\r\nß;"Ein ""Wort""; zwei"\r\n'
    mark = "\ufeff" if marked and encoding.startswith("utf") and encoding != "utf-16" else ""
    content = (mark + text).encode(encoding)
    auto = bool(mark) or encoding == "utf-16"
    records = records_of(content, encoding="auto" if auto else encoding)
    assert bytes_of(records) == content
    *_, record, _ = records
    [document] = record.documents
    assert document.text == 'Ein "Wort"; zwei'
    offsets = document.offsets()
    assert content[offsets[4] : offsets[5]].decode(document.encoding) == '""'


def test_rows_may_be_longer_than_the_csv_module_takes() -> None:
    long = "word " * 60_000
    assert texts_of(records_of(f'text\n"{long}\n{long}"\n'.encode())) == [f"{long}\n{long}"]


def test_rows_may_have_fewer_cells_and_more_and_none() -> None:
    content = b"id,text\n1\n2,b,c\n\n3,d\n"
    records = records_of(content)
    assert texts_of(records) == ["b", "d"]
    assert bytes_of(records) == content


def test_a_row_never_vanishes() -> None:
    for content, left in ((b"text\nab\n", b'""\n'), (b'text\n"ab"\n', b'""\n'), (b"text,id\nab,\n", b",\n")):
        _, record, _ = records_of(content)
        [document] = record.documents
        assert shortened(record, [[Cut(0, 0, len(document.text))]]) == left


def test_a_row_goes_with_its_line_end_where_that_is_asked_for() -> None:
    _, record, _ = records_of(b'id,text\r\n1,"ab"\r\n')
    assert shortened(record, [[Cut(0, 0, 2)]], drop_empty=True) == b""


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_the_one_in_the_header(delimiter: str) -> None:
    content = f'\r\n"a, b"{delimiter}text{delimiter}c\r\n1{delimiter}x,y;z{delimiter}3\r\n'
    expected = {",": "x", ";": "x,y"}.get(delimiter, "x,y;z")
    assert texts_of(records_of(content.encode())) == [expected]


FAULTS = {
    b'1,"a\n2,b\n': "a quote is opened and not closed; pass --quote none if quotes mean nothing here",
    b'1,"a" b\n': "something stands behind the closing quote of column 2; pass --escape or --quote none",
    b"1,\xe9\n": "not UTF-8; pass --encoding",
    'a,b "b"\u2028c\n'.encode(): "column 2 has lines and quotes, but none around it",
}


@pytest.mark.parametrize("row", FAULTS)
def test_a_row_that_cannot_be_read_says_what_is_wrong_and_where(row: bytes) -> None:
    content = b"id,text\n1,a\n" + row
    records = records_of(content)
    assert faults_of(records) == [f"crawl.csv:3: {FAULTS[row]}"]
    assert bytes_of(records) == content


HEADERS = {
    b"id,\xe9,text\n1,2,a\n": "the header cannot be read, not UTF-8; pass --encoding",
    b'"text\n': "the header cannot be read, a quote is opened and not closed;"
    " pass --quote none if quotes mean nothing here",
    "id,text\n".encode(
        "utf-16-le"
    ): "binary, there are NUL bytes in the header; if it is UTF-16, pass --encoding utf-16",
    b"id,body\n": "there is no field 'text', there are id, body; pass --field NAME for the one with the text",
}


@pytest.mark.parametrize("content", HEADERS)
def test_a_header_that_does_not_say_where_the_text_is_ends_the_reading(content: bytes) -> None:
    with pytest.raises(InputError) as raised:
        records_of(content)
    assert str(raised.value) == f"crawl.csv: {HEADERS[content]}"


def test_a_quote_that_is_its_own_escape_stands_there_twice() -> None:
    assert texts_of(records_of(b'text\n"a ""b"""\n', dialect=Dialect(escape='"'))) == ['a "b"']


@pytest.mark.parametrize("dialect", [Dialect('"'), Dialect(";", ";"), Dialect("\n"), Dialect("\\", escape="\\")])
def test_signs_that_are_not_told_apart_are_refused(dialect: Dialect) -> None:
    with pytest.raises(OptionError, match="delimiter, quote and escape must be three different characters"):
        records_of(b"text\na\n", dialect=dialect)


def test_rows_are_numbered_by_their_lines() -> None:
    records = records_of(b'id,text\n,"a\nb"\n7,c\n,d\n', id="id")
    assert [document.id for record in records for document in record.documents] == ["crawl.csv:2", "7", "crawl.csv:5"]


def test_an_open_quote_in_a_long_file_is_found_out_in_one_pass() -> None:
    # Where each line is added to those before, this takes half a minute.
    content = b'text\n"open\n' + b"Nobody came to the market on that day.\n" * 400_000
    assert len(faults_of(records_of(content))) == 1
