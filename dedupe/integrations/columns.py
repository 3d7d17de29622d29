"""Rows in columns: the adapters for tables read one column of texts, and give it and one of removals back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dedupe.errors import InputError, OptionError
from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, note, text_of

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues


class Columns(NamedTuple):
    """The columns with the texts, the ids and the removals, and what collapses them.

    Without ids rows are called by their number from 1; without `removals` those are left out.
    """

    text: str
    id: str | None
    removals: str | None

    def check(self, runner: Runner) -> None:
        """Raise `OptionError` if there is an index and no column of ids, or one column is for two things."""
        if self.removals is not None and self.removals in (self.text, self.id, runner.options.rank_field):
            raise OptionError(f"removals need a column of their own, got {self.removals!r}; give another name")
        if runner.index is not None and self.id is None:
            raise OptionError(
                "an index knows documents by their ids; pass id_column, a column that has one for each row"
            )

    def collapse(self, table: Mapping[str, Sequence[Any]], runner: Runner) -> dict[str, list[str | None]]:
        """Return the column of texts collapsed, and that of the removals; a row without a text stays so.

        Raises `InputError` if a column is missing, or has something else than texts.
        """
        rank = runner.options.rank_field
        for name in (self.text, self.id, rank):
            if name and name not in table:
                raise InputError(f"there is no column {name!r}; there are {', '.join(map(str, table))}")
        if table[self.text] is None or isinstance(table[self.text], str):
            raise InputError(f"column {self.text!r} must have the texts of a batch, got one text; pass batched=True")
        texts: list[str | None] = list(map(self._checked, table[self.text]))
        notes: list[str | None] = [None] * len(texts)
        rows = [row for row, text in enumerate(texts) if text is not None]
        ids = table[self.id] if self.id is not None else None
        earlier = table.get(self.removals) if self.removals is not None else None

        def read(row: int) -> tuple[str | None, str, Metadata]:
            name = None if ids is None else text_of(ids[row])
            if name is None and runner.index is None:
                name = str(row + 1)
            return name, texts[row] or "", {rank: table[rank][row]} if rank else {}

        for row, collapsed in runner.collapse(rows, read):
            texts[row] = collapsed.text
            if self.removals is not None:
                notes[row] = note(collapsed, earlier[row] if earlier is not None else None)
        return {self.text: texts} if self.removals is None else {self.text: texts, self.removals: notes}

    def _checked(self, value: object) -> str | None:
        if value is None or isinstance(value, str):
            return value
        raise InputError(
            f"column {self.text!r} must have texts, got {type(value).__name__}; decode or convert it first"
        )


class Batches:
    """Collapses a table that comes in batches; `pieces` says who makes those."""

    pieces: str

    def __init__(
        self,
        column: str = "text",
        *,
        id_column: str | None = None,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        **options: Unpack[OptionValues],
    ) -> None:
        self.columns = Columns(column, id_column, removals)
        self.runner = Runner(options, index=index)
        self.runner.forbid_pieces(self.pieces)
        self.columns.check(self.runner)
