"""Bytes to a document and back, in every encoding, or a clear refusal."""

from __future__ import annotations

import codecs
from encodings.aliases import aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.documents import STEP, Document
from dedupe.errors import DedupeError, InputError, OptionError
from dedupe.formats.text import find_codec, is_binary, read_text, sniff_mark

TEXT = "Über naïve Straßen – 重複\r\n\n\tzwei\x0c 🙂\u2028Ende"
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}
# mbcs and oem are those of Windows; the escapes warn of what they cannot read.
NAMES = sorted(
    {*aliases.values(), "idna", "punycode", "undefined", "utf_8_sig", "utf_16_le", "utf_32_be"} - {"mbcs", "oem"}
)
TEXT_ENCODINGS = [name for name in NAMES if codecs.lookup(name)._is_text_encoding]  # noqa: SLF001
SAMPLES = [
    "plain\n",
    "Ünï",
    "Привет, мир\r\n",
    "日本語　テスト\n\n　次",
    "ｶﾅ",
    "한국어 시험",
    "中文，测试",
    "שלום",
    "سلام",
    "ไทย",
    "~{<:}",
    "a+b-",
    "🙂",
    "か\u309a",
]


def refusal(content: bytes, encoding: str = "auto") -> str:
    with pytest.raises(InputError) as raised:
        read_text("page.txt", content, encoding)
    return str(raised.value)


def test_text_is_utf_8_unless_said_otherwise() -> None:
    assert read_text("page.txt", TEXT.encode()) == Document("page.txt", TEXT, "utf-8", b"")


@pytest.mark.parametrize("encoding", ["auto", "utf-8", "utf-16", "UTF_32", "latin-1", "cp1252", "shift_jis"])
def test_an_empty_file_is_an_empty_text(encoding: str) -> None:
    document = read_text("page.txt", b"", encoding)
    assert (document.text, document.mark, document.to_bytes()) == ("", b"", b"")


@pytest.mark.parametrize(("encoding", "mark"), MARKS.items())
@pytest.mark.parametrize("text", [TEXT, "", "\ufeffa"])
@pytest.mark.hostile("not UTF-8, NUL, byte order marks", "an error with the place, or the same bytes again")
def test_a_byte_order_mark_says_the_encoding_and_comes_back(encoding: str, mark: bytes, text: str) -> None:
    content = mark + text.encode(encoding)
    document = read_text("page.txt", content)
    assert document == Document("page.txt", text, encoding, mark)
    assert document.to_bytes() == content
    assert sniff_mark(content) == (mark, encoding)


@pytest.mark.parametrize(
    ("asked", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("U8", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
        ("UTF-16LE", "utf-16-le"),
        ("utf-32", "utf-32-le"),
        ("utf_32", "utf-32-be"),
    ],
)
def test_a_mark_of_the_encoding_asked_for_is_no_part_of_the_text(asked: str, encoding: str) -> None:
    content = MARKS[encoding] + TEXT.encode(encoding)
    assert read_text("page.txt", content, asked) == Document("page.txt", TEXT, encoding, MARKS[encoding])


@pytest.mark.parametrize(("asked", "encoding"), [("utf-16", "utf-16-le"), ("utf-32", "utf-32-le")])
def test_without_a_mark_the_low_byte_comes_first(asked: str, encoding: str) -> None:
    assert read_text("page.txt", TEXT.encode(encoding), asked) == Document("page.txt", TEXT, encoding)


def test_a_mark_of_another_encoding_than_asked_for_is_text() -> None:
    document = read_text("page.txt", codecs.BOM_UTF8 + b"a", "latin-1")
    assert (document.text, document.encoding, document.mark) == ("ï»¿a", "iso8859-1", b"")
    assert document.to_bytes() == codecs.BOM_UTF8 + b"a"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("latin-1", "Über \x85 \xa0 café\x80"),
        ("cp1252", "“Über” – 5 €"),
        ("shift_jis", "日本語　テスト ｶﾅ\r\n"),
        ("gb18030", "中文🙂\n"),
        ("big5", "中文測試"),
        ("euc_kr", "한국어"),
        ("koi8-r", "Привет"),
        ("iso2022_jp", "no kanji\n"),
        ("utf-7", "only ASCII\n"),
    ],
)
def test_other_encodings_are_read_and_written_as_they_were(encoding: str, text: str) -> None:
    content = text.encode(encoding)
    document = read_text("page.txt", content, encoding)
    assert (document.text, document.encoding) == (text, codecs.lookup(encoding).name)
    assert document.to_bytes() == content


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("iso2022_jp", "日本語\n".encode("iso2022_jp")),
        ("iso2022_jp", "日本　語".encode("iso2022_jp")),
        ("iso2022_jp", b"\x1b(Bplain"),
        ("iso2022_kr", "한국어".encode("iso2022_kr")),
        ("hz", "中文".encode("hz")),
        ("utf-7", "Ü\u2028\u3000Ö".encode("utf-7")),
        ("utf-7", b"+AGE-"),
        ("cp932", b"\xee\xf9"),
        ("punycode", b"ab-"),
        ("euc_jis_2004", "か\u309a".encode("euc_jis_2004")),
    ],
)
def test_what_would_not_come_back_is_refused(encoding: str, content: bytes) -> None:
    name = codecs.lookup(encoding).name
    assert refusal(content, encoding) == (
        f"page.txt: {name} would not give the same bytes again; convert the file to UTF-8 first"
    )


@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"caf\xe9 noir", "auto", "page.txt: not UTF-8 at byte 3; pass --encoding"),
        (b"caf\xe9 noir", "utf-8", "page.txt: not UTF-8 at byte 3; pass another --encoding"),
        (codecs.BOM_UTF8 + b"caf\xe9", "auto", "page.txt: not UTF-8 at byte 6; pass --encoding"),
        (codecs.BOM_UTF16_LE + b"a\0b", "auto", "page.txt: not utf-16-le at byte 4; pass --encoding"),
        (codecs.BOM_UTF32_BE + b"\0\x11\0\0", "auto", "page.txt: not utf-32-be at byte 4; pass --encoding"),
        (b"\xed\xa0\x80", "auto", "page.txt: not UTF-8 at byte 0; pass --encoding"),
        (b"a\xff", "ascii", "page.txt: not ascii at byte 1; pass another --encoding"),
        (b"\x81", "cp1252", "page.txt: not cp1252 at byte 0; pass another --encoding"),
        (b"a\x82", "shift_jis", "page.txt: not shift_jis at byte 1; pass another --encoding"),
        (b"\x1b$B", "iso2022_jp", "page.txt: iso2022_jp would not give the same bytes again; convert"),
        (b"plain text", "undefined", "page.txt: not undefined; pass another --encoding"),
    ],
)
def test_bytes_that_are_not_text_are_named_with_place_and_way_out(content: bytes, encoding: str, message: str) -> None:
    assert refusal(content, encoding).removesuffix(" the file to UTF-8 first") == message


@pytest.mark.parametrize(
    ("content", "encoding", "place"),
    [
        (b"\0", "auto", 0),
        (b"PK\x03\0", "auto", 3),
        ("é\0".encode(), "auto", 2),
        (codecs.BOM_UTF8 + b"a\0", "auto", 4),
        (codecs.BOM_UTF16_LE + "ab\0".encode("utf-16-le"), "auto", 6),
        ("ab\0".encode("utf-16-le"), "utf-16", 4),
        (b"\xe9\0", "latin-1", 1),
    ],
)
@pytest.mark.hostile("not UTF-8, NUL, byte order marks", "an error with the place, or the same bytes again")
def test_a_nul_byte_is_no_text_and_its_place_is_said(content: bytes, encoding: str, place: int) -> None:
    assert refusal(content, encoding) == (
        f"page.txt: binary, there is a NUL byte at {place}; if it is text in another encoding, pass --encoding,"
        " such as --encoding utf-16"
    )


@pytest.mark.parametrize("name", ["no-such", "", "utf-9", "ü", "a\0b", "\ud800", "aliases"])
def test_an_unknown_encoding_is_an_error_with_a_way_out(name: str) -> None:
    with pytest.raises(OptionError) as raised:
        read_text("page.txt", b"a", name)
    assert str(raised.value) == (f"encoding must be one that Python knows, got {name!r}; try utf-8, latin-1 or cp1252")


@pytest.mark.parametrize("name", ["rot13", "hex", "base64", "zip", "bz2", "uu", "quopri"])
def test_a_codec_that_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(OptionError) as raised:
        find_codec(name)
    assert str(raised.value) == f"encoding must turn bytes into text, got {name!r}; try utf-8, latin-1 or cp1252"


@pytest.mark.parametrize("encoding", TEXT_ENCODINGS)
@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")
def test_in_every_encoding_text_comes_back_byte_for_byte_or_is_refused(encoding: str) -> None:
    for sample in SAMPLES:
        for content in (encodable(sample, encoding), sample.encode()):
            try:
                document = read_text("page.txt", content, encoding)
            except DedupeError:
                continue
            pieces = [document.encode(character) for character in document.text]
            assert document.mark + b"".join(pieces) == document.to_bytes() == content


def encodable(sample: str, encoding: str) -> bytes:
    try:
        return sample.encode(encoding, "ignore")
    except UnicodeError:
        return b""


def test_most_encodings_are_read() -> None:
    read = {name for name in TEXT_ENCODINGS for sample in SAMPLES if is_read(sample, name)}
    assert set(TEXT_ENCODINGS) - read <= {"idna", "punycode", "undefined", "iso2022_kr"}


def is_read(sample: str, encoding: str) -> bool:
    try:
        return read_text("page.txt", sample.encode(encoding), encoding).text == sample
    except (UnicodeError, DedupeError):
        return False


ENCODINGS = st.sampled_from(
    [*MARKS, "latin-1", "cp1252", "shift_jis", "gb18030", "iso2022_jp", "utf-7", "euc_jis_2004", "big5hkscs"]
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text(
    "aé　日か\u309a\n\u2028Ê\u0304"
)


@settings(max_examples=300)
@given(ANY_TEXT, ENCODINGS, st.booleans())
def test_every_text_in_every_encoding_comes_back(text: str, encoding: str, marked: bool) -> None:  # noqa: FBT001
    mark = MARKS.get(encoding, b"") if marked else b""
    content = mark + text.encode(encoding, "ignore")
    try:
        document = read_text("page.txt", content, encoding)
    except InputError:
        assert encoding not in MARKS
        return
    assert document.to_bytes() == content
    if encoding in MARKS and not text.startswith("\ufeff"):
        assert (document.text, document.mark) == (text, mark)


@settings(max_examples=300)
@given(st.binary(max_size=12) | st.text("aé🙂", max_size=5).map(str.encode), ENCODINGS | st.just("auto"))
@pytest.mark.hostile(
    "any bytes as text, JSONL, CSV, WET or compressed data",
    "the records are all bytes of the file, or there is an error",
)
def test_any_bytes_come_back_or_are_refused(content: bytes, encoding: str) -> None:
    try:
        document = read_text("page.txt", content, encoding)
    except InputError:
        return
    assert document.to_bytes() == content
    assert "\0" not in document.text


@settings(max_examples=300)
@given(ANY_TEXT, st.sampled_from([1, STEP]), ENCODINGS, st.booleans(), st.lists(st.integers(0, 3 * STEP), max_size=8))
def test_byte_offsets_are_those_of_counting(
    text: str,
    times: int,
    encoding: str,
    marked: bool,  # noqa: FBT001
    places: list[int],
) -> None:
    text = (text * times)[: 3 * STEP]
    content = (MARKS.get(encoding, b"") if marked else b"") + text.encode(encoding, "ignore")
    try:
        document = read_text("page.txt", content, encoding)
    except InputError:
        return
    offsets = document.offsets()
    for offset in {0, len(document.text), *(min(place, len(document.text)) for place in places)}:
        assert offsets[offset] == len(document.mark) + len(document.text[:offset].encode(document.encoding))
        assert content[offsets[offset] :].decode(document.encoding) == document.text[offset:]


@pytest.mark.parametrize(
    ("content", "encoding", "binary"),
    [
        (b"text", "auto", False),
        (b"te\0xt", "auto", True),
        (codecs.BOM_UTF16_LE + b"a\0", "auto", False),
        (codecs.BOM_UTF32_BE + b"\0\0\0a", "auto", False),
        (codecs.BOM_UTF8 + b"a\0", "auto", True),
        (b"a\0", "utf-16", False),
        (b"a\0", "latin-1", True),
        (b"", "auto", False),
    ],
)
def test_binary_is_what_has_a_nul_byte_that_its_encoding_has_not(content: bytes, encoding: str, binary: bool) -> None:  # noqa: FBT001
    assert is_binary(content, encoding) == binary
