"""No two of the files that a command reads and writes may be one file: one would destroy the other."""

from __future__ import annotations

import os
from collections.abc import Iterable

from dedupe.errors import OptionError


def check_apart(files: Iterable[tuple[str, str]]) -> None:
    """Raise `OptionError` if two files are one, by whatever path; each is given with what it is for.

    >>> check_apart([("page.txt", "an input"), ("./page.txt", "--stats")])
    Traceback (most recent call last):
    dedupe.errors.OptionError: ./page.txt is an input and --stats too; give each a file of its own
    """
    uses: dict[object, str] = {}
    for path, use in files:
        if os.path.exists(path) and not os.path.isfile(path):
            continue  # a device or a pipe may be used twice
        known = uses.setdefault(identity(path), use)
        if known != use:
            raise OptionError(f"{path} is {known} and {use} too; give each a file of its own")


def identity(path: str) -> object:
    """Return what all paths to one file have in common."""
    try:
        status = os.stat(path)
    except OSError:
        return os.path.realpath(path)
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.realpath(path)
