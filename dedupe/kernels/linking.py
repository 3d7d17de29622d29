"""numba without what no kernel needs of it: that each function is optimised, and made machine code, by itself.

What it makes is only linked; the whole is optimised and compiled once, and all takes two thirds of the time.
"""

from __future__ import annotations

from numba.core import codegen
from numba.core.registry import cpu_target

# Where numba has what makes code of its functions.
MAKER = "_internal_codegen"


class Linked(codegen.JITCodeLibrary):  # type: ignore[misc]  # numba is not typed
    """A function with those that it calls, as LLVM's code and not the machine's."""

    def get_pointer_to_function(self, _: str) -> int:
        """Return no address: nothing of it is called in this process."""
        self._ensure_finalized()
        return 0

    def _optimize_final_module(self) -> None:
        """Leave that to who compiles the whole."""

    def _finalize_specific(self) -> None:
        """Make no machine code."""


class Linker(codegen.JITCPUCodegen):  # type: ignore[misc]  # numba is not typed
    """Makes code of functions that are only linked."""

    _library_class = Linked

    def set_env(self, *_: object) -> None:
        """Set nothing where nothing is called."""

    def _add_module(self, _: object) -> None:
        """Add nothing to the machine code."""


def only_link() -> None:
    """Have numba make no machine code in this process, from now on: what it compiles cannot be called.

    Raises `AttributeError` if numba keeps what makes code elsewhere.
    """
    context = cpu_target.target_context
    getattr(context, MAKER)
    setattr(context, MAKER, Linker("kernels"))
