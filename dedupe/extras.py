"""Which of the extras that make things fast are there."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Thread

# What large texts need, in the order in which they need it.
FAST = ("dedupe.kernels.library", "dedupe.engines.compiled")


@cache
def has_fast() -> bool:
    """Return whether the packages of the extra `[fast]` are there; they are not imported for it."""
    return all(find_spec(package) is not None for package in ("numba", "numpy", "platformdirs"))


def load_fast() -> None:
    """Have what large texts need loaded by a thread, which takes as long as to read 100 MB, while those are read."""
    Thread(target=get_ready, args=(FAST,), name="load_fast").start()


def get_ready(modules: Iterable[str]) -> None:
    """Import modules, and have each prepare what it needs; what is wrong with one is told where it is needed."""
    with suppress(Exception):
        for module in map(import_module, modules):
            module.get_ready()
