"""Records to outputs: a file is written beside its place, and takes that when all is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from dedupe.cli.printing import Nowhere, open_stdout
from dedupe.cli.safeguards import Safeguards, new_hash
from dedupe.cli.targets import Target, is_folder, place_outputs
from dedupe.errors import DedupeError, OptionError, OutputError
from dedupe.formats.files import unwritable
from dedupe.formats.naming import Format
from dedupe.formats.reading import STDIN
from dedupe.formats.records import Change, change_of, patched
from dedupe.formats.remote import is_remote
from dedupe.report.statistics import Account

if TYPE_CHECKING:
    from pathlib import Path

    from dedupe.cli.feed import Item
    from dedupe.cli.inputs import Source
    from dedupe.formats.records import Record
    from dedupe.formats.sinks import Sink
    from dedupe.options import Options
    from dedupe.results import Collapsed

# Formats whose records cannot be left out of the bytes of a file, and what these are called.
INSEPARABLE = {Format.PARQUET: "rows of Parquet", Format.JSON: "elements of a JSON array"}


class Writer:
    """Writes the records of each source where the target says.

    With `drop_empty` records go of which no text is left. With `counted`, bytes are counted in `account` where they
    would not have to be.
    """

    def __init__(
        self,
        target: Target,
        sources: Sequence[Source],
        options: Options,
        safeguards: Safeguards,
        *,
        drop_empty: bool = False,
        counted: bool = False,
    ) -> None:
        self._target = target
        self.options = options
        self._safeguards = safeguards
        self._drop_empty = drop_empty
        self._counted = counted
        self._places: Mapping[str, Path] = {}
        self._into_folder = False
        if target.output and target.output != STDIN and not is_remote(target.output):
            self._into_folder = is_folder(target.output, sources)
            self._places = place_outputs(target.output, sources)
        self._tidied: set[Path] = set()
        self._open: Output | None = None
        self.account = Account()

    def write(self, item: Item, results: Sequence[Collapsed]) -> None:
        """Write one record; with the last one of a source the output takes its place.

        Raises `DedupeError`; then nothing of the source is written, and the rest of it is to be left out.
        """
        if self._drop_empty and item.format in INSEPARABLE:
            raise OptionError(
                f"{item.source.path}: {INSEPARABLE[item.format]} cannot be left out; leave out --drop-empty"
            )
        output = self._open or self._begin(item)
        self._open = None
        try:
            if item.failed:
                output.discard()
                return
            output.add(item.record, results)
        except BaseException as error:
            output.discard()
            if isinstance(error, OSError) and not isinstance(error, DedupeError | BrokenPipeError):
                raise unwritable(item.source.path, error) from error
            raise
        if item.record.last:
            self.account += output.account
        else:
            self._open = output

    def discard(self) -> None:
        """Remove what is half-written."""
        if self._open is not None:
            self._open.discard()
            self._open = None

    def _begin(self, item: Item) -> Output:
        return Output(
            item,
            self._opener(item),
            self.options,
            self._safeguards,
            drop_empty=self._drop_empty,
            counted=self._counted,
        )

    def _opener(self, item: Item) -> Callable[[], Sink]:
        """Return what opens the output of a source, once what an earlier run has left beside it is removed."""
        if self._target.dry:
            return Nowhere
        path, output = self._places.get(item.source.path), self._target.output
        if path is None and not self._target.in_place and (output is None or not is_remote(output)):
            return lambda: open_stdout(item.format)
        from pathlib import Path

        from dedupe.formats.atomic import Place, remove_leftovers
        from dedupe.formats.compression import compression_named
        from dedupe.formats.sinks import open_remote_sink, open_sink

        if output is not None and is_remote(output):
            return lambda: open_remote_sink(output, item.format, compression_named(output))
        compression = compression_named(path.name) if path else item.compression
        place = Place(path or Path(item.source.path), Path(str(output)) if self._into_folder else None)
        if place.path.parent not in self._tidied:
            self._tidied.add(place.path.parent)
            remove_leftovers(place)
        return lambda: open_sink(place, item.format, compression)


class Output:
    """What is made of one source."""

    def __init__(
        self,
        item: Item,
        open_sink: Callable[[], Sink],
        options: Options,
        safeguards: Safeguards,
        *,
        drop_empty: bool,
        counted: bool,
    ) -> None:
        self._item = item
        self._open_sink = open_sink
        self._safeguards = safeguards
        self._page = safeguards.page(item.source.path, options)
        self._drop_empty = drop_empty
        # What changes in a text alone need not be known: 0.8 seconds for 800,000 removals.
        self._counted = counted or safeguards.in_place or bool(self._page) or not item.record.whole
        self._sink: Sink | None = None
        self._hash = new_hash() if safeguards.in_place else None
        self._changed = False
        self._bytes_changed = 0
        self.account = Account()

    def add(self, record: Record, results: Sequence[Collapsed]) -> None:
        """Take the next record; with the last one the output takes its place."""
        self._changed = self._changed or any(collapsed.cuts for collapsed in results)
        content = [self._content(record, results)] if self._counted else results[0].pieces()
        if not record.last:
            self._write(record, content)
            return
        self._check_account()
        digest = self._hash.hexdigest() if self._hash else ""
        self._safeguards.secure(self._item, self._page, digest, changed=self._changed)
        if self._safeguards.in_place and not self._changed:
            self.discard()
        else:
            self._write(record, content).commit()

    def _content(self, record: Record, results: Sequence[Collapsed]) -> bytes:
        """Return what becomes of a record, after it is counted and put on the page."""
        change = change_of(record, results, drop_empty=self._drop_empty)
        content = results[0].output if record.whole else patched(record.content, record.start, change.patches)
        self._count(record, change, content)
        if self._page:
            self._page.add(record, results, change, content)
        return content

    def discard(self) -> None:
        """Remove what was written."""
        if self._sink:
            self._sink.discard()
        if self._page:
            self._page.close()

    def _write(self, record: Record, content: Iterable[bytes | memoryview]) -> Sink:
        self._sink = self._sink or self._open_sink()
        for piece in content:
            self._sink.write(record, piece)
        return self._sink

    def _count(self, record: Record, change: Change, content: bytes) -> None:
        before = record.to_bytes()
        if self._hash:
            self._hash.update(before)
        self._bytes_changed += sum(len(patch.put) - len(patch.cut) for patch in change.patches)
        bytes_in, bytes_out, dropped = self.account
        gone = bool(change.removals and not content)
        self.account = Account(bytes_in + len(before), bytes_out + len(content), dropped + gone)

    def _check_account(self) -> None:
        """Raise `OutputError` unless the output is as long as the input and what was removed make it."""
        if self.account.bytes_in + self._bytes_changed != self.account.bytes_out:
            name = self._item.source.path
            raise OutputError(f"{name}: the output and what was removed do not add up to the input; please report it")
