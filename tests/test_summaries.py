"""The hint where nothing is found, and what is said of several inputs together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dedupe import Document
from dedupe.cli.hints import LIMIT, EqualLines
from dedupe.collapsing.groups import collapse_groups
from dedupe.options import Options

ROOT = Path(__file__).parents[1]
Run = Callable[..., tuple[str, str, int]]
SENTENCE = "The ferry leaves the outer harbour at noon."
BLOCKS = f"{SENTENCE}\nRain\n\n{SENTENCE}\nSnow\n"


def hint(*texts: str, **values: object) -> str:
    """Return the hint after a run over some texts."""
    options = Options(**values)  # type: ignore[arg-type]
    lines = EqualLines(options)
    for results in collapse_groups([[Document(str(n), text)] for n, text in enumerate(texts)], options):
        lines.add(results)
    return lines.hint


@pytest.mark.hostile("equal lines that an option leaves out, and nothing else to find", "a hint names the options")
@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        (BLOCKS, {"split": "blocks"}, "1 line is equal to an earlier one; see --split lines"),
        (
            BLOCKS.replace("noon.\nSnow", "NOON!\nSnow"),
            {"split": "blocks"},
            "1 line is equal to an earlier one; see --split lines",
        ),
        ("Rain\nSnow\nRain\nRain\n", {"split": "lines"}, "2 lines are equal to earlier ones; see --min-words"),
        (
            "Rain\nSnow\n\nRain\nSun\n",
            {"split": "blocks"},
            "1 line is equal to an earlier one; see --split lines, --min-words",
        ),
        (f"{SENTENCE}\n{SENTENCE}\n", {"split": "lines", "protect": ("ferry",)}, ""),
        (f"{SENTENCE}\nRain\nRain\n{SENTENCE}\n", {"split": "lines"}, ""),
        ("Rain\n---\nSnow\n---\n", {"split": "lines"}, ""),
        ("    x = 1\n    y = 2\n\nText.\n\n    x = 1\n    z = 3\n", {"split": "markdown"}, ""),
        (f"Rain\nRain\n{'.' * LIMIT}\n", {"split": "lines"}, ""),
        ("", {}, ""),
    ],
)
def test_where_nothing_goes_a_hint_names_the_option_that_left_equal_lines_out(
    text: str, values: dict[str, object], said: str
) -> None:
    assert hint(text, **values) == said


@pytest.mark.parametrize(
    ("scope", "said"), [("document", ""), ("corpus", "1 line is equal to an earlier one; see --min-words")]
)
def test_lines_of_other_documents_count_where_those_are_compared(scope: str, said: str) -> None:
    assert hint("Rain\n", "Rain\n", split="lines", scope=scope) == said


# Several inputs


@pytest.mark.hostile("more inputs than lines on a screen", "one line has the total; unchanged inputs are named with -v")
def test_several_inputs_have_one_total_line(dedupe: Run, tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert dedupe("collapse", "-v", "a.txt", "b.txt", "c.txt", "-o", "clean") == (
        "",
        "a.txt: 1 of 2 paragraphs removed, split into lines\n"
        "b.txt: 0 of 1 paragraphs removed, split into lines\n"
        "c.txt: 1 of 3 paragraphs removed, split into lines\n"
        "total: 2 of 6 paragraphs (90 bytes) removed, in 2 of 3 documents; 1 unchanged\n",
        0,
    )


def test_check_says_the_total_and_how_each_text_was_split_on_request(dedupe: Run, tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert dedupe("collapse", "--check", "-v", "a.txt", "b.txt") == (
        "a.txt: 1 of 2 paragraphs would go, split into lines\n",
        "b.txt: 0 of 1 paragraphs would go, split into lines\n"
        "total: 1 of 3 paragraphs (44 bytes) would go, in 1 of 2 documents; 1 unchanged\n",
        1,
    )
    assert dedupe("collapse", "--check", "a.txt", "b.txt") == (
        "a.txt: 1 of 2 paragraphs would go, split into lines\n",
        "",
        1,
    )


def test_a_text_of_which_nothing_goes_is_named_with_its_split(dedupe: Run, tmp_path: Path) -> None:
    write_pages(tmp_path)
    for mode, went in (("--check", "would go"), ("--diff", "would go"), ("--in-place", "removed")):
        assert dedupe("collapse", mode, "-v", "b.txt") == (
            "",
            f"b.txt: 0 of 1 paragraphs {went}, split into lines\n",
            0,
        )


def test_find_gives_the_hint_too(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("Rain\nSnow\nRain\n")
    assert dedupe("find", "-v", "--split", "lines", "list.txt") == (
        "",
        "list.txt: split into lines\n1 line is equal to an earlier one; see --min-words\n0 matches found\n",
        0,
    )
    assert dedupe("find", "--split", "lines", "list.txt") == ("", "", 0)


# In a terminal

RUN = """
import sys
from dedupe.cli import progress
from dedupe.cli.program import main
progress.SHORT = progress.OFTEN = 0
main(sys.argv[1:])
"""


def in_terminal(folder: Path, columns: int, *arguments: str) -> str:
    """Return what a command writes to a terminal of some width that has its stderr, and its stdout."""
    import fcntl
    import pty
    import struct
    import termios

    own, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
    )
    os.close(terminal)
    written = b""
    with suppress(OSError):
        while piece := os.read(own, 1 << 16):
            written += piece
    os.close(own)
    assert process.wait() in (0, 1)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.skipif(os.name == "nt", reason="terminals are those of POSIX")
@pytest.mark.hostile("a narrow terminal", "progress is cut to the width, keeps to one line, and is gone at the end")
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(
    ("command", "last"),
    [
        (
            "collapse a.txt b.txt c.txt -o clean",
            "total: 2 of 6 paragraphs (90 bytes) removed, in 2 of 3 documents; 1 unchanged\n",
        ),
        (
            "collapse --in-place a.txt c.txt",
            "total: 2 of 5 paragraphs (90 bytes) removed, in 2 of 2 documents; 0 unchanged\n",
        ),
        (
            "collapse --check --scope corpus a.txt b.txt",
            "total: 2 of 3 paragraphs (88 bytes) would go, in 2 of 2 documents; 0 unchanged\n",
        ),
        ("find a.txt b.txt", "1 match found\n"),
        (
            "collapse --format jsonl pages.jsonl -o clean.jsonl",
            "pages.jsonl: 1 of 2 paragraphs removed, split into lines\n",
        ),
    ],
)
def test_progress_keeps_to_one_line_of_the_terminal(command: str, last: str, columns: int, tmp_path: Path) -> None:
    write_pages(tmp_path)
    written = in_terminal(tmp_path, columns, *command.split())
    drawn = [line for line in written.split("\r\x1b[K") if line.startswith("dedupe: ")]
    assert len(drawn) > 1
    assert all(len(line) < columns and "\n" not in line for line in drawn)
    assert written.endswith(last)


@pytest.mark.skipif(os.name == "nt", reason="terminals are those of POSIX")
def test_documents_on_a_terminal_have_it_for_themselves(tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert in_terminal(tmp_path, 80, "collapse", "--progress", "-q", "a.txt") == f"{SENTENCE}\n"


def write_pages(folder: Path) -> None:
    """Write three pages: of two of them a paragraph goes."""
    (folder / "a.txt").write_text(f"{SENTENCE}\n" * 2)
    (folder / "b.txt").write_text(f"{SENTENCE}\n")
    (folder / "c.txt").write_text(
        "Één plaats met een lange naam, héél lang.\nEen andere.\n" + "Één plaats met een lange naam, héél lang.\n"
    )
    (folder / "pages.jsonl").write_text(json.dumps({"text": f"{SENTENCE}\n{SENTENCE}"}) + "\n")


@pytest.fixture
def dedupe(tmp_path: Path) -> Run:
    """Run the command in an empty folder."""

    def call(*arguments: str) -> tuple[str, str, int]:
        done = subprocess.run(
            [sys.executable, "-m", "dedupe", *arguments],
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        return done.stdout.decode(), done.stderr.decode(), done.returncode

    return call
