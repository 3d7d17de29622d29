"""Ways to compute the matches; all give the same answer, and `matching` is the door to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dedupe.bulk import Encoded
from dedupe.errors import MissingExtraError
from dedupe.extras import has_fast
from dedupe.options import EngineChoice, Options

if TYPE_CHECKING:
    from dedupe.contests import Engine

# From so many characters on, arrays pay for the tenth of a second that numpy and the kernels take to load: 0.25 seconds
# with either engine at threshold 0.9, and with the defaults 0.33 instead of 0.53.
BULK = 1_000_000


def make_engine(texts: Sequence[str], options: Options) -> Engine:
    """Return the engine for some texts: the one that was asked for, else by their size.

    Raises `MissingExtraError` if the compiled engine was asked for and its packages are not there.
    """
    if choose(size_of(texts), options) is EngineChoice.COMPILED:
        from dedupe.engines.compiled import CompiledEngine

        return CompiledEngine(texts, options.processors)
    from dedupe.engines.memory import MemoryEngine

    return MemoryEngine(texts)


def size_of(texts: Sequence[str]) -> int:
    """Return the size of some texts: in code points, or in bytes where they are held as those."""
    return texts.size if isinstance(texts, Encoded) else sum(map(len, texts))


def choose(size: int, options: Options) -> EngineChoice:
    """Return the engine for texts of so many characters; never `auto`."""
    if options.engine is EngineChoice.COMPILED and not has_fast():
        raise MissingExtraError("engine compiled needs numba and numpy; pip install 'dedupe-paragraphs[fast]'")
    if options.engine is not EngineChoice.AUTO:
        return options.engine
    return EngineChoice.COMPILED if pays(size) else EngineChoice.MEMORY


def pays(size: int) -> bool:
    """Return whether arrays pay for texts of so many characters, and can be had."""
    return size >= BULK and has_fast()


def notice(size: int, options: Options) -> str:
    """Return what a person should know before texts of so many characters are compared; mostly nothing."""
    if options.engine is EngineChoice.AUTO and size >= BULK and not has_fast():
        return (
            "the compiled engine is several times faster on a text of this size; pip install 'dedupe-paragraphs[fast]'"
        )
    return ""
