"""What threads share: stretches of about as much work, one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

# Where each share begins, and the end behind it.
Shares = list[tuple[int, int]]


def shares_of(ends: npt.NDArray[np.int64], count: int) -> Shares:
    """Return so many shares of some things, given where each ends (int64) when they stand one after the other.

    >>> shares_of(np.array([5, 10, 100, 105]), 2)
    [(0, 2), (2, 4)]
    """
    size = int(ends[-1]) if ends.size else 0
    inner = [int(np.searchsorted(ends, size * share // count)) for share in range(1, count)]
    return list(pairwise([0, *inner, ends.size]))


def do(shares: Shares, work: Callable[..., None], *each: Iterable[Any]) -> None:
    """Do the work on each share, by a thread for each, with what that one is given."""
    begins, ends = zip(*shares, strict=True)
    with ThreadPoolExecutor(len(shares)) as pool:
        list(pool.map(work, begins, ends, *each))
