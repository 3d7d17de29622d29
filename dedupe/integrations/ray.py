"""Ray Data: what to give to `map_batches`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dedupe.errors import InputError
from dedupe.integrations.columns import Columns
from dedupe.integrations.running import REMOVALS, IndexPath, Runner

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues


class CollapsingBatches:
    r"""Make of a batch of rows the same rows with each paragraph of a text once.

    What went of a row is in the column `removals`; None leaves it out. The options are those of `dedupe.Options`.
    Workers have a batch each: to compare across rows takes an `index` on a disk that all of them see, and ids in a
    column. Raises `OptionError`.

    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> CollapsingBatches(removals=None)({"url": ["a"], "text": [2 * page]})
    {'url': ['a'], 'text': ['The ferry leaves the outer harbour at noon.\n']}
    """

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
        self.runner.forbid_pieces("each worker has a part of the rows")
        self.columns.check(self.runner)

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """Return all columns; the batch must be in Ray's own format, columns by name."""
        if not isinstance(batch, Mapping):
            raise InputError(f"a batch must be columns by name, got {type(batch).__name__}; leave out batch_format")
        return {**batch, **self.columns.collapse(batch, self.runner)}
