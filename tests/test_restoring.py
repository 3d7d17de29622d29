"""Ledger and restore: byte for byte, or refused."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgers import ids_out_of, lines_of, restoration, restored, to_jsonl

from dedupe import Document, collapse_documents
from dedupe.errors import LedgerError
from dedupe.ledger.appending import append_lines
from dedupe.ledger.format import encode_line
from dedupe.ledger.reading import Ledger
from dedupe.ledger.restoring import common_tail
from dedupe.options import OptionValues
from dedupe.results import Collapsed

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day!"
PAGE = f"{A}\n{B}\n\n{A}\n{B}\n"


def collapsed(text: str = PAGE, name: str = "page.txt", encoding: str = "utf-8", mark: bytes = b"") -> Collapsed:
    return next(collapse_documents([Document(name, text, encoding, mark)], split="lines"))


def written(path: Path, *results: Collapsed) -> Path:
    path.write_bytes(b"".join(map(to_jsonl, results)))
    return path


def put_back(ledger: Path, output: bytes, *ids: str) -> bytes:
    """Put single removals back, and note that in the ledger, as `dedupe restore --only` does it."""
    with restoration(ledger, output, ids=ids) as found:
        found.check()
        line = found.line()
        assert line
        content = b"".join(found.pieces())
    append_lines(ledger, [encode_line(line)])
    return content


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
    ledger = written(tmp_path / "ledger", result)
    assert restored(ledger, result.output) == mark + text.encode(encoding)


def test_a_ledger_line_has_the_fields_of_the_documentation() -> None:
    result = collapsed()
    run, first, second = lines_of(result)
    assert run == {
        "run": run["run"],
        "format": 2,
        "document": "page.txt",
        "options": result.options.as_dict(),
        "split": ["lines"],
        "encoding": "utf-8",
        "input_sha256": run["input_sha256"],
        "output_sha256": run["output_sha256"],
        "removals": 2,
    }
    assert first == {
        "removal": f"{run['run']}-1",
        "start": 84,
        "end": 127,
        "line": 4,
        "kept": {"start": 0, "end": 43, "line": 1, "words": 8},
        "words": 8,
        "lcs": 8,
        "verdict": "copy",
        "reasons": ["identical"],
        "context": "part of a passage that is a large part of the document",
        "cut": [[82, f"\n\n{A}"]],
    }
    assert second["removal"] == f"{run['run']}-2"


def test_bytes_that_are_not_utf_8_stand_in_base64() -> None:
    text = f"{A} É.\n{A} É.\n"
    _, removal = lines_of(collapsed(text, encoding="latin-1"))
    assert "cut" not in removal
    assert removal["cut_base64"] == [[46, base64.b64encode(f"\n{A} É.".encode("latin-1")).decode()]]


def test_the_same_run_writes_the_same_ledger() -> None:
    assert to_jsonl(collapsed()) == to_jsonl(collapsed())


def test_the_input_itself_is_known_and_stays(tmp_path: Path) -> None:
    with restoration(written(tmp_path / "ledger", collapsed()), PAGE.encode()) as found:
        found.check()
        assert (b"".join(found.pieces()), found.count, found.line()) == (PAGE.encode(), 0, None)


def test_a_text_that_the_ledger_does_not_know_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as raised:
        restored(written(tmp_path / "ledger", collapsed()), b"Something else.\n")
    assert str(raised.value) == (
        "page.txt: the ledger does not know this text, so nothing was changed;"
        " give the output as the run left it, or the ledger of its run"
    )


def test_a_second_run_with_one_ledger_leaves_the_first_run_restorable(tmp_path: Path) -> None:
    first = collapsed()
    second = collapsed(first.text)
    assert restored(written(tmp_path / "ledger", first, second), second.output) == PAGE.encode()


def test_runs_that_follow_each_other_are_undone_one_by_one(tmp_path: Path) -> None:
    sibling = A.replace("noon", "midnight")
    text = f"{PAGE}{sibling}\n"
    first = collapsed(text)
    values: OptionValues = {"remove": "similar", "split": "lines"}
    second = next(collapse_documents([Document("page.txt", first.text)], **values))
    assert second.removed
    ledger = written(tmp_path / "ledger", first, second)
    assert restored(ledger, second.output) == first.output
    assert restored(ledger, first.output) == text.encode()


def test_one_removal_is_put_back_and_the_rest_stays_out(tmp_path: Path) -> None:
    result = collapsed()
    ledger = written(tmp_path / "ledger", result)
    first, second = ids_out_of(ledger, result.output)
    one = put_back(ledger, result.output, second)
    assert one.decode() == f"{A}\n{B}\n{B}\n"
    assert restored(ledger, one) == PAGE.encode()
    assert put_back(ledger, one, first) == PAGE.encode()


@given(order=st.permutations(range(6)))
@settings(max_examples=30)
def test_removals_are_put_back_one_by_one_in_any_order(tmp_path: Path, order: list[int]) -> None:
    text = f"{A}\n{B}\n\n" * 4
    result = collapsed(text)
    ledger = written(tmp_path / "ledger", result)
    ids = ids_out_of(ledger, result.output)
    content = result.output
    for number in order:
        content = put_back(ledger, content, ids[number])
        assert restored(ledger, content) == text.encode()
    assert content == text.encode()


def test_an_id_that_is_not_out_is_refused_with_those_that_are(tmp_path: Path) -> None:
    ledger = written(tmp_path / "ledger", collapsed())
    with pytest.raises(LedgerError) as raised:
        restored(ledger, collapsed().output, ids=["abc-1"])
    first, second = ids_out_of(ledger, collapsed().output)
    assert str(raised.value) == f"page.txt: no removal abc-1 to put back in this text; there are {first}, {second}"


def test_an_entry_torn_by_a_crash_is_passed_over(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    whole = to_jsonl(collapsed())
    head = len(whole.splitlines()[0]) + 1
    for length in range(head, len(whole) - 1):
        ledger.write_bytes(whole[:length])
        assert restored(ledger, PAGE.encode()) == PAGE.encode()
        with pytest.raises(LedgerError) as raised:
            restored(ledger, collapsed().output)
        found = int(length >= len(whole) - len(whole.splitlines()[2]) - 2)
        assert str(raised.value) == (
            f"page.txt: the ledger has {found} of the 2 removals from this text, so nothing was changed;"
            " restore the ledger from a backup"
        )
    ledger.write_bytes(whole[:-30] + b"\n" + whole)
    assert restored(ledger, collapsed().output) == PAGE.encode()


@pytest.mark.hostile("a removal in a ledger that was edited", "an error, and nothing is written")
def test_an_edited_removal_is_found_out_before_anything_is_written(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(to_jsonl(collapsed()).replace(b"noon", b"dusk"))
    ids = ids_out_of(ledger, collapsed().output)
    for some in ([], ids[:1]):
        with pytest.raises(LedgerError) as raised:
            restored(ledger, collapsed().output, ids=some)
        assert str(raised.value) == (
            "page.txt: the removals in the ledger do not give the input that was hashed, so nothing was changed;"
            " the ledger was edited, restore it from a backup"
        )


@pytest.mark.parametrize("content", [b"", b"Dear diary,\n", b'{"a": 1}\n', b"\xff\xfe", b"[]\n1\n"])
def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path, content: bytes) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(content)
    with pytest.raises(LedgerError, match="not a ledger; give the file that --ledger wrote"):
        Ledger(ledger)


def test_a_missing_ledger_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot read the ledger"):
        Ledger(tmp_path / "none")


def test_a_ledger_of_a_later_format_is_refused(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.write_bytes(to_jsonl(collapsed()).replace(b'"format":2', b'"format":3'))
    with pytest.raises(LedgerError) as raised:
        Ledger(ledger)
    assert str(raised.value) == (
        f"{ledger}: line 1: format must be 1 to 2, got 3; use the version of dedupe that wrote it"
    )


def test_documents_with_equal_outputs_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    one, two = collapsed(name="crawl/a/page.txt"), collapsed(f"{A}\n{B}\n{B}\n", name="crawl/b/page.txt")
    assert one.output == two.output
    ledger = written(tmp_path / "ledger", one, two)
    assert restored(ledger, one.output, "clean/a/page.txt") == PAGE.encode()
    assert restored(ledger, one.output, "clean/b/page.txt") == f"{A}\n{B}\n{B}\n".encode()
    with pytest.raises(LedgerError, match="2 documents had this output"):
        restored(ledger, one.output, "elsewhere.txt")


def test_documents_with_equal_inputs_need_not_be_told_apart(tmp_path: Path) -> None:
    one, two = collapsed(name="crawl/a/page.txt"), collapsed(name="crawl/b/page.txt")
    assert restored(written(tmp_path / "ledger", one, two), one.output, "elsewhere.txt") == PAGE.encode()


def test_paths_are_compared_from_their_ends() -> None:
    assert common_tail("x/b/page.txt", "y/b/page.txt") == 2
    assert common_tail("page.txt", "y/b/page.txt") == 1
    assert common_tail("other.txt", "page.txt") == 0


def test_several_removals_are_put_back_at_once_and_the_ledger_knows_the_text(tmp_path: Path) -> None:
    result = collapsed(f"{A}\n{B}\n" * 3)
    ledger = written(tmp_path / "ledger", result)
    ids = ids_out_of(ledger, result.output)
    some = put_back(ledger, result.output, ids[0], ids[3], ids[0])
    assert ids_out_of(ledger, some) == [ids[1], ids[2]]
    assert restored(ledger, some) == f"{A}\n{B}\n".encode() * 3
    with restoration(ledger, result.output) as found:
        assert found.line() is None


def test_of_many_removals_that_are_out_three_are_named(tmp_path: Path) -> None:
    result = collapsed(f"{A}\n{B}\n" * 3)
    ledger = written(tmp_path / "ledger", result)
    ids = ", ".join(ids_out_of(ledger, result.output)[:3])
    for output, said in (
        (result.output, f"there are {ids} ..."),
        (f"{A}\n{B}\n".encode() * 3, "there are none"),
    ):
        with pytest.raises(LedgerError) as raised:
            restored(ledger, output, ids=["a-1", "b-2"])
        assert str(raised.value) == f"page.txt: no removal a-1, b-2 to put back in this text; {said}"
    result = collapsed(f"{A}\n{B}\n{A}\n{B}\n{A}\n")
    written(ledger, result)
    ids = ", ".join(ids_out_of(ledger, result.output))
    with pytest.raises(LedgerError, match=f"there are {ids}$"):
        restored(ledger, result.output, ids=["a-1"])


@pytest.mark.parametrize("put", [False, True])
def test_single_removals_are_refused_where_more_than_paragraphs_changed(tmp_path: Path, *, put: bool) -> None:
    result = collapsed()
    run, first, second = lines_of(result)
    if put:
        first["cut"][0].append('""')
    else:
        first["change"] = first.pop("removal")
    ledger = tmp_path / "ledger"
    ledger.write_bytes(b"".join(map(encode_line, (run, first, second))))
    with pytest.raises(LedgerError) as raised:
        restored(ledger, result.output, ids=[second["removal"]])
    assert str(raised.value) == (
        "page.txt: single removals cannot be put back here, as other bytes changed with them; leave out --only"
    )


def test_outputs_of_several_documents_that_none_of_the_names_tells_apart_are_refused(tmp_path: Path) -> None:
    pages = [collapsed(f"{PAGE}{A}\n" * number, f"{name}.txt") for number, name in enumerate("abcd", 1)]
    output = lines_of(pages[0])[0]["output_sha256"]
    lines = [line | ({"output_sha256": output} if "run" in line else {}) for page in pages for line in lines_of(page)]
    ledger = tmp_path / "ledger"
    ledger.write_bytes(b"".join(map(encode_line, lines)))
    with pytest.raises(LedgerError) as raised:
        restored(ledger, pages[0].output, "elsewhere")
    assert str(raised.value) == (
        "elsewhere: 4 documents had this output (a.txt, b.txt, c.txt), so nothing was changed;"
        " give it the file name of the one that it is"
    )
