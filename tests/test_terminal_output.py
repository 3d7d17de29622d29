"""What each command prints on a terminal: nothing from a document or a name reaches it raw."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from dedupe.cli.program import run

STEERING = "\x07\x08\x1b[2J\x1b]0;title\x07\x7f\x85\x9b31m\u061c\u200e\u202e\u2066\ufeff\u2028\U000e0041"
NAME = f"pa{STEERING}ge"
LINE = f"The {STEERING} ferry leaves the outer harbour at noon."
PAGE, CHANGED, RECORDS, TABLE, DAMAGED = (f"{NAME}.{end}" for end in ("txt", "2.txt", "jsonl", "csv", "3.jsonl"))
FIELDS = ("--field", "text", "--id-field", "id", "--split", "lines")
COMMANDS = [
    ("find", "--all", PAGE),
    ("find", "--all", CHANGED, "--index", "known.db"),
    ("find", "--json", "--all", PAGE),
    ("find", "--json", "--all", RECORDS, *FIELDS),
    ("find", DAMAGED),
    ("find", f"{NAME}.none"),
    ("compare", PAGE, CHANGED),
    ("compare", "--json", PAGE, CHANGED),
    ("compare", "--text", LINE, STEERING),
    ("collapse", PAGE),
    ("collapse", RECORDS, *FIELDS),
    ("collapse", TABLE, *FIELDS),
    ("collapse", "--diff", PAGE),
    ("collapse", "--check", "-v", PAGE),
    ("collapse", PAGE, "-o", "clean.txt", "-v", "--stats", "-", "--protect", STEERING[2]),
    ("restore", "collapsed.txt", "--ledger", "ledger"),
    ("restore", "collapsed.txt", "--ledger", PAGE),
    ("restore", PAGE, "--ledger", "ledger"),
    ("index", "info", "known.db", "--documents"),
    ("index", "info", "known.db", "--documents", "--json"),
    ("index", "info", f"{NAME}.db"),
    ("index", "info", f"{NAME}.db", "--json"),
    ("index", "check", "-v", f"{NAME}.db"),
    ("index", "forget", "-v", "known.db", PAGE),
]


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Make inputs, an output with its ledger, and indexes, with what steers in texts, ids and names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    text = f"{LINE}\n{LINE.upper()}\n{LINE.replace('noon', f'nine {STEERING}')}\n"
    Path(PAGE).write_text(text, encoding="utf-8")
    Path(CHANGED).write_text(text.replace("ferry", f"boat{STEERING}"), encoding="utf-8")
    record = {"id": NAME, "text": text}
    Path(RECORDS).write_text(f"{json.dumps(record, ensure_ascii=False)}\n", encoding="utf-8")
    Path(DAMAGED).write_text(f'{{"text": "a{STEERING}"', encoding="utf-8")
    Path(TABLE).write_text(f'id,text\n{NAME},"{text}"\n', encoding="utf-8")
    assert run(["collapse", PAGE, "-o", "collapsed.txt", "--ledger", "ledger"]) == 0
    for index in ("known.db", f"{NAME}.db"):
        assert run(["collapse", PAGE, "-o", "clean.txt", "--index", index]) == 0
    capfd.readouterr()


@pytest.mark.hostile(
    "terminal escapes, control characters and marks of direction in texts, ids and names, for each command that prints",
    "on a terminal they are spelled out, in JSON as its escapes; in a file or a pipe they are as they are",
)
@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("command", COMMANDS, ids=[f"{command[0]}-{number}" for number, command in enumerate(COMMANDS)])
def test_nothing_that_a_command_prints_steers_a_terminal(
    command: Sequence[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if "forget" not in command:
        run(list(command))
    piped = capfd.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    run(list(command))
    shown = capfd.readouterr()
    assert shown.out or shown.err
    for char in (shown.out + shown.err).replace("\n", "").replace("\t", ""):
        assert unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp"}, ascii(char)
    if "--json" in command or command[1] == RECORDS:
        lines, other = (out.rstrip("\n").split("\n") for out in (shown.out, piped))
        assert list(map(json.loads, lines)) == list(map(json.loads, other))


@pytest.mark.usefixtures("pages")
def test_in_a_pipe_texts_are_as_they_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["restore", "collapsed.txt", "--ledger", "ledger"]) == 0
    assert capfd.readouterr().out == Path(PAGE).read_text(encoding="utf-8")
    assert run(["find", "--json", "--all", PAGE]) == 0
    assert STEERING[-4:] in capfd.readouterr().out


def test_json_is_json_in_any_encoding(capfd: pytest.CaptureFixture[str]) -> None:
    sys.stdout.reconfigure(encoding="latin-1")  # type: ignore[union-attr]  # it is a text file
    try:
        assert run(["compare", "--json", "--text", "café \u9999 \ud83d", "café \x85"]) == 0
    finally:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # as above
    assert json.loads(capfd.readouterr().out)
