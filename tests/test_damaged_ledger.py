"""Ledgers edited by hand, field by field: restore gives the input, or says in one line what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dedupe.cli.program import run

TIDE = "The tide was out that morning."
PAGE = f"{TIDE}\nNobody came to the market all day.\n{TIDE}\n"
VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1 << 70,
    -(1 << 70),
    1e300,
    0.5,
    "",
    "x",
    "\ud83d",
    [],
    ["x"],
    {},
    {"x": 1},
)
# How a value can be spelled that no JSON has, or no program would write.
SPELLINGS = ("NaN", "Infinity", "-Infinity", "9" * 5000, "[" * 100_000, '{"x":' * 100_000, '"x', "")


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Make an output with its ledger, and return the lines of that; one removal was put back and went again."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE)
    assert (
        run(
            ["collapse", "page.txt", "--context", "ignore", "--split", "lines", "-o", "clean.txt", "--ledger", "ledger"]
        )
        == 0
    )
    removal = json.loads(Path("ledger").read_text().splitlines()[1])["removal"]
    assert run(["restore", "clean.txt", "--ledger", "ledger", "--only", removal, "-o", "back.txt"]) == 0
    assert Path("back.txt").read_text() == PAGE
    capsys.readouterr()
    return Path("ledger").read_text().splitlines()


def restored(lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Restore with a ledger: the input comes back, or there is one line and nothing else."""
    Path("edited").write_bytes("\n".join([*lines, ""]).encode("utf-8", "surrogatepass"))
    for arguments in ([], ["--only", "x"]):
        status = run(["restore", "clean.txt", "--ledger", "edited", *arguments])
        said = capsys.readouterr()
        assert "internal error" not in said.err
        assert (status, said.out, said.err.count("\n")) in {(0, PAGE, 0), (2, "", 1)}, said.err[:200]


def edited(line: str) -> Iterator[str]:
    """Yield a line with each of its fields left out, of another value, or spelled as nothing that can be read."""
    fields: dict[str, Any] = json.loads(line)
    for name in fields:
        yield json.dumps({other: value for other, value in fields.items() if other != name})
        yield from (json.dumps({**fields, name: value}) for value in VALUES)
        yield from (json.dumps({**fields, name: "@"}).replace('"@"', spelling) for spelling in SPELLINGS)


@pytest.mark.hostile("a ledger edited by hand", "the input comes back, or one line says what is wrong")
@pytest.mark.parametrize("number", range(3))
def test_a_ledger_edited_by_hand_is_one_line(number: int, lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for line in edited(lines[number]):
        restored([*lines[:number], line, *lines[number + 1 :]], capsys)


@pytest.mark.hostile("a ledger edited by hand", "the input comes back, or one line says what is wrong")
def test_lines_of_another_kind_in_a_ledger_are_passed_over_or_one_line(
    lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for line in (
        *SPELLINGS,
        *map(json.dumps, VALUES),
        '{"type": "new"}',
        '{"new": 1}',
        "\0",
        lines[0],
        lines[1],
        lines[1][:-9],
    ):
        for number in range(len(lines) + 1):
            restored([*lines[:number], line, *lines[number:]], capsys)
