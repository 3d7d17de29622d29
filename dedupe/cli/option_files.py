"""Files of options: `dedupe.toml`, or `pyproject.toml` with a table `[tool.dedupe]`, in this folder or one above.

To look for one is part of every start, so it is a few questions to the file system and no more.
"""

# pathlib takes longer to import than a page to collapse.
# ruff: noqa: PTH109, PTH110, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dedupe.errors import InputError

OWN, SHARED = "dedupe.toml", "pyproject.toml"
HEADER = rb"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*dedupe[ \t]*[].]"


class File(NamedTuple):
    """A file of options: its path, as messages name it, and its bytes."""

    path: str
    content: bytes


def find_files() -> Iterator[str]:
    """Yield the files of options on the way up, to the root or the top of a Git repository, the nearest first."""
    try:
        folder = os.getcwd()
    except OSError:
        return  # it has been removed
    above = ""
    while True:
        if os.path.isfile(own := os.path.join(above, OWN)):
            yield own
        if os.path.isfile(shared := os.path.join(above, SHARED)) and has_table(shared):
            yield shared
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(above, ".git")):
            return
        folder, above = parent, os.path.join(os.pardir, above)


def has_table(path: str) -> bool:
    """Return whether a file has a table for dedupe, or cannot be read; to parse each would take as long as a page."""
    import re

    try:
        content = read_file(path).content
    except InputError:
        return True
    return b"dedupe" in content and re.search(HEADER, content, re.MULTILINE) is not None


def read_file(path: str) -> File:
    """Return a file, or raise `InputError`."""
    try:
        with open(path, "rb") as stream:
            return File(path, stream.read())
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check it, or pass --no-config") from error


def is_part_of(path: str, inputs: Iterable[str]) -> bool:
    """Return whether a file is one of some inputs, or lies in one that is a folder.

    >>> is_part_of("crawl/dedupe.toml", ["crawl"]), is_part_of("crawl.toml", ["crawl"])
    (True, False)
    """
    real = os.path.realpath(path)
    places = map(os.path.realpath, inputs)
    return any(real == place or real.startswith(os.path.join(place, "")) for place in places)
