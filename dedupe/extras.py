"""Which of the extras that make things fast are there."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec


@cache
def has_fast() -> bool:
    """Return whether the packages of the extra `[fast]` are there; they are not imported for it."""
    return all(find_spec(package) is not None for package in ("numba", "numpy", "platformdirs"))
