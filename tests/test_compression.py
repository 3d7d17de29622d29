"""Compressed files: told by their content, read to their end, or refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.errors import InputError, MissingExtraError
from dedupe.formats import compression
from dedupe.formats.compression import compressed, compression_named, compression_of, decompressed, without_ending
from dedupe.formats.naming import Format
from dedupe.formats.reading import Input, Reading

LINES = b'{"text": "The ferry leaves the outer harbour at noon."}\n' * 40
MORE = b'{"text": "Nobody came to the market on that day."}\n' * 30


def zstd(content: bytes) -> bytes:
    try:
        return cast("bytes", compression.zstd().compress(content))
    except MissingExtraError:
        pytest.skip("zstd needs backports.zstd before Python 3.14")


MAKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
}
kinds = pytest.mark.parametrize("kind", MAKERS)


def made(content: bytes, kind: str) -> bytes:
    """Compress as outputs are."""
    file = io.BytesIO()
    with compressed(file, kind) as stream:
        stream.write(content)
    return file.getvalue()


def read(content: bytes, kind: str) -> bytes:
    return decompressed(io.BytesIO(content), kind).read()


def read_through(path: Path, content: bytes) -> list[bytes]:
    path.write_bytes(content)
    return [record.content for record in Input(str(path), Reading(Format.JSONL)).records()]


@kinds
def test_what_is_compressed_comes_back(kind: str) -> None:
    for content in (b"", b"a", LINES):
        MAKERS[kind](content)
        assert compression_of(made(content, kind)[:10]) == kind
        assert read(made(content, kind), kind) == content


@kinds
def test_nothing_written_is_a_whole_file_too(kind: str) -> None:
    MAKERS[kind](b"")
    file = io.BytesIO()
    compressed(file, kind).close()
    assert read(file.getvalue(), kind) == b""


@kinds
def test_a_file_may_have_several_members(kind: str, tmp_path: Path) -> None:
    content = MAKERS[kind](LINES) + MAKERS[kind](b"") + MAKERS[kind](MORE)
    assert read(content, kind) == LINES + MORE
    assert b"".join(read_through(tmp_path / "crawl", content)) == LINES + MORE


@kinds
def test_zeros_behind_the_last_member_are_nothing(kind: str) -> None:
    content = MAKERS[kind](LINES)
    assert read(content + b"\0" * 4, kind) == LINES
    assert read(content + b"\0" * 200_000, kind) == LINES


@kinds
def test_something_else_behind_a_member_is_not_passed_over(kind: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"crawl: damaged {kind} data .*; fetch the file again"):
        read_through(tmp_path / "crawl", MAKERS[kind](LINES) + b"something else that is long enough")


@kinds
@pytest.mark.hostile("data that is cut off or damaged at any place", "an error, and no output")
def test_a_file_that_ends_too_soon_anywhere_is_refused(kind: str, tmp_path: Path) -> None:
    content = MAKERS[kind](LINES) + MAKERS[kind](MORE)
    boundary = len(MAKERS[kind](LINES))
    for length in {*range(6, len(content), 7), len(content) - 1} - {boundary}:
        with pytest.raises(InputError, match=f"crawl: damaged {kind} data"):
            read_through(tmp_path / "crawl", content[:length])


@kinds
@settings(max_examples=60)
@given(data=st.data())
@pytest.mark.hostile("data that is cut off or damaged at any place", "an error, and no output")
def test_a_damaged_byte_changes_nothing_or_is_refused(kind: str, tmp_path: Path, data: st.DataObject) -> None:
    MAKERS[kind](b"")
    content = bytearray(made(LINES, kind) + made(MORE, kind))
    content[data.draw(st.integers(10, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = b"".join(read_through(tmp_path / "crawl", bytes(content)))
    except InputError as error:
        assert f"damaged {kind} data" in str(error)  # noqa: PT017 - it need not come
    else:
        assert found == LINES + MORE


@kinds
def test_damage_at_the_very_start_is_refused_and_the_file_closed(kind: str, tmp_path: Path) -> None:
    start = MAKERS[kind](LINES)[:10]
    (tmp_path / "crawl").write_bytes(start)
    with pytest.raises(InputError, match=f"damaged {kind} data"):
        Input(str(tmp_path / "crawl"), Reading())


@kinds
def test_damage_is_said_where_only_the_bytes_are_asked_for(kind: str, tmp_path: Path) -> None:
    (tmp_path / "crawl").write_bytes(MAKERS[kind](LINES)[:-6])
    with pytest.raises(InputError, match=f"damaged {kind} data"):
        list(Input(str(tmp_path / "crawl"), Reading()).contents())


def test_a_text_that_begins_like_bzip2_is_text() -> None:
    assert compression_of(b"BZhang wrote this.") == ""
    assert compression_of(b"BZh91AY&SY") == "bzip2"
    assert compression_of(b"BZh9") == "bzip2"


def test_zstd_may_begin_with_a_frame_to_be_skipped() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert compression_of(skipped[:10]) == "zstd"
    assert read(skipped + zstd(LINES) + skipped, "zstd") == LINES


def test_a_name_says_how_to_write() -> None:
    names = ["a.gz", "a.JSONL.GZ", "a.bz2", "a.xz", "a.zst", "a.txt", "gz"]
    assert list(map(compression_named, names)) == ["gzip", "gzip", "bzip2", "xz", "zstd", "", ""]
    assert without_ending("crawl.jsonl.gz") == "crawl.jsonl"
    assert without_ending("crawl.jsonl") == "crawl.jsonl"


def test_what_cannot_be_rewound_still_has_its_beginning() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.rest = b"0123456789" * 3

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            found, self.rest = self.rest[: min(4, len(buffer))], self.rest[min(4, len(buffer)) :]
            buffer[: len(found)] = found
            return len(found)

    start, stream = compression.peek(cast("BinaryIO", io.BufferedReader(Pipe())), 6)
    assert (start, stream.read()) == (b"012345", b"0123456789" * 3)
