"""How far a run is, for a person at a terminal: bytes read, documents, removals, what is compared, the time left."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dedupe.cli.talking import stderr
from dedupe.formats.reading import STDIN
from dedupe.formats.remote import is_remote
from dedupe.watching import listening, watchers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from click._termui_impl import ProgressBar

    from dedupe.cli.inputs import Source
    from dedupe.cli.talking import Talk

# In seconds: so often it is shown, and not at all if a run takes no longer.
OFTEN = 0.2
# In bytes: with less than this there is nothing to wait for.
SMALL = 1 << 22


class Progress:
    """Counts what was read and removed, and shows it on a bar if there is one."""

    def __init__(self, bar: ProgressBar[str | None] | None) -> None:
        self._bar = bar
        self._shown_at = time.monotonic()
        # In bytes: of what was read, how far it is known and how far the bar is.
        self._read = self._position = 0
        self.documents = 0
        self.removed = 0

    @property
    def shown(self) -> bool:
        """Whether anyone sees it."""
        return self._bar is not None

    def at(self, position: int, *, at_once: bool = False) -> None:
        """Note how many bytes of all inputs were read, and show it if it is time or has to be at once."""
        self._read = max(position, self._read)
        self._show(self._counts, at_once=at_once)

    def compared(self, done: int, count: int) -> None:
        """Show, if it is time, that so many paragraphs of those that were read are compared, and what there are."""
        self._show(f"{self._counts}, {done / count:.0%} of {count:,} paragraphs compared")

    @property
    def _counts(self) -> str:
        return f"{self.documents:,} text{'s' if self.documents != 1 else ''}, {self.removed:,} removed"

    def _show(self, counts: str, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if self._bar is None or (now - self._shown_at < OFTEN and not at_once):
            return
        self._shown_at = now
        self._bar.update(self._read - self._position, counts)
        self._position = self._read
        # The bar itself may be where it was.
        self._bar.render_progress()


@contextmanager
def progress_of(sources: Sequence[Source], talk: Talk, *, wanted: bool | None, prints: bool) -> Iterator[Progress]:
    """Show a bar on stderr while sources are read; None stands for where it helps: at a terminal, with much to do.

    The size of what is read has to be known: of files it is, of a pipe it is not. What a command `prints` meanwhile is
    not to be on one terminal with a bar.
    """
    size = size_of_sources(sources)
    helps = sys.stderr.isatty() and not (prints and sys.stdout.isatty()) and size >= SMALL
    if not size or not (helps if wanted is None else wanted):
        yield Progress(None)
        return
    import click

    with click.progressbar(
        length=size,
        file=stderr(),
        label="dedupe",
        item_show_func=lambda counts: counts,
        update_min_steps=1,
    ) as bar:
        talk.clears_line = True
        progress = Progress(bar)
        with listening(watchers, progress.compared):
            yield progress
    talk.clears_line = False


def size_of_sources(sources: Sequence[Source]) -> int:
    """Return how many bytes the sources have, as they are stored; 0 if that is not known of one of them."""
    total = 0
    for source in sources:
        if is_remote(source.path):
            return 0
        try:
            size = os.fstat(sys.stdin.fileno()).st_size if source.path == STDIN else os.path.getsize(source.path)
        except (OSError, ValueError):
            return 0
        total += size
    return total
