"""Other processes of this Python, which run code of this package.

They are spoken to by pipes of their own: what else is printed there, by Python's start or by a library, goes nowhere.
Unlike those of `multiprocessing` they do not import the program that runs this one, which may not be ready for it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any, BinaryIO, Generic, NamedTuple, TypeVar

Said = TypeVar("Said")

# In seconds: a worker that has not started by then is done without. It takes half a second.
PATIENCE = 60.0
# The current folder of these processes. In that of this one numba would look for a file with settings.
FOLDER = Path(__file__).parent
# What a worker says when it has started.
STARTED = "started"


class Python(NamedTuple):
    """Another process: `tasks` is written to it, and `answers` are read from it."""

    process: subprocess.Popen[bytes]
    tasks: BinaryIO
    answers: BinaryIO

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        for stream in (self.tasks, self.answers):
            with suppress(OSError):
                stream.close()
        self.process.wait()


def start_python(code: str, *arguments: str, **variables: str) -> Python:
    """Start a process that runs some code, with arguments, and with variables in its environment.

    Raises `OSError` where Python is part of another program, and can start no process.
    """
    if not sys.executable:
        raise OSError("this Python does not say how it is started")
    theirs, tasks = os.pipe()
    answers, own = os.pipe()
    try:
        numbers, handed = handed_down(theirs, own)
        # What stands in the current folder is not imported, unless this process would do that, too.
        path = [str(Path.cwd() / folder) for folder in sys.path]
        command = [sys.executable, "-P", "-c", f"import sys; sys.path[:] = {path!r}\n{code}", *numbers, *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(  # noqa: S603 - this Python
            command, stdin=nothing, stdout=nothing, stderr=nothing, cwd=FOLDER, env={**kept, **variables}, **handed
        )
    except BaseException:
        os.close(tasks)
        os.close(answers)
        raise
    finally:
        os.close(theirs)
        os.close(own)
    return Python(process, os.fdopen(tasks, "wb"), os.fdopen(answers, "rb"))


def handed_down(*descriptors: int) -> tuple[list[str], dict[str, Any]]:
    """Return how a process is told of descriptors that it gets, and what gives it those."""
    if sys.platform != "win32":
        return list(map(str, descriptors)), {"pass_fds": descriptors}
    import msvcrt

    handles = list(map(msvcrt.get_osfhandle, descriptors))
    for handle in handles:
        os.set_handle_inheritable(handle, True)  # noqa: FBT003 - it takes no keywords
    return list(map(str, handles)), {"startupinfo": subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})}


def streams() -> tuple[BinaryIO, BinaryIO]:
    """Return where the tasks of this process come from, and where its answers go; then what it was given."""
    numbers = [int(sys.argv.pop(1)) for _ in range(2)]
    if sys.platform == "win32":
        import msvcrt

        numbers = [msvcrt.open_osfhandle(number, 0) for number in numbers]
    return os.fdopen(numbers[0], "rb"), os.fdopen(numbers[1], "wb")


@contextmanager
def ended_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill a process that takes longer than that, so that reading from it ends."""
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Worker(Generic[Said]):
    """A process that does tasks, started with the first of them; one that fails or does not start does none.

    `code` calls `do_tasks`; `about` is what all tasks are about, and `kind` what an answer is.
    """

    def __init__(self, code: str, about: Sequence[object], kind: type[Said]) -> None:
        self._code = code
        self._about = about
        self._kind = kind
        self._failed = False
        self.python: Python | None = None

    def answer(self, task: object) -> Said | None:
        """Return the answer to a task, or None."""
        if self._failed:
            return None
        found = None
        # What cannot be read back may raise anything.
        with suppress(Exception):
            found = self._ask(task)
        if isinstance(found, self._kind):
            return found
        self._failed = True
        return None

    def stop(self) -> None:
        """Do no more tasks, and give up the one that is being done."""
        self._failed = True
        if self.python is not None:
            self.python.process.kill()

    def close(self) -> None:
        """End the process, when no task is being done."""
        self.stop()
        if self.python is not None:
            self.python.close()

    def _ask(self, task: object) -> object:
        if self.python is None:
            self.python = start_python(self._code)
            with ended_after(self.python.process, PATIENCE):
                self._send(self._about)
                if self._receive() != STARTED:
                    return None
        self._send(task)
        return self._receive()

    def _send(self, value: object) -> None:
        if self.python:
            pickle.dump(value, self.python.tasks, pickle.HIGHEST_PROTOCOL)
            self.python.tasks.flush()

    def _receive(self) -> object:
        return pickle.load(self.python.answers) if self.python else None  # noqa: S301 - its own process


def do_tasks(prepare: Callable[..., Callable[[Any], object]]) -> None:
    """Do the tasks that come, until none does; `prepare` is given what they are about, and returns what does one."""
    # An interrupt is for the process that waits for this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = streams()
    do = prepare(*pickle.load(tasks))  # noqa: S301 - from the process that started this one
    with suppress(EOFError, BrokenPipeError):
        send(STARTED, answers)
        while True:
            send(do(pickle.load(tasks)), answers)  # noqa: S301 - as above


def send(value: object, answers: BinaryIO) -> None:
    """Write an answer."""
    pickle.dump(value, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()
