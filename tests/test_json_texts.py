"""JSON arrays and objects over several lines: the texts are those of the json module, all else stays to the byte."""

from __future__ import annotations

import io
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shortening import bytes_of, draw_cuts, faults_of, shortened, texts_of
from test_jsonl import SPACES, load, objects

from dedupe.errors import InputError
from dedupe.formats.fields import Fields
from dedupe.formats.json_texts import read_json
from dedupe.formats.records import Record


def records_of(content: bytes) -> list[Record]:
    return list(read_json("crawl.json", io.BytesIO(content), Fields()))


@st.composite
def arrays(draw: st.DrawFn) -> str:
    made = [*draw(st.lists(objects(), max_size=4)), '{"text": "a"}']
    space = draw(SPACES | st.just("\n  "))
    if draw(st.booleans()):
        return f"{space}[{space}{f'{space},{space}'.join(made)}{space}]{space}"
    return f"{space}{f'{space}'.join(made)}{space}"


@given(arrays(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_the_records_are_all_bytes_of_the_file_and_have_its_texts(array: str, mark: bytes) -> None:
    content = mark + array.encode("utf-8", "surrogatepass")
    with suppress(InputError):  # half surrogate pairs are no UTF-8
        records = records_of(content)
        assert bytes_of(records) == content
        values = load(array) if array.strip().startswith("[") else None
        if values is not None and not any(faults_of(records)):
            wanted = [value["text"] for value in values if isinstance(value.get("text"), str)]
            assert texts_of(records) == wanted


@given(arrays(), st.data())
def test_what_is_cut_out_of_a_text_leaves_json_with_the_rest_of_it(array: str, data: st.DataObject) -> None:
    with suppress(InputError):
        records = records_of(array.encode("utf-8", "surrogatepass"))
        cuts = [[draw_cuts(data, document.text) for document in record.documents] for record in records]
        left = b"".join(shortened(record, own) for record, own in zip(records, cuts, strict=True))
        assert len(texts_of(records_of(left))) == len(texts_of(records))


@given(st.binary(max_size=50) | st.text('[]{},":\\ ntext1', max_size=30).map(str.encode))
def test_the_records_are_all_bytes_of_any_file_that_is_read(content: bytes) -> None:
    with suppress(InputError):
        assert bytes_of(records_of(content)) == content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"text": "a"},]', "not JSON, no value at line 1, character 16; mend it, or pass --format"),
        (b'[{"text": "a"}', "not JSON, no comma at line 1, character 15; mend it, or pass --format"),
        (b'[{"text": "a"}]\n]', "not JSON, Expecting value at line 2, character 1; mend it, or pass --format"),
        (b'[{"text": "\xff"}]', "not UTF-8, as JSON has to be, at byte 11"),
        (b"[" * 100_000, "JSON nested too deeply; pass --format text to take it as it is"),
        (b'[{"body": "a"}]', "there is no field 'text', there are body; pass --field NAME for the one with the text"),
    ],
)
def test_what_is_no_json_is_an_error_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        records_of(content)
    assert str(caught.value) == f"crawl.json: {message}"


def test_an_element_that_is_no_object_is_a_fault_of_its_record() -> None:
    records = records_of(json.dumps([{"text": "a"}, 7, {"text": "b"}]).encode())
    assert texts_of(records) == ["a", "b"]
    assert list(faults_of(records)) == ["crawl.json:2: not a JSON object, no { at character 1"]
