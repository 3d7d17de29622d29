"""PATHs to sources: files, folders, stdin, and places that fsspec knows.

One file is found without pathlib: to import that takes longer than to collapse a page.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from dedupe.errors import InputError
from dedupe.formats.naming import Format, output_name
from dedupe.formats.reading import STDIN
from dedupe.formats.remote import is_remote

if TYPE_CHECKING:
    from dedupe.cli.talking import Talk


class Source(NamedTuple):
    """Where documents are read from; `place` is its path in an output folder, None for stdin.

    `named` says that the user gave this very file: then it has to be text. `folders` are the PATHs in which it was
    found. `extracted` says that what is collapsed is taken out of it, and so has another name.
    """

    path: str
    place: str | None
    named: bool
    folders: tuple[str, ...] = ()
    extracted: bool = False

    @property
    def name(self) -> str:
        """What the source is called."""
        return "stdin" if self.path == STDIN else self.path

    def read_as(self, format: Format, *, as_markdown: bool) -> Source:  # noqa: A002 - its name
        """Return the source with the place of what is made of it, if it is read in a format."""
        if self.place is None:
            return self
        place = output_name(self.place, format, as_markdown=as_markdown)
        return self._replace(place=place, extracted=place != self.place)


class Written(NamedTuple):
    """What a command writes: paths, and what it puts behind the names of backups. In folders these are passed over."""

    paths: tuple[str, ...] = ()
    suffix: str = ""


def find_sources(
    paths: Sequence[str],
    globs: Sequence[str],
    talk: Talk,
    written: Written = Written(),  # noqa: B008 - frozen
) -> list[Source]:
    """Return the sources that the PATHs stand for, each path once; none and a piped stdin is stdin.

    Hard links of one file are several: each has a place of its own, and so an output.

    Raises `InputError` if there is nothing at a path, or a folder has no text files.
    """
    if not paths:
        return [Source(STDIN, None, named=True)]
    found = [source for path in paths for source in sources_at(path, globs, talk, written)]
    sources: dict[str, Source] = {}
    again = []
    for one in found:
        known = sources.setdefault(os.path.realpath(one.path), one)
        if known is not one:
            again.append(one)
            sources[os.path.realpath(one.path)] = known._replace(
                named=known.named or one.named, folders=known.folders + one.folders
            )
    if again:
        others = f" and {len(again) - 1} more" if len(again) > 1 else ""
        talk.summarise(f"{again[0].path}{others}: given more than once, read once")
    return list(sources.values())


def sources_at(path: str, globs: Sequence[str], talk: Talk, written: Written) -> list[Source]:
    """Return the sources at one PATH."""
    if path == STDIN:
        return [Source(STDIN, None, named=True)]
    if is_remote(path) or not os.path.isdir(path):
        return [Source(path, os.path.basename(path), named=True)]
    from pathlib import Path

    from dedupe.formats.folders import walk

    found = [
        Source(file.as_posix(), file.relative_to(path).as_posix(), named=False, folders=(path,))
        for file in walk(Path(path), globs, skip=[Path(own) for own in written.paths], pass_over=talk.pass_over)
        if not (written.suffix and file.name.endswith(written.suffix))
    ]
    if not found:
        limits = "--glob, .gitignore, .ignore and hidden files" if globs else ".gitignore, .ignore and hidden files"
        raise InputError(f"{path}: no text files in this folder; check the path, {limits}")
    return found


def show_short_help(ctx: click.Context) -> None:
    """End with a short help if there is nothing to read: no PATH, and a terminal for stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        from dedupe.cli.talking import stderr

        command = ctx.command_path
        click.echo(
            f"{ctx.command.get_usage(ctx)}\n\nGive a file or a folder, or pipe a text in:"
            f"\n  {command} page.txt\n  {command} < page.txt\n\nAll options: {command} --help",
            file=stderr(),
        )
        ctx.exit(2)
