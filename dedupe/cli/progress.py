"""A progress line for a person at a terminal: one for the whole run, reading and comparing together."""

from __future__ import annotations

import os
import stat
import sys
import time
from typing import TYPE_CHECKING

from dedupe.formats.reading import STDIN
from dedupe.formats.remote import is_remote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedupe.cli.inputs import Source
    from dedupe.cli.talking import Talk

# In seconds: a shorter run shows nothing, and the line is drawn anew at most this often.
SHORT, OFTEN = 1.0, 0.2
# Shares of the work in a large text, of ten: reading, comparing, and writing the result.
READING, COMPARING, WRITING = 1, 8, 1
# In characters: the narrowest bar that is drawn, and the widest.
NARROWEST, WIDEST = 10, 40
# The time left is shown once this share of the input is done.
KNOWN = 0.05


class Progress:
    """Counts of a run, drawn on the last line of the terminal if they are `shown`.

    With `steady`, documents are finished while others are read; then the time left is known.
    """

    def __init__(self, sources: Sequence[Source], talk: Talk, *, shown: bool, steady: bool) -> None:
        self._sources = sources
        self._talk = talk
        self.shown = shown
        self._steady = steady
        self._started = time.monotonic()
        self._due = self._started + SHORT
        # In bytes as they are stored: the size of the sources (None until it is needed), and what is done of it.
        self._size: int | None = None
        self._read = self._compared = self._finished = 0
        self.documents = 0
        self.removed = 0

    def read(self, position: int) -> None:
        """Note how many bytes of all sources were read."""
        self._read = position
        self._draw()

    def compared(self, done: int, count: int) -> None:
        """Note how many paragraphs were compared, of those in the documents that are read and not finished."""
        reached = self._finished + (self._read - self._finished) * done // max(1, count)
        self._compared = max(self._compared, reached)
        self._draw()

    def finished(self, position: int) -> None:
        """Note how many bytes of all sources belong to finished documents."""
        self._finished = position
        self._compared = max(self._compared, position)
        self._draw()

    def _draw(self) -> None:
        if self.shown and (now := time.monotonic()) >= self._due:
            self._due = now + OFTEN
            self._talk.show(self.line(columns() - 1, now - self._started))

    def line(self, width: int, elapsed: float) -> str:
        """Return the line, cut to a width, after so many seconds."""
        documents = f"{self.documents:,} document{'s' if self.documents != 1 else ''}"
        counts = f"{documents}, {self.removed:,} removed"
        if self._size is None:
            self._size = size_of_sources(self._sources)
        if not self._size:
            return f"dedupe: {counts}"[:width]
        done = READING * self._read + COMPARING * self._compared + WRITING * self._finished
        share = min(1.0, done / ((READING + COMPARING + WRITING) * self._size))
        finished = self._finished / self._size
        if self._steady and KNOWN <= finished < 1:
            counts += f", {duration(elapsed / finished - elapsed)} left"
        head = f"dedupe: {int(100 * share):3}%"
        room = min(WIDEST, width - len(head) - len(counts) - len("  []  "))
        bar = f"[{'#' * int(room * share):{room}}]  " if room >= NARROWEST else ""
        return f"{head}  {bar}{counts}"[:width]


def shows_progress(talk: Talk, *, wanted: bool | None, prints: bool) -> bool:
    """Whether to show progress; None stands for where it helps: not with --quiet, nor where stdout goes to a pager.

    It needs a terminal, and one of its own if the command `prints` documents.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or (prints and sys.stdout.isatty()):
        return False
    return wanted if wanted is not None else talk.summarises and not is_pipe(sys.stdout.fileno())


def is_pipe(descriptor: int) -> bool:
    """Whether a file descriptor is a pipe to another program."""
    return stat.S_ISFIFO(os.fstat(descriptor).st_mode)


def columns() -> int:
    """Return the width of the terminal that stderr is, 80 if it does not tell."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def duration(seconds: float) -> str:
    """Return a time as people say it.

    >>> duration(41.7), duration(150), duration(4000)
    ('42 s', '3 min', '1 h 7 min')
    """
    if seconds < 59.5:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(int(seconds + 30) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def size_of_sources(sources: Sequence[Source]) -> int:
    """Return how many bytes the sources have, as they are stored; 0 if that is not known of one of them."""
    total = 0
    for source in sources:
        if is_remote(source.path):
            return 0
        try:
            if source.path == STDIN and not stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode):
                return 0
            size = os.fstat(sys.stdin.fileno()).st_size if source.path == STDIN else os.path.getsize(source.path)
        except (OSError, ValueError):
            return 0
        total += size
    return total
