"""How all kernels are compiled, and what they hash with."""

from __future__ import annotations

import numba as nb
import numpy as np

jit = nb.njit(cache=True, nogil=True)
inlined = nb.njit(cache=True, nogil=True, inline="always")

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
FINISHER = np.uint64(0xD6E8FEB86659FD93)
HALF = np.uint64(32)
