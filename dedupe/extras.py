"""Which of the extras that make things fast are there."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Thread


@cache
def has_fast() -> bool:
    """Return whether the packages of the extra `[fast]` are there; they are not imported for it."""
    return all(find_spec(package) is not None for package in ("numba", "numpy", "platformdirs"))


def load_fast() -> None:
    """Have what large texts need imported by a thread, which takes as long as to read 100 MB, while those are read."""
    Thread(target=try_import, args=("dedupe.engines.compiled",), name="load_fast").start()


def try_import(module: str) -> None:
    """Import a module; what is wrong with it is told where it is needed."""
    with suppress(Exception):
        import_module(module)
