"""Who wants to know how far a comparison is: of a large text it takes a minute, and nothing is written meanwhile."""

from __future__ import annotations

from collections.abc import Callable

# What is called with the number of paragraphs that are compared, and that of all.
watchers: list[Callable[[int, int], None]] = []


def tell(done: int, count: int) -> None:
    """Tell all watchers that so many paragraphs are compared."""
    for watcher in watchers:
        watcher(done, count)
