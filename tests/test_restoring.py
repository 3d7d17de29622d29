"""Ledger and restore: byte for byte, or refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import lines_of, to_jsonl

from dedupe import Document, collapse_documents
from dedupe.errors import LedgerError
from dedupe.ledger.reading import Entry, read_entries
from dedupe.ledger.restoring import common_tail, restore, restore_only
from dedupe.ledger.writing import encode_line
from dedupe.options import OptionValues
from dedupe.results import Collapsed

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day!"
PAGE = f"{A}\n{B}\n\n{A}\n{B}\n"


def collapsed(text: str = PAGE, name: str = "page.txt", encoding: str = "utf-8", mark: bytes = b"") -> Collapsed:
    return next(collapse_documents([Document(name, text, encoding, mark)], split="lines"))


def written(path: Path, *results: Collapsed) -> list[Entry]:
    path.write_bytes(b"".join(map(to_jsonl, results)))
    return read_entries(path)


def restored(output: bytes, entries: Sequence[Entry]) -> bytes:
    return restore("page.txt", output, entries).content


ENCODINGS = [
    ("utf-8", b""),
    ("utf-8", b"\xef\xbb\xbf"),
    ("latin-1", b""),
    ("utf-16-le", b"\xff\xfe"),
    ("utf-32-be", b""),
]


@pytest.mark.parametrize(("encoding", "mark"), ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"])
def test_restore_gives_the_input_byte_for_byte(tmp_path: Path, encoding: str, mark: bytes, end: str) -> None:
    text = f"Über{end}{PAGE}".replace("\n", end).removesuffix(end)
    result = collapsed(text, encoding=encoding, mark=mark)
    assert len(result.removed) == 2
    entries = written(tmp_path / "ledger", result)
    assert restored(result.output, entries) == mark + text.encode(encoding)


def test_a_ledger_line_has_the_fields_of_the_documentation() -> None:
    result = collapsed()
    run, first, second = lines_of(result)
    assert run == {
        "type": "run",
        "format": 1,
        "run": run["run"],
        "document": "page.txt",
        "options": result.options.as_dict(),
        "split": "lines",
        "encoding": "utf-8",
        "input_sha256": run["input_sha256"],
        "output_sha256": run["output_sha256"],
        "removals": 2,
    }
    assert first == {
        "type": "removal",
        "id": f"{run['run']}-1",
        "document": "page.txt",
        "start": 84,
        "end": 127,
        "line": 4,
        "kept_document": "page.txt",
        "kept_start": 0,
        "kept_end": 43,
        "kept_line": 1,
        "lcs": 8,
        "words": 8,
        "kept_words": 8,
        "verdict": "copy",
        "reasons": ["identical"],
        "similarity": 1.0,
        "cut_start": 82,
        "cut_end": 127,
        "cut": f"\n\n{A}",
    }
    assert second["id"] == f"{run['run']}-2"


def test_bytes_that_are_not_utf_8_stand_in_base64() -> None:
    text = f"{A} É.\n{A} É.\n"
    _, removal = lines_of(collapsed(text, encoding="latin-1"))
    assert "cut" not in removal
    assert removal["cut_base64"]


def test_the_same_run_writes_the_same_ledger() -> None:
    assert to_jsonl(collapsed()) == to_jsonl(collapsed())


def test_the_input_itself_is_known_and_stays(tmp_path: Path) -> None:
    result = restore("page.txt", PAGE.encode(), written(tmp_path / "ledger", collapsed()))
    assert (result.content, result.put_back) == (PAGE.encode(), ())


def test_a_text_that_the_ledger_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as raised:
        restored(b"Something else.\n", written(tmp_path / "ledger", collapsed()))
    assert str(raised.value) == (
        "page.txt: the ledger does not know this text, so nothing was changed;"
        " give the output as the run left it, or the ledger of its run"
    )


def test_a_second_run_with_one_ledger_leaves_the_first_run_restorable(tmp_path: Path) -> None:
    first = collapsed()
    second = collapsed(first.text)
    entries = written(tmp_path / "ledger", first, second)
    assert restored(second.output, entries) == PAGE.encode()


def test_runs_that_follow_each_other_are_undone_one_by_one(tmp_path: Path) -> None:
    sibling = A.replace("noon", "midnight")
    text = f"{PAGE}{sibling}\n"
    first = collapsed(text)
    values: OptionValues = {"remove": "similar", "split": "lines"}
    second = next(collapse_documents([Document("page.txt", first.text)], **values))
    assert second.removed
    entries = written(tmp_path / "ledger", first, second)
    assert restored(second.output, entries) == first.output
    assert restored(first.output, entries) == text.encode()


def test_one_removal_is_put_back_and_the_rest_stays_out(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    result = collapsed()
    entries = written(ledger, result)
    ids = [cut.id for cut in entries[0].cuts]
    one = restore_only("page.txt", result.output, entries, [ids[1]])
    assert one.content.decode() == f"{A}\n{B}\n{B}\n"
    with ledger.open("ab") as file:
        file.writelines(map(encode_line, one.lines))
    entries = read_entries(ledger)
    assert restored(one.content, entries) == PAGE.encode()
    other = restore_only("page.txt", one.content, entries, [ids[0]])
    assert other.content == PAGE.encode()


@given(order=st.permutations(range(6)))
@settings(max_examples=30)
def test_removals_are_put_back_one_by_one_in_any_order(tmp_path: Path, order: list[int]) -> None:
    text = f"{A}\n{B}\n\n" * 4
    ledger = tmp_path / "ledger"
    result = collapsed(text)
    entries = written(ledger, result)
    ids = [cut.id for cut in entries[0].cuts]
    content = result.output
    for number in order:
        one = restore_only("page.txt", content, read_entries(ledger), [ids[number]])
        with ledger.open("ab") as file:
            file.writelines(map(encode_line, one.lines))
        content = one.content
        assert restored(content, read_entries(ledger)) == text.encode()
    assert content == text.encode()


def test_an_id_that_is_not_out_is_refused_with_those_that_are(tmp_path: Path) -> None:
    entries = written(tmp_path / "ledger", collapsed())
    with pytest.raises(LedgerError) as raised:
        restore_only("page.txt", collapsed().output, entries, ["abc-1"])
    run = entries[0].run
    assert str(raised.value) == f"page.txt: no removal abc-1 to put back in this text; there are {run}-1, {run}-2"


def test_an_entry_torn_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    whole = to_jsonl(collapsed())
    for length in range(len(whole.splitlines()[0]) + 1, len(whole) - 1):
        ledger.write_bytes(whole[:length])
        entries = read_entries(ledger)
        assert restored(PAGE.encode(), entries) == PAGE.encode()
        with pytest.raises(LedgerError, match="does not know this text"):
            restored(collapsed().output, entries)
    ledger.write_bytes(whole[:-30] + b"\n" + whole)
    assert restored(collapsed().output, read_entries(ledger)) == PAGE.encode()


def test_an_edited_removal_is_found_out_before_anything_is_written(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(to_jsonl(collapsed()).replace(b"noon", b"dusk"))
    [entry] = read_entries(ledger)
    said = (
        "page.txt: the removals in the ledger do not give the input that was hashed, so nothing was changed;"
        " the ledger was edited, restore it from a backup"
    )
    with pytest.raises(LedgerError) as raised:
        restored(collapsed().output, [entry])
    assert str(raised.value) == said
    with pytest.raises(LedgerError) as raised:
        restore_only("page.txt", collapsed().output, [entry], [entry.cuts[0].id])
    assert str(raised.value) == said


@pytest.mark.parametrize("content", [b"", b"Dear diary,\n", b'{"a": 1}\n', b"\xff\xfe", b"[]\n1\n"])
def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(content)
    with pytest.raises(LedgerError, match="not a ledger; give the file that --ledger wrote"):
        read_entries(ledger)


def test_a_missing_ledger_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot read the ledger"):
        read_entries(tmp_path / "none")


def test_a_ledger_of_a_later_format_is_refused(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(to_jsonl(collapsed()).replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(LedgerError, match="ledger format 2 on line 1 is not known, only 1"):
        read_entries(ledger)


@pytest.mark.parametrize("field", ["id", "cut", "cut_start"])
def test_a_removal_without_a_field_is_named_by_its_line(tmp_path: Path, field: str) -> None:
    run, removal, other = lines_of(collapsed())
    del removal[field]
    ledger = tmp_path / "ledger"
    ledger.write_bytes("".join(json.dumps(line) + "\n" for line in (run, removal, other)).encode())
    with pytest.raises(LedgerError, match="line 2 of the ledger is damaged"):
        read_entries(ledger)


def test_documents_with_equal_outputs_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    one, two = collapsed(name="crawl/a/page.txt"), collapsed(f"{A}\n{B}\n{B}\n", name="crawl/b/page.txt")
    assert one.output == two.output
    entries = written(tmp_path / "ledger", one, two)
    assert restore("clean/a/page.txt", one.output, entries).content == PAGE.encode()
    assert restore("clean/b/page.txt", one.output, entries).content == f"{A}\n{B}\n{B}\n".encode()
    with pytest.raises(LedgerError, match="2 documents had this output"):
        restore("elsewhere.txt", one.output, entries)


def test_documents_with_equal_inputs_need_not_be_told_apart(tmp_path: Path) -> None:
    one, two = collapsed(name="crawl/a/page.txt"), collapsed(name="crawl/b/page.txt")
    entries = written(tmp_path / "ledger", one, two)
    assert restore("elsewhere.txt", one.output, entries).content == PAGE.encode()


def test_paths_are_compared_from_their_ends() -> None:
    assert common_tail("x/b/page.txt", "y/b/page.txt") == 2
    assert common_tail("page.txt", "y/b/page.txt") == 1
    assert common_tail("other.txt", "page.txt") == 0


def test_several_removals_are_put_back_at_once_and_the_ledger_knows_the_text(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    result = collapsed(f"{A}\n{B}\n" * 3)
    ids = [cut.id for cut in written(ledger, result)[0].cuts]
    some = restore_only("page.txt", result.output, read_entries(ledger), [ids[0], ids[3], ids[0]])
    with ledger.open("ab") as file:
        file.writelines(map(encode_line, some.lines))
    entries = read_entries(ledger)
    assert [cut.id for cut in entries[-1].cuts] == [ids[1], ids[2]]
    assert restored(some.content, entries) == f"{A}\n{B}\n".encode() * 3
    assert restore("page.txt", result.output, entries).lines == ()


def test_of_many_removals_that_are_out_three_are_named(tmp_path: Path) -> None:
    result = collapsed(f"{A}\n{B}\n" * 3)
    entries = written(tmp_path / "ledger", result)
    run = entries[0].run
    for output, kept, said in (
        (result.output, entries, f"there are {run}-1, {run}-2, {run}-3 ..."),
        (f"{A}\n{B}\n".encode() * 3, entries, "there are none"),
    ):
        with pytest.raises(LedgerError) as raised:
            restore_only("page.txt", output, kept, ["a-1", "b-2"])
        assert str(raised.value) == f"page.txt: no removal a-1, b-2 to put back in this text; {said}"
    result = collapsed(f"{A}\n{B}\n{A}\n{B}\n{A}\n")
    entries = written(tmp_path / "ledger", result)
    with pytest.raises(LedgerError, match=f"there are {entries[0].run}-1, {entries[0].run}-2, {entries[0].run}-3$"):
        restore_only("page.txt", result.output, entries, ["a-1"])


@pytest.mark.parametrize("changed", [{"put": b'""'}, {"amends": True}])
def test_single_removals_are_refused_where_more_than_paragraphs_changed(
    tmp_path: Path, changed: dict[str, object]
) -> None:
    result = collapsed()
    [entry] = written(tmp_path / "ledger", result)
    first, second = entry.cuts
    entry = replace(entry, cuts=(replace(first, **changed), second))  # type: ignore[arg-type]
    with pytest.raises(LedgerError) as raised:
        restore_only("page.txt", result.output, [entry], [second.id])
    assert str(raised.value) == (
        "page.txt: single removals cannot be put back here, as other bytes changed with them; leave out --only"
    )


def test_outputs_of_several_documents_that_none_of_the_names_tells_apart_are_refused(tmp_path: Path) -> None:
    pages = [collapsed(f"{PAGE}{A}\n" * number, f"{name}.txt") for number, name in enumerate("abcd", 1)]
    entries = [
        replace(e, output_sha256=written(tmp_path / "l", pages[0])[0].output_sha256)
        for e in written(tmp_path / "l", *pages)
    ]
    with pytest.raises(LedgerError) as raised:
        restore("elsewhere", pages[0].output, entries)
    assert str(raised.value) == (
        "elsewhere: 4 documents had this output (a.txt, b.txt, c.txt), so nothing was changed;"
        " give it the file name of the one that it is"
    )
