"""Indexes edited by hand, cell by cell: each command works, or says in one line that the file is damaged."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from dedupe.cli.program import run

TIDE = "The tide was out that morning."
NOBODY = "Nobody came to the market all day."
LIFT = "The lift to the upper deck is out of order."
# All of them at once: a document that is new, one that has changed, one that is as it was, and one that went.
PAGES = {"a.txt": f"{TIDE}\n{NOBODY}\n", "b.txt": f"{TIDE}\n{LIFT}\n", "c.txt": f"{LIFT}\nIt rained.\n"}
LATER = {**PAGES, "a.txt": f"{NOBODY}\nThe tide came back at noon.\n", "d.txt": f"{TIDE}\n{NOBODY}\n{LIFT}\n"}
COMMANDS = (
    ("collapse", *LATER, "-o", "clean", "--index", "known.db"),
    ("collapse", *PAGES, "-o", "clean", "--ledger", "ledger", "--index", "known.db"),
    ("find", "--all", *LATER, "--index", "known.db"),
    ("index", "info", "known.db"),
    ("index", "info", "known.db", "--documents", "--json"),
    ("index", "forget", "known.db", "a.txt"),
)
REBUILD = ("index", "rebuild", "known.db")
CHECK = ("index", "check", "known.db")
VALUES = ("x", b"\xff\x00", -1, 3, 1 << 40, (1 << 63) - 1, -(1 << 63), 0.5, float("inf"), None)
SETTINGS = ("options", "terms", "next", "kept", "counted", "order")
COLUMNS = {
    "documents": ("first", "behind", "name", "id", "input", "output", "doubtful"),
    "paragraphs": ("number", "start", "end", "line", "kind", "text", "checksum"),
    "sketches": ("number", "words", "parities"),
    "postings": ("term", "number"),
    "removals": ("number", "kept", "cut"),
    "frequencies": ("hash", "paragraphs"),
}


# What is done to a setting, to a column (as many rows as can have one value, or the last one), and to a table.
SETTING = ("UPDATE settings SET value = ? WHERE name = '{}'", "DELETE FROM settings WHERE name = '{}'")
COLUMN = "UPDATE OR IGNORE {} SET {} = ?"
LAST = "UPDATE OR IGNORE {0} SET {1} = ? WHERE {1} = (SELECT MAX({1}) FROM {0})"
TABLE = ("DELETE FROM {}", "DROP TABLE {}", "ALTER TABLE {} RENAME COLUMN {} TO other")
STATEMENTS = [
    *(text.format(name) for name in SETTINGS for text in SETTING),
    *(COLUMN.format(table, column) for table, columns in COLUMNS.items() for column in columns),
    *(LAST.format(table, columns[0]) for table, columns in COLUMNS.items()),
    *(text.format(table, columns[-1]) for table, columns in COLUMNS.items() for text in TABLE),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an index of some pages."""
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for name, text in PAGES.items():
            Path(name).write_text(text)
        for threshold in ("0.6", "0.9"):
            made = (
                "collapse",
                *PAGES,
                "-o",
                "clean",
                "--split",
                "lines",
                "--threshold",
                threshold,
                "--index",
                f"{threshold}.db",
            )
            assert run(list(made)) == 0
            with closing(sqlite3.connect(f"{threshold}.db")) as connection:
                connection.execute("INSERT OR IGNORE INTO frequencies VALUES (7, 100)")
                connection.commit()
        for name, text in LATER.items():
            Path(name).write_text(text)
    return folder


def edits(index: Path, statement: str) -> Iterator[str]:
    """Yield the values for which an edit could be made, when it has been."""
    original = index.read_bytes()
    for value in VALUES if "?" in statement else (None,):
        index.write_bytes(original)
        with closing(sqlite3.connect(index)) as connection, suppress(sqlite3.IntegrityError):
            done = connection.execute(statement, (value,) if "?" in statement else ())
            connection.commit()
            if done.rowcount:
                yield repr(value)


class Program:
    """Runs commands on a copy of an index, and says how that went."""

    def __init__(self, threshold: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._given = ("--split", "lines", "--threshold", threshold)
        self._capsys = capsys

    def __call__(self, command: Sequence[str], index: str | None = None) -> tuple[int, str]:
        if index is not None:
            shutil.copy(index, "known.db")
        status = run([*command, *(self._given if command[0] != "index" else ())])
        said = self._capsys.readouterr().err
        assert "internal error" not in said
        assert status in {0, 1, 2}
        assert said.count("\n") == (status == 2)
        return status, said


@pytest.mark.hostile("an index edited by hand", "each command works, or says in one line what is wrong and the way out")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_index_edited_by_hand_is_one_line(
    statement: str, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(index, tmp_path, dirs_exist_ok=True)
    # The order of words decides only at higher thresholds.
    threshold = "0.9" if re.search("sketches|postings|frequencies|order|counted", statement) else "0.6"
    program, edited = Program(threshold, capsys), f"{threshold}.db"
    for _ in edits(Path(edited), statement):
        found = program(CHECK, edited)[0]
        for command in COMMANDS:
            status, said = program(command, edited)
            if "run dedupe index rebuild known.db" in said:
                assert program(REBUILD, edited)[0] == program(command)[0] == program(CHECK)[0] == 0
            elif status == 2:
                assert found, said
                assert "known.db: is damaged (" in said or "known.db: nothing is in this file yet" in said


@pytest.mark.hostile("an index that is cut off or overwritten anywhere", "as an index edited by hand")
def test_a_damaged_index_is_one_line(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(index, tmp_path, dirs_exist_ok=True)
    program, whole = Program("0.6", capsys), Path("0.6.db").read_bytes()
    for place in range(0, len(whole), 4096):
        for content in (whole[:place], whole[: place + 99], whole[:place] + bytes(4096) + whole[place + 4096 :]):
            Path("edited.db").write_bytes(content)
            for command in COMMANDS:
                program(command, "edited.db")
