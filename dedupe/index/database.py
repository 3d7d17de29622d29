"""The file of an index as a database: opened, read and written as a whole, and what it knows of itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dedupe.errors import IndexBusyError, InputError
from dedupe.index import schema
from dedupe.options import Options

# In seconds: so long the database itself waits for another process; meanwhile it cannot be interrupted.
PATIENCE = 0.2


class Database:
    """The file of an index, open for one process; readers go on while one writes.

    Raises `InputError` if the file is no index or of another version, and `IndexBusyError` if another process writes
    for longer than `timeout` seconds.
    """

    def __init__(self, path: str, timeout: float) -> None:
        self.path = path
        self._timeout = timeout
        with self.telling():
            self.connection = schema.connect(path, min(timeout, PATIENCE))

    def create(self, options: Options) -> None:
        """Make what is not there yet, and raise `OptionError` if what is there was made with other options."""
        with self.telling():
            schema.create(self.connection, options, self._timeout)
        self.check()
        schema.check_options(options, self.options, self.path)

    def check(self, *, terms: bool = True) -> None:
        """Raise `InputError` unless the file is of this version; without `terms` paragraphs may be filed otherwise."""
        with self.telling():
            schema.check_schema(self.connection, self.path)
            if terms:
                schema.check_terms(str(self.setting("terms")), self.path)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn what the database says into an error of ours."""
        try:
            yield
        except sqlite3.ProgrammingError as error:
            # Closed, or of another thread.
            raise InputError(f"{self.path}: {str(error).rstrip('.')}; open the index where it is used") from error
        except sqlite3.OperationalError as error:
            if schema.is_busy(error):
                raise IndexBusyError(
                    f"{self.path}: another process has been writing to it for too long; wait for it, then run again"
                ) from error
            if is_of_content(error):
                raise self.damaged(str(error)) from error
            raise InputError(
                f"{self.path}: cannot be used as an index ({error}); see that it can be written and the disk has room"
            ) from error
        except sqlite3.DatabaseError as error:
            raise self.damaged(str(error)) from error

    def damaged(self, fault: str, way_out: str = "make a new index") -> InputError:
        """Return the error for a file in which something is wrong."""
        return InputError(f"{self.path}: is damaged ({fault}); {way_out}")

    @contextmanager
    def writing(self, *, trial: bool = False) -> Iterator[None]:
        """Have all that is written take hold at the end; nothing of it after an error, or if it was a trial."""
        with self.telling():
            if self.connection.in_transaction:
                raise InputError(
                    f"{self.path}: an index does one thing at a time; take all matches of find first, or open it again"
                )
            schema.patiently(self.connection, "BEGIN IMMEDIATE", self._timeout)
            try:
                yield
                self.connection.execute("ROLLBACK" if trial else "COMMIT")
            except BaseException:
                # After some errors there is none to roll back.
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have all that is read be of one moment."""
        with self.telling():
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self.connection.execute("ROLLBACK")

    def setting(self, name: str) -> int | str:
        """Return a value that the index has of itself."""
        row = self.one("SELECT value FROM settings WHERE name = ?", name)
        if not row:
            raise self.damaged(f"{name} is not there")
        value: int | str = row[0]
        return value

    def set(self, name: str, value: int | str) -> None:
        """Set such a value."""
        self.connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def add_to(self, name: str, count: int) -> None:
        """Add to such a value."""
        self.connection.execute("UPDATE settings SET value = value + ? WHERE name = ?", (count, name))

    @property
    def options(self) -> str:
        """The options that it was made with."""
        return str(self.setting("options"))

    @property
    def next(self) -> int:
        """The first number that was never given."""
        return int(self.setting("next"))

    def count(self, table: str) -> int:
        """Return the number of rows of a table."""
        return int(self.one(f"SELECT COUNT(*) FROM {table}")[0])  # noqa: S608 - a name of ours

    def size(self) -> int:
        """Return how many bytes it takes."""
        return int(self.one("PRAGMA page_count")[0] * self.one("PRAGMA page_size")[0])

    def compact(self) -> None:
        """Write the file anew, without gaps in which there may be something yet; raises `IndexBusyError`."""
        with self.telling():
            self.connection.execute("VACUUM")
            if self.one("PRAGMA wal_checkpoint(TRUNCATE)")[0]:
                raise IndexBusyError(
                    f"{self.path}: is being read by another process, so its file still has what was taken out;"
                    " run dedupe index rebuild when that has ended"
                )

    def faults(self) -> list[str]:
        """Return what the database finds wrong with the file."""
        found = [row[0] for row in self.connection.execute("PRAGMA integrity_check(20)")]
        return [] if found == ["ok"] else found

    def one(self, query: str, *values: object) -> tuple[int, ...]:
        """Return the first row that a question has as an answer."""
        row: tuple[int, ...] = self.connection.execute(query, values).fetchone()
        return row


def is_of_content(error: sqlite3.OperationalError) -> bool:
    """Whether an error is about what is in the file, such as a table that is not there, not about reading it."""
    # What is not of the database itself, such as text that cannot be decoded, has no code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
