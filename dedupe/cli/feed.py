"""Sources to records, one after the other, and what to do about those that cannot be read."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dedupe.errors import InputError
from dedupe.formats.files import unreadable
from dedupe.formats.naming import Format
from dedupe.formats.reading import AS_TEXT, STDIN, Reading
from dedupe.formats.records import Record

if TYPE_CHECKING:
    from dedupe.cli.effects import Opener
    from dedupe.cli.inputs import Source
    from dedupe.cli.progress import Progress
    from dedupe.cli.talking import Talk
    from dedupe.documents import Document

NOTHING_IS_TEXT = "nothing here is text; give files that are, or pass --encoding"
NOTHING_IS_PROSE = "nothing here is prose by its name; pass --format text to read all files as text"


class OnError(StrEnum):
    """What is done about a record or a file that cannot be read."""

    STOP = "stop"
    SKIP = "skip"


class Item(NamedTuple):
    """A record of a source; `reading` says how that was read, its format included, and `compression` what it had.

    `failed` says that the rest of the source cannot be read.
    """

    source: Source
    record: Record
    reading: Reading
    compression: str
    failed: bool = False

    @property
    def format(self) -> Format:
        """The format of the source."""
        return self.reading.format


class Feed:
    """Hands out the documents of some sources, record by record, and the records again in the same order.

    With `together` no source can be left out because it fails, for what becomes of the others depends on it. `named`
    names the documents of a source as an index is to know them.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        opener: Opener,
        talk: Talk,
        progress: Progress,
        *,
        on_error: OnError,
        together: bool,
        named: Callable[[Source, Document], Document] | None = None,
    ) -> None:
        self._sources = sources
        # Folders in which nothing was text so far, and why.
        self._without_text = dict.fromkeys(
            (folder for source in sources if not source.named for folder in source.folders), NOTHING_IS_TEXT
        )
        self._progress = progress
        self._opener = opener
        self._talk = talk
        self._on_error = on_error
        self._together = together
        self._named = named
        # Each with how many bytes of all sources were read then.
        self._pending: deque[tuple[Item, int]] = deque()
        # In bytes as they are stored: of sources that were read, and of the one that is.
        self._done = self._size = 0

    def groups(self) -> Iterator[Sequence[Document]]:
        """Yield the documents of each record."""
        for source in self._sources:
            for item in self._items(source):
                documents = item.record.documents
                self._progress.documents += len(documents)
                self._progress.read(self._done + self._size)
                self._pending.append((item, self._done + self._size))
                yield [self._named(source, document) for document in documents] if self._named else documents
            self._done += self._size
        for folder in sorted(self._without_text):
            self._complain(InputError(f"{folder}: {self._without_text[folder]}"))

    def take(self) -> Item:
        """Return the next record, in the order in which their documents were handed out."""
        item, position = self._pending.popleft()
        self._progress.finished(position)
        return item

    def _items(self, source: Source) -> Iterator[Item]:
        """Yield the records of one source, the last of which says that it is."""
        item: Item | None = None
        try:
            opened = self._opener.open(source)
            if opened.not_prose_ending:
                self._tell_of_no_prose(source, opened.not_prose_ending)
            reading = self._opener.reading._replace(format=opened.format)
            for record in opened.records(named=source.named):
                self._has_text(source)
                if self._progress.shown:
                    self._size = opened.position
                item = Item(source, record, reading, opened.compression)
                if record.fault:
                    self._complain_of(record, f", or {AS_TEXT}" if opened.recognised else "")
                yield item
            if item is None and not opened.not_prose_ending:
                self._talk.pass_over(source.path, "not text")
        except (InputError, OSError) as raised:
            error = raised if isinstance(raised, InputError) else unreadable(source.path, raised)
            self._has_text(source)
            # What others are compared with must not be missing afterwards.
            if self._together and (item is not None or self._on_error is OnError.STOP):
                raise error from raised.__cause__
            self._complain(error)
            if item is not None:
                yield item._replace(record=Record(0, last=True), failed=True)

    def _tell_of_no_prose(self, source: Source, ending: str) -> None:
        """Say that nothing is looked for in a file."""
        if source.named:
            self._talk.warn(
                f"{source.path}: not prose by its name ({ending}), left as it is; pass --format text to read it"
            )
            return
        self._talk.pass_over(source.path, "not prose by name")
        for folder in self._without_text.keys() & set(source.folders):
            self._without_text[folder] = NOTHING_IS_PROSE

    def _has_text(self, source: Source) -> None:
        """Note that there is something to read in the folders of a source."""
        for folder in source.folders:
            self._without_text.pop(folder, None)

    def _complain_of(self, record: Record, way_out: str) -> None:
        """Say what is wrong with a record, or raise it if that ends the reading of its file."""
        if self._on_error is OnError.STOP:
            skip = "pass --on-error skip to leave such records as they are"
            raise InputError(f"{record.fault}; mend it, or {skip}{way_out}")
        self._talk.skip(InputError(record.fault), "left as it is" if record.content else "left out")

    def _complain(self, error: InputError) -> None:
        if self._on_error is OnError.SKIP:
            self._talk.skip(error, "left out")
        else:
            self._talk.complain(error)


def waits_for_input(sources: Sequence[Source]) -> bool:
    """Return whether the next record of stdin is not there yet, where that can be told."""
    if sources[-1].path != STDIN or sys.platform == "win32":
        return False
    import select

    try:
        return not select.select([sys.stdin.fileno()], [], [], 0)[0]
    except (OSError, ValueError):
        return False
