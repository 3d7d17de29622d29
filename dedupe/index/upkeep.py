"""What is done about an index: looked at, checked, made anew, and documents taken out of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from dedupe.errors import DedupeError, InputError
from dedupe.index.entries import Entry
from dedupe.index.filing import Filing
from dedupe.index.parities import parities_of
from dedupe.index.schema import MOST_NUMBERS, TERMS, as_options
from dedupe.index.store import Store, changed
from dedupe.index.terms import hash_of
from dedupe.words import split_words

# In seconds: so long it is waited for another process that writes.
TIMEOUT = 60.0
# What comes of values that no index has.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Info(NamedTuple):
    """What there is to say of an index: counts of its rows, its size in bytes, and how it was made.

    `unsupported` is how many removed paragraphs went for such as are no longer there; `counted` how many paragraphs the
    order of words was counted on.
    """

    path: str
    bytes: int
    documents: int
    paragraphs: int
    removals: int
    unsupported: int
    counted: int
    options: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, for JSON."""
        return self._asdict()


class Forgotten(NamedTuple):
    """What was taken out: how many kept paragraphs, and for each document how many of its removed ones lost theirs."""

    paragraphs: int
    unsupported: dict[str, int]


def open_known(path: str, *, terms: bool = True, timeout: float = TIMEOUT) -> Store:
    """Return an index that is there; without `terms`, also one whose paragraphs are filed in another way.

    Raises `InputError`.
    """
    if not os.path.isfile(path):  # noqa: PTH113 - a name that is too long is no file
        raise InputError(f"{path}: there is no index here; give the file that --index made")
    store = Store(path, timeout)
    try:
        store.check(terms=terms)
    except BaseException:
        store.close()
        raise
    return store


def filing_of(store: Store) -> Filing:
    """Return the filing of an index as it was made."""
    return Filing(store, as_options(store.options))


@contextmanager
def blaming(store: Store) -> Iterator[None]:
    """Turn an error of which a damaged index is the cause into `InputError`; without damage the error is ours."""
    try:
        with store.telling():
            yield
    except DedupeError:
        raise
    except UNREADABLE as error:
        if fault := next(check_rows(store), ""):
            raise store.damaged(fault) from error
        if fault := next(check_filing(store), ""):
            raise store.damaged(fault, f"run dedupe index rebuild {store.path}") from error
        raise


def info(store: Store) -> Info:
    """Return what there is to say of an index."""
    with blaming(store):
        return Info(
            store.path,
            store.size(),
            store.count("documents"),
            store.count("sketches"),
            store.count_removals(),
            sum(map(store.is_cut, store.unsupported())),
            int(store.setting("counted")),
            as_options(store.options).as_dict(),
        )


def check(store: Store) -> Iterator[str]:
    """Yield what is wrong with an index, row by row; nothing if all is as its texts say."""
    store.check(terms=False)
    with store.reading():
        yield from store.faults()
    yield from check_rows(store)
    yield from check_filing(store)


def check_rows(store: Store) -> Iterator[str]:
    """Yield what is wrong with what an index remembers, which cannot be had again."""
    with store.reading():
        try:
            yield from store.mistyped()
            yield from (changed(number) for number in store.changed_paragraphs())
            yield from check_settings(store)
            yield from check_documents(store)
        except UNREADABLE as error:
            yield f"the rows cannot be read: {error}"


def check_filing(store: Store) -> Iterator[str]:
    """Yield what is wrong with what paragraphs are found by, which `rebuild` makes anew."""
    with store.reading():
        try:
            yield from check_paragraphs(store)
        except UNREADABLE as error:
            yield f"the rows cannot be read: {error}"


def check_settings(store: Store) -> Iterator[str]:
    """Yield what is wrong with what an index knows of itself."""
    as_options(store.options)
    count = sum(1 for _ in store.filed())
    if count != store.setting("kept") or count != store.count("sketches"):
        yield f"{store.setting('kept')} kept paragraphs are counted, and {count} have a text"
    if not 0 <= store.next < MOST_NUMBERS:
        yield f"{store.next} cannot be the next number"


def check_paragraphs(store: Store) -> Iterator[str]:
    """Yield what is wrong with what the paragraphs of an index are filed under."""
    filed = filing_of(store).terms.filed
    postings = 0
    for row, text in store.filed():
        words = split_words(text)
        terms = filed(text, words)
        postings += len(terms)
        if row[1:] != (len(words), parities_of(list(map(hash_of, words)))):
            yield f"paragraph {row.number}: what is known of it is not of its text"
        elif not store.is_filed(row.number, terms):
            yield f"paragraph {row.number}: is not filed where it is looked for"
    if postings != store.count("postings"):
        yield f"{store.count('postings')} postings are there, and {postings} should be"


def check_documents(store: Store) -> Iterator[str]:
    """Yield what is wrong with the documents of an index, and with what went of them."""
    behind = 0
    doubted = set()
    for entry in store.entries():
        if entry.first < behind or entry.behind <= entry.first:
            yield f"document {entry.id}: its numbers are those of another"
        behind = entry.behind
        if entry.doubtful:
            doubted.add(entry.first)
    if behind > store.next:
        yield f"number {store.next} would be given again"
    yield from (f"paragraph {number}: is of no document" for number in store.strays())
    for number in store.unsupported():
        if store.entry_of(number).first not in doubted:
            yield f"removal {number}: what it went for is not there, and its document does not know"


def rebuild(store: Store) -> None:
    """File all paragraphs of an index anew, in an order that is counted on them, as this version does."""
    with blaming(store), store.writing():
        store.set("terms", TERMS)
        filing_of(store).add_again()
    store.compact()


def forget(store: Store, names: Iterable[str]) -> Forgotten:
    """Take documents out of an index, and leave nothing of their texts in its file.

    Removed paragraphs of others may have gone for theirs: these documents are decided anew when they come again. Raises
    `InputError` if one is not known; then none is taken out. Raises `IndexBusyError` if another process reads: then all
    are taken out, but not overwritten yet.
    """
    if isinstance(names, str):
        raise InputError(f"names must be several, got {names!r}; put it into a list")
    count, orphans = 0, list[int]()
    with blaming(store), store.writing():
        filing = filing_of(store)
        for name in dict.fromkeys(names):
            entry = store.entry(name)
            if entry is None:
                raise InputError(f"{name}: is not in this index; dedupe index info --documents lists what is")
            count += len(store.kept_numbers(entry.first, entry.behind))
            orphans += take_out(store, filing, entry)
        found = [number for kept in orphans for number in store.removed_for(kept)]
        for number in found:
            store.doubt(number)
        unsupported = Counter(store.entry_of(number).name for number in filter(store.is_cut, found))
    store.compact()
    return Forgotten(count, dict(unsupported))


def take_out(store: Store, filing: Filing, entry: Entry) -> dict[int, str]:
    """Take a document out of an index; return what paragraphs of others went for, numbers and texts."""
    filed = filing.terms.filed
    for number, text in store.kept_texts(store.kept_numbers(entry.first, entry.behind)):
        store.unfile(number, filed(text, split_words(text)))
    orphans = store.supporting(entry.first, entry.behind)
    store.remove_entry(entry)
    return orphans
