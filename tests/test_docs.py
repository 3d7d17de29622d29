"""The pages that users read: generated, linked, and true.

A page is played in a copy of examples/: each command of its `console` blocks (behind `$ `, further lines behind `> `)
is run by a shell, and what it prints must stand below it. `python tests/test_docs.py` writes what is printed now into
the pages.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dedupe
from dedupe.cli.program import COMMANDS, program

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "cli.md"
PAGES = sorted([README, *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md"), *EXAMPLES.glob("*.md")])
SESSION = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")


def page_name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def environment() -> dict[str, str]:
    """The environment of a command: it finds this very source, and no terminal or locale makes a difference."""
    given = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return given | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80"}


def run_python(*arguments: str) -> str:
    """What a run of Python says on stdout; it must succeed."""
    process = subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", env=environment(), check=False, cwd=ROOT
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


# The command line reference


def test_the_reference_is_what_the_tool_writes() -> None:
    assert run_python("tools/make_cli_reference.py") == REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_in_the_reference(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert command
    page = REFERENCE.read_text(encoding="utf-8")
    section = re.search(rf"^## dedupe {name}$.*?(?=^## )", page, re.MULTILINE | re.DOTALL)
    assert section
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in [*parameter.opts, *parameter.secondary_opts]:
                assert re.search(rf"^- `(?:[^`]*, )?{option}[^`\w-]*[`, =\[]", section[0], re.MULTILINE), option


# The README


def test_the_readme_is_at_most_140_lines_long() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 140


def test_the_before_and_after_of_the_readme_are_true() -> None:
    blocks = BLOCK.findall(README.read_text(encoding="utf-8"))
    before, after = [block for language, block in blocks if not language]
    assert dedupe.collapse(before).text == after


def readme_commands() -> tuple[str, str]:
    """The command that runs the example and the one that runs the tests."""
    run, test = re.findall(r"^python3 -m venv .*$", README.read_text(encoding="utf-8"), re.MULTILINE)
    return run, test


def test_the_first_command_of_the_readme_collapses_the_example() -> None:
    run, _ = readme_commands()
    assert run.endswith("/dedupe collapse examples/pentagon.txt")
    assert (EXAMPLES / "pentagon.txt").is_file()


def test_the_test_command_of_the_readme_is_that_which_guards_main() -> None:
    _, test = readme_commands()
    assert test in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


# All pages


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path = target.partition("#")[0]
        if path and not target.startswith(("https://", "http://")):
            assert (page.parent / path).exists(), target


def test_the_python_page_is_a_doctest() -> None:
    page = ROOT / "docs" / "python.md"
    test = doctest.DocTestParser().get_doctest(code_of(page.read_text(encoding="utf-8")), {}, page.name, str(page), 0)
    complaints: list[str] = []
    result = doctest.DocTestRunner().run(test, out=complaints.append)
    assert result.attempted > 0
    assert not result.failed, "".join(complaints)


def code_of(page: str) -> str:
    """The Python code of a page, each line in its place, with blank lines for the rest."""
    code, end = "", 0
    for block in PYTHON.finditer(page):
        code += "\n" * page.count("\n", end, block.start(1)) + block[1]
        end = block.end(1)
    return code


def test_the_python_code_in_the_readme_runs_on_a_text() -> None:
    (block,) = PYTHON.findall(README.read_text(encoding="utf-8"))
    page = (EXAMPLES / "notice.txt").read_text(encoding="utf-8")
    said = run_python("-c", f"text = {page!r}\n{block}")
    assert "Ask Mr Lindqvist" in said
    assert "THE POOL" not in said


def test_the_python_example_runs() -> None:
    first, *_ = run_python("examples/collapse_documents.py").splitlines()
    assert first == "pentagon.txt: 8 paragraphs kept, 7 removed"


# Sessions


def commands_of(session: str) -> Iterator[str]:
    """The commands of a session, without what they print."""
    for entry in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        first, *rest = entry.splitlines()
        further = [line[1:].removeprefix(" ") for line in rest if line.startswith(">")]
        yield "\n".join([first, *further])


def play(page: Path, folder: Path) -> str:
    """The page with what its commands print when they are run in a folder, one after the other."""
    examples = shutil.copytree(EXAMPLES, folder / "examples")
    (folder / "bin").mkdir()
    command = folder / "bin" / "dedupe"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dedupe "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    variables = environment()
    variables["PATH"] = f"{command.parent}{os.pathsep}{variables['PATH']}"

    def show(session: re.Match[str]) -> str:
        shown = ""
        for line in commands_of(session[0]):
            process = subprocess.run(
                ["/bin/sh", "-c", line],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                env=variables,
                cwd=examples,
                check=False,
            )
            shown += "$ " + "\n".join(f"> {part}".rstrip() for part in line.split("\n"))[2:] + "\n" + process.stdout
        return shown

    return SESSION.sub(show, page.read_text(encoding="utf-8"))


WITH_SESSIONS = [page for page in PAGES if SESSION.search(page.read_text(encoding="utf-8"))]


@pytest.mark.skipif(os.name == "nt", reason="the sessions are those of a POSIX shell")
@pytest.mark.parametrize("page", WITH_SESSIONS, ids=page_name)
def test_a_session_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    assert play(page, tmp_path) == page.read_text(encoding="utf-8")


def test_the_pairs_that_the_readme_says_stay_do_stay() -> None:
    page = README.read_text(encoding="utf-8")
    _, _, table = page.partition("| kept | stays, too | from |\n")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| [^|]+ \|$", table.partition("\n\n")[0], re.MULTILINE)
    pairs = [(kept, other) for kept, other in rows if kept != "---"]
    assert len(pairs) == 5
    for kept, other in pairs:
        assert dedupe.compare(kept, other).b_given_a.verdict != "copy"
        assert dedupe.compare(kept, other).a_given_b.verdict != "copy"


def test_what_no_test_notices_is_little_and_stands_in_the_code_as_it_is() -> None:
    page = (ROOT / "docs" / "mutation.md").read_text(encoding="utf-8")
    counts = re.findall(r"^\| `([\w/]+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    sections = {section.partition("`")[0]: section for section in page.split("\n## `")[1:]}
    for name, *numbers in counts:
        made, noticed, not_noticed, percent = map(int, numbers)
        assert (noticed + not_noticed, 100 * noticed // made) == (made, percent)
        assert percent >= 90
        changes = re.findall(r"^- (.+)$", sections.pop(name, ""), re.MULTILINE)
        assert len(changes) == not_noticed
        code = (ROOT / "dedupe" / f"{name}.py").read_text(encoding="utf-8")
        assert set(changes) <= {line.strip() for line in code.splitlines()}
    assert not sections


if __name__ == "__main__":
    for path in WITH_SESSIONS:
        with tempfile.TemporaryDirectory() as place:
            path.write_text(play(path, Path(place)), encoding="utf-8")
