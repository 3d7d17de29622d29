"""For each length what is searched for, as an array for the kernels: the bounds of `signatures`, row by row."""

from __future__ import annotations

from math import comb

import numpy as np
import numpy.typing as npt

from dedupe.kernels import index as kernels
from dedupe.signatures import MOST_SHARED, bounds, tokens_in_key

# More tokens in a key mean fewer false candidates and more keys; a paragraph has at most so many.
MOST_KEYS = 25
# The longest paragraph of a band is so many times as long as the shortest, or less.
BAND_WIDTH = 1.15


def make_plan(threshold: int, lengths: npt.NDArray[np.int64], max_words: int) -> npt.NDArray[np.int64]:
    """Return a row for each length up to the longest or `max_words`, and a last one for all that are longer.

    The columns are those of `kernels.index`; `threshold` is in thousandths. Rows of lengths that are not there, of
    different ones in order (int64), have their band only.
    """
    limit = min(int(lengths.max(initial=1)), max_words)
    plan = np.zeros((limit + 2, 6), np.int64)
    for length in lengths[(lengths > 0) & (lengths <= limit)].tolist():
        own = bounds(threshold, length, max_words)
        base = own.prefix(own.shortest, 0)
        plan[length, :4] = (
            own.shortest,
            min(own.longest, limit),
            base,
            tokens_in_key(base, own.least_shared(own.shortest), MOST_KEYS),
        )
    # Over the limit only equal words match: all tokens are shared, one of them is enough.
    plan[limit + 1, :4] = 0, 0, 0, 1
    plan[limit + 1, kernels.PROBED] = 1 << 1
    plan[1 : limit + 1, kernels.BAND] = np.floor(np.log(np.arange(1, limit + 1)) / np.log(BAND_WIDTH))
    for shared in range(1, MOST_SHARED + 1):
        of_this = np.concatenate([[0], np.cumsum(plan[1 : limit + 1, kernels.SHARED] == shared)])
        among = (
            of_this[plan[1 : limit + 1, kernels.LONGEST]]
            - of_this[np.maximum(plan[1 : limit + 1, kernels.SHORTEST], 1) - 1]
        )
        plan[1 : limit + 1, kernels.PROBED] |= (among > 0).astype(np.int64) << shared
    return plan


def most_keys(plan: npt.NDArray[np.int64]) -> int:
    """Return how many keys a paragraph is probed with at the most, for one number of tokens."""
    found = 1
    for shared in range(1, MOST_SHARED + 1):
        bases = plan[plan[:, kernels.PROBED] >> shared & 1 > 0, kernels.BASE]
        found = max(found, comb(int(bases.max(initial=0)) + shared, shared))
    return found
