"""Which engine is taken, and what a person is told about it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from ledgers import to_jsonl

from dedupe import collapse_documents, engines, extras
from dedupe.cli.talking import Talk, announce, announcing_builds
from dedupe.documents import Document
from dedupe.engines import BULK, choose, make_engine, notice
from dedupe.errors import MissingExtraError
from dedupe.kernels import library
from dedupe.options import EngineChoice, Options

NAMES = ("gate", "bridge", "market")
SMALL = "One short page of text."


@pytest.fixture
def without_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "has_fast", lambda: False)


def test_small_texts_take_the_engine_that_starts_at_once() -> None:
    assert choose(len(SMALL), Options()) is EngineChoice.MEMORY
    assert choose(BULK, Options()) is EngineChoice.COMPILED
    assert choose(BULK, Options(engine=EngineChoice.MEMORY)) is EngineChoice.MEMORY
    assert [make_engine([SMALL], Options(engine=engine)).name for engine in ("memory", "compiled")] == [  # type: ignore[arg-type]
        "memory",
        "compiled",
    ]


@pytest.mark.usefixtures("without_fast")
def test_without_the_extra_bulk_is_done_too_and_a_hint_names_it() -> None:
    assert choose(BULK, Options()) is EngineChoice.MEMORY
    assert "[fast]" in notice(BULK, Options())
    assert notice(BULK - 1, Options()) == ""


@pytest.mark.usefixtures("without_fast")
def test_what_was_asked_for_and_is_not_there_is_an_error_with_the_way_out() -> None:
    with pytest.raises(MissingExtraError, match=r"engine compiled needs numba and numpy; pip install .*\[fast\]"):
        choose(0, Options(engine=EngineChoice.COMPILED))


@pytest.mark.parametrize(("stored", "times"), [(None, 1), (b"made before", 0)])
def test_the_first_use_is_announced_and_no_other(
    stored: bytes | None, times: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = dict.fromkeys(library.PARTS, b"made now")
    monkeypatch.setattr(library, "stored", lambda _: stored)
    monkeypatch.setattr(library, "start_build", lambda _: None)
    monkeypatch.setattr(library, "build_here", made.__getitem__)
    with announcing_builds(Talk(quiet=False, verbose=True)):
        library.object_files()
    assert capsys.readouterr().err.count("compiling the engine's kernels") == times
    library.object_files()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("scope", "times"), [("corpus", 1), ("document", 0)])
def test_a_hint_is_given_once_for_what_is_compared_together(
    scope: str, times: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engines, "has_fast", lambda: False)
    monkeypatch.setattr(engines, "BULK", 10)
    groups = [[Document(str(number), "a page")] for number in range(4)]
    options = Options(scope=scope)  # type: ignore[arg-type]
    assert list(announce(groups, options, Talk(quiet=False, verbose=True))) == groups
    assert capsys.readouterr().err.count("[fast]") == times


def test_output_and_ledger_are_the_same_bytes_from_every_engine_and_number_of_threads() -> None:
    lines = [f"The {name} of the old harbour opens at {hour} in the morning." for name in NAMES for hour in range(9)]
    pages = [("a", "\n\n".join([*lines, *map(str.upper, lines[::2])])), ("b", "\n".join(lines[::-1]))]
    given = [(engine, threads) for engine in ("memory", "compiled") for threads in (1, 2)]
    for scope, keep in (("document", "first"), ("corpus", "last"), ("corpus", "longest")):
        written = {
            b"".join(
                collapsed.output + to_jsonl(collapsed)
                for collapsed in collapse_documents(pages, scope=scope, keep=keep, engine=engine, threads=threads)
            )
            for engine, threads in given
        }
        assert len(written) == 1


def test_neither_the_version_nor_a_small_page_loads_numba(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(SMALL)
    for arguments in (["--version"], ["collapse", "page.txt"], ["find", "page.txt"]):
        code = (
            f"import sys; from dedupe.cli.program import run; assert run({arguments!r}) == 0\n"
            "assert not {'numba', 'numpy'} & set(sys.modules)"
        )
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)


def test_what_cannot_be_imported_ahead_is_told_where_it_is_needed() -> None:
    extras.get_ready(["of_nobody"])
    with pytest.raises(ImportError):
        import_module("of_nobody")
