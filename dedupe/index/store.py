"""Rows in and out of the file of an index; what they are for is known elsewhere."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from dedupe.collapsing.sheets import Place
from dedupe.index.database import Database
from dedupe.index.entries import Entry
from dedupe.index.schema import loaded, stored
from dedupe.paragraphs import Kind, Paragraph

# What columns may have that a checksum does not cover, and that is not made anew from texts.
INTEGER, TEXT, BLOB = "'integer'", "'text', 'blob'", "'blob'"
COLUMNS = {
    "documents": {"behind": INTEGER, "name": TEXT, "id": TEXT, "input": BLOB, "output": BLOB, "doubtful": INTEGER},
    "removals": {"kept": INTEGER, "cut": INTEGER, "context": TEXT},
}


class Filed(NamedTuple):
    """A kept paragraph that others are compared with: how many words it has, and their bitmaps."""

    number: int
    words: int
    parities: bytes


class Store(Database):
    """The rows of an index: documents, paragraphs, what these are filed under, what went, and the frozen order."""

    def note_new(self, name: str) -> bool:
        """Return whether a name was not noted before, and note it for as long as the file is open."""
        self.connection.execute("CREATE TEMP TABLE IF NOT EXISTS noted (name PRIMARY KEY) WITHOUT ROWID")
        return self.connection.execute("INSERT OR IGNORE INTO noted VALUES (?)", (stored(name),)).rowcount > 0

    def forget_notes(self) -> None:
        """Note nothing any more."""
        with self.telling():
            self.connection.execute("DROP TABLE IF EXISTS temp.noted")

    # What is wrong

    def mistyped(self) -> Iterator[str]:
        """Yield the columns in which there is something that they do not have."""
        for table, columns in COLUMNS.items():
            for column, kinds in columns.items():
                query = f"SELECT COUNT(*) FROM {table} WHERE typeof({column}) NOT IN ({kinds})"  # noqa: S608 - names of ours
                if count := self.one(query)[0]:
                    yield f"{table}: {count} values of {column} are of another kind"

    # Documents

    def entry(self, name: str) -> Entry | None:
        """Return what is remembered of a document, if anything is."""
        rows = self.connection.execute("SELECT * FROM documents WHERE name = ?", (stored(name),)).fetchall()
        return as_entry(rows[0]) if rows else None

    def entries(self) -> Iterator[Entry]:
        """Yield all documents in the order of their numbers."""
        return map(as_entry, self.connection.execute("SELECT * FROM documents ORDER BY first"))

    def entry_of(self, number: int) -> Entry:
        """Return the document that a number is of."""
        return as_entry(self.one("SELECT * FROM documents WHERE first <= ? ORDER BY first DESC LIMIT 1", number))

    def add_entries(self, entries: Iterable[Entry]) -> None:
        """Add documents."""
        rows = ((*entry[:2], stored(entry.name), stored(entry.id), *entry[4:]) for entry in entries)
        self.connection.executemany("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def remove_entry(self, entry: Entry) -> None:
        """Remove a document with its paragraphs and removals; what they are filed under is removed by `unfile`."""
        numbers = entry.first, entry.behind
        self.connection.execute("DELETE FROM documents WHERE first = ?", numbers[:1])
        counts = {}
        for table in ("paragraphs", "sketches", "removals"):
            query = f"DELETE FROM {table} WHERE number >= ? AND number < ?"  # noqa: S608 - names of ours
            counts[table] = self.connection.execute(query, numbers).rowcount
        self.add_to("kept", -counts["sketches"])

    # Paragraphs

    def paragraph(self, number: int) -> Paragraph:
        """Return what stays of a document at a number; raises `IndexError` if that is nothing."""
        rows = self.connection.execute("SELECT text, kind FROM paragraphs WHERE number = ?", (number,)).fetchall()
        if not rows:
            raise IndexError(number)
        text = loaded(rows[0][0])
        return Paragraph(text, 0, len(text), Kind(rows[0][1]))

    def places(self, numbers: Iterable[int]) -> Iterator[tuple[int, Place]]:
        """Yield the paragraphs of some numbers, each with its place; raises `InputError` if one was edited."""
        for number in numbers:
            for row in self.connection.execute("SELECT * FROM paragraphs WHERE number = ?", (number,)):
                if checksum(row[:-1]) != row[-1]:
                    raise self.damaged(changed(number))
                yield number, Place(self.entry_of(number).id, row[1], row[2], row[3], loaded(row[5]))

    def add_paragraphs(self, rows: Iterable[tuple[int, Place, Kind]]) -> None:
        """Add what stays of documents: numbers, places and kinds."""
        values = (
            (number, place.start, place.end, place.line, str(kind), stored(place.text)) for number, place, kind in rows
        )
        checked = ((*row, checksum(row)) for row in values)
        self.connection.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?)", checked)

    def changed_paragraphs(self) -> Iterator[int]:
        """Yield the numbers of paragraphs whose rows are not as they were written."""
        rows = self.connection.execute("SELECT * FROM paragraphs ORDER BY number")
        return (row[0] for row in rows if checksum(row[:-1]) != row[-1])

    def kept_texts(self, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Yield the numbers and texts of some kept paragraphs."""
        for number in numbers:
            for row in self.connection.execute("SELECT text FROM paragraphs WHERE number = ?", (number,)):
                yield number, loaded(row[0])

    def all_kept_texts(self, before: int) -> Iterator[tuple[int, str]]:
        """Yield the numbers and texts of all kept paragraphs with lower numbers than `before`, in order."""
        query = "SELECT number, text FROM paragraphs JOIN sketches USING (number) WHERE number < ? ORDER BY number"
        return ((number, loaded(text)) for number, text in self.connection.execute(query, (before,)))

    def kept_numbers(self, first: int, behind: int) -> array[int]:
        """Return the numbers of the kept paragraphs from `first` to before `behind`."""
        rows = self.connection.execute("SELECT number FROM sketches WHERE number >= ? AND number < ?", (first, behind))
        return array("q", (row[0] for row in rows))

    # What paragraphs are filed under

    def add_filed(self, rows: Iterable[Filed]) -> None:
        """Add what is known of kept paragraphs for the search."""
        added = self.connection.executemany("INSERT INTO sketches VALUES (?, ?, ?)", rows).rowcount
        self.add_to("kept", added)

    def filed(self) -> Iterator[tuple[Filed, str]]:
        """Yield all that is known of kept paragraphs for the search, with their texts."""
        query = "SELECT sketches.*, text FROM sketches JOIN paragraphs USING (number) ORDER BY number"
        return ((Filed(*row[:3]), loaded(row[3])) for row in self.connection.execute(query))

    def file(self, postings: Iterable[tuple[int, int]]) -> None:
        """File paragraphs: pairs of a term and a number, fastest in their order."""
        self.connection.executemany("INSERT OR IGNORE INTO postings VALUES (?, ?)", postings)

    def unfile(self, number: int, terms: Iterable[int]) -> None:
        """Take a paragraph from under some terms."""
        self.connection.executemany(
            "DELETE FROM postings WHERE term = ? AND number = ?", ((term, number) for term in terms)
        )

    def is_filed(self, number: int, terms: Iterable[int]) -> bool:
        """Return whether a paragraph is filed under all of some terms."""
        query = "SELECT 1 FROM postings WHERE term = ? AND number = ?"
        return all(self.connection.execute(query, (term, number)).fetchone() for term in terms)

    def unfile_all(self) -> None:
        """Take all paragraphs from under all terms, and forget what is known of them for the search."""
        self.connection.execute("DELETE FROM postings")
        self.connection.execute("DELETE FROM sketches")
        self.set("kept", 0)

    def behind(self, terms: Sequence[int], shortest: int, longest: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield number, length and bitmaps of the paragraphs of some lengths that are filed under all of some terms."""
        query = "SELECT s.number, s.words, s.parities FROM "
        query += "postings p CROSS JOIN sketches s ON s.number = p.number" if terms else "sketches s"
        query += " WHERE s.words BETWEEN ? AND ?"
        query += " AND p.term = ?" if terms else ""
        query += " AND EXISTS (SELECT 1 FROM postings o WHERE o.term = ? AND o.number = s.number)" * (len(terms) - 1)
        return self.connection.execute(query, (shortest, longest, *terms))

    # What went

    def removals(self, first: int, behind: int) -> dict[int, int]:
        """Return the copies among the numbers from `first` to before `behind`, with what they are copies of."""
        query = "SELECT number, kept FROM removals WHERE number >= ? AND number < ?"
        return dict(self.connection.execute(query, (first, behind)))

    def cut(self, first: int, behind: int) -> set[int]:
        """Return those copies among the numbers from `first` to before `behind` that went."""
        query = "SELECT number FROM removals WHERE cut AND number >= ? AND number < ?"
        return {number for (number,) in self.connection.execute(query, (first, behind))}

    def contexts(self, first: int, behind: int) -> dict[int, str]:
        """Return why the copies among the numbers from `first` to before `behind` went or stay."""
        query = "SELECT number, context FROM removals WHERE number >= ? AND number < ?"
        return dict(self.connection.execute(query, (first, behind)))

    def add_removals(self, removals: Mapping[int, int], cut: Container[int], context: Callable[[int], str]) -> None:
        """Add copies, with what they are copies of, whether they are `cut`, and why they went or stay."""
        rows = ((number, kept, number in cut, context(number)) for number, kept in removals.items())
        self.connection.executemany("INSERT INTO removals VALUES (?, ?, ?, ?)", rows)

    def count_removals(self) -> int:
        """Return how many paragraphs went."""
        return self.one("SELECT COUNT(*) FROM removals WHERE cut")[0]

    def is_cut(self, number: int) -> bool:
        """Return whether a copy went."""
        return bool(self.one("SELECT cut FROM removals WHERE number = ?", number)[0])

    def removed_for(self, kept: int) -> list[int]:
        """Return the numbers of the copies of a kept paragraph."""
        return [row[0] for row in self.connection.execute("SELECT number FROM removals WHERE kept = ?", (kept,))]

    def supporting(self, first: int, behind: int) -> dict[int, str]:
        """Return the paragraphs of a document for which some of others went, numbers and texts."""
        query = (
            "SELECT number, text FROM paragraphs p WHERE number >= ?1 AND number < ?2"
            " AND EXISTS (SELECT 1 FROM removals r WHERE r.kept = p.number AND (r.number < ?1 OR r.number >= ?2))"
        )
        return {number: loaded(text) for number, text in self.connection.execute(query, (first, behind))}

    def relink(self, kept: int, other: int) -> None:
        """Have what went for one kept paragraph have gone for another, which says the same."""
        self.connection.execute("UPDATE removals SET kept = ? WHERE kept = ?", (other, kept))

    def doubt(self, number: int) -> None:
        """Mark the document of a number: what one of its paragraphs went for is no longer there."""
        self.connection.execute("UPDATE documents SET doubtful = 1 WHERE first = ?", (self.entry_of(number).first,))

    def unsupported(self) -> list[int]:
        """Return the numbers of what went for paragraphs that are no longer there."""
        query = "SELECT number FROM removals WHERE kept NOT IN (SELECT number FROM paragraphs) ORDER BY number"
        return [row[0] for row in self.connection.execute(query)]

    def strays(self) -> list[int]:
        """Return the numbers of paragraphs, and of what went, that are of no document."""
        query = (
            "SELECT number FROM (SELECT number FROM paragraphs UNION SELECT number FROM sketches"
            " UNION SELECT number FROM removals) s WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.first ="
            " (SELECT MAX(first) FROM documents WHERE first <= s.number) AND s.number < d.behind)"
        )
        return [row[0] for row in self.connection.execute(query)]

    # The frozen order

    def frequency(self, value: int) -> int:
        """Return in how many paragraphs a word or fact stood when the order was frozen, 0 if in few."""
        row = self.connection.execute("SELECT paragraphs FROM frequencies WHERE hash = ?", (value,)).fetchone()
        return row[0] if row else 0

    def frequencies(self) -> dict[int, int]:
        """Return the whole order."""
        return dict(self.connection.execute("SELECT hash, paragraphs FROM frequencies"))

    def freeze(self, frequencies: Iterable[tuple[int, int]], paragraphs: int) -> None:
        """Freeze an order, counted on so many paragraphs."""
        self.connection.execute("DELETE FROM frequencies")
        self.connection.executemany("INSERT INTO frequencies VALUES (?, ?)", frequencies)
        self.set("counted", paragraphs)
        # Not one more than before: what was rolled back would be taken for what another process has written since.
        self.set("order", int.from_bytes(os.urandom(7), "little"))

    def term_counts(self, least: int) -> Iterator[tuple[int, int]]:
        """Yield the terms under which at least so many paragraphs are filed, and how many those are."""
        query = "SELECT term, COUNT(*) FROM postings GROUP BY term HAVING COUNT(*) >= ?"
        return self.connection.execute(query, (least,))


def checksum(row: Sequence[object]) -> int:
    """Return a checksum of the values of a row."""
    return crc32(repr(row).encode("utf-8", "surrogatepass"))


def changed(number: int) -> str:
    """Return what is wrong with a paragraph that was edited."""
    return f"paragraph {number}: is not as it was written"


def as_entry(row: Sequence[int]) -> Entry:
    """Return a row of `documents` as an entry."""
    first, behind, name, id, input, output, doubtful = row  # noqa: A001 - their names
    return Entry(first, behind, loaded(name), loaded(id), input, output, bool(doubtful))  # type: ignore[arg-type]
