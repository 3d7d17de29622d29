"""What is done to long columns of numbers: by numpy where they are long and it is there, else number by number.

A column is an `array("q")`, or the same of numpy's, which is not copied; NONE stands in it where there is no number.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from dedupe.extras import has_fast

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NONE = -1
# Shorter columns are gone through sooner than numpy is loaded, and those than it is called.
LONG, SHORT = 1 << 16, 1 << 9

Column: TypeAlias = "array[int] | memoryview[int]"


def take(values: Sequence[int], places: Sequence[int]) -> Column:
    """Return the values at some places, NONE for NONE.

    >>> list(take([10, 20, 30], [2, NONE, 0]))
    [30, -1, 10]
    """
    if is_short(places):
        return array("q", [NONE if place == NONE else values[place] for place in places])
    if isinstance(places, range):
        return as_column(as_numpy(values)[as_slice(places)])
    where = as_numpy(places)
    found = as_numpy(values)[where]
    found[where == NONE] = NONE
    return as_column(found)


def put(size: int, places: Sequence[int], values: Sequence[int]) -> Column:
    """Return so many numbers, with the values at some places and else NONE; of several at one place the last stays.

    >>> list(put(4, [2, 0, 2], [10, 20, 30]))
    [20, -1, 30, -1]
    """
    if is_short(places):
        column = array("q", [NONE]) * size
        for place, value in zip(places, values, strict=True):
            column[place] = value
        return column
    import numpy as np

    found = np.full(size, NONE, np.int64)
    found[as_numpy(places)] = as_numpy(values)
    return as_column(found)


def otherwise(values: Sequence[int], others: Sequence[int]) -> Column:
    """Return the values, with the others instead of NONE.

    >>> list(otherwise([NONE, 5], [1, 2]))
    [1, 5]
    """
    if is_short(values):
        return array("q", [o if value == NONE else value for value, o in zip(values, others, strict=True)])
    import numpy as np

    found = as_numpy(values)
    return as_column(np.where(found == NONE, as_numpy(others), found))


def not_itself(values: Sequence[int]) -> Column:
    """Return the values, with NONE for each that is its own place.

    >>> list(not_itself([0, 0, 1]))
    [-1, 0, 1]
    """
    if is_short(values):
        return array("q", [NONE if value == place else value for place, value in enumerate(values)])
    import numpy as np

    found = as_numpy(values)
    return as_column(np.where(found == np.arange(found.size), NONE, found))


def shifted(values: Sequence[int], by: int) -> Column:
    """Return the values, each larger by as much.

    >>> list(shifted([1, 5], 2))
    [3, 7]
    """
    if is_short(values):
        return array("q", [value + by for value in values])
    found = as_numpy(values)
    return as_column(found + by if by else found)


def chained(columns: Iterable[Column]) -> Column:
    """Return the numbers of several columns, one after the other; one alone is not copied.

    >>> list(chained([array("q", [1, 2]), array("q"), array("q", [3])]))
    [1, 2, 3]
    """
    filled = [column for column in columns if len(column)]
    if len(filled) == 1:
        return filled[0]
    whole = array("q")
    for column in filled:
        whole.frombytes(memoryview(column).cast("B"))
    return whole


def at_least(values: Sequence[int], least: int) -> Column:
    """Return the places of the values that are so large, in order.

    >>> list(at_least([3, 1, 2], 2))
    [0, 2]
    """
    if is_short(values):
        return array("q", [place for place, value in enumerate(values) if value >= least])
    import numpy as np

    return as_column(np.flatnonzero(as_numpy(values) >= least))


def gaps(places: Sequence[int], values: Sequence[int]) -> tuple[Column, Column, Column]:
    """Return where numbers are left out between neighbours among some places whose values are as far apart as they.

    Of each gap these are the first number in it, what follows the value before it, and how many numbers it has.

    >>> [list(column) for column in gaps([3, 5, 6, 9], [0, 2, 3, 5])]
    [[4], [1], [1]]
    """
    if is_short(places):
        pairs = zip(pairwise(places), pairwise(values), strict=True)
        found = [(p + 1, v + 1, q - p - 1) for (p, q), (v, w) in pairs if q - p > 1 and w - v == q - p]
        return array("q", [f[0] for f in found]), array("q", [f[1] for f in found]), array("q", [f[2] for f in found])
    import numpy as np

    where, what = as_numpy(places), as_numpy(values)
    sizes = np.diff(where) - 1
    kept = np.flatnonzero((sizes > 0) & (np.diff(what) == sizes + 1))
    return as_column(where[kept] + 1), as_column(what[kept] + 1), as_column(sizes[kept])


def ranges(starts: Sequence[int], sizes: Sequence[int]) -> Column:
    """Return the numbers from each start on, as many as its size, one after the other.

    >>> list(ranges([5, 1], [2, 3]))
    [5, 6, 1, 2, 3]
    """
    if is_short(starts):
        return array("q", chain.from_iterable(range(s, s + size) for s, size in zip(starts, sizes, strict=True)))
    import numpy as np

    count = as_numpy(sizes)
    shifts = as_numpy(starts) - np.cumsum(count) + count
    return as_column(np.repeat(shifts, count) + np.arange(count.sum()))


def all_set(flags: Sequence[bool], sizes: Sequence[int]) -> Column:
    """Return which stretches of some flags, of at least one each and given their sizes, have no flag that is not set.

    >>> list(all_set([True, True, False, True], [1, 2, 1]))
    [0, 2]
    """
    if is_short(sizes):
        rest = iter(flags)
        return array("q", [place for place, size in enumerate(sizes) if False not in list(islice(rest, size))])
    import numpy as np

    count = as_numpy(sizes)
    whole = np.logical_and.reduceat(np.fromiter(flags, np.bool_, len(flags)), np.cumsum(count) - count)
    return as_column(np.flatnonzero(whole))


def is_short(values: Sequence[int]) -> bool:
    """Return whether a column is to be gone through number by number."""
    return len(values) < (SHORT if "numpy" in sys.modules else LONG) or not has_fast()


def as_slice(places: range) -> slice:
    """Return the slice of some places from 0 on, up or down.

    >>> "abc"[as_slice(range(3)[::-1])], "abc"[as_slice(range(0)[::-1])]
    ('cba', '')
    """
    if not places:
        return slice(0)
    return slice(places.start, places.stop if places.stop >= 0 else None, places.step)


def as_numpy(values: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return numbers as numpy has them (int64); a column is not copied."""
    import numpy as np

    if isinstance(values, range):
        return np.arange(values.start, values.stop, values.step)
    return np.asarray(values, np.int64)


def as_column(values: npt.NDArray[Any]) -> Column:
    """Return the numbers of an array; they are not copied if they are int64 and in one piece."""
    import numpy as np

    return np.ascontiguousarray(values, np.int64).data
