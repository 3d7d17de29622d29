"""A corpus taken in batches: memory holds what is kept, not all that came, and results come before the end.

All that was kept is indexed again for each batch. So a batch is about as large as that, or as what memory allows; it
ends early only where the input has a pause, and no more time goes into batches than into waiting.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from dedupe.callbacks import OnCompared
from dedupe.collapsing.fates import collector_paused
from dedupe.collapsing.resting import RestingBatch
from dedupe.collapsing.retained import Retained
from dedupe.documents import Document
from dedupe.limits import MemoryLimit
from dedupe.options import Options
from dedupe.results import Collapsed

# In code points: so much text is compared at a time, at least. Less is slower: 100 MB of records take 1.2 times as long
# as one text of their lines in one batch, 1.5 in two and 1.6 in three.
BATCH = 1 << 27
# In code points: what a group takes beside its texts is as much as of so many, 900 bytes.
OVERHEAD = 70
# In seconds: so often it is looked whether a pause is over.
LOOK = 0.02

Group = Sequence[Document]


class Stream:
    """Hands out the groups of a corpus in batches; `waiting` says whether the next one is not there yet."""

    def __init__(self, groups: Iterable[Group], limit: MemoryLimit, waiting: Callable[[], bool]) -> None:
        self._groups = iter(groups)
        self._limit = limit
        self._waiting = waiting
        self._ended = time.monotonic()
        self._took = 0.0
        # Whether there is no group behind the last batch, as far as that is known.
        self.ended = False

    def batch(self, retained: int) -> list[Group]:
        """Return the next groups, given the size of what is retained in code points; none at the end."""
        started = time.monotonic()
        self._took, self._ended = started - self._ended, started
        most = self._limit.batch(max(BATCH, retained), retained)
        taken: list[Group] = []
        size = 0
        while size < most and not (taken and self._is_pause(size, retained)):
            group = next(self._groups, None)
            if group is None:
                self.ended = True
                break
            taken.append(group)
            size = self._limit.grown(size, size_of(group))
        self._limit.check(size + retained)
        self._ended = time.monotonic()
        return taken

    def _is_pause(self, size: int, retained: int) -> bool:
        """Return whether the input has a pause in which it is worth to compare what there is."""
        while self._waiting():
            if size >= retained or time.monotonic() - self._ended >= self._took:
                return True
            time.sleep(LOOK)
        return False


def collapse_stream(
    stream: Stream, options: Options, *, near: bool, on_compared: OnCompared | None = None
) -> Iterator[list[Collapsed]]:
    """Yield the groups of a corpus collapsed, batch by batch; of earlier batches the kept paragraphs are remembered."""
    retained = Retained()
    while taken := stream.batch(retained.size):
        with collector_paused():
            resting = RestingBatch(taken, options, retained)
            fates = resting.compare(near=near, on_compared=on_compared)
        yield from resting.collapsed_groups(fates)
        if stream.ended:
            return
        for rest, kept in fates.retained():
            retained.add(rest.current, kept)
        # Two batches at once would take twice the room.
        del resting, fates


def size_of(group: Group) -> int:
    """Return the size of a group in code points: that of its texts, and of what it takes beside them."""
    return OVERHEAD + sum([document.size for document in group])
