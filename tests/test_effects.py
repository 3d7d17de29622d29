"""Options on the command line that would change nothing are errors; those of a configuration file are none."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from archives import framed

from dedupe.cli.effects import ABOUT_FORMATS, ABOUT_OTHERS
from dedupe.cli.program import program, run

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day, he said."
FILES = {
    "page.txt": f"{A}\n{A}\n",
    "site/harbour.txt": f"{A}\n{A}\n",
    "crawl.jsonl": json.dumps({"id": "a", "text": f"{A}\n{A}", "n": 1}) + "\n",
    "crawl.csv": f'id,text,n\na,"{A}\n{A}",1\n',
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content.encode())
    return tmp_path


LEAVE_OUT = "leave it out, or pass --format"
IDLE = {
    "collapse page.txt --field text": f"--field is about records with fields, and page.txt is text; {LEAVE_OUT}",
    "find page.txt --field text": f"--field is about records with fields, and page.txt is text; {LEAVE_OUT}",
    "collapse page.txt --id-field id": f"--id-field is about records with fields, and page.txt is text; {LEAVE_OUT}",
    "collapse page.txt --keep-by n --scope corpus": f"--keep-by is about records, and page.txt is text; {LEAVE_OUT}",
    "collapse crawl.jsonl --keep-by n": (
        "--keep-by decides between documents, and needs them compared across; give --scope corpus"
    ),
    "collapse crawl.jsonl --delimiter ;": f"--delimiter is about CSV, and crawl.jsonl is jsonl; {LEAVE_OUT}",
    "collapse crawl.jsonl --quote none": f"--quote is about CSV, and crawl.jsonl is jsonl; {LEAVE_OUT}",
    "collapse page.txt --escape \\": f"--escape is about CSV, and page.txt is text; {LEAVE_OUT}",
    "collapse page.txt --drop-empty": f"--drop-empty is about records, and page.txt is text; {LEAVE_OUT}",
    "collapse crawl.jsonl --drop-empty --check": (
        "--drop-empty is about what is written, and --check and --diff write nothing; leave it out"
    ),
    "collapse page.txt site -o out --field text": (
        f"--field is about records with fields, and the 2 inputs are text; {LEAVE_OUT}"
    ),
    "collapse page.txt crawl.jsonl -o out --delimiter ;": (
        f"--delimiter is about CSV, and the 2 inputs are jsonl and text; {LEAVE_OUT}"
    ),
    "collapse site --in-place --field text": (
        f"--field is about records with fields, and site/harbour.txt is text; {LEAVE_OUT}"
    ),
    "find page.txt --glob *.txt": "--glob is about folders, and no PATH is one; leave it out",
    "find page.txt --json --color always": "--color is about text, and --json has no colours; leave it out",
    "find page.txt --quiet --verbose": "--verbose is about what is said, and --quiet says nothing; leave it out",
    "compare a b --json --color always": "--color is about text, and --json has no colours; leave it out",
    "compare a b --text --encoding latin-1": "--encoding is about files, and with --text there are none; leave it out",
    "collapse page.txt --no-ledger": (
        "--no-ledger is about --in-place without a suffix, and otherwise no ledger is kept; leave it out"
    ),
    "collapse page.txt --in-place=.bak --no-ledger": (
        "--no-ledger is about --in-place without a suffix, and otherwise no ledger is kept; leave it out"
    ),
}


@pytest.mark.hostile("an option that has no effect on any input", "an error before anything is read or written")
@pytest.mark.parametrize("line", IDLE)
def test_an_option_that_changes_nothing_is_an_error_and_nothing_is_changed(
    line: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2
    assert tuple(capfd.readouterr()) == ("", f"dedupe: {IDLE[line]}\n")
    assert {str(path): path.read_text() for path in map(Path, FILES)} == FILES
    assert sorted(path.name for path in Path().iterdir()) == ["crawl.csv", "crawl.jsonl", "page.txt", "site"]


@pytest.mark.parametrize(
    "line",
    [
        "collapse page.txt crawl.jsonl -o out --field text --id-field id --drop-empty",
        'collapse page.txt crawl.csv -o out --delimiter , --quote " --escape \\ --field text',
        "collapse page.txt crawl.jsonl -o out --scope corpus --keep-by n:desc",
        "collapse missing.txt crawl.jsonl -o out --field text",
        "collapse page.txt site -o out --glob *.txt",
        "collapse crawl.jsonl --drop-empty --check --stats counts.json",
        "find page.txt --json --color auto",
        "find page.txt --threads 2 --memory-limit 4G --max-expanded 9 --on-error skip",
    ],
)
def test_an_option_that_is_about_one_of_the_inputs_is_none(line: str, capfd: pytest.CaptureFixture[str]) -> None:
    run(line.split())
    assert "is about" not in capfd.readouterr().err


def test_what_a_configuration_file_says_need_not_be_about_the_inputs(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "dedupe.toml").write_text(
        'field = ["body"]\nid-field = "id"\nkeep-by = "n"\ndelimiter = ";"\ndrop-empty = true\nglob = ["*.md"]\n'
    )
    for more in ([], ["--scope", "corpus"]):
        assert run(["collapse", "page.txt", *more]) == 0
        assert tuple(capfd.readouterr()) == (f"{A}\n", "")


@pytest.mark.skipif(os.name == "nt", reason="named pipes are those of POSIX")
def test_a_pipe_is_looked_at_and_still_read_as_a_whole(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(folder / "pipe")
    for name, status in (("crawl.jsonl", 0), ("page.txt", 2)):
        writer = threading.Thread(target=(folder / "pipe").write_bytes, args=(FILES[name].encode(),))
        writer.start()
        assert run(["collapse", "pipe", "--field", "text"]) == status
        writer.join()
    assert json.loads(capfd.readouterr().out)["text"] == A


# These have an effect on any input, are checked elsewhere, or are bounds, which also hold where nothing reaches them.
OTHERS = {
    "arguments": {"a", "b", "paths", "text"},
    "on any input": {"as_json", "check", "diff", "format", "ledger", "near", "output", "stats", "suffix", "index_path"},
    "in options.without_effect": {"boilerplate", "scope"},
    "on any paragraph": {
        "context",
        "copies",
        "keep",
        "max_words",
        "min_words",
        "protect",
        "remove",
        "split",
        "threshold",
    },
    "bounds": {"engine", "max_expanded", "memory_limit", "on_error", "threads"},
    "what is said": {"progress", "quiet", "help"},
}


@pytest.mark.parametrize("name", ["collapse", "find", "compare"])
def test_of_each_option_it_is_decided_when_it_has_an_effect(name: str) -> None:
    command = program.get_command(None, name)  # type: ignore[arg-type]  # it is not looked at
    assert command is not None
    decided = {*ABOUT_FORMATS, *ABOUT_OTHERS}.union(*OTHERS.values())
    assert {str(parameter.name) for parameter in command.params} <= decided


# Names of outputs

OTHER_NAMES = {
    "collapse crawl.jsonl -o out.csv": ("out.csv is named as csv", "crawl.jsonl is jsonl"),
    "collapse crawl.jsonl -o out.csv.gz": ("out.csv.gz is named as csv", "crawl.jsonl is jsonl"),
    "collapse crawl.jsonl -o out.json": ("out.json is named as json", "crawl.jsonl is jsonl"),
    "collapse crawl.csv -o out.parquet": ("out.parquet is named as parquet", "crawl.csv is csv"),
    "collapse page.txt -o out.jsonl": ("out.jsonl is named as jsonl", "page.txt is text"),
    "collapse page.txt -o out.html": ("out.html is named as html, which is not written", "page.txt is text"),
    "restore clean.jsonl --ledger ledger.jsonl -o back.csv": ("back.csv is named as csv", "clean.jsonl is jsonl"),
}


@pytest.mark.hostile("an output whose name says another format than it has", "an error, and no output")
@pytest.mark.parametrize("line", OTHER_NAMES)
def test_an_output_that_is_named_as_another_format_is_refused(line: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["collapse", "crawl.jsonl", "-o", "clean.jsonl", "--ledger", "ledger.jsonl"]) == 0
    before = sorted(path.name for path in Path().iterdir())
    assert run(line.split()) == 2
    said, got = OTHER_NAMES[line]
    assert capfd.readouterr().err == f"dedupe: {said}, and {got}; nothing is converted, so give it another name\n"
    assert sorted(path.name for path in Path().iterdir()) == before


def test_an_output_with_the_ending_of_its_input_or_none_that_says_a_format_is_written(folder: Path) -> None:
    (folder / "lines.json").write_text(FILES["crawl.jsonl"])
    for line in (
        "collapse lines.json -o out.json",
        "collapse lines.json -o out.jsonl",
        "collapse crawl.jsonl -o out.ndjson",
        "collapse crawl.jsonl -o out.txt",
        "collapse --format text crawl.csv -o out.csv",
    ):
        assert run(line.split()) == 0


# Archives rank by a header


def test_pages_of_an_archive_rank_by_the_header_that_is_named(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastwarc", reason="WET needs fastwarc")
    pages = [
        framed("conversion", A.encode(), f"https://example.org/{day}", WARC_Date=f"2024-05-0{day}") for day in (1, 2)
    ]
    (folder / "crawl.wet").write_bytes(b"".join(pages))
    line = ["find", "crawl.wet", "--scope", "corpus", "--json", "--keep-by"]
    for direction, gone in (("asc", 2), ("desc", 1)):
        assert run([*line, f"WARC-Date:{direction}"]) == 0
        assert json.loads(capfd.readouterr().out)["document"] == f"https://example.org/{gone}"
    assert run([*line, "date"]) == 2
    assert capfd.readouterr().err.startswith("dedupe: crawl.wet: there is no field 'date', there are warc-type, ")


# Warnings


@pytest.mark.hostile("stderr that is no terminal", "warnings that matter are there all the same, unless `--quiet`")
def test_a_warning_that_matters_is_not_silenced_by_a_pipe(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "long.txt").write_text(f"{B}\n{A}\n")
    long = (
        "dedupe: warning: long.txt: 1 paragraph of more than 9 words, compared for equal words only;"
        " raise --max-words to compare all words\n"
    )
    for command in (["collapse"], ["collapse", "--check"], ["find"]):
        assert run([*command, "long.txt", "--max-words", "9"]) == 0
        assert capfd.readouterr().err == long
        assert run([*command, "long.txt", "--max-words", "9", "--quiet"]) == 0
        assert capfd.readouterr().err == ""
    assert run(["collapse", "--check", "long.txt", "--index", "known.db"]) == 0
    assert capfd.readouterr().err == ("dedupe: warning: known.db: no index here yet, so only the inputs are compared\n")
