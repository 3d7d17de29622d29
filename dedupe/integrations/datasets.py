"""Hugging Face datasets: what to give to `map(batched=True)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dedupe.integrations.columns import Batches


class CollapsingMap(Batches):
    r"""Map a batch of rows to the same rows with each paragraph of a text once.

    What went of a row is in the column `removals`; None leaves it out. The options are those of `dedupe.Options`.
    A dataset comes batch by batch, and with `num_proc` by several processes: to compare across rows takes an `index`
    on disk, and ids in a column. Raises `OptionError`.

    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> CollapsingMap(removals=None)({"text": [2 * page]})
    {'text': ['The ferry leaves the outer harbour at noon.\n']}
    """

    pieces = "map gives it batch by batch"

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[str | None]]:
        """Return the columns that change."""
        return self.columns.collapse(batch, self.runner)
