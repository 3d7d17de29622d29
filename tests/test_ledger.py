"""The ledger as a file: what it costs, how it is compressed, what older and damaged ones do."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledgers import restored

from dedupe import Options
from dedupe.cli.program import run
from dedupe.errors import LedgerError, OutputError
from dedupe.formats.compression import decompressed, end_of_members
from dedupe.formats.records import Patch
from dedupe.judgements import Verdict
from dedupe.ledger.appending import append_lines
from dedupe.ledger.format import RunLine, encode_line, removal_line, run_line
from dedupe.ledger.reading import Ledger
from dedupe.ledger.restoring import hash_of
from dedupe.ledger.writing import LedgerPage
from dedupe.results import Match, Removal

OLD = Path(__file__).parent / "cases" / "ledger" / "format-1"
A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day."
PAGE = f"{A}\n{B}\n{A}\n".encode()
CLEAN = f"{A}\n{B}\n".encode()
kinds = pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz", "zstd"])
ENDINGS = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst"}
COST = 250


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def needs(kind: str) -> None:
    if kind == "zstd" and sys.version_info < (3, 14):
        pytest.importorskip("backports.zstd", reason="zstd needs backports.zstd")


def removal(document: str, kept_document: str, at: int, line: int) -> Removal:
    match = Match(
        document=document,
        start=at,
        end=at + len(A),
        line=line,
        text=A,
        kept_document=kept_document,
        kept_start=at,
        kept_end=at + len(A),
        kept_line=line,
        kept_text=A,
        lcs=1234,
        words=1234,
        kept_words=1234,
        verdict=Verdict.REVISION,
        reasons=("identical",),
        removed=True,
    )
    return Removal(1, match, at, at + len(A), A)


@pytest.mark.parametrize(
    ("document", "kept_document", "line"),
    [("page.txt", "page.txt", 12_345_678), ("record-1", "record-1", 1234), ("record-1", "record-2", 123)],
)
def test_an_entry_costs_at_most_250_bytes_beside_its_text_ids_and_reasons(
    document: str, kept_document: str, line: int
) -> None:
    removal_id = "0123456789ab-1234567"
    ten_gigabytes = 9_876_543_210
    entry = removal_line(
        removal_id, "page.txt", removal(document, kept_document, ten_gigabytes, line), [Patch(ten_gigabytes, b"\n\n")]
    )
    beside = [removal_id, entry.get("document", ""), entry["kept"].get("document", ""), "\\n\\n", *entry["reasons"]]
    assert len(encode_line(entry)) - len("".join(beside)) <= COST


def test_what_follows_from_other_fields_is_not_written() -> None:
    entry = removal_line("r-1", "page.txt", removal("page.txt", "page.txt", 5, 1), [Patch(5, b"x")])
    assert "document" not in entry
    assert "document" not in entry["kept"]
    assert "similarity" not in entry


def test_a_run_of_several_rounds_has_the_split_of_each() -> None:
    line = run_line(RunLine("r", "page.txt", "1", "2", 0), options={}, split=["markdown", "lines"], encoding="utf-8")
    assert line["split"] == ["markdown", "lines"]


def page_of_rounds(text: bytes, removals: list[list[tuple[int, int]]]) -> tuple[bytes, bytes]:
    """Return the ledger of a text and the text, after removals of several rounds: the stretches of each."""
    page = LedgerPage("page.txt", Options())
    out = sorted(stretch for removal in removals for stretch in removal)
    ends = [(0, 0), *out, (len(text), len(text))]
    output = b"".join(text[end:start] for (_, end), (start, _) in pairwise(ends))
    page._input.update(text)  # noqa: SLF001 - a record of several rounds is not made yet
    page._output.update(output)  # noqa: SLF001
    for stretches in removals:
        patches = [Patch(start, text[start:end]) for start, end in stretches]
        page.add_removal(removal("page.txt", "page.txt", 0, 1), patches)
    return b"".join(page.lines()), output


def test_a_removal_of_a_later_round_can_have_several_stretches() -> None:
    text = b"one\n\ntwo\n\nthree\n\nfour\n"
    ledger, output = page_of_rounds(text, [[(5, 10)], [(3, 5), (10, 15)]])
    assert output == b"one\n\nfour\n"
    Path("ledger").write_bytes(ledger)
    lines = [json.loads(line) for line in ledger.splitlines()]
    assert [line["cut"] for line in lines[1:]] == [[[5, "two\n\n"]], [[3, "\n\n"], [10, "three"]]]
    assert restored(Path("ledger"), output) == text
    run_id = lines[0]["run"]
    assert restored_only(Path("ledger"), output, f"{run_id}-2") == b"one\n\nthree\n\nfour\n"
    assert restored_only(Path("ledger"), output, f"{run_id}-1") == b"onetwo\n\n\n\nfour\n"


def restored_only(ledger: Path, output: bytes, *ids: str) -> bytes:
    return restored(ledger, output, ids=ids)


@given(
    text=st.binary(max_size=40),
    places=st.lists(st.integers(0, 40), max_size=12, unique=True),
    owners=st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_stretches_of_any_removals_come_back(
    tmp_path: Path, text: bytes, places: list[int], owners: list[int]
) -> None:
    places = sorted(place for place in places if place <= len(text))
    stretches = list(zip(places[::2], places[1::2], strict=False))
    removals: list[list[tuple[int, int]]] = [[], [], []]
    for owner, stretch in zip(owners, stretches, strict=False):
        removals[owner].append(stretch)
    ledger, output = page_of_rounds(text, [removal for removal in removals if removal])
    (tmp_path / "ledger").write_bytes(ledger)
    assert restored(tmp_path / "ledger", output) == text


def test_a_ledger_of_format_1_is_restored() -> None:
    shutil.copytree(OLD, "old")
    assert run(["restore", "old/output", "--ledger", "old/ledger.jsonl", "-o", "back"]) == 0
    for path in Path("back").iterdir():
        name = "page.txt" if path.name == "one-removal-left.txt" else path.name
        assert path.read_bytes() == (OLD / "input" / name).read_bytes(), name
    assert {path.name for path in Path("back").iterdir()} == {path.name for path in (OLD / "output").iterdir()}


def test_one_removal_of_a_ledger_of_format_1_is_put_back(capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(OLD, "old")
    ids = [json.loads(line)["id"] for line in Path("old/ledger.jsonl").read_text("utf-8").splitlines()[1:4]]
    command = ["restore", "old/output/page.txt", "--ledger", "old/ledger.jsonl"]
    assert run([*command, "-o", "one.txt", "--only", ids[0]]) == 0
    assert run(["restore", "-v", "one.txt", "--ledger", "old/ledger.jsonl", "-o", "back.txt"]) == 0
    assert Path("back.txt").read_bytes() == (OLD / "input" / "page.txt").read_bytes()
    assert capfd.readouterr().err == "one.txt: 2 removals put back\n"


def test_a_run_goes_on_in_a_ledger_of_format_1() -> None:
    shutil.copytree(OLD, "old")
    Path("page.txt").write_bytes(PAGE)
    assert run(["collapse", "page.txt", "-o", "clean.txt", "--ledger", "old/ledger.jsonl"]) == 0
    for output, page in (("clean.txt", PAGE), ("old/output/latin.txt", (OLD / "input" / "latin.txt").read_bytes())):
        assert run(["restore", output, "--ledger", "old/ledger.jsonl", "-o", "back.txt"]) == 0
        assert Path("back.txt").read_bytes() == page


@kinds
def test_a_ledger_is_compressed_as_its_name_says_and_read_back(kind: str) -> None:
    needs(kind)
    ledger = f"ledger.jsonl{ENDINGS[kind]}"
    for number in range(3):
        Path(f"{number}.txt").write_bytes(PAGE + b"%d\n" % number)
        assert run(["collapse", f"{number}.txt", "-o", f"clean{number}.txt", "--ledger", ledger]) == 0
    lines = decompressed(BytesIO(Path(ledger).read_bytes()), kind).read().splitlines()
    assert [next(iter(json.loads(line))) for line in lines] == ["run", "removal"] * 3
    for number in range(3):
        assert run(["restore", f"clean{number}.txt", "--ledger", ledger, "-o", "back.txt"]) == 0
        assert Path("back.txt").read_bytes() == PAGE + b"%d\n" % number


def test_a_ledger_that_cannot_be_compressed_is_an_error_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("dedupe.formats.compression.import_module", fail)
    Path("page.txt").write_bytes(PAGE)
    assert run(["collapse", "page.txt", "--ledger", "l.zst"]) == 2
    said = "zstd needs backports.zstd before Python 3.14; pip install 'dedupe-paragraphs[zstd]'"
    assert tuple(capfd.readouterr()) == ("", f"dedupe: {said}\n")


def test_a_removal_is_put_back_by_itself_from_a_compressed_ledger() -> None:
    Path("page.txt").write_bytes(PAGE + PAGE)
    assert run(["collapse", "--split", "lines", "page.txt", "-o", "clean.txt", "--ledger", "l.gz"]) == 0
    lines = [json.loads(line) for line in gzip.decompress(Path("l.gz").read_bytes()).splitlines()]
    assert run(["restore", "clean.txt", "--ledger", "l.gz", "--only", lines[1]["removal"], "-o", "one.txt"]) == 0
    assert Path("one.txt").read_bytes() == PAGE
    assert run(["restore", "one.txt", "--ledger", "l.gz", "-o", "back.txt"]) == 0
    assert Path("back.txt").read_bytes() == PAGE + PAGE


def test_a_ledger_that_is_there_goes_on_as_it_is_whatever_its_name() -> None:
    path = Path("ledger.gz")
    path.write_bytes(b'{"run":"1"}\n')
    append_lines(path, [b"{}\n"])
    assert path.read_bytes() == b'{"run":"1"}\n{}\n'
    path = Path("ledger")
    path.write_bytes(gzip.compress(b'{"run":"1"}\n'))
    append_lines(path, [b"{}\n"])
    assert gzip.decompress(path.read_bytes()).split() == [b'{"run":"1"}', b"{}"]


@kinds
@pytest.mark.hostile(
    "a compressed ledger that ends anywhere in its last run, as a killed process leaves it",
    "the runs before it are restored, and the next run mends the end",
)
def test_a_compressed_ledger_that_was_torn_anywhere_goes_on(kind: str) -> None:
    needs(kind)
    path = Path(f"ledger{ENDINGS[kind]}")
    append_lines(path, [b'{"run":"1"}\n'])
    first = path.read_bytes()
    append_lines(path, [b'{"run":"2"}\n', b'{"removal":2}\n'])
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        append_lines(path, [b'{"run":"3"}\n'])
        found = decompressed(BytesIO(path.read_bytes()), kind).read()
        lines = [line for line in found.split(b"\n") if line]
        assert lines[-1] == b'{"run":"3"}'
        assert length < len(first) or lines[0] == b'{"run":"1"}'
        assert b'{"run":"1"}\n{"run":"2"}\n{"removal":2}\n'.startswith(b"\n".join(lines[:-1]))
        again = path.read_bytes()
        append_lines(path, [b'{"run":"4"}\n'])
        assert path.read_bytes().startswith(again)


@kinds
def test_whole_members_are_counted_to_the_byte(kind: str) -> None:
    needs(kind)
    path = Path(f"ledger{ENDINGS[kind]}")
    append_lines(path, [b"0123456789" * 50_000])
    whole = path.read_bytes()
    assert end_of_members(BytesIO(whole), kind) == len(whole)
    assert end_of_members(BytesIO(whole + whole[:-1]), kind) > len(whole)
    assert end_of_members(BytesIO(whole[:20]), kind) == 0


def test_nothing_is_appended_to_damaged_data() -> None:
    path = Path("ledger.gz")
    path.write_bytes(gzip.compress(b'{"run":"1"}\n' * 100)[:-9] + b"\xff" * 20)
    before = path.read_bytes()
    with pytest.raises(OutputError) as raised:
        append_lines(path, [b"{}\n"])
    assert str(raised.value) == (
        "ledger.gz: the ledger cannot be written (it is damaged gzip data), so nothing was changed;"
        " choose another place for it"
    )
    assert path.read_bytes() == before


def test_compressed_data_that_is_no_ledger_is_left_alone() -> None:
    Path("diary.gz").write_bytes(gzip.compress(b"Dear diary,\n"))
    with pytest.raises(OutputError, match="there is a file that is no ledger"):
        append_lines(Path("diary.gz"), [b"{}\n"])


def test_the_first_part_of_a_torn_compressed_ledger_is_restored() -> None:
    for number in range(2):
        Path(f"{number}.txt").write_bytes(PAGE + b"%d\n" % number)
        assert run(["collapse", f"{number}.txt", "-o", f"clean{number}.txt", "--ledger", "l.gz"]) == 0
    Path("l.gz").write_bytes(Path("l.gz").read_bytes()[:-40])
    assert run(["restore", "clean0.txt", "--ledger", "l.gz", "-o", "back.txt"]) == 0
    assert Path("back.txt").read_bytes() == PAGE + b"0\n"


def test_damaged_compressed_data_is_one_line(capfd: pytest.CaptureFixture[str]) -> None:
    Path("l.gz").write_bytes(gzip.compress(b'{"run":"1"}\n' * 100)[:-9] + b"\xff" * 20)
    Path("clean.txt").write_bytes(CLEAN)
    assert run(["restore", "clean.txt", "--ledger", "l.gz"]) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith("dedupe: l.gz: damaged gzip data (")
    assert line.endswith("); fetch the file again")


RUN = {
    "run": "r",
    "format": 2,
    "document": "page.txt",
    "input_sha256": hash_of([PAGE]),
    "output_sha256": hash_of([CLEAN]),
    "removals": 1,
}
CUT: dict[str, Any] = {"removal": "r-1", "cut": [[len(CLEAN), f"{A}\n"]]}


def test_the_lines_of_the_next_tests_are_a_ledger() -> None:
    Path("ledger").write_bytes(encode_line(RUN) + encode_line(CUT))
    assert restored(Path("ledger"), CLEAN) == PAGE


BACKUP = "; restore the ledger from a backup"
WRONG: list[tuple[dict[str, Any], str]] = [
    (RUN | {"run": 7}, "run must be a text, got 7"),
    (RUN | {"run": None}, "run must be a text, got None"),
    (RUN | {"document": ["page.txt"]}, "document must be a text, got ['page.txt']"),
    (RUN | {"input_sha256": 1}, "input_sha256 must be a text, got 1"),
    (RUN | {"output_sha256": {}}, "output_sha256 must be a text, got {}"),
    (RUN | {"removals": "1"}, "removals must be a whole number, got '1'"),
    (RUN | {"removals": True}, "removals must be a whole number, got True"),
    (RUN | {"removals": 1.0}, "removals must be a whole number, got 1.0"),
    (RUN | {"removals": -1}, "removals must be between 0 and 4611686018427387904, got -1"),
    (CUT | {"removal": "r"}, "id must be a run and a number, got 'r'"),
    (CUT | {"removal": "r-" + "9" * 30}, "id must be a run and a number, got 'r-9999999999...9999999999999'"),
    (CUT | {"cut": None}, "cut must be a list, got None"),
    (CUT | {"cut": "text"}, "cut must be a list, got 'text'"),
    (CUT | {"cut": [1]}, "cut must be pairs of an offset and a text, got 1"),
    (CUT | {"cut": [[1]]}, "cut must be pairs of an offset and a text, got [1]"),
    (CUT | {"cut": [["1", "x"]]}, "cut must be a whole number, got '1'"),
    (CUT | {"cut": [[-1, "x"]]}, "cut must be between 0 and 4611686018427387904, got -1"),
    (CUT | {"cut": [[10**30, "x"]]}, f"cut must be between 0 and 4611686018427387904, got {10**30}"),
    (CUT | {"cut": [[1, 2]]}, "cut must be a text, got 2"),
    (CUT | {"cut": [[1, "x", 3]]}, "cut must be a text, got 3"),
    (CUT | {"cut": [[1, "\ud800"]]}, "cut cannot be spelled so: '\\ud800'"),
    (CUT | {"cut": [[5, "xx"], [6, "y"]]}, "cut must be in order and not overlap, got 6 after 7"),
    ({"removal": "r-1", "cut_base64": [[1, "!"]]}, "cut_base64 cannot be spelled so: '!'"),
    ({"removal": "r-1"}, "cut_base64 must be a list, got None"),
    ({"restoration": "r-1"}, "restoration must be a list, got 'r-1'"),
    ({"restoration": [1], "document": "", "before_sha256": "", "output_sha256": ""},
     "restoration must be a run and a number, got 1"),
    ({"type": "run", "format": 1, "run": 1}, "run must be a text, got 1"),
    ({"type": "removal", "id": "r-1", "cut_start": -5, "cut": "x"},
     "cut_start must be between 0 and 4611686018427387904, got -5"),
    ({"type": "removal", "id": "r-1", "cut_start": 5, "cut": ["x"]}, "cut must be a text, got ['x']"),
    ({"type": "restoration", "id": 1}, "id must be a run and a number, got 1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "said"), WRONG)
@pytest.mark.hostile("a ledger with values of wrong types, negative or huge offsets", "one line that names the line")
def test_a_wrong_value_is_one_line_with_the_way_out(line: dict[str, Any], said: str) -> None:
    text = json.dumps(line)
    Path("ledger").write_text(f"{json.dumps(RUN)}\n{text}\n", encoding="utf-8")
    with pytest.raises(LedgerError) as raised:
        Ledger(Path("ledger"))
    assert str(raised.value) == f"ledger: line 2: {said}{BACKUP}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"run":' + "[" * 100_000, "values must not be nested this deep"),
        ('{"removals":' * 100_000, "values must not be nested this deep"),
        ('{"run":"r","removals":NaN}', "a number must be finite, got NaN"),
        ('{"run":"r","removals":-Infinity}', "a number must be finite, got -Infinity"),
        (f'{{"run":"r","removals":{"9" * 5000}}}', "a number has too many digits"),
        ('{"run":"r","format":2,"document":"","input_sha256":"","output_sha256":"","removals":1e999}',
         "removals must be a whole number, got inf"),
    ],
)  # fmt: skip
@pytest.mark.hostile("a ledger line nested 100,000 deep, NaN, numbers of 5,000 digits", "one line that names the line")
def test_json_that_goes_too_far_is_one_line(line: str, said: str, capfd: pytest.CaptureFixture[str]) -> None:
    Path("ledger").write_text(f"{json.dumps(RUN)}\n{line}\n", encoding="utf-8")
    Path("clean.txt").write_bytes(CLEAN)
    assert run(["restore", "clean.txt", "--ledger", "ledger"]) == 2
    assert tuple(capfd.readouterr()) == ("", f"dedupe: ledger: line 2: {said}{BACKUP}\n")


@pytest.mark.hostile("removals in a ledger that overlap", "one line that names the removal")
def test_removals_that_overlap_are_one_line() -> None:
    lines = [RUN | {"removals": 2}, CUT | {"cut": [[3, "xxxx"]]}, {"removal": "r-2", "cut": [[5, "y"]]}]
    Path("ledger").write_bytes(b"".join(map(encode_line, lines)))
    with pytest.raises(LedgerError) as raised:
        restored(Path("ledger"), CLEAN)
    assert str(raised.value) == (
        "ledger: removal 2 of page.txt begins at byte 5, inside another one; restore the ledger from a backup"
    )


def test_an_index_that_finds_no_room_on_the_disk_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    Path("ledger").write_bytes(encode_line(RUN) + encode_line(CUT))
    monkeypatch.setattr(Ledger, "_add_cut", fail)
    with pytest.raises(LedgerError) as raised:
        Ledger(Path("ledger"))
    assert str(raised.value) == (
        "ledger: cannot read the ledger (database or disk is full); check the disks of it and of temporary files"
    )


def test_an_offset_behind_the_end_is_found_out() -> None:
    Path("ledger").write_bytes(encode_line(RUN) + encode_line(CUT | {"cut": [[1 << 60, "x"]]}))
    with pytest.raises(LedgerError, match="do not give the input that was hashed"):
        restored(Path("ledger"), CLEAN)


@given(data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.hostile("a ledger with any bytes changed", "the input, or an error of one line")
def test_any_changed_byte_gives_the_input_or_one_line(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(encode_line(RUN) + encode_line(CUT))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "ledger").write_bytes(content)
    try:
        found = restored(tmp_path / "ledger", CLEAN)
    except LedgerError as error:
        said = str(error)
    else:
        said = ""
        assert found == PAGE
    assert "\n" not in said


def test_a_ledger_may_come_through_a_pipe() -> None:
    Path("ledger").write_bytes(encode_line(RUN) + encode_line(CUT))
    Path("clean.txt").write_bytes(CLEAN)
    if not Path("/dev/stdin").exists():
        pytest.skip("there is no /dev/stdin here")
    code = "import sys; from dedupe.cli import main; sys.argv = ['dedupe', 'restore', 'clean.txt', '--ledger', '/dev/stdin']; main()"  # noqa: E501 - a program
    with Path("ledger").open("rb") as file:
        cat = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)  # noqa: S607 - the one of the path
        done = subprocess.run([sys.executable, "-c", code], stdin=cat.stdout, capture_output=True, check=False)
        cat.communicate()
    assert (done.stdout, done.stderr, done.returncode) == (PAGE, b"", 0)


def test_lines_may_stand_in_any_order() -> None:
    Path("ledger").write_bytes(encode_line(CUT) + encode_line(RUN))
    assert restored(Path("ledger"), CLEAN) == PAGE


PEAK = """
import resource, sys
from dedupe.cli.program import run
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
status = run(sys.argv[1:])
print(status, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is counted in kibibytes on Linux only")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_restoring_takes_memory_for_neither_output_nor_ledger(ending: str) -> None:
    """60 MB of output, and 60 MB of removals: less than 40 MB of memory above what the program takes."""
    make_large(Path("clean.txt"), Path(f"ledger{ending}"))
    command = ["restore", "clean.txt", "--ledger", f"ledger{ending}", "-o", "back.txt"]
    done = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, check=True, text=True)
    status, kibibytes = map(int, done.stdout.split())
    assert status == 0
    assert kibibytes < 40 << 10
    assert Path("back.txt").stat().st_size == 2 * Path("clean.txt").stat().st_size


def make_large(output: Path, ledger: Path) -> None:
    """Write a text of many paragraphs, and a ledger of which each paragraph stood twice."""
    count, paragraph = 60_000, b"%07d" + b" The ferry leaves the outer harbour at noon." * 22 + b"\n"
    with output.open("wb") as file:
        file.writelines(paragraph % number for number in range(count))
    doubled = (part for number in range(count) for part in (paragraph % number, paragraph % number))
    with output.open("rb") as made:
        hashes = hash_of(doubled), hash_of(made)
    size = len(paragraph % 0)

    def lines() -> Iterator[bytes]:
        yield encode_line(run_line(RunLine("r", "clean.txt", *hashes, count), options={}, split=[], encoding="utf-8"))
        for number in range(count):
            start = (2 * number + 1) * size
            yield encode_line({"removal": f"r-{number}", "cut": [[start, (paragraph % number).decode()]]})

    append_lines(ledger, lines())
