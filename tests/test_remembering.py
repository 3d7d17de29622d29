"""`--index` on the command line: what one run keeps the next one knows, and files and records by the right names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from dedupe.cli.program import run

TIDE = "The tide was out when the first ferry came in that morning."
NOBODY = "Nobody came to the café by the harbour all day long."
LIFT = "The lift to the upper deck is out of order this week."
LINES = ("--split", "lines")


class Program:
    """Runs commands in a folder, and returns status, stdout and stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = run(list(arguments))
        said = self._capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def dedupe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(f"{TIDE}\n{NOBODY}\n")
    Path("b.txt").write_text(f"{TIDE}\n{LIFT}\n")
    return Program(capsys)


def names(dedupe: Program) -> Sequence[str]:
    return dedupe("index", "info", "--documents", "known.db")[1].splitlines()


def test_the_next_run_knows_what_one_has_kept(dedupe: Program) -> None:
    assert dedupe("collapse", "a.txt", "--index", "known.db") == (0, f"{TIDE}\n{NOBODY}\n", "")
    assert dedupe("collapse", "b.txt", "--index", "known.db") == (0, f"{LIFT}\n", "")
    assert dedupe("find", "b.txt", "--index", "known.db")[1].startswith("b.txt:1: copy of a.txt:1, similarity 1.000")
    assert dedupe("collapse", "a.txt", "--index", "known.db") == (0, f"{TIDE}\n{NOBODY}\n", "")


def test_what_was_replaced_in_place_is_still_known(dedupe: Program) -> None:
    for _ in range(2):
        for name in ("a.txt", "b.txt"):
            assert dedupe("collapse", "--in-place", name, "--index", "known.db") == (0, "", "")
        assert (Path("a.txt").read_text(), Path("b.txt").read_text()) == (f"{TIDE}\n{NOBODY}\n", f"{LIFT}\n")
    assert dedupe("restore", "b.txt") == (0, f"{TIDE}\n{LIFT}\n", "")


def test_a_file_is_known_by_its_path_from_the_index_wherever_one_stands(
    dedupe: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("crawl").mkdir()
    Path("crawl/page.txt").write_text(f"{TIDE}\n")
    dedupe("collapse", "crawl/page.txt", "--index", "known.db")
    monkeypatch.chdir(tmp_path / "crawl")
    assert dedupe("collapse", "page.txt", "--index", "../known.db") == (0, f"{TIDE}\n", "")
    assert dedupe("collapse", str(tmp_path / "crawl" / "page.txt"), "--index", "../known.db")[1] == f"{TIDE}\n"
    monkeypatch.chdir(tmp_path)
    assert names(dedupe) == ["./crawl/page.txt"]


def test_records_are_known_by_their_ids(dedupe: Program) -> None:
    rows = [{"id": name, "text": f"{text}\n"} for name, text in (("x", TIDE), ("y", LIFT))]
    Path("one.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    Path("two.jsonl").write_text(json.dumps({"id": "x", "text": f"{TIDE}\n{LIFT}\n"}) + "\n")
    by_id = ("--id-field", "id", "--index", "known.db")
    dedupe("collapse", "one.jsonl", *by_id)
    assert json.loads(dedupe("collapse", "two.jsonl", *by_id)[1])["text"] == f"{TIDE}\n"
    assert names(dedupe) == ["y", "x"]
    assert dedupe("index", "forget", "known.db", "x") == (0, "", "")
    assert names(dedupe) == ["y"]


def test_a_record_without_an_id_would_be_taken_for_another_when_one_before_it_goes(dedupe: Program) -> None:
    Path("one.jsonl").write_text(json.dumps({"id": None, "text": f"{TIDE}\n"}) + "\n")
    said = "dedupe: one.jsonl:1: an index knows a record by its id, and this one has none; pass --id-field\n"
    for arguments in ((), ("--id-field", "id")):
        assert dedupe("collapse", "one.jsonl", "--index", "known.db", *arguments) == (2, "", said)


def test_a_record_may_have_the_name_of_a_file_as_its_id(dedupe: Program) -> None:
    Path("one.jsonl").write_text(json.dumps({"id": "a.txt", "text": f"{LIFT}\n"}) + "\n")
    dedupe("collapse", "a.txt", "--index", "known.db")
    dedupe("collapse", "one.jsonl", "--id-field", "id", "--index", "known.db")
    assert names(dedupe) == ["./a.txt", "a.txt"]


def test_stdin_has_no_name(dedupe: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert dedupe("collapse", "--index", "known.db") == (
            2,
            "",
            "dedupe: an index knows an input by its name, and stdin has none;"
            " give a file, or records with --id-field\n",
        )


@pytest.mark.parametrize("command", [("collapse", "--check"), ("collapse", "--diff")])
def test_a_first_run_can_be_tried(dedupe: Program, command: tuple[str, ...]) -> None:
    status, _, error = dedupe(*command, "b.txt", "--index", "known.db")
    warning = "dedupe: warning: known.db: no index here yet, so only the inputs are compared\n"
    assert (status, error) == (0, warning)
    assert not list(Path().glob("known.db*"))
    # Documents of one run are compared with each other.
    assert dedupe(*command, "b.txt", "a.txt", "--index", "other.db")[1]


def test_what_is_asked_of_no_index_is_an_error(dedupe: Program) -> None:
    assert dedupe("find", "b.txt", "--index", "none.db") == (
        2,
        "",
        "dedupe: none.db: no index here; dedupe collapse --index makes one\n",
    )
    for name in ("", ":memory:"):
        said = f"dedupe: --index must be a file on disk, got {name!r}; give its path\n"
        assert dedupe("collapse", "a.txt", "--index", name) == (2, "", said)


@pytest.mark.parametrize("command", [("collapse", "--check"), ("collapse", "--diff"), ("find",)])
def test_who_only_asks_leaves_no_trace(dedupe: Program, command: tuple[str, ...]) -> None:
    dedupe("collapse", "a.txt", "--index", "known.db")
    said = dedupe(*command, "b.txt", "--index", "known.db")[1]
    assert TIDE in said or "1 of 2 paragraphs would go" in said
    assert names(dedupe) == ["./a.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--scope", "document"), "an index compares across documents, got scope document; leave out the scope"),
        (("--threshold", "0.9"), "known.db: was made with threshold 0.6, not 0.9; give the same options, or another"),
        (
            ("--keep", "last"),
            "an index needs --keep first, as --keep last may let go later of what an earlier run has kept;",
        ),
    ],
)
def test_what_does_not_go_with_an_index_is_refused(dedupe: Program, arguments: Sequence[str], message: str) -> None:
    dedupe("collapse", "a.txt", "--index", "known.db")
    status, printed, said = dedupe("collapse", "b.txt", "--index", "known.db", *arguments)
    assert (status, printed) == (2, "")
    assert said.startswith(f"dedupe: {message}")


def test_an_index_is_no_input_and_no_output(dedupe: Program) -> None:
    assert dedupe("collapse", "a.txt", "--index", "a.txt")[2] == (
        "dedupe: a.txt is an input and --index too; give each a file of its own\n"
    )
    assert dedupe("collapse", "a.txt", "-o", "known.db", "--index", "known.db")[0] == 2
    dedupe("collapse", "a.txt", "--index", "known.db")
    before = Path("known.db").read_bytes()
    assert dedupe("collapse", ".", "-o", "clean/", "--index", "known.db", *LINES)[0] == 2
    assert Path("known.db").read_bytes() == before


def test_a_folder_with_its_index_in_it_is_collapsed_without_the_index(dedupe: Program) -> None:
    for _ in range(2):
        assert dedupe("collapse", ".", "-o", "clean/", "--index", "known.db", "--glob", "*.txt") == (0, "", "")
        assert Path("clean/b.txt").read_text() == f"{LIFT}\n"
    assert sorted(path.name for path in Path("clean").iterdir()) == ["a.txt", "b.txt"]


def test_an_index_says_what_it_holds(dedupe: Program) -> None:
    for name in ("a.txt", "b.txt"):
        dedupe("collapse", name, "--index", "known.db")
    status, printed, said = dedupe("index", "info", "known.db")
    assert (status, said) == (0, "")
    assert printed.splitlines()[1:] == [
        "documents: 2",
        "kept paragraphs: 3, with word frequencies counted on 2",
        "removed paragraphs: 1, of which 0 have no kept paragraph any more",
        "made with threshold 0.6, min_words 5, max_words 20000, remove copies, keep first, copies 1, scope corpus,"
        " split auto, context keep",
    ]
    found = json.loads(dedupe("index", "info", "--json", "known.db")[1])
    assert (found["documents"], found["paragraphs"], found["options"]["threshold"]) == (2, 3, 0.6)
    lines = dedupe("index", "info", "--json", "--documents", "known.db")[1].splitlines()
    assert json.loads(lines[1]) == {"name": "./b.txt", "id": "b.txt", "kept": 1, "doubtful": False}
    assert dedupe("index", "check", "known.db") == (0, "", "")
    assert dedupe("index", "rebuild", "known.db", "-v") == (0, "", "known.db: 3 paragraphs indexed again\n")


def test_forgetting_names_the_copies_that_have_lost_their_kept_one(dedupe: Program, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        dedupe("collapse", name, "--index", "known.db")
    assert dedupe("index", "forget", "known.db", "nothing.txt") == (
        2,
        "",
        "dedupe: nothing.txt: is not in this index; dedupe index info --documents lists what is\n",
    )
    assert dedupe("index", "forget", "known.db", str(tmp_path / "a.txt"), "-v") == (
        0,
        "./b.txt: 1 removed copy has no kept paragraph any more\n",
        "known.db: 2 kept paragraphs forgotten\n",
    )
    assert NOBODY.encode() not in Path("known.db").read_bytes()
    assert dedupe("collapse", "b.txt", "--index", "known.db")[1] == f"{TIDE}\n{LIFT}\n"


def test_what_is_no_index_is_said_to_be_none(dedupe: Program) -> None:
    for command in (("info",), ("check",), ("rebuild",)):
        assert dedupe("index", *command, "none.db") == (
            2,
            "",
            "dedupe: none.db: there is no index here; give the file that --index made\n",
        )
        assert dedupe("index", *command, "a.txt")[2].startswith("dedupe: a.txt: cannot be opened as an index (file is")


def test_check_prints_what_is_wrong_and_exits_with_1(dedupe: Program) -> None:
    import sqlite3

    dedupe("collapse", "a.txt", "--index", "known.db")
    connection = sqlite3.connect("known.db")
    connection.execute("DELETE FROM postings")
    connection.commit()
    connection.close()
    status, printed, said = dedupe("index", "check", "known.db", "-v")
    assert (status, said) == (1, "known.db: 3 faults\n")
    assert printed.startswith("paragraph 0: is not filed where it is looked for\nparagraph 1: is not filed")
    assert dedupe("index", "rebuild", "known.db")[0] == 0
    assert dedupe("index", "check", "known.db") == (0, "", "")
