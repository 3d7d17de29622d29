"""Outputs take their place when all of them is written, and leave nothing behind where it is not."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

import pytest

from dedupe.errors import OutputError
from dedupe.formats.atomic import Place
from dedupe.formats.compression import decompressed
from dedupe.formats.naming import Format
from dedupe.formats.records import Record
from dedupe.formats.sinks import Sink, open_remote_sink, open_sink

RECORD = Record(0)
LONG = os.urandom(300_000)
kinds = pytest.mark.parametrize("kind", ["", "gzip", "bzip2", "xz"])


@kinds
def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    sink = open_sink(Place(path), Format.JSONL, kind)
    sink.write(RECORD, LONG)
    assert path.read_bytes() == b"old"
    sink.write(RECORD, b"end")
    sink.commit()
    with path.open("rb") as file:
        assert (decompressed(file, kind) if kind else file).read() == LONG + b"end"
    assert list(tmp_path.iterdir()) == [path]


@kinds
def test_what_is_given_up_leaves_nothing(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    for format in (Format.JSONL, Format.WET):  # noqa: A001 - its name
        sink = open_sink(Place(path), format, kind)
        sink.write(RECORD, LONG)
        sink.discard()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a.gz", "b.gz"):
        sink = open_sink(Place(tmp_path / name), Format.JSONL, "gzip")
        sink.write(RECORD, LONG)
        sink.commit()
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_in_archives_each_record_is_compressed_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "out.wet.gz"
    sink = open_sink(Place(path), Format.WET, "gzip")
    for content in (b"one", b"two", b""):
        sink.write(RECORD, content)
    sink.commit()
    first = zlib.decompressobj(wbits=31)
    assert first.decompress(path.read_bytes()) == b"one"
    assert gzip.decompress(first.unused_data) == b"two"


def test_folders_are_made_where_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="choose another place"):
        open_sink(Place(tmp_path / "a" / "b"), Format.TEXT, "")
    sink = open_sink(Place(tmp_path / "a" / "b", tmp_path), Format.TEXT, "")
    sink.write(RECORD, b"text")
    sink.commit()
    assert (tmp_path / "a" / "b").read_bytes() == b"text"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@kinds
def test_a_full_disk_is_said(kind: str) -> None:
    sink = open_sink(Place(Path("/dev/full")), Format.JSONL, kind)
    with pytest.raises(OutputError, match="/dev/full: cannot be written"):
        fill(sink)
    sink.discard()


def fill(sink: Sink) -> None:
    for _ in range(20):
        sink.write(RECORD, LONG)
    sink.commit()


def test_a_place_in_a_store_is_written_compressed() -> None:
    fsspec = pytest.importorskip("fsspec", reason="stores need fsspec")
    sink = open_remote_sink("memory://out/crawl.jsonl.gz", Format.JSONL, "gzip")
    sink.write(RECORD, LONG)
    sink.commit()
    assert gzip.decompress(fsspec.filesystem("memory").cat("/out/crawl.jsonl.gz")) == LONG
