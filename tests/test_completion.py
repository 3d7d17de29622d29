"""Shells complete commands, options, values and file names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dedupe.cli.program import COMMANDS, run

ROOT = Path(__file__).parents[1]
SHELLS = {"bash": "complete -o nosort -F ", "zsh": "#compdef dedupe\n", "fish": "complete --no-files --command dedupe"}

Complete = Callable[[str], list[str]]


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Complete:
    """What may come next, as bash is told it, in a folder with a file of options that is broken."""
    (tmp_path / "dedupe.toml").write_text("broken")
    monkeypatch.chdir(tmp_path)

    def ask(typed: str) -> list[str]:
        monkeypatch.setenv("_DEDUPE_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", typed)
        monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
        assert run([]) == 0
        out, err = capfd.readouterr()
        assert err == ""
        return out.splitlines()

    return ask


def test_commands_are_completed(complete: Complete) -> None:
    assert complete("dedupe ") == [f"plain,{name}" for name in COMMANDS]
    assert complete("dedupe res") == ["plain,restore"]
    assert complete("dedupe xyzzy") == [""]


def test_options_are_completed(complete: Complete) -> None:
    assert complete("dedupe --no") == ["plain,--no-config"]
    assert complete("dedupe collapse --min") == ["plain,--min-words"]
    assert complete("dedupe --no-config find page.txt --thresh") == ["plain,--threshold"]


def test_values_are_completed(complete: Complete) -> None:
    assert complete("dedupe collapse --keep ") == ["plain,first", "plain,last", "plain,longest"]
    assert complete("dedupe collapse page.txt --keep l") == ["plain,last", "plain,longest"]
    assert complete("dedupe collapse --keep = l") == ["plain,last", "plain,longest"]
    assert complete("dedupe completion ") == ["plain,bash", "plain,zsh", "plain,fish"]


@pytest.mark.parametrize("before", ["collapse", "collapse --in-place", "collapse --ledger", "--config", "find a.txt"])
def test_files_are_left_to_the_shell(complete: Complete, before: str) -> None:
    assert complete(f"dedupe {before} pa") == ["file,pa"]


@pytest.mark.parametrize("typed", ["dedupe --help col", "dedupe --version col"])
def test_help_on_the_line_is_not_printed(complete: Complete, typed: str) -> None:
    assert complete(typed) == ["plain,collapse"]
    assert complete("dedupe collapse --help --che") == ["plain,--check"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_gets_its_script(
    shell: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["completion", shell]) == 0
    script = capfd.readouterr().out
    assert SHELLS[shell] in script
    assert f"_DEDUPE_COMPLETE={shell}_complete" in script
    monkeypatch.setenv("_DEDUPE_COMPLETE", f"{shell}_source")
    assert run([]) == 0
    assert capfd.readouterr().out.rstrip() == script.rstrip()


def test_another_shell_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "tcsh"]) == 2
    assert re.fullmatch(r"dedupe: .*'tcsh' is not one of 'bash', 'zsh', 'fish'; see .*\n", capfd.readouterr().err)


@pytest.mark.parametrize("instruction", ["tcsh_complete", "bash_paint", "1"])
def test_an_unknown_question_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], instruction: str
) -> None:
    monkeypatch.setenv("_DEDUPE_COMPLETE", instruction)
    assert run(["collapse", "page.txt"]) == 2
    assert capfd.readouterr().err == (
        f"dedupe: _DEDUPE_COMPLETE must be that of a completion script, got {instruction!r}; unset it\n"
    )


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_with_the_script(tmp_path: Path) -> None:
    command = tmp_path / "dedupe"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dedupe "$@"\n')
    command.chmod(0o755)
    typed = """
        eval "$(dedupe completion bash)" 2> /dev/null
        COMP_WORDS=(dedupe collapse --keep l) COMP_CWORD=3
        _dedupe_completion dedupe
        echo "${COMPREPLY[*]}"
    """
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        ["bash", "-c", typed],  # noqa: S607 - as a user calls it
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert process.stdout == "last longest\n"


def test_without_the_question_nothing_is_imported_for_it() -> None:
    code = (
        "import sys\nfrom dedupe.cli.program import run\n"
        "sys.exit(run(['collapse', '--help']) or 'click.shell_completion' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=False)
    assert process.returncode == 0, process.stderr
