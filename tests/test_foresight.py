"""Pairs that helpers decide ahead: the same answer, whatever they say in time, and whatever becomes of them."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="only the compiled engine has helpers, which needs the extra [fast]")

from dedupe.contests import Contest, Memory, Pair
from dedupe.engines import foresight
from dedupe.engines.compiled import deciding, search
from dedupe.engines.crowds import Holders
from dedupe.engines.foresight import Answer, Foresight, Helped, Helper, Task, count_helpers, gathered
from dedupe.matching import match_texts
from dedupe.options import EngineChoice, Options, Remove

COMPILED = Options(engine=EngineChoice.COMPILED, threads=2, min_words=3)
FRAMES = ["The {} of the town is open on {} from {} to nine", "Flight {} to {} is not late", "{} {} {}"]
WORDS = ["gate", "Gate", "7", "8", "Smith", "the", "Rome", "Paris", "Oslo", "Bern", *map("name{}".format, range(10))]


def filled(rng: random.Random) -> str:
    return rng.choice(FRAMES).format(*rng.choices(WORDS, k=3))


def paragraphs(rng: random.Random) -> list[str]:
    """Return copies, siblings, and such as go for one that goes itself."""
    base = [filled(rng) for _ in range(20)]
    chosen = rng.choices(base, k=rng.choice([10, 40]))
    return [rng.choice([text, text.upper(), f"{text}!", filled(rng)]) for text in chosen]


class Near(Helper):
    """A helper in this process; it fails after so many answers."""

    last = 1 << 30

    def __init__(self, options: Options, remembered: int) -> None:
        super().__init__(options, remembered)
        self._contest = Helped(options, remembered)

    def answer(self, task: object) -> Answer | None:
        """Answer as a process does, with what can be sent."""
        self.last -= 1
        sent = pickle.loads(pickle.dumps(task))  # noqa: S301 - its own
        return self._contest.answer(sent) if self.last >= 0 else None


@pytest.mark.parametrize("seed", range(60))
def test_what_is_foreseen_is_what_is_decided_in_turn(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    monkeypatch.setattr(foresight, "Helper", Near)
    monkeypatch.setattr(foresight, "CANDIDATES", 2)
    for _ in range(5):
        monkeypatch.setattr(foresight, "LEAST_CANDIDATES", rng.choice([0, 3, 8, 20]))
        monkeypatch.setattr(Near, "last", rng.choice([1, 4, 1 << 30]))
        monkeypatch.setattr(search, "BLOCK", rng.choice([1, 2, 5, 8]))
        monkeypatch.setattr(deciding, "CROWD", rng.choice([1, 2, 3]))
        monkeypatch.setattr(deciding, "MOST_UNDECIDED", rng.choice([0, 1, 256, 256]))
        texts = paragraphs(rng)
        options = replace(COMPILED, remove=rng.choice([Remove.COPIES, Remove.REVISIONS]))
        alone = replace(options, engine=EngineChoice.MEMORY)
        assert list(match_texts(texts, options)) == list(match_texts(texts, alone))


TEXTS = [f"Flight {number // 2} to Rome leaves at gate {number % 2}7{'!' * (number % 3)}" for number in range(200)]
TEXTS += [text.upper() for text in TEXTS[::5]]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for helpers as long as it takes on a machine that does much else."""
    monkeypatch.setattr("dedupe.pythons.PATIENCE", threading.TIMEOUT_MAX)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Answer | None]:
    """Have helpers asked about everything; what they say is listed."""
    answers: list[Answer | None] = []
    usual = Helper.answer

    def answer(self: Helper, task: object) -> Answer | None:
        answers.append(usual(self, task))
        return answers[-1]

    monkeypatch.setattr(foresight, "LEAST_CANDIDATES", 1)
    monkeypatch.setattr(search, "BLOCK", 64)
    monkeypatch.setattr(Helper, "answer", answer)
    return answers


def test_helpers_are_processes_that_say_all(asked: list[Answer | None]) -> None:
    found = list(match_texts(TEXTS, COMPILED))
    assert found == list(match_texts(TEXTS, replace(COMPILED, threads=1)))
    assert asked
    assert all(asked)
    assert any(pair for answer in asked if answer for pair in answer.pairs.values())


SAYS = "from dedupe.pythons import streams; answers = streams()[1]; answers.write({}); answers.flush()"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("dedupe.engines.foresight.HELP", "raise SystemExit(1)", id="end at once"),
        pytest.param("dedupe.engines.foresight.HELP", "print('no answer')", id="say something else"),
        pytest.param("dedupe.engines.foresight.HELP", SAYS.format("b'N.'"), id="say nothing"),
        pytest.param("dedupe.engines.foresight.HELP", SAYS.format("b'no pickle'"), id="say no pickle"),
        pytest.param("dedupe.engines.foresight.HELP", SAYS.format("b'cnone\nof\n.'"), id="say what cannot be made"),
        pytest.param("dedupe.engines.foresight.HELP", "import time; time.sleep(999)", id="do not start"),
        pytest.param("sys.executable", "/no/python", id="cannot be started"),
        pytest.param("sys.executable", "", id="are of no known Python"),
    ],
)
@pytest.mark.hostile(
    "another process of a run that ends, says nonsense, or never starts",
    "its work is done without it; the answer is the same",
)
def test_helpers_that_fail_are_done_without(
    name: str, value: str, asked: list[Answer | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = list(match_texts(TEXTS, replace(COMPILED, threads=1)))
    monkeypatch.setattr(name, value)
    if "sleep" in value:
        monkeypatch.setattr("dedupe.pythons.PATIENCE", 0.1)
    assert list(match_texts(TEXTS, COMPILED)) == alone
    assert asked
    assert not any(asked)


@pytest.mark.hostile(
    "a start of Python that prints, settings of the compiler in the environment or the current folder",
    "other processes have pipes of their own, so all is done as without",
)
def test_what_else_helpers_print_does_not_matter(
    asked: list[Answer | None], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("dedupe.engines.foresight.HELP", f"print('Hello!', flush=True); {foresight.HELP}")
    assert list(match_texts(TEXTS, COMPILED)) == list(match_texts(TEXTS, replace(COMPILED, threads=1)))
    assert asked
    assert all(asked)
    assert capfdbinary.readouterr() == (b"", b"")


def test_one_that_is_ended_from_outside_is_done_without() -> None:
    helper = Helper(COMPILED, 100)
    task = Task([0], [1], {1: [(0, 3)]}, {0: "Gate 7 is open today", 1: "gate 7 is open today!"})
    answer = helper.answer(task)
    assert answer
    assert answer.facts.keys() == {0}
    assert answer.holdings.keys() == {1}
    pair = answer.pairs[1]
    assert isinstance(pair, Pair)
    assert pair.removed
    assert helper.python
    helper.python.process.kill()
    helper.python.process.wait()
    assert helper.answer(task) is None
    assert helper.answer(task) is None
    helper.close()


def test_none_is_asked_where_the_first_pair_does_not_decide() -> None:
    for options in (Options(copies=2), Options(remove=Remove.SIMILAR)):
        assert not Foresight(Contest([], [], options, near=False), 2).has_helpers
    assert not Foresight(Contest([], [], Options(), near=True), 2).has_helpers
    assert not Foresight(Contest([], [], Options(), near=False), 1).has_helpers


def test_there_are_no_more_than_have_something_to_do_and_fit_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.limits.memory_in_use", lambda: 100 << 20)
    assert [count_helpers(threads, Options(memory_limit=4 << 30)) for threads in (1, 2, 8, 64)] == [0, 2, 8, 8]
    assert [count_helpers(64, Options(memory_limit=mib << 20)) for mib in (50, 200, 600)] == [0, 0, 3]
    monkeypatch.setattr("dedupe.limits.memory_there_is", lambda: 0)
    assert count_helpers(4, Options()) == 4


def test_none_is_started_for_a_few() -> None:
    contest = Contest(["one", "two"], range(2), Options(), near=False)
    with Foresight(contest, 2) as few:
        few.note(foresight.LEAST_CANDIDATES - 1)
        homes = {0: 0, 1: 1}
        assert few.describe([0], [1], homes) == few.foresee({1: [(0, 1)]}, homes) == []
        few.note(1)
        assert len(few.describe([0], [1], homes)) == 2


def test_they_end_with_the_contest_and_after_an_error() -> None:
    helpers: list[Helper] = []

    def interrupted() -> None:
        with Foresight(Contest(["gate one"], [0], Options(), near=False), 2) as some:
            some.note(foresight.LEAST_CANDIDATES)
            assert gathered(some.describe([0], [], {0: 0})).facts
            helpers.extend(some.helpers)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert helpers[0].python
    assert helpers[0].python.process.poll() is not None


PARENT = """
import sys
from dedupe.engines.foresight import Helper, Task
from dedupe.options import Options
helper = Helper(Options(), 10)
helper.answer(Task([0], [], {}, {0: "one"}))
print(helper.python.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name != "posix", reason="asks for a process by its number")
def test_they_end_when_the_process_is_killed_that_started_them() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        number = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    while is_running(number):
        time.sleep(0.01)


def is_running(number: int) -> bool:
    """Whether there is a process of that number that has not ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_holders_are_those_before_a_candidate() -> None:
    texts = [f"The {'ABC'[number % 3]}burg gate is open" for number in range(30)]
    contest = Contest(texts, range(30), Options(), near=False)
    holders = Holders(contest)
    assert not holders.any
    for position in (0, 2, 6, 10, 12, 18, 22, 27):
        holders.add(position)
    holders.drop(6)
    assert list(holders.fewest(24)) == [0, 12, 18]
    assert list(holders.fewest(29)) == [2]
    assert list(holders.fewest(11)) == [2]
    assert list(holders.fewest(1)) == []


def test_a_memory_forgets_the_older_half() -> None:
    asked: list[int] = []

    def find(position: int) -> int:
        asked.append(position)
        return -position

    memory = Memory(4, find)
    assert [memory[position] for position in (1, 2, 3, 4, 1, 5, 2, 4)] == [-1, -2, -3, -4, -1, -5, -2, -4]
    assert asked == [1, 2, 3, 4, 5, 2]
    memory.learn({7: 0})
    assert memory[7] == 0
    assert len(memory) <= 4
