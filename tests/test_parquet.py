"""Parquet: only the cells that change do; schema, metadata, row groups and compression stay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shortening import bytes_of, draw_cuts, left_of, shortened, texts_of

from dedupe.errors import InputError
from dedupe.formats.atomic import Place
from dedupe.formats.fields import Fields
from dedupe.formats.naming import Format
from dedupe.formats.parquet import read_parquet
from dedupe.formats.reading import Input, Reading
from dedupe.formats.records import Record
from dedupe.formats.sinks import open_sink

pa = pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")

TEXTS = st.none() | st.text(st.characters(codec="utf-8") | st.sampled_from("\0\n\xff"), max_size=12)
KINDS = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.int8(), pa.large_string()),
]


def write(path: Path, table: Any, **options: Any) -> Path:
    pq.write_table(table, path, **options)
    return path


def read(path: Path, *fields: str, id: str | None = None) -> list[Record]:  # noqa: A002 - its name
    return list(Input(str(path), Reading(fields=Fields(fields, id))).records())


def copied(path: Path, new: Path, change: dict[int, bytes] | None = None) -> Any:
    """Write the records of a file to another, some of them changed; return that as an open file."""
    sink = open_sink(Place(new), Format.PARQUET, "")
    for number, record in enumerate(read(path)):
        sink.write(record, (change or {}).get(number, record.content))
    sink.commit()
    return pq.ParquetFile(new)


def columns(values: list[str | None], kind: Any) -> Any:
    nested = [{"a": [1, None], "b": {"c": "x"}}] * len(values)
    metadata = {b"made by": b"hand"}
    schema = pa.schema(
        [
            pa.field("n", pa.int16(), metadata={b"unit": b"m"}),
            pa.field("text", kind),
            pa.field("nested", pa.struct([("a", pa.list_(pa.int64())), ("b", pa.struct([("c", pa.string())]))])),
            pa.field("other", pa.string()),
            pa.field("tags", pa.list_(pa.string())),
            pa.field("day", pa.date32(), nullable=False),
        ],
        metadata,
    )
    numbers = list(range(len(values)))
    other = [None if number % 2 else f"o{number}" for number in numbers]
    days = [dt.date(2024, 5, 1)] * len(values)
    return pa.table([numbers, values, nested, other, [["a", None]] * len(values), days], schema=schema)


@settings(max_examples=80)
@given(data=st.data(), values=st.lists(TEXTS, max_size=7), kind=st.sampled_from(KINDS), size=st.integers(1, 4))
def test_the_table_is_the_same_but_for_the_texts_that_are_left(
    tmp_path: Path, data: st.DataObject, values: list[str | None], kind: Any, size: int
) -> None:
    table = columns(values, kind)
    path = write(tmp_path / "a.parquet", table, row_group_size=size)
    records = read(path)
    assert texts_of(records) == [value for value in values if value]
    change = {}
    expected: list[str] = []
    for number, record in enumerate(records):
        cuts = [draw_cuts(data, document.text) for document in record.documents]
        change[number] = shortened(record, cuts)
        expected += map(left_of, record.documents, cuts)
    left = [value and expected.pop(0) for value in values]
    made = copied(path, tmp_path / "b.parquet", change)
    assert made.schema_arrow.equals(pq.ParquetFile(path).schema_arrow, check_metadata=True)
    assert made.read().to_pydict() == columns(left, kind).to_pydict()
    assert made.num_row_groups == -(-len(values) // size)


def test_the_bytes_of_the_records_are_all_texts_in_order(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", pa.table({"a": ["x", None], "n": [1, 2], "b": ["", "é"]}))
    assert bytes_of(read(path, "b", "a")) == b"x\xff\xff\xfe\xff\xc3\xa9\xff"
    assert b"".join(Input(str(path), Reading()).contents()) == b"x\xff\xff\xfe\xff\xc3\xa9\xff"


def test_texts_of_several_fields_come_in_the_order_of_the_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", pa.table({"a": ["x"], "id": [7], "b": ["y"]}))
    [record, _] = read(path, "b", "a", id="id")
    assert [(document.id, document.text) for document in record.documents] == [("7", "x"), ("7", "y")]
    assert [document.id for document in read(path, "a")[0].documents] == [f"{path}:1"]


@pytest.mark.parametrize("codec", ["NONE", "SNAPPY", "GZIP", "ZSTD", "BROTLI", "LZ4"])
def test_the_codec_of_each_column_stays(tmp_path: Path, codec: str) -> None:
    table = pa.table({"text": ["a"] * 50, "l": [[1, 2]] * 50, "s": [{"a.b": 1}] * 50})
    path = write(tmp_path / "a.parquet", table, compression={"text": codec, "l.list.element": "GZIP", "s.a.b": codec})
    before = pq.ParquetFile(path).metadata.row_group(0)
    after = copied(path, tmp_path / "b.parquet", {3: b"\xff"}).metadata.row_group(0)
    assert [after.column(number).compression for number in range(3)] == [
        before.column(number).compression for number in range(3)
    ]


def test_a_table_without_rows_stays_one(tmp_path: Path) -> None:
    table = columns([], pa.string())
    path = write(tmp_path / "a.parquet", table)
    assert copied(path, tmp_path / "b.parquet").read().equals(table)


def test_categories_keep_their_order_where_their_column_does_not_change(tmp_path: Path) -> None:
    kind = pa.dictionary(pa.int8(), pa.string(), ordered=True)
    sizes = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), ["small", "large"], ordered=True)
    table = pa.table({"text": ["a", "b"], "size": sizes})
    made = copied(write(tmp_path / "a.parquet", table), tmp_path / "b.parquet", {0: b"\xfflarge\xff"}).read()
    assert made["text"].to_pylist() == ["", "b"]
    assert made.schema.field("size").type == kind
    assert made["size"].chunk(0).dictionary.to_pylist() == ["small", "large"]


def test_times_of_96_bits_stay_so(tmp_path: Path) -> None:
    times = pa.array([dt.datetime(1812, 6, 24, 0, 0, 0, 1), None], pa.timestamp("ns"))  # noqa: DTZ001 - Parquet has such
    path = write(
        tmp_path / "a.parquet", pa.table({"text": ["a", "b"], "t": times}), use_deprecated_int96_timestamps=True
    )
    made = copied(path, tmp_path / "b.parquet", {0: b"\xff"})
    assert made.schema.column(1).physical_type == "INT96"
    assert made.read()["t"].equals(pa.chunked_array([times]))


def test_times_that_would_become_others_are_refused(tmp_path: Path) -> None:
    times = pa.array([dt.datetime(9999, 12, 31)], pa.timestamp("us"))  # noqa: DTZ001 - Parquet has such
    path = write(tmp_path / "a.parquet", pa.table({"text": ["a"], "t": times}), use_deprecated_int96_timestamps=True)
    with pytest.raises(InputError) as raised:
        read(path)
    assert str(raised.value) == (
        f"{path}: there are INT96 times before 1677 or after 2262, which would not come back;"
        " have them written as INT64"
    )


def test_of_two_columns_of_one_name_the_first_counts(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    assert texts_of(read(write(tmp_path / "a.parquet", table))) == ["a"]


def test_a_field_that_is_not_there_or_has_no_text_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", pa.table({"n": [1], "body": ["a"]}))
    with pytest.raises(InputError, match="there is no field 'text', there are n, body; pass --field NAME"):
        read(path)
    with pytest.raises(InputError, match="the field 'n' has no text, but int64; pass another --field"):
        read(path, "n")


@pytest.mark.hostile("data that is cut off or damaged at any place", "an error, and no output")
def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", pa.table({"text": ["The ferry leaves at noon."] * 100}))
    content = path.read_bytes()
    for damaged in (b"", b"PAR1", content[:-5], content[:-40], content[:4] + bytes(20) + content[24:]):
        path.write_bytes(damaged)
        with pytest.raises(
            InputError, match=r"not a Parquet file, or damaged \(.*\); fetch it again, or pass --format"
        ):
            read(path)


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    texts = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xe9"], pa.binary()).buffers())
    path = write(tmp_path / "a.parquet", pa.table({"text": texts}))
    with pytest.raises(InputError, match="damaged"), path.open("rb") as file:
        list(read_parquet("a.parquet", file, Fields()))
