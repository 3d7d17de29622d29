"""What kernels hash with, and what is one instruction of the machine."""

from __future__ import annotations

from typing import Any

import numpy as np

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
FINISHER = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)
# The halves of a number, where two are held in one; in a hash table the upper one is a tag.
LOWER = np.uint64(0xFFFFFFFF)
TAG = np.uint64(0xFFFFFFFF00000000)


def popcount(value: np.uint64) -> int:
    """Return how many bits are set."""
    return int(value).bit_count()


def prefetch(array: np.ndarray[Any, Any], index: int) -> None:
    """Have a place of an array brought into the cache, while other work goes on."""
