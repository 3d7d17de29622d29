"""What is done to long columns of numbers: by numpy where they are long and it is there, else number by number.

A column is an `array("q")`; NONE stands in it where there is no number.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from dedupe.extras import has_fast

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

NONE = -1
# Shorter columns are gone through sooner than numpy is loaded.
LONG = 1 << 16

Column: TypeAlias = "array[int]"


def take(values: Sequence[int], places: Sequence[int]) -> Column:
    """Return the values at some places, NONE for NONE.

    >>> list(take([10, 20, 30], [2, NONE, 0]))
    [30, -1, 10]
    """
    if is_short(places):
        return array("q", [NONE if place == NONE else values[place] for place in places])
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
    return as_column(as_numpy(values) + by)


def at_least(values: Sequence[int], least: int) -> Column:
    """Return the places of the values that are so large, in order.

    >>> list(at_least([3, 1, 2], 2))
    [0, 2]
    """
    if is_short(values):
        return array("q", [place for place, value in enumerate(values) if value >= least])
    import numpy as np

    return as_column(np.flatnonzero(as_numpy(values) >= least))


def steps(places: Sequence[int], values: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the neighbours among some places that are not side by side, and whose values are as far apart as they.

    With them comes the value of the first.

    >>> list(steps([3, 5, 6, 9], [0, 2, 3, 5]))
    [(3, 5, 0)]
    """
    if is_short(places):
        pairs = zip(pairwise(places), pairwise(values), strict=True)
        yield from ((p, q, v) for (p, q), (v, w) in pairs if q - p > 1 and w - v == q - p)
        return
    import numpy as np

    where, what = as_numpy(places), as_numpy(values)
    gaps = np.diff(where)
    found = np.flatnonzero((gaps > 1) & (np.diff(what) == gaps))
    yield from zip(where[found].tolist(), where[found + 1].tolist(), what[found].tolist(), strict=True)


def is_short(values: Sequence[int]) -> bool:
    """Return whether a column is to be gone through number by number."""
    return len(values) < LONG or not has_fast()


def as_numpy(values: Sequence[int]) -> npt.NDArray[np.int64]:
    """Return numbers as numpy has them (int64); a column is not copied."""
    import numpy as np

    if isinstance(values, range):
        return np.arange(values.start, values.stop, values.step)
    return np.asarray(values, np.int64)


def as_column(values: npt.NDArray[Any]) -> Column:
    """Return the numbers of an array."""
    import numpy as np

    column = array("q")
    column.frombytes(np.ascontiguousarray(values, np.int64).data.cast("B"))
    return column
