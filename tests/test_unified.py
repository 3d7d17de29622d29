"""A diff of what goes: whoever applies it to the input gets the output."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import Document, Options, collapse, collapse_documents
from dedupe.collapsing.cutting import Cut
from dedupe.options import OptionValues
from dedupe.report.unified import split_lines, unified_diff
from dedupe.results import Collapsed

PATCH = shutil.which("patch")
A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day."
C = "A letter was found under the old bridge."
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")
NO_NEWLINE = "\\ No newline at end of file\n"


def diff(text: str, **options: object) -> str:
    values: OptionValues = {"split": "lines"} | options  # type: ignore[assignment]
    return "".join(unified_diff(next(collapse_documents([Document("page.txt", text)], **values))))


def cut_out(text: str, cuts: Sequence[Cut], mark: bytes = b"") -> Collapsed:
    """A result of which only the text, the cuts and what is left of it matter."""
    document = Document("page.txt", text, mark=mark)
    (collapsed,) = collapse_documents([document], split="lines")
    details = collapsed._details  # noqa: SLF001 - they matter in no diff
    return Collapsed(document, Options(), ("lines",), cuts, count=collapsed.count, engine="", details=details)


def apply(lines: Sequence[str], text: str) -> str:
    """The text after the diff, whose every line and number is checked."""
    old = (
        text.encode().splitlines(keepends=True)
        if text.isascii() and not set(text) & set("\r\f\v\x1c\x1d\x1e")
        else None
    )
    before = split_lines(text)
    assert old is None or [line.encode() for line in before] == old
    stream = "".join(lines).split("\n")
    assert stream.pop() == ""
    new: list[str] = []
    position = 0
    place = 2
    while place < len(stream):
        found = HUNK.fullmatch(stream[place] + "\n")
        assert found, stream[place]
        start, count, new_start, new_count = (int(number or 1) for number in found.groups())
        first = start - (count > 0)
        assert first >= position
        new += before[position:first]
        position = first
        assert len(new) == new_start - (new_count > 0)
        expected_new = len(new) + new_count
        place += 1
        while place < len(stream) and not (position == first + count and len(new) == expected_new):
            sign, line = stream[place][0], stream[place][1:] + "\n"
            place += 1
            if place < len(stream) and stream[place] + "\n" == NO_NEWLINE:
                line = line[:-1]
                place += 1
            if sign in " -":
                assert before[position] == line
                position += 1
            if sign in " +":
                new.append(line)
            assert sign in " -+"
    assert all(line.endswith("\n") for line in new[:-1])
    return "".join(new + before[position:])


def patched(folder: Path, lines: Sequence[str], content: bytes) -> bytes:
    """What patch(1) makes of the input."""
    if PATCH is None:
        pytest.skip("patch is not on this machine")
    file, change = folder / "page.txt", folder / "change.diff"
    file.write_bytes(content)
    change.write_bytes("".join(lines).encode())
    command = [PATCH, "--binary", "--fuzz=0", "--force", "--silent", "--posix", str(file), str(change)]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return file.read_bytes()


def test_the_diff_is_that_of_diff() -> None:
    text = f"one\ntwo\n{A}\nthree\nfour\nfive\nsix\n{A}\nseven\n"
    assert diff(text) == (f"--- page.txt\n+++ page.txt\n@@ -5,5 +5,4 @@\n four\n five\n six\n-{A}\n seven\n")


def test_there_is_no_diff_when_nothing_goes() -> None:
    assert diff("") == ""
    assert diff(f"{A}\n{B}") == ""


def test_changes_far_apart_are_in_hunks_of_their_own() -> None:
    middle = "".join(f"{number}\n" for number in range(7))
    text = f"{A}\n{A}\n{middle}{A}\n{A}\n"
    assert diff(text).count("@@ -") == 2
    assert diff(text.replace("6\n", "")).count("@@ -") == 1
    assert apply(diff(text).splitlines(keepends=True), text) == f"{A}\n{middle}"


def test_a_last_line_without_a_line_feed_is_said_to_have_none() -> None:
    assert diff(f"{A}\n{A}") == (f"--- page.txt\n+++ page.txt\n@@ -1,2 +1 @@\n-{A}\n {A}\n{NO_NEWLINE}")


def test_a_last_line_that_loses_its_line_feed_is_written_anew() -> None:
    assert diff(f"{A}\n{B}\n{A}") == (
        f"--- page.txt\n+++ page.txt\n@@ -1,3 +1,2 @@\n {A}\n-{B}\n-{A}\n{NO_NEWLINE}+{B}\n{NO_NEWLINE}"
    )


def test_a_context_line_without_a_line_feed_is_marked_too() -> None:
    assert diff(f"{A}\n{A}\n{B}").endswith(f" {B}\n{NO_NEWLINE}")


def test_what_is_left_of_a_line_is_joined_with_the_next() -> None:
    assert diff(f"{A}\f{A}\n{B}\n") == (f"--- page.txt\n+++ page.txt\n@@ -1,2 +1 @@\n-{A}\f{A}\n-{B}\n+{A}\f{B}\n")


def test_carriage_returns_stay_in_their_lines() -> None:
    assert f"-{A}\r\n" in diff(f"{A}\r\n{A}\r\n{B}\r\n")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("page.txt", "page.txt"),
        ("my page.txt", "my page.txt\t"),
        ("重複.txt", "重複.txt"),
        ("a\tb", '"a\\011b"'),
        ("a\n+++ b", '"a\\012+++ b"'),
        ('a"b', '"a\\"b"'),
        ("a\\b", '"a\\\\b"'),
    ],
)
def test_the_header_names_the_document_on_one_line(name: str, header: str) -> None:
    result = next(collapse_documents([Document(name, f"{A}\n{A}\n")], split="lines"))
    lines = list(unified_diff(result))
    assert lines[:2] == [f"--- {header}\n", f"+++ {header}\n"]
    assert HUNK.fullmatch(lines[2])


@pytest.mark.parametrize("name", ["my page.txt", "a\tb", 'a"b\\c', "é.txt"])
def test_patch_finds_the_file_by_the_header(tmp_path: Path, name: str) -> None:
    if PATCH is None:
        pytest.skip("patch is not on this machine")
    try:
        (tmp_path / name).write_bytes(f"{A}\n{A}\n".encode())
    except OSError:
        pytest.skip("the system does not allow this name")
    change = "".join(unified_diff(next(collapse_documents([Document(name, f"{A}\n{A}\n")], split="lines"))))
    subprocess.run([PATCH, "--silent", "-p0"], input=change.encode(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / name).read_bytes() == f"{A}\n".encode()


def test_a_byte_order_mark_is_in_the_first_line(tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    document = Document("page.txt", f"{A}\n{A}\n{B}\n", mark=mark)
    result = next(collapse_documents([document], split="lines", keep="last"))
    lines = list(unified_diff(result))
    assert lines[3].startswith(" \ufeff") or lines[3].startswith("-\ufeff")
    assert patched(tmp_path, lines, document.to_bytes()) == result.output


LINES = st.sampled_from([A, B, C, A.upper(), "", "Short.", f"  {A}", f"- {B}"])
ENDS = st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\r", "\f", "\u2028", "\n\f\n"])
TEXTS = st.builds(
    "{}{}".format,
    st.lists(st.tuples(LINES, ENDS).map("".join), max_size=14).map("".join),
    LINES,
)


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(["auto", "lines", "blocks", "markdown"]), st.sampled_from(["first", "last"]))
def test_the_diff_makes_the_output_from_the_input(text: str, split: str, keep: str) -> None:
    result = collapse(text, split=split, keep=keep)
    lines = list(unified_diff(result))
    assert (lines == []) == (not result.removed)
    assert apply(lines, text) == result.text


@st.composite
def texts_with_cuts(draw: st.DrawFn) -> tuple[str, list[Cut]]:
    text = draw(st.text("ab\n\n\r\f", max_size=30))
    places = draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    pairs = zip(places[::2], places[1::2], strict=False)
    return text, [Cut(number, start, end) for number, (start, end) in enumerate(pairs) if end > start]


@settings(max_examples=400)
@given(texts_with_cuts(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_it_does_for_any_cuts_in_any_text(text_and_cuts: tuple[str, list[Cut]], mark: bytes) -> None:
    result = cut_out(*text_and_cuts, mark)
    lines = list(unified_diff(result))
    before, after = (mark.decode() + text for text in (result.document.text, result.text))
    assert apply(lines, before) == after
    assert all(line.endswith("\n") for line in lines)


@settings(max_examples=60)
@given(
    st.builds(collapse, TEXTS, split=st.just("lines")) | st.builds(cut_out, TEXTS.filter(len), st.just([Cut(0, 0, 1)]))
)
def test_patch_makes_the_output_from_the_input(tmp_path: Path, result: Collapsed) -> None:
    lines = list(unified_diff(result))
    if lines:
        assert patched(tmp_path, lines, result.document.text.encode()) == result.output


@given(st.text("a\r\n\f\u2028"))
def test_lines_end_at_line_feeds_only(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all(line.endswith("\n") for line in lines[:-1])
    assert not any("\n" in line[:-1] or not line for line in lines)
