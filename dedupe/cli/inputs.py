"""PATHs to documents: files, folders and stdin, read one by one.

One file is read without pathlib: to import that takes longer than to collapse a page.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from dedupe.cli.collisions import identity
from dedupe.errors import InputError
from dedupe.formats.text import is_binary, read_text

if TYPE_CHECKING:
    from dedupe.documents import Document

STDIN = "-"


class Source(NamedTuple):
    """Where a document is read from; `place` is its path in an output folder, None for stdin.

    `named` says that the user gave this very file: then it has to be text.
    """

    path: str
    place: str | None
    named: bool


class Written(NamedTuple):
    """What a command writes: paths, and what it puts behind the names of backups. In folders these are passed over."""

    paths: tuple[str, ...] = ()
    suffix: str = ""


def find_sources(paths: Sequence[str], globs: Sequence[str], written: Written = Written()) -> list[Source]:  # noqa: B008 - frozen
    """Return the sources that the PATHs stand for, each file once; none and a piped stdin is stdin.

    Raises `InputError` if there is nothing at a path, or a folder has no text files.
    """
    if not paths:
        return [Source(STDIN, None, named=True)]
    sources: dict[object, Source] = {}
    for path in paths:
        for source in sources_at(path, globs, written):
            sources.setdefault(identity(source.path), source)
    return list(sources.values())


def sources_at(path: str, globs: Sequence[str], written: Written) -> list[Source]:
    """Return the sources at one PATH."""
    if path == STDIN:
        return [Source(STDIN, None, named=True)]
    if not os.path.isdir(path):
        return [Source(path, os.path.basename(path), named=True)]
    from pathlib import Path

    from dedupe.formats.folders import walk

    found = [
        Source(file.as_posix(), file.relative_to(path).as_posix(), named=False)
        for file in walk(Path(path), globs, skip=[Path(own) for own in written.paths])
        if not (written.suffix and file.name.endswith(written.suffix))
    ]
    if not found:
        limits = "--glob, ignore files and hidden files" if globs else "ignore files and hidden files"
        raise InputError(f"{path}: no text files in this folder; check the path, {limits}")
    return found


def read_documents(
    sources: Sequence[Source],
    encoding: str,
    complain: Callable[[InputError], None],
    note: Callable[[str], None],
) -> Iterator[Document]:
    """Yield the documents; binary files that were not named are passed over.

    What cannot be read goes to `complain`, and what is passed over to `note`.
    """
    for source in sources:
        try:
            content = read_source(source)
            if not source.named and is_binary(content, encoding):
                note(f"{source.path}: passed over, it is not text")
                continue
            document = read_text(source.path, content, encoding)
            del content
            yield document
        except InputError as error:
            complain(error)


def read_source(source: Source) -> bytes:
    """Return the bytes of a source."""
    if source.place is None:
        return sys.stdin.buffer.read()
    from dedupe.formats.files import read_file

    return read_file(source.path)


def show_short_help(ctx: click.Context) -> None:
    """End with a short help if there is nothing to read: no PATH, and a terminal for stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        command = ctx.command_path
        click.echo(
            f"{ctx.command.get_usage(ctx)}\n\nGive a file or a folder, or pipe a text in:"
            f"\n  {command} page.txt\n  {command} < page.txt\n\nAll options: {command} --help",
            err=True,
        )
        ctx.exit(2)
