"""A ledger read back: which texts it knows, and what was cut of them.

Lines are found by an index in a temporary database of SQLite, which moves to the disk when it grows. So neither the
lines nor the index are held in memory, and lines may stand in any order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple, Self

from dedupe.errors import DedupeError, InputError, LedgerError
from dedupe.formats.joining import joined
from dedupe.formats.naming import Format
from dedupe.formats.reading import MOST_EXPANDED, Input, Reading
from dedupe.formats.records import Patch
from dedupe.ledger.checking import DamagedLineError
from dedupe.ledger.format import CutLine, RestorationLine, RunLine, decode

SCHEMA = """
CREATE TABLE entry (number INTEGER PRIMARY KEY, run TEXT, document BLOB, input TEXT, output TEXT, removals INTEGER);
CREATE TABLE restoration (number INTEGER PRIMARY KEY, document BLOB, before TEXT, output TEXT);
CREATE TABLE restored (restoration INTEGER, run TEXT, removal INTEGER);
CREATE TABLE back (entry INTEGER, removal INTEGER, PRIMARY KEY (entry, removal)) WITHOUT ROWID;
CREATE TABLE cut (
    run TEXT, removal INTEGER, patch INTEGER, start INTEGER, length INTEGER, position INTEGER, kind INTEGER,
    PRIMARY KEY (run, removal, patch)
) WITHOUT ROWID;
"""
# Kinds of cuts: a removal, one that left something in its place, and a change that follows from removals.
ALONE, WITH_PUT, AMENDS = range(3)
INDEXES = """
CREATE INDEX by_output ON entry (output);
CREATE INDEX by_input ON entry (input);
CREATE INDEX by_restoration ON restored (restoration);
"""
# What is still out of the text of an entry.
OUT = "FROM cut WHERE run = :run AND removal NOT IN (SELECT removal FROM back WHERE entry = :number)"


class Entry(NamedTuple):
    """What is known of a text: the run that made it, of which document, and the hashes before and after.

    `number` is that of its line. The run announced so many `removals`, and so many were `found`: fewer where it was
    killed.
    """

    number: int
    run: str
    document: str
    input_sha256: str
    output_sha256: str
    removals: int
    found: int

    @property
    def whole(self) -> bool:
        """Whether all its removals are there."""
        return self.found == self.removals


class Out(NamedTuple):
    """A patch that took something out of a text, with the number of its removal."""

    removal: int
    patch: Patch


class Ledger:
    """An open ledger; raises `LedgerError` if the file cannot be read, is no ledger, or is damaged.

    What is compressed, or cannot be read from any place, is copied to a temporary file.
    """

    def __init__(self, path: Path, most_expanded: int = MOST_EXPANDED) -> None:
        self.path = path
        self._index = sqlite3.connect("")
        self._file: IO[bytes] | None = None
        try:
            with self._telling_failures():
                self._read(most_expanded)
                self._check_entries()
                self._index.executescript(INDEXES)
                self._resolve()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close its files."""
        self._index.close()
        if self._file:
            self._file.close()

    def made(self, output_sha256: str) -> Iterator[Entry]:
        """Yield the entries of texts with this hash, in the order of their lines; those of killed runs, too."""
        found = self._index.execute(
            "SELECT *, (SELECT count(*) FROM cut WHERE cut.run = entry.run AND patch = 0) FROM entry"
            " WHERE output = ? ORDER BY number",
            (output_sha256,),
        )
        for number, run, document, *rest in found:
            yield Entry(number, run, document.decode("utf-8", "surrogatepass"), *rest)

    def has_read(self, input_sha256: str) -> bool:
        """Whether a run had an input with this hash."""
        query = "SELECT 1 FROM entry WHERE input = ?"
        return self._index.execute(query, (input_sha256,)).fetchone() is not None

    def cuts(self, entry: Entry) -> Iterator[Out]:
        """Yield what is out of the text of an entry, in the order of the input."""
        rows = self._index.execute(
            f"SELECT removal, patch, position {OUT} ORDER BY start, length",
            entry._asdict(),
        )
        with self._telling_failures():
            for removal, place, position in rows:
                yield Out(removal, self._cut_at(position).patches[place])

    def ids(self, entry: Entry) -> Iterator[str]:
        """Yield the ids of what is out of the text of an entry."""
        query = f"SELECT DISTINCT removal {OUT} ORDER BY removal"
        for (removal,) in self._index.execute(query, entry._asdict()):
            yield f"{entry.run}-{removal}"

    def count(self, entry: Entry) -> int:
        """Count the removals that are out of the text of an entry."""
        return self._count(entry, ALONE, WITH_PUT)

    def has_more_than_removals(self, entry: Entry) -> bool:
        """Whether something follows from the removals of an entry, or stands in their place."""
        return self._count(entry, WITH_PUT, AMENDS) > 0

    def _count(self, entry: Entry, *kinds: int) -> int:
        query = f"SELECT count(DISTINCT removal) {OUT} AND kind BETWEEN :first AND :last"
        bounds = {"first": kinds[0], "last": kinds[-1]}
        (count,) = self._index.execute(query, entry._asdict() | bounds).fetchone()
        return int(count)

    @contextmanager
    def _telling_failures(self) -> Iterator[None]:
        """Raise `LedgerError` where the ledger cannot be read, or its index finds no room on the disk."""
        try:
            yield
        except DedupeError:
            raise
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LedgerError(
                f"{self.path}: cannot read the ledger ({reason}); check the disks of it and of temporary files"
            ) from error

    def _read(self, most_expanded: int) -> None:
        self._index.executescript(SCHEMA)
        with closing(self._open(most_expanded)) as opened:
            is_there = self.path.is_file() and not opened.compression
            self._file = copy = self.path.open("rb") if is_there else TemporaryFile()  # noqa: SIM115 - see close
            position = 0
            for number, line in enumerate(joined(self._blocks(opened)), 1):
                self._add(number, position, line)
                position += len(line)
                if not is_there:
                    copy.write(line)

    def _check_entries(self) -> None:
        if not self._index.execute("SELECT 1 FROM entry").fetchone():
            raise LedgerError(f"{self.path}: not a ledger; give the file that --ledger wrote")

    def _open(self, most_expanded: int) -> Input:
        try:
            return Input(str(self.path), Reading(Format.JSONL, most_expanded=most_expanded))
        except InputError as error:
            raise self._unreadable(error) from error

    def _blocks(self, opened: Input) -> Iterator[bytes]:
        """Yield the bytes of the ledger; one that is compressed ends where a process was killed."""
        try:
            yield from opened.contents()
        except InputError as error:
            if not isinstance(error.__cause__, EOFError):
                raise self._unreadable(error) from error

    def _unreadable(self, error: InputError) -> LedgerError:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, OSError) and cause.strerror:
            return LedgerError(
                f"{self.path}: cannot read the ledger ({cause.strerror}); give the file that --ledger wrote"
            )
        return LedgerError(str(error))

    def _add(self, number: int, position: int, line: bytes) -> None:
        try:
            found = decode(line)
        except DamagedLineError as error:
            raise LedgerError(f"{self.path}: line {number}: {error}") from error
        if isinstance(found, RunLine):
            self._add_entry(number, found)
        elif isinstance(found, CutLine):
            self._add_cut(position, found)
        elif found:
            self._add_restoration(number, found)

    def _add_entry(self, number: int, line: RunLine) -> None:
        self._index.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)",
            (number, line.run, stored(line.document), line.input_sha256, line.output_sha256, line.removals),
        )

    def _add_cut(self, position: int, line: CutLine) -> None:
        kind = AMENDS if line.amends else WITH_PUT if any(patch.put for patch in line.patches) else ALONE
        self._index.executemany(
            "INSERT OR REPLACE INTO cut VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (line.run, line.number, place, patch.start, len(patch.cut), position, kind)
                for place, patch in enumerate(line.patches)
            ],
        )

    def _add_restoration(self, number: int, line: RestorationLine) -> None:
        self._index.execute(
            "INSERT INTO restoration VALUES (?, ?, ?, ?)",
            (number, stored(line.document), line.before_sha256, line.output_sha256),
        )
        self._index.executemany(
            "INSERT INTO restored VALUES (?, ?, ?)", [(number, run, removal) for run, removal in line.removals]
        )

    def _resolve(self) -> None:
        """Make an entry of each restoration.

        Several runs may have made the text before it; the latest is meant of which its removals were out.
        """
        execute = self._index.execute
        for number, document, before, output in execute("SELECT * FROM restoration ORDER BY number"):
            base = execute(
                "SELECT number FROM entry WHERE document = :document AND output = :before AND number < :number"
                " AND NOT EXISTS (SELECT 1 FROM restored WHERE restoration = :number AND (run != entry.run"
                " OR removal IN (SELECT removal FROM back WHERE entry = entry.number)"
                " OR removal NOT IN (SELECT removal FROM cut WHERE run = entry.run))) ORDER BY number DESC",
                {"document": document, "before": before, "number": number},
            ).fetchone()
            if base:
                execute(
                    "INSERT INTO entry SELECT ?, run, document, input, ?, removals FROM entry WHERE number = ?",
                    (number, output, *base),
                )
                execute("INSERT INTO back SELECT ?, removal FROM back WHERE entry = ?", (number, *base))
                execute(
                    "INSERT OR IGNORE INTO back SELECT ?, removal FROM restored WHERE restoration = ?", (number, number)
                )

    def _cut_at(self, position: int) -> CutLine:
        """Read the line of a cut again."""
        file = self._file
        if file:
            file.seek(position)
            line = decode(file.readline())
            if isinstance(line, CutLine):
                return line
        raise LedgerError(f"{self.path}: changed while it was read, so nothing was changed; run again")


def stored(document: str) -> bytes:
    """Return a document's id as bytes: those of a file name need not be text."""
    return document.encode("utf-8", "surrogatepass")
