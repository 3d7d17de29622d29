"""What threads share: stretches of about as much work, one for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

# Where each share begins, and the end behind it.
Shares = list[tuple[int, int]]
T = TypeVar("T")


def shares_of(ends: npt.NDArray[np.int64], count: int) -> Shares:
    """Return so many shares of some things, given where each ends (int64) when they stand one after the other.

    >>> shares_of(np.array([5, 10, 100, 105]), 2)
    [(0, 2), (2, 4)]
    """
    size = int(ends[-1]) if ends.size else 0
    inner = [int(np.searchsorted(ends, size * share // count)) for share in range(1, count)]
    return list(pairwise([0, *inner, ends.size]))


def do(shares: Shares, work: Callable[..., None], *each: Iterable[Any]) -> None:
    """Do the work on each share, all at once, with what that one is given."""
    at_once([partial(work, *share, *given) for share, *given in zip(shares, *each, strict=True)])


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Return what some works return, which are done at once: the last by this thread, the others by one each.

    >>> at_once([lambda: 1, lambda: 2])
    [1, 2]
    """
    *others, own = works
    if not others:
        return [own()]
    with ThreadPoolExecutor(len(others)) as pool:
        started = [pool.submit(work) for work in others]
        last = own()
        return [*(future.result() for future in started), last]
