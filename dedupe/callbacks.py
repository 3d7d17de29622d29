"""Progress callbacks. Comparing a large text can take a minute without producing output."""

from __future__ import annotations

from collections.abc import Callable

# Called with the number of paragraphs compared so far, and the number of all to compare.
OnCompared = Callable[[int, int], None]
