"""Who wants to know what goes on: of a large text a comparison takes a minute, and nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T", bound=Callable[..., None])

# What is called before kernels are compiled, which takes some seconds.
before_build: list[Callable[[], None]] = []
# What is called with the number of paragraphs that are compared, and that of all.
watchers: list[Callable[[int, int], None]] = []


@contextmanager
def listening(called: list[T], one: T) -> Iterator[None]:
    """Have one more called, for a while."""
    called.append(one)
    try:
        yield
    finally:
        called.remove(one)


def tell(done: int, count: int) -> None:
    """Tell all watchers that so many paragraphs are compared."""
    for watcher in watchers:
        watcher(done, count)
