"""What every adapter does: check the options when it is made, collapse what it is handed, and note what went."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from dedupe.collapsing.groups import run
from dedupe.errors import InputError, MissingExtraError, OptionError
from dedupe.index import Index
from dedupe.index.schema import check_remembered
from dedupe.options import Options, OptionValues, Scope
from dedupe.results import Collapsed, Removal

Item = TypeVar("Item")
IndexPath = str | os.PathLike[str]

# The name under which removals are noted.
REMOVALS = "dedupe_removals"
# So many documents go through an index before others get their turn at it.
BATCH = 256


class Runner:
    """The options of an adapter, checked, and the way its documents go: by themselves, or through an index.

    With `drop_empty` those do not come back of which nothing is left. It can be pickled, and those of the same values
    give the same bytes. Raises `OptionError`.
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
        if self.index is None and self.options.scope is Scope.CORPUS:
            raise OptionError(f"scope corpus would miss copies, as {pieces}; pass index, a file that all of them share")

    def collapse(
        self, items: Iterable[Item], read: Callable[[Item], tuple[str | None, str]]
    ) -> Iterator[tuple[Item, Collapsed]]:
        """Yield each item with its document collapsed; `read` gives the id, None if there is none, and the text."""
        waiting: deque[Item] = deque()

        def documents() -> Iterator[tuple[str, str]]:
            for number, item in enumerate(items, 1):
                waiting.append(item)
                name, text = read(item)
                if name is None and self.index is not None:
                    raise InputError(f"document {number} has no id, by which an index knows it; give it one")
                yield str(number) if name is None else name, text

        results = run(documents(), self.options) if self.index is None else self._remember(documents())
        for collapsed in results:
            item = waiting.popleft()
            if collapsed.text or not collapsed.cuts or not self.drop_empty:
                yield item, collapsed

    def _remember(self, documents: Iterator[tuple[str, str]]) -> Iterator[Collapsed]:
        """Yield the documents collapsed, each compared with all that the index knows."""
        seen: set[str] = set()
        while batch := list(islice(documents, BATCH)):
            for name, _ in batch:
                if name in seen:
                    raise InputError(f"two documents have the id {name!r}; an index needs one id for each")
                seen.add(name)
            with Index(self._file, **self.values) as known:
                results = list(known.collapse_documents(batch))
            yield from results


def removals_of(collapsed: Collapsed) -> list[dict[str, Any]]:
    r"""Return what went of a document as plain values, with the names that `Match` and `Removal` have.

    >>> from dedupe import collapse
    >>> [removal] = removals_of(collapse("The bar is closed for today.\nTHE BAR IS CLOSED FOR TODAY."))
    >>> removal["text"], removal["kept_text"], removal["similarity"], removal["verdict"]
    ('THE BAR IS CLOSED FOR TODAY.', 'The bar is closed for today.', 1.0, 'copy')
    """
    return [
        {name: value for name, value in gone._asdict().items() if name != "match"} | gone.match.as_dict()
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
