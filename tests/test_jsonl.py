"""JSON lines: the texts are those of the json module, and all else stays to the byte."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shortening import bytes_of, draw_cuts, faults_of, left_of, shortened, texts_of

from dedupe.errors import InputError
from dedupe.formats.fields import Fields
from dedupe.formats.jsonl import read_jsonl
from dedupe.formats.records import Record

# Half surrogate pairs among them, which JSON can spell.
CHARACTERS = st.characters() | st.sampled_from('\ud83d\ude00\udc00\n\r\t"\\/\u2028\x00\x7fé')
TEXTS = st.text(CHARACTERS, max_size=30)
NUMBERS = st.sampled_from(["1", "-0", "1e400", "NaN", "-Infinity", "9" * 30, "9" * 5000, "0.10000000000000000000001"])
SPACES = st.sampled_from(["", " ", "\t", "  \r"])
KEYS = st.sampled_from(["text", "page", "page.text", "te\\u0078t", "other", "é", ""])


@st.composite
def strings(draw: st.DrawFn) -> str:
    """Spell a text as JSON in one of many ways."""
    spelled = []
    for char in draw(TEXTS):
        plain, escaped = json.dumps(char, ensure_ascii=False)[1:-1], json.dumps(char)[1:-1]
        code = escaped if len(escaped) == 12 else f"\\u{ord(char):04X}"
        choices = [escaped, code] if "\ud800" <= char <= "\udfff" else [plain, escaped, code]
        spelled.append(draw(st.sampled_from([*choices, "\\/"] if char == "/" else choices)))
    return f'"{"".join(spelled)}"'


VALUES = strings() | NUMBERS | st.sampled_from(["null", "true", "false", "[]", '[[], "a", {}]'])


@st.composite
def objects(draw: st.DrawFn, depth: int = 2) -> str:
    members = []
    for key in draw(st.lists(KEYS, max_size=5)):
        value = draw(objects(depth=depth - 1) if depth and draw(st.booleans()) else VALUES)
        members.append(f'{draw(SPACES)}"{key}"{draw(SPACES)}:{draw(SPACES)}{value}{draw(SPACES)}')
    return f"{{{','.join(members)}}}"


def records_of(content: bytes, *fields: str, id: str | None = None, rank: str | None = None) -> list[Record]:  # noqa: A002 - its name
    return list(read_jsonl("crawl.jsonl", io.BytesIO(content), Fields(fields, id, rank)))


def load(line: bytes | str) -> Any:
    return json.loads(line, parse_int=str, parse_float=str, parse_constant=str)


def field_of(value: Any, name: str) -> Any:
    """What stands in a field: under its whole name, else inside of others."""
    if value.get(name) is not None:
        return value[name]
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=20) | objects().map(str.encode), max_size=5).map(b"\n".join))
@pytest.mark.hostile(
    "any bytes as text, JSONL, CSV, WET or compressed data",
    "the records are all bytes of the file, or there is an error",
)
def test_the_records_are_all_bytes_of_any_file(content: bytes) -> None:
    records: list[Record] = []
    try:
        for record in read_jsonl("crawl.jsonl", io.BytesIO(content), Fields()):
            records.append(record)  # noqa: PERF402 - those before an error count
    except InputError as error:
        assert "'text'" in str(error)  # noqa: PT017 - it need not come
    assert bytes_of(records) == content


@settings(max_examples=400)
@given(objects(), st.sampled_from(["text", "page.text"]))
def test_texts_are_those_that_json_loads(line: str, field: str) -> None:
    expected = field_of(load(line), field)
    content = line.encode() + b'\n{"text": "", "page.text": ""}\n'
    record, *_ = records_of(content, field)
    if expected is None:
        assert (record.documents, record.fault) == ((), "")
    elif isinstance(expected, str) and not is_number(line, expected):
        assert (texts_of([record]), record.fault) == ([expected], "")
    else:
        assert record.fault in {"", f"crawl.jsonl:1: the field {field!r} is not a string"}


def is_number(line: str, value: str) -> bool:
    """Whether it may have been loaded from a number, which stays as it is spelled."""
    return value in line and value.strip("0123456789.-e") in {"", "NaN", "Infinity"}


@settings(max_examples=400)
@given(st.data(), strings(), strings(), st.sampled_from(["", "\ufeff"]), st.sampled_from(["", "\n", "\r\n"]))
def test_what_is_left_is_the_object_with_the_text_that_is_left(
    data: st.DataObject, first: str, second: str, mark: str, end: str
) -> None:
    line = f'{mark}{{"é": NaN, "text": {first} , "n": [{"9" * 30}, "text"], "page": {{"text":{second}}}}}{end}'.encode()
    record, last = records_of(line, "text", "page.text")
    cuts = [draw_cuts(data, document.text) for document in record.documents]
    expected = load(line.decode("utf-8-sig"))
    expected["text"], expected["page"]["text"] = map(left_of, record.documents, cuts)
    left = shortened(record, cuts)
    assert load(left.decode("utf-8-sig")) == expected
    assert last.last
    assert left.endswith(end.encode())


def test_each_text_has_its_place_in_the_file() -> None:
    content = '\ufeff{"a": "ü"}\n{"ä": 1, "text": "\\u00fc\\ud83d\\ude00ß"}\n'.encode()
    *_, record, _ = records_of(content)
    [document] = record.documents
    offsets = document.offsets()
    assert document.text == "ü😀ß"
    assert [content[offsets[place] : offsets[place + 1]] for place in range(3)] == [
        b"\\u00fc",
        b"\\ud83d\\ude00",
        "ß".encode(),
    ]


@pytest.mark.hostile(
    "JSON with several fields of one name", "the last counts, as in JSON, and all else is spelled as before"
)
def test_of_two_members_of_one_name_the_last_counts_as_in_json() -> None:
    assert texts_of(records_of(b'{"text": "a", "text": "b"}')) == ["b"]
    assert texts_of(records_of(b'{"page": {"text": "a"}, "page": 5, "text": "b"}', "page.text", "text")) == ["b"]


def test_a_member_with_a_dot_in_its_name_comes_before_one_inside() -> None:
    assert texts_of(records_of(b'{"page": {"text": "a"}, "page.text": "b"}', "page.text")) == ["b"]


def test_a_field_that_is_null_is_not_there() -> None:
    record, other, _ = records_of(b'{"text": null}\n{"text": ""}')
    assert (record.documents, record.fault) == ((), "")
    assert texts_of([other]) == [""]


def test_blank_lines_and_line_ends_of_all_kinds_stay() -> None:
    content = '\n{"text": "a\u2028b"}\r\n \t\n{"text": "c"}'.encode()
    records = records_of(content)
    assert bytes_of(records) == content
    assert texts_of(records) == ["a\u2028b", "c"]
    assert not faults_of(records)


FAULTS = {
    b'{"text": "a",}': 'not a JSON object, " is missing at character 14',
    b'{"text": "a"} {"text": "b"}': "not a JSON object, something behind it at character 15",
    b'["text"]': "not a JSON object, no { at character 1",
    b'{"text": }': "not a JSON object, Expecting value at character 10",
    b'{"text" "a"}': "not a JSON object, : is missing at character 9",
    b'{"text": "a\tb"}': "not a JSON object, Invalid control character at character 12",
    b'{"text": "\\x"}': "not a JSON object, Invalid \\escape",
    b'{"text": "a"': "not a JSON object, , is missing at character 14",
    b'{"text": "\xe9"}': "not UTF-8, as JSON lines have to be, at byte 11 of the line",
    b'{"text": "\xed\xa0\x80"}': "not UTF-8, as JSON lines have to be, at byte 11 of the line",
    b'{"text": ["a"]}': "the field 'text' is not a string",
    b'{"text": 5}': "the field 'text' is not a string",
    b'{"text": "a", "deep": ' + b"[" * 100_000: "a JSON object nested too deeply",
}


@pytest.mark.parametrize("line", FAULTS)
def test_a_line_that_is_no_object_says_what_is_wrong_and_where(line: bytes) -> None:
    content = b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n'
    records = records_of(content)
    [fault] = faults_of(records)
    assert fault.startswith(f"crawl.jsonl:2: {FAULTS[line]}")
    assert texts_of(records) == ["a", "b"]
    assert bytes_of(records) == content


def test_ids_and_ranks_come_from_their_fields() -> None:
    content = b'{"id": 7, "text": "a", "date": "2024-05-01"}\n{"id": "x", "text": "b", "date": 12.5}\n{"text": "c"}\n'
    documents = [document for record in records_of(content, id="id", rank="date") for document in record.documents]
    assert [document.id for document in documents] == ["7", "x", "crawl.jsonl:3"]
    assert [document.rank for document in documents] == ["2024-05-01", 12.5, None]


def test_a_file_without_the_field_names_those_it_has() -> None:
    with pytest.raises(InputError) as raised:
        records_of(b'{"body": "a", "id": 1}\n')
    assert str(raised.value) == (
        "crawl.jsonl: there is no field 'text', there are body, id; pass --field NAME for the one with the text"
    )


def test_an_empty_file_has_nothing_and_lacks_nothing() -> None:
    assert records_of(b"") == [Record(0, last=True)]
