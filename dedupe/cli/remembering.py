"""What `--index` needs: the index, opened with the options of the run, and what it knows each document by."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from click.core import ParameterSource

from dedupe.errors import InputError, OptionError
from dedupe.formats.reading import STDIN
from dedupe.formats.remote import is_remote
from dedupe.options import Options, Scope

if TYPE_CHECKING:
    import click

    from dedupe.callbacks import OnCompared
    from dedupe.cli.inputs import Source
    from dedupe.cli.talking import Talk
    from dedupe.documents import Document
    from dedupe.index import Index

# SQLite puts these beside the file while it is open.
BESIDE = ("", "-wal", "-shm")


def across(ctx: click.Context, options: Options) -> Options:
    """Return the options of a run with an index: of itself it compares across documents."""
    if ctx.get_parameter_source("scope") is ParameterSource.DEFAULT:
        return replace(options, scope=Scope.CORPUS)
    return options


def open_index(path: str, options: Options, talk: Talk, *, trial: bool, on_compared: OnCompared) -> Index:
    """Return the index at a path; for a trial none is made if there is none. Raises `DedupeError`."""
    from dedupe.index import Index
    from dedupe.index.schema import IN_MEMORY

    if path in ("", IN_MEMORY):
        raise OptionError(f"--index must be a file on disk, got {path!r}; give its path")
    if trial and not os.path.exists(path):
        talk.warn(f"{path}: no index here yet, so only the inputs are compared")
        path = IN_MEMORY
    values = {name: getattr(options, name) for name in Options.names()}
    return Index(path, on_compared=on_compared, **values)


def files_of(index: str | None) -> list[str]:
    """Return the files of an index."""
    return [] if index is None else [index + end for end in BESIDE]


def knower(index: str) -> Callable[[Source, Document], Document]:
    """Return a function that names the documents of a source as the index at a path is to know them.

    A file is known by its path as seen from the folder of the index, whatever the current folder, so that both can be
    moved together; a record by its id. Raises `InputError` for stdin, and for records that only have a place: when one
    before them goes, they would be taken for others.
    """

    def name(source: Source, document: Document) -> Document:
        id, path = document.id, source.path  # noqa: A001 - its name
        if document.literal is not None and id.startswith(f"{path}:"):
            raise InputError(f"{id}: an index knows a record by its id, and this one has none; pass --id-field")
        if id != path:
            return document
        if path == STDIN:
            raise InputError(
                "an index knows an input by its name, and stdin has none; give a file, or records with --id-field"
            )
        return document.named(path_from(index, path))

    return name


def path_from(index: str, path: str) -> str:
    """Return a path as seen from the folder of an index: so that it is no id, with `./` in front."""
    if is_remote(path):
        return path
    own, folder = os.path.realpath(path), os.path.dirname(os.path.realpath(index))
    try:
        path = os.path.relpath(own, folder).replace(os.sep, "/")
    except ValueError:
        # On another drive.
        return own
    return path if path.startswith("../") else f"./{path}"
