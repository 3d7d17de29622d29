"""How much memory a run may take: it stops with a clear error rather than by the hand of the system."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cached_property

from dedupe.engines import BULK
from dedupe.errors import MemoryLimitError

# In bytes: what a code point of text takes while it is compared, with all that is made of it; measured with the
# defaults, 8.5 for one text of lines and 11.3 for records.
EACH = 13
# What numpy, llvmlite and the kernels of the engine for bulk take, beside what they work on.
ENGINE = 80 << 20
# Smaller texts are compared without a look at the memory, in code points.
SMALL = 1 << 20
# So often the memory is looked at while texts are read, in code points.
CHECKED = 1 << 22
# The part of what there is that is taken without being asked.
SHARE = 0.9
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


class MemoryLimit:
    """Checks that a run stays below a limit in bytes; 0 stands for most of what this machine has."""

    def __init__(self, limit: int) -> None:
        self._asked = limit

    @cached_property
    def _limit(self) -> int:
        return self._asked or int(SHARE * memory_there_is())

    @cached_property
    def _before(self) -> int:
        """What was in use when it was first asked for, before anything was compared."""
        return memory_in_use()

    def check(self, size: int) -> None:
        """Raise `MemoryLimitError` if to compare texts of so many code points would take more than is allowed."""
        if (size < SMALL and not self._asked) or not self._limit:
            return
        self.look()
        needed = self._before + EACH * size + (ENGINE if size >= BULK else 0)
        if needed > self._limit:
            raise MemoryLimitError(
                f"memory: comparing {describe(size)} characters takes about {describe(needed)} bytes, over the limit"
                f" of {describe(self._limit)}; raise --memory-limit, or give less text at a time"
            )

    def grown(self, size: int, more: int) -> int:
        """Return the size of some texts with more of them; it is checked now and then."""
        grown = size + more
        if grown // CHECKED > size // CHECKED:
            self.check(grown)
        return grown

    def look(self) -> None:
        """Raise `MemoryLimitError` if more is in use than is allowed."""
        used = memory_in_use()
        if self._limit and used > self._limit:
            raise MemoryLimitError(
                f"memory: {describe(used)} bytes are in use, over the limit of {describe(self._limit)};"
                " raise --memory-limit, or give less text at a time"
            )

    def spare(self) -> int:
        """Return how many bytes more may be taken."""
        return max(0, self._limit - memory_in_use()) if self._limit else sys.maxsize

    def batch(self, size: int, retained: int) -> int:
        """Return how large a batch can be that should have so many code points, beside what is retained."""
        if not self._limit:
            return size
        free = self._limit - self._before
        allowed = max((free - ENGINE) // EACH, min(free // EACH, BULK - 1)) - retained
        return min(size, max(SMALL, int(SHARE * allowed)))


def memory_there_is() -> int:
    """Return how many bytes this process can have: of the machine or of its container; 0 where that is not told."""
    found = []
    with suppress(AttributeError, OSError, ValueError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError), open(path, encoding="ascii") as file:
            found.append(int(file.read()))
    return min(found, default=0)


def memory_in_use() -> int:
    """Return how many bytes of memory this process takes now; 0 where that is not told."""
    with suppress(OSError, ValueError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return 0
    import resource

    # The most there was: in bytes here, for there is /proc where it is in kilobytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def parse_size(written: str) -> int:
    """Return a number of bytes, which may be written with K, M, G or T; raises `ValueError`.

    >>> parse_size("1.5G")
    1610612736
    """
    number = written.strip().upper().removesuffix("B").removesuffix("I")
    unit = number[-1:] if number[-1:] in UNITS else ""
    return int(float(number.removesuffix(unit)) * UNITS[unit])


def describe(size: int) -> str:
    """Return a number of bytes for people.

    >>> describe(3 << 30), describe(700)
    ('3.0G', '700')
    """
    for unit in "TGMK":
        if size >= UNITS[unit]:
            return f"{size / UNITS[unit]:.1f}{unit}"
    return str(size)
