"""What a run writes into a ledger: a line for each file, then one for each removal.

Nothing in a line depends on the time or the engine, so the same run writes the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from typing import IO, Any

from dedupe.formats.records import Change, Patch, Record
from dedupe.ledger.format import (
    VERSION,
    RunLine,
    boilerplate_line,
    change_line,
    encode_line,
    removal_line,
    run_line,
)
from dedupe.options import Options
from dedupe.results import Boilerplate, Collapsed, Removal

RUN_ID_LENGTH = 12
# Stands for the id of the run until that is known.
PLACEHOLDER = "0" * RUN_ID_LENGTH
IN_MEMORY = 1 << 22


def run_id(parts: Iterable[object]) -> str:
    """Return an id for a run that only depends on what was done to what."""
    return sha256(json.dumps(list(parts), sort_keys=True).encode()).hexdigest()[:RUN_ID_LENGTH]


class LedgerPage:
    """What a ledger says of one file: a line for the run, one for each removal, and one for all else that changed.

    What is removed may be more than fits in memory: beyond `IN_MEMORY` bytes the lines wait in a temporary file.
    """

    def __init__(self, document: str, options: Options) -> None:
        from tempfile import SpooledTemporaryFile

        self._document = document
        self._options = options
        self._input, self._output = sha256(), sha256()
        self._splits: set[tuple[str, ...]] = set()
        self._encoding = "utf-8"
        self._count = 0
        self._lines: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is closed with the page

    def add(self, record: Record, results: Sequence[Collapsed], change: Change, output: bytes) -> None:
        """Take in a record: its collapsed documents, what changes, and what it is afterwards."""
        self._input.update(record.to_bytes())
        self._output.update(output)
        for collapsed in results:
            self._splits.add(collapsed.splits)
            self._encoding = collapsed.document.encoding
        gone = [removal for collapsed in results for removal in collapsed.gone]
        patches = {patch.start: patch for patch in change.removals}
        for removal in gone:
            self.add_removal(removal, [patches[stretch.start] for stretch in removal.stretches])
        for patch in change.others:
            self._add_line(change_line, [patch])

    def add_removal(self, removal: Removal | Boilerplate, patches: Sequence[Patch]) -> None:
        """Take in a removal and what it takes out of the file: several patches where an earlier round cut between."""
        if isinstance(removal, Boilerplate):
            self._add_line(partial(boilerplate_line, document=self._document, removal=removal), patches)
        else:
            self._add_line(partial(removal_line, document=self._document, removal=removal), patches)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines, that of the run first; after that the page is closed."""
        options = self._options.as_dict()
        split = self._splits.pop() if len(self._splits) == 1 else (str(self._options.split),)
        hashes = self._input.hexdigest(), self._output.hexdigest()
        run = run_id([VERSION, self._document, options, split, self._encoding, *hashes])
        line = RunLine(run, self._document, *hashes, removals=self._count)
        yield encode_line(run_line(line, options=options, split=split, encoding=self._encoding))
        self._lines.seek(0)
        placeholder, own = PLACEHOLDER.encode(), run.encode()
        with self._lines:
            for cut in self._lines:
                yield cut.replace(placeholder, own, 1)

    def close(self) -> None:
        """Forget the lines."""
        self._lines.close()

    def _add_line(self, make_line: Callable[..., dict[str, Any]], patches: Sequence[Patch]) -> None:
        self._count += 1
        self._lines.write(encode_line(make_line(f"{PLACEHOLDER}-{self._count}", patches=patches)))
