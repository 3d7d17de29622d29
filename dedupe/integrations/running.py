"""What every adapter does: check the options when it is made, collapse what it is handed, and note what went."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from dedupe.collapsing.groups import run
from dedupe.documents import Document
from dedupe.errors import InputError, MissingExtraError, OptionError
from dedupe.formats.fields import rank_of
from dedupe.index import Index
from dedupe.index.schema import check_remembered
from dedupe.options import Options, OptionValues, Scope
from dedupe.results import Collapsed, Removal

Item = TypeVar("Item")
IndexPath = str | os.PathLike[str]
# What there is of a document beside id and text: metadata, or the other columns of its row.
Metadata = Mapping[str, Any]

# The name under which removals are noted.
REMOVALS = "dedupe_removals"
# So many documents go through an index before others get their turn at it.
BATCH = 256


class Runner:
    """The options of an adapter, checked, and the way its documents go: by themselves, or through an index.

    `keep_by` names a field of the metadata. With `drop_empty` documents of which nothing is left do not come back. A
    runner can be pickled, and those of the same values give the same bytes. Raises `OptionError`.
    """

    def __init__(self, values: OptionValues, *, index: IndexPath | None = None, drop_empty: bool = False) -> None:
        self.values = values
        # An index compares across documents, whatever the scope.
        self.options = Options.of(values if index is None else {"scope": Scope.CORPUS, **values})
        self.index = None if index is None else os.fspath(index)
        # Workers may be somewhere else.
        self._file = "" if self.index is None else str(Path(self.index).absolute())
        self.drop_empty = drop_empty
        if self.index is None:
            if drop_empty and self.options.scope is not Scope.CORPUS:
                raise OptionError("drop_empty leaves out copies of other documents; give scope corpus, or an index")
            return
        if self.index in ("", ":memory:"):
            raise OptionError(f"index must be a file that stays between batches, got {self.index!r}; give its path")
        if self.options.scope is not Scope.CORPUS:
            raise OptionError("an index compares across documents, got scope document; leave one of them out")
        check_remembered(self.options)

    def forbid_pieces(self, pieces: str) -> None:
        """Raise `OptionError` if copies would be missed where documents come in pieces; `pieces` says who makes them.

        Each piece would be compared with itself only. An index sees all of them.
        """
        if self.index is not None or self.options.scope is not Scope.CORPUS:
            return
        # What is decided when all documents are there does not go with an index.
        way_out = "pass index, a file that all of them share"
        if not self.options.in_order:
            way_out = "give all documents to one call of dedupe.collapse_documents"
        raise OptionError(f"scope corpus would miss copies, as {pieces}; {way_out}")

    def collapse(
        self, items: Iterable[Item], read: Callable[[Item], tuple[str | None, str, Metadata]]
    ) -> Iterator[tuple[Item, Collapsed]]:
        """Yield each item with its document collapsed; `read` gives the id if there is one, the text and the metadata.

        Raises `InputError` if the field of `keep_by` is missing, or the id where it is needed.
        """
        waiting: deque[Item] = deque()

        def documents() -> Iterator[Document]:
            for number, item in enumerate(items, 1):
                waiting.append(item)
                name, text, metadata = read(item)
                if name is None and self.index is not None:
                    raise InputError(f"document {number} has no id, by which an index knows it; give it one")
                name = str(number) if name is None else name
                yield Document(name, text, rank=self._rank(name, metadata))

        results = run(documents(), self.options) if self.index is None else self._remember(documents())
        for collapsed in results:
            item = waiting.popleft()
            if collapsed.text or not collapsed.cuts or not self.drop_empty:
                yield item, collapsed

    def _rank(self, name: str, metadata: Metadata) -> float | str | None:
        """Return by what a document ranks, None if that does not matter; raises `InputError` if it is missing."""
        field = self.options.rank_field
        if not field:
            return None
        rank = as_rank(metadata.get(field), field)
        if rank is None:
            raise InputError(f"document {name!r} has no {field!r}, by which keep_by decides; give it one")
        return rank

    def _remember(self, documents: Iterator[Document]) -> Iterator[Collapsed]:
        """Yield the documents collapsed, each compared with all that the index knows."""
        seen: set[str] = set()
        while batch := list(islice(documents, BATCH)):
            for document in batch:
                if document.id in seen:
                    raise InputError(f"two documents have the id {document.id!r}; an index needs one id for each")
                seen.add(document.id)
            with Index(self._file, **self.values) as known:
                results = list(known.collapse_documents(batch))
            yield from results


def as_rank(value: object, field: str) -> float | str | None:
    """Return by what a document ranks: a number, or a text as in files of records; a date as ISO 8601 spells it.

    Times of several zones are compared in one. None is nothing. Raises `InputError` if it is something else.

    >>> from datetime import date
    >>> as_rank("12", "n"), as_rank(date(2024, 5, 1), "n"), as_rank(float("nan"), "n")
    (12.0, '2024-05-01', None)
    """
    if value is None or value != value:  # noqa: PLR0124 - not a number, or not a time
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return rank_of(value)
    if isinstance(value, int | float):
        return value
    try:
        # Of numpy, a decimal, and others.
        return float(value)  # type: ignore[arg-type]  # what cannot be converted is refused
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{field!r} must be a number, text or date, got {value!r:.60}; convert it first") from None


def removals_of(collapsed: Collapsed) -> list[dict[str, Any]]:
    r"""Return what went of a document as plain values, with the names that `Match` and `Removal` have.

    >>> from dedupe import collapse
    >>> [removal] = removals_of(collapse("The bar is closed for today.\nTHE BAR IS CLOSED FOR TODAY."))
    >>> removal["text"], removal["kept_text"], removal["similarity"], removal["verdict"]
    ('THE BAR IS CLOSED FOR TODAY.', 'The bar is closed for today.', 1.0, 'copy')
    """
    return [
        {name: value for name, value in gone._asdict().items() if name != "match" and (value or name != "more")}
        | gone.match.as_dict()
        if isinstance(gone, Removal)
        else gone.as_dict()
        for gone in collapsed.gone
    ]


def note(collapsed: Collapsed, earlier: object = None) -> str:
    """Return what went as one JSON text, behind what an earlier run noted.

    It is a text because tables and vector stores take no lists of objects, or only those of one shape. Raises
    `InputError` if what stands there is no such note.
    """
    return json.dumps(parsed(earlier) + removals_of(collapsed), ensure_ascii=False)


def parsed(earlier: object) -> list[Any]:
    """Return the removals that an earlier run noted."""
    if earlier is None:
        return []
    try:
        value = json.loads(earlier) if isinstance(earlier, str) else None
    except ValueError:
        value = None
    if not isinstance(value, list):
        raise InputError(f"removals cannot be noted where something else stands: {earlier!r:.60}; give another name")
    return value


def noted(metadata: Mapping[str, Any], name: str | None, collapsed: Collapsed) -> dict[str, Any]:
    """Return a copy of some metadata with what went under a name; without a name it is left out."""
    return dict(metadata) if name is None else dict(metadata) | {name: note(collapsed, metadata.get(name))}


def text_of(value: object) -> str | None:
    """Return an id as text, None if there is none."""
    return None if value is None else str(value)


def missing(framework: str, package: str) -> MissingExtraError:
    """Return the error for a framework that is not installed."""
    return MissingExtraError(f"the adapter for {framework} needs {package}; pip install {package}")
