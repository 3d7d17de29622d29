"""The file of an index: its tables, what it was made with, and who may open it.

Numbers count all paragraphs of all documents in the order in which they came, one number left out behind each text; so
a lower number has the higher priority. The numbers of a document that went are not given again.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from contextlib import suppress
from typing import Any
from unicodedata import unidata_version

from dedupe.errors import InputError, OptionError
from dedupe.options import Keep, Options, Scope

# "dedu" in the header of the file.
APPLICATION = 0x64656475
# Of the tables, and of what stands in them: since 2 paragraphs are numbered as those that are left, since 3
# removals have a context.
SCHEMA = 3
# Of what paragraphs are filed under: words, keys, facts. Raised with each change of them, Unicode's own included.
TERMS = f"1, Unicode {unidata_version}"

# Names and texts are TEXT, but for those that UTF-8 cannot spell: see `stored`.
TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- A document has the numbers from first to before behind. input and output are SHA-256 of its texts, before and after.
-- doubtful: a paragraph that one of its own went for is no longer there.
CREATE TABLE documents (
    first INTEGER PRIMARY KEY, behind INTEGER NOT NULL, name NOT NULL UNIQUE, id NOT NULL,
    input BLOB NOT NULL, output BLOB NOT NULL, doubtful INTEGER NOT NULL DEFAULT 0
);
-- What stays of a document of which something is kept. start and end are byte offsets in its file,
-- checksum is of all before it.
CREATE TABLE paragraphs (
    number INTEGER PRIMARY KEY, start INTEGER NOT NULL, end INTEGER NOT NULL, line INTEGER NOT NULL,
    kind TEXT NOT NULL, text NOT NULL, checksum INTEGER NOT NULL
);
-- Those that later ones are compared with: the number of their words, and bitmaps of those.
CREATE TABLE sketches (number INTEGER PRIMARY KEY, words INTEGER NOT NULL, parities BLOB NOT NULL);
CREATE TABLE postings (term INTEGER, number INTEGER, PRIMARY KEY (term, number)) WITHOUT ROWID;
-- The kept paragraph that another one is a copy of. cut is 0 where that one stays, context why it went or stays.
CREATE TABLE removals (
    number INTEGER PRIMARY KEY, kept INTEGER NOT NULL, cut INTEGER NOT NULL, context TEXT NOT NULL
);
CREATE INDEX removals_by_kept ON removals (kept);
-- The frozen order: in how many paragraphs a frequent word stood.
CREATE TABLE frequencies (hash INTEGER PRIMARY KEY, paragraphs INTEGER NOT NULL);
"""
# Numbers are below this: more would not fit into 64 bits some day.
MOST_NUMBERS = 1 << 62
# They say how it is computed, or are what an index is about.
NOT_COMPARED = frozenset({"scope"})
IN_MEMORY = ":memory:"
# In seconds: so long it is waited before a statement is tried again.
PAUSE = 0.01


def connect(path: str, timeout: float) -> sqlite3.Connection:
    """Return a connection to the file at a path, which is made if there is none; raises `InputError`."""
    if os.path.isdir(path):
        raise InputError(f"{path}: is a folder; give a file for the index")
    try:
        # A name that begins with `file:` is no address.
        place = path if path == IN_MEMORY else os.path.abspath(path)
        connection = sqlite3.connect(place, timeout=timeout, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -65536")
        # What is replaced or forgotten is overwritten.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN")
        known: int = connection.execute("PRAGMA application_id").fetchone()[0]
        empty = is_empty(connection)
        connection.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        raise InputError(f"{path}: cannot be opened as an index ({error}); check the path, or give another") from error
    if known != APPLICATION and not empty:
        connection.close()
        raise InputError(f"{path}: is a database, but no index of dedupe; give another path")
    return connection


def create(connection: sqlite3.Connection, options: Options, timeout: float) -> None:
    """Make the tables in an empty file, if there are none; two that do so at once make them once."""
    if not is_empty(connection):
        return
    # Readers go on while one writes.
    patiently(connection, "PRAGMA journal_mode = WAL", timeout)
    patiently(connection, "BEGIN IMMEDIATE", timeout)
    try:
        if is_empty(connection):
            for statement in TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            values = {"options": describe(options), "terms": TERMS, "next": 0, "kept": 0, "counted": 0, "order": 0}
            connection.executemany("INSERT INTO settings VALUES (?, ?)", values.items())
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def patiently(connection: sqlite3.Connection, statement: str, seconds: float) -> None:
    """Execute a statement as soon as no other process writes, or raise after so many seconds.

    Where two switch a new file to WAL at once the database does not wait itself, and while it waits elsewhere nothing
    can interrupt it.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether an error says that another process writes."""
    # What is not of the database itself has no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Return whether there are no tables: a new file, or one in which a process was killed before it made them."""
    return not connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]


def check_schema(connection: sqlite3.Connection, path: str) -> None:
    """Raise `InputError` unless the tables are those of this version."""
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    if is_empty(connection):
        raise InputError(f"{path}: nothing is in this file yet; give it to collapse with --index")
    if schema != SCHEMA:
        made = "a later" if schema > SCHEMA else "an earlier"
        raise InputError(
            f"{path}: was made by {made} version of dedupe (schema {schema}, here {SCHEMA});"
            " use that version, or make a new index"
        )


def check_terms(terms: str, path: str) -> None:
    """Raise `InputError` unless paragraphs are filed as they are here."""
    if terms != TERMS:
        raise InputError(
            f"{path}: has search terms of version {terms}, and {TERMS} is needed; run dedupe index rebuild {path}"
        )


def check_options(given: Options, made: str, path: str) -> None:
    """Raise `OptionError` if an index was made with other options than are given."""
    if describe(given) == made:
        return
    own, other = json.loads(describe(given)), json.loads(made)
    names = [name for name in {**own, **other} if own.get(name) != other.get(name)]
    differences = ", ".join(f"{name} {shown(other.get(name))}, not {shown(own.get(name))}" for name in names)
    raise OptionError(f"{path}: was made with {differences}; give the same options, or another index")


def check_remembered(options: Options) -> None:
    """Raise `OptionError` if what is asked for cannot be remembered between runs, with the reason."""
    reason = ""
    if options.keep is not Keep.FIRST:
        reason = f"keep {options.keep} may let go later of what an earlier run has kept"
    elif options.keep_by:
        reason = "keep_by may let go later of what an earlier run has kept"
    elif options.copies > 1:
        reason = "of each paragraph it remembers one, and copies asks for more"
    elif options.boilerplate:
        reason = "boilerplate counts the documents of one run"
    if reason:
        raise OptionError(f"an index needs keep first, as {reason}; leave it out, or run without an index")


def describe(options: Options) -> str:
    """Return the options that an index holds to, as text."""
    values: dict[str, Any] = {name: value for name, value in options.as_dict().items() if name not in NOT_COMPARED}
    return json.dumps(values, ensure_ascii=True, sort_keys=True)


def as_options(described: str) -> Options:
    """Return the options that an index was made with, as `describe` returned them; raises what an edited text does."""
    return Options(**{"scope": Scope.CORPUS, **json.loads(described)})


def shown(value: object) -> str:
    """Return the value of an option for a message."""
    return "nothing" if value in ([], "", None) else json.dumps(value) if isinstance(value, list) else str(value)


def stored(text: str) -> str | bytes:
    """Return a text as it is stored: half surrogate pairs pass only as bytes."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def loaded(value: str | bytes) -> str:
    r"""Return a stored text.

    >>> loaded(stored("half a \ud83d")) == "half a \ud83d"
    True
    """
    return value if isinstance(value, str) else value.decode("utf-8", "surrogatepass")
