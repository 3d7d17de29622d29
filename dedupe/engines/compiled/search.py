"""The compiled engine: the exact search of `signatures` over arrays, in blocks and with threads.

A block of positions is looked up by several threads, as if all of it were kept; then it is settled in order, and
where a match has gone meanwhile another one is looked for. So the order of priority is kept, and the answer depends
neither on the threads nor on the size of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dedupe.bulk.sharing import at_once
from dedupe.callbacks import OnCompared
from dedupe.engines.compiled.index import MOST_PARITY, build_index, rank_words
from dedupe.engines.compiled.plans import make_plan, most_keys
from dedupe.engines.compiled.wording import Wording
from dedupe.kernels import index as index_kernels
from dedupe.kernels import search as kernels
from dedupe.kernels.candidates import HELD, Scratch, Settings
from dedupe.kernels.declaring import Packed, pack
from dedupe.kernels.lcs import STRIP
from dedupe.kernels.sorting import COUNTERS
from dedupe.options import Options

# Positions that are settled together, and those that a thread takes at a time. More of a block are compared that need
# not be, where all matches are looked for; where the first one is, threads wait less: a fifth of the time.
BLOCK = 4096
BLOCKS_FOR_FIRST = 4
STEP = 256
# The last steps are shorter, so that no thread waits long for another: a twentieth of the time.
SHORTEST_STEP = 32
# The index is gone through when one in so many positions was dropped since.
DROPPED_SHARE = 16
# For so many matches of one step there is room at first.
ROOM = 1 << 14


class Search:
    """All positions with the keys that they are found by, and room for each thread.

    The first `decided` positions are kept, and not looked up.
    """

    def __init__(
        self,
        wording: Wording,
        options: Options,
        threads: int,
        *,
        decided: int = 0,
        on_compared: OnCompared | None = None,
    ) -> None:
        self._words = wording.size
        self._on_compared = on_compared
        self._decided = decided
        self.threads = threads
        self.lengths = np.diff(wording.starts).astype(np.int32)
        self._longest = int(self.lengths.max(initial=1))
        limit = min(options.max_words, self._longest)
        plan = make_plan(options.thousandths, np.flatnonzero(np.bincount(self.lengths)), limit)
        self._room = most_keys(plan)
        ranks, first_shared, different = rank_words(wording, threads)
        self._pattern_room = room_for_patterns(self.lengths, different, limit)
        self._dropped = 0
        self.index, bits = build_index(wording, plan, ranks, first_shared, threads)
        settings = Settings(options.thousandths, np.uint64(first_shared), np.uint64(bits), limit)
        self._given = pack(self.index), pack(settings)
        self._scratch = [self._make_scratch() for _ in range(threads)]
        self._own_scratch = self._make_scratch()

    def first_matches(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return for each position the first kept one that is similar, -1 where it is kept itself, and the LCS."""
        count = self.lengths.size
        kept, lcs = np.full(count, -1, np.int32), np.zeros(count, np.int32)
        look_up = partial(self._look_up_first, kept, lcs)
        for begin, end in self._blocks(BLOCKS_FOR_FIRST * BLOCK):
            go_on = self._steps(begin, end, look_up)
            at_once([partial(go_on, scratch) for scratch in self._scratch])
            kernels.settle(begin, end, *self._given, self._scratch[0], kept, lcs)
            self._dropped += int((kept[begin:end] >= 0).sum())
        return kept, lcs

    def all_matches(self, crowd: int, wanted: npt.NDArray[np.bool_]) -> Iterator[list[Match]]:
        """Yield the matches of each block of positions; meanwhile others look up the next one, where there are several.

        Positions that have none are there if they are `wanted` (bool). All that are not dropped yet count as kept: when
        a match is decided on, those of `similar` are to be left out that have been dropped meanwhile, and the position
        is to be dropped if it is not kept.
        """
        if self.threads == 1:
            for begin, end in self._blocks(BLOCK):
                yield list(self._look_up(begin, end, crowd, self._scratch[0], wanted))
            return
        with ThreadPoolExecutor(self.threads) as pool:
            before: list[Match] = []
            for begin, end in self._blocks(BLOCK):
                found: dict[int, list[Match]] = {}

                def look_up(first: int, last: int, scratch: Packed, found: dict[int, list[Match]] = found) -> None:
                    found[first] = list(self._look_up(first, last, crowd, scratch, wanted))

                go_on = self._steps(begin, end, look_up)
                started = [pool.submit(go_on, scratch) for scratch in self._scratch]
                if before:
                    yield before
                for future in started:
                    future.result()
                before = [match for first in sorted(found) for match in found[first]]
            yield before

    def verify(self, position: int, others: Sequence[int]) -> list[tuple[int, int]]:
        """Return those of some kept positions, in order, that are similar to a position, each with its LCS."""
        scratch = self._own_scratch
        found = np.array(others, np.int32)
        count = kernels.verify(position, found, found.size, *self._given, scratch, kernels.ALL)
        matches, lengths = scratch.fields.matches, scratch.fields.lengths
        return list(zip(matches[:count].tolist(), lengths[:count].tolist(), strict=True))

    def is_alive(self, position: int) -> bool:
        """Return whether a position is not dropped."""
        return bool(self.index.alive[position])

    def alive(self, similar: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return those of some pairs, kept positions with an LCS each, of which the position is not dropped."""
        alive = self.index.alive
        return [pair for pair in similar if alive[pair[0]]]

    def drop(self, position: int) -> None:
        """Take a position out of the kept ones."""
        self.index.alive[position] = 0
        self._dropped += 1

    def crowd_members(self, crowd: int) -> npt.NDArray[np.bool_]:
        """Return which positions have a key that more than `crowd` positions have."""
        members = np.zeros(self.lengths.size, np.bool_)
        index_kernels.mark_crowd(self.index.buckets, self.index.postings, crowd, members)
        return members

    def _blocks(self, size: int) -> Iterator[tuple[int, int]]:
        """Yield where each block of so many positions begins and ends.

        Its positions count as kept until they are decided: they are looked up too, and passed over, or another one is
        looked for, where they are dropped.
        """
        count, decided = self.lengths.size, self._decided
        self.index.alive[:decided] = self.lengths[:decided]
        for begin in range(decided, count, size):
            end = min(begin + size, count)
            if self._on_compared:
                self._on_compared(begin, count)
            self.index.alive[begin:end] = self.lengths[begin:end]
            yield begin, end
            self._compact(end)

    def _compact(self, decided: int) -> None:
        """Take what was dropped out of the index where it is much: 100,000 copies of one frame would all be passed."""
        if self._dropped * DROPPED_SHARE > decided:
            index = self.index
            index_kernels.compact(index.buckets, index.postings, index.alive, decided)
            self._dropped = 0

    def _look_up_first(
        self, kept: npt.NDArray[np.int32], lcs: npt.NDArray[np.int32], first: int, last: int, scratch: Packed
    ) -> None:
        kernels.first_similar(first, last, *self._given, scratch, kept, lcs)

    def _look_up(
        self, first: int, last: int, crowd: int, scratch: Packed, wanted: npt.NDArray[np.bool_]
    ) -> Iterator[Match]:
        room = ROOM
        while first < last:
            counts, crowded = np.zeros(last - first, np.int64), np.zeros(last - first, np.bool_)
            kept, lcs = np.empty(room, np.int32), np.empty(room, np.int32)
            stopped = kernels.all_similar(first, last, crowd, *self._given, scratch, counts, crowded, kept, lcs)
            done, total = stopped - first, int(counts.sum())
            pairs = zip(kept[:total].tolist(), lcs[:total].tolist(), strict=True)
            for place in np.flatnonzero(((counts > 0) | crowded | wanted[first:last])[:done]).tolist():
                yield Match(first + place, list(islice(pairs, int(counts[place]))), bool(crowded[place]))
            room, first = (2 * room if done == 0 else room), stopped

    def _steps(self, begin: int, end: int, work: Callable[[int, int, Packed], None]) -> Callable[[Packed], None]:
        """Return what works on positions from `begin` to `end`, a step at a time, given the scratch of each thread."""
        steps = iter(steps_of(begin, end, self.threads))

        def go_on(scratch: Packed) -> None:
            for first, last in steps:
                work(first, last, scratch)

        return go_on

    def _make_scratch(self) -> Packed:
        """Return the room that one thread needs."""
        count = self.lengths.size
        blocks = (self._longest + index_kernels.WORD_BITS - 1) // index_kernels.WORD_BITS
        scratch = Scratch(
            stamps=np.zeros(count + 1, np.uint16),
            held=np.empty(HELD, np.uint64),
            differences=np.empty(MOST_PARITY, np.uint64),
            found=np.empty(count, np.int32),
            buckets=np.empty(self._room, np.int64),
            places=np.empty(self._room, np.int32),
            slots=np.zeros(self._words, np.int32),
            rows=np.empty(self._pattern_room, np.uint64),
            columns=np.empty(self._longest + 1, np.int32),
            state=np.empty(blocks, np.uint64),
            matches=np.empty(count, np.int32),
            lengths=np.empty(count, np.int32),
            counters=np.empty(COUNTERS, np.int32),
            crowded=np.zeros(1, np.int64),
            carries=np.zeros(self._longest if self._longest > STRIP else 1, np.uint8),
        )
        return pack(scratch)


def steps_of(begin: int, end: int, threads: int) -> list[tuple[int, int]]:
    """Return where the steps from one position to another begin and end, which several threads take in turn.

    >>> [last - first for first, last in steps_of(0, 600, threads=2)]
    [150, 112, 84, 63, 47, 36, 32, 32, 32, 12]
    """
    steps = []
    while begin < end:
        size = min(STEP, max(SHORTEST_STEP, (end - begin) // (2 * threads)))
        steps.append((begin, min(begin + size, end)))
        begin += size
    return steps


class Match(NamedTuple):
    """A position with the similar kept ones before it, in order, each with its LCS.

    If it is crowded, some of them may be missing: those that share only keys which many positions have.
    """

    position: int
    similar: list[tuple[int, int]]
    crowded: bool


def room_for_patterns(lengths: npt.NDArray[np.int32], different: npt.NDArray[np.int64], limit: int) -> int:
    """Return how many machine words the rows of any pattern take, see `kernels.lcs.set_pattern`."""
    # The most different words of each length; those of longer ones do not count, see `kernels.search.verify`.
    most = np.zeros(limit + 2, np.int64)
    np.maximum.at(most, np.minimum(lengths, limit + 1), different)
    strips = np.minimum(np.arange(limit + 1), STRIP)
    rows = np.minimum(most[: limit + 1], strips) + 1
    return int((rows * -(-strips // index_kernels.WORD_BITS)).max(initial=1))
