"""Texts that nobody would write: very long lines, very many of the same, and made against what the search relies on."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import oracle
import pytest

from dedupe import collapse
from dedupe.cli.program import run
from dedupe.collapsing import fates
from dedupe.matching import match_texts
from dedupe.options import EngineChoice, Options, Remove

ROOT = Path(__file__).parents[1]
A = "The ferry leaves the outer harbour at noon."
ENGINES = ["memory", "compiled"]
both_engines = pytest.mark.parametrize("engine", ENGINES)


def check_with_oracle(texts: list[str], engine: str, threshold: float, min_words: int = 5) -> None:
    """Check that an engine removes what comparing all with all does."""
    pytest.importorskip("numba", reason="the compiled engine needs numba")
    options = Options(threshold=threshold, remove=Remove.SIMILAR, engine=EngineChoice(engine), min_words=min_words)
    found = {
        place: finding.kept for place, finding in enumerate(match_texts(texts, options)) if finding and finding.removed
    }
    assert found == oracle.removals(texts, options)


@pytest.mark.hostile("20 MB in one line, twice", "one of them goes, and can be put back")
def test_a_line_of_20_mb_is_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    line = b" ".join(b"word%d" % (number * 7919 % 100_003) for number in range(2_000_000)) + b"\n"
    path.write_bytes(line + b"Something else stands here.\n" + line)
    assert run(["collapse", "--in-place", "--split", "lines", "--context", "ignore", str(path)]) == 0
    assert path.read_bytes() == line + b"Something else stands here.\n"
    assert run(["restore", "--in-place", str(path)]) == 0
    assert path.read_bytes() == line + b"Something else stands here.\n" + line


@both_engines
@pytest.mark.hostile("100,000 identical paragraphs", "one is left")
def test_of_100_000_identical_paragraphs_one_is_left(engine: str) -> None:
    pytest.importorskip("numba", reason="the compiled engine needs numba")
    found = collapse(f"{A}\n" * 100_000, split="lines", engine=engine)
    assert found.text == f"{A}\n"
    assert len(found.removed) == 99_999


@both_engines
@pytest.mark.parametrize("threshold", [0.6, 0.8, 0.95])
@pytest.mark.hostile(
    "paragraphs that share all their rarest words, and differ in frequent ones", "as comparing all with all"
)
def test_paragraphs_that_share_their_rarest_words(engine: str, threshold: float) -> None:
    rare = " ".join(f"rare{number}" for number in range(6))
    common = [f"common{number}" for number in range(9)]
    texts = [f"{rare} {' '.join(words)}" for words in itertools.combinations(common, 4)][:90]
    texts += [f"{' '.join(words)}" for words in itertools.combinations(common, 8)]
    check_with_oracle(texts, engine, threshold)


@both_engines
@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.8, 1.0])
@pytest.mark.hostile("all orders of the same words", "as comparing all with all")
def test_all_orders_of_the_same_words(engine: str, threshold: float) -> None:
    texts = [" ".join(words) for words in itertools.permutations(["one", "two", "three", "four", "five"])]
    texts += [" ".join(words) for words in itertools.permutations(["one", "one", "two", "two", "three"])][::3]
    check_with_oracle(texts, engine, threshold)


@both_engines
@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.667, 0.75, 0.8, 0.9, 0.999])
@pytest.mark.hostile(
    "pairs at exactly the threshold, one word above and one below, in every length", "as comparing all with all"
)
def test_lengths_at_every_bound(engine: str, threshold: float) -> None:
    words = [f"w{number}" for number in range(48)]
    texts = []
    for length in range(1, 41):
        texts.append(" ".join(words[:length]))
        # The shortest that may still match, and those beside it.
        least = int(threshold * length / (2 - threshold))
        texts += [f"{' '.join(words[:shorter])} x{shorter}" for shorter in range(max(1, least - 1), least + 3)]
    for number in range(0, len(texts), 3):
        check_with_oracle(texts[number : number + 24], engine, threshold, min_words=1)


STEERING = "\x07\x08\x1b[2J\x1b]0;title\x07\x7f\x9b31m\u202e\u2066\u200f\ufeff\u2028"


@pytest.mark.hostile(
    "terminal escapes, control characters and marks of direction in text that is shown",
    "`find` and `compare` spell them out; `--json` and `--diff` to a file or a pipe are the text as it is",
)
def test_what_is_shown_of_a_text_steers_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, other = tmp_path / "page.txt", tmp_path / "other.txt"
    line = f"The {STEERING[:-1]} ferry leaves the outer harbour at noon."
    path.write_text(f"{line}\n{line.upper()}\n", encoding="utf-8")
    other.write_text(line.replace("noon", f"noon {STEERING}"), encoding="utf-8")
    commands = [["find", "--all", str(path)], ["compare", str(path), str(other)], ["compare", "--text", line, STEERING]]
    for command in commands:
        assert run([*command, "--color", "never"]) == 0
        shown = capfd.readouterr()
        for char in (shown.out + shown.err).replace("\n", ""):
            assert unicodedata.category(char)[0] != "C"
            assert char not in "\u2028\u2029"
    assert run(["find", "--json", str(path)]) == 0
    assert json.loads(capfd.readouterr().out)["kept_text"] == line


@pytest.mark.hostile("JSON of 100,000 brackets, alone and in a record", "a record that cannot be read, and status 2")
@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"text": ' + '{"a":' * 100_000, '{"text": "a", "b": ' + "[" * 100_000]
)
def test_deep_json_is_a_fault_of_its_record(tmp_path: Path, line: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.jsonl"
    record = json.dumps({"text": f"{A}\n{A}"}) + "\n"
    path.write_text(f"{record}{line}\n{record}")
    assert run(["collapse", "--in-place", str(path)]) == 2
    assert path.read_text() == f"{record}{line}\n{record}"
    assert run(["collapse", "--in-place", "--on-error", "skip", str(path)]) == 3
    clean = json.dumps({"text": A}) + "\n"
    assert path.read_text() == f"{clean}{line}\n{clean}"
    assert "internal error" not in capfd.readouterr().err


@pytest.mark.hostile(
    "two paragraphs of 200,000 words that differ in signs", "no table of all pairs of words: 6 GB became 0.3"
)
def test_long_paragraphs_take_no_table_of_all_pairs_of_their_words(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="there is no limit on memory here")
    if not sys.platform.startswith("linux"):
        pytest.skip("the limit on memory is that of Linux")
    words = [f"word{number * 7919 % 50_021}" for number in range(200_000)]
    signs = [f"% {word}" if number % 7 == 0 else word for number, word in enumerate(words)]
    path = tmp_path / "page.txt"
    path.write_text(f"{' '.join(signs)}\n{' '.join(words)}\n{' '.join(words).upper()}\n")
    limit = 3 << 30
    code = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))\n"
        "from dedupe.cli.program import run; sys.exit(run(sys.argv[1:]))"
    )
    assert resource.RLIMIT_AS
    for command, status in (("find", 0), ("collapse --check", 1)):
        arguments = [sys.executable, "-c", code, *command.split(), "--engine", "memory", str(path)]
        done = subprocess.run(arguments, capture_output=True, cwd=ROOT, check=False)
        assert done.returncode == status
        assert b"3 paragraphs of more than 20000 words, compared for equal words only;" in done.stderr
        assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.hostile(
    "a pattern for `--protect` that takes time without end", "Ctrl-C ends it, and nothing is half-written"
)
def test_a_pattern_without_end_can_be_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"The ferry leaves the harbour at noon {'x' * 100}!\n" * 2)
    before = page.read_bytes()

    def compile_late(pattern: str) -> SimpleNamespace:
        def search(text: str) -> object:
            # The search lets no other thread run, so the system has to interrupt it.
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            return re.search(pattern, text)

        return SimpleNamespace(search=search)

    monkeypatch.setattr(fates, "re", SimpleNamespace(compile=compile_late))
    handler = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        assert run(["collapse", "--in-place", "--protect", "(x+x+)+y", str(page)]) == 130
    finally:
        signal.signal(signal.SIGALRM, handler)
    assert capfd.readouterr().err == "dedupe: interrupted; nothing is half-written\n"
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]
    assert page.read_bytes() == before
