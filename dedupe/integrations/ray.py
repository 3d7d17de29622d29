"""Ray Data: what to give to `map_batches`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dedupe.errors import InputError
from dedupe.integrations.columns import Batches


class CollapsingBatches(Batches):
    r"""Make of a batch of rows the same rows with each paragraph of a text once.

    What went of a row is in the column `removals`; None leaves it out. The options are those of `dedupe.Options`.
    Workers have a batch each: to compare across rows takes an `index` on a disk that all of them see, and ids in a
    column. Raises `OptionError`.

    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> CollapsingBatches(removals=None)({"url": ["a"], "text": [2 * page]})
    {'url': ['a'], 'text': ['The ferry leaves the outer harbour at noon.\n']}
    """

    pieces = "each worker has a part of the rows"

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
        """Return all columns; the batch must be in Ray's own format, columns by name."""
        if not isinstance(batch, Mapping):
            raise InputError(f"a batch must be columns by name, got {type(batch).__name__}; leave out batch_format")
        return {**batch, **self.columns.collapse(batch, self.runner)}
