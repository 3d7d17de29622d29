"""The files of a folder, as a search tool would take them: no hidden, ignored or binary ones, links not followed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dedupe.errors import InputError
from dedupe.formats.files import LEDGER_SUFFIX
from dedupe.formats.ignoring import Rule, is_ignored, make_rule, read_rules, rules_above


def walk(folder: Path, globs: Sequence[str] = (), *, skip: Collection[Path] = ()) -> Iterator[Path]:
    """Yield the files of a folder and of the folders in it, sorted by name.

    With one glob or more, only files that match one are taken; one with `!` in front leaves files out. The last glob
    that matches decides, over ignore files too. Hidden files, ledgers, and the files and
    folders to `skip` are never taken.
    """
    root = folder.resolve()
    wanted = [rule for glob in globs if (rule := make_rule(root, glob))]
    choice = Choice(wanted, {path.resolve() for path in skip})
    for path in walk_folder(root, choice, rules_above(root)):
        yield folder / path.relative_to(root)


class Choice(NamedTuple):
    """What the caller wants of a folder: rules made of the globs, and paths to pass over."""

    globs: Sequence[Rule]
    skip: set[Path]

    def takes(self, file: Path, rules: Sequence[Rule]) -> bool:
        """Return whether a file is taken, given the rules of the ignore files."""
        if file in self.skip or file.name.endswith(LEDGER_SUFFIX) or file.name.startswith("."):
            return False
        decided = [rule for rule in self.globs if rule.matches(file, is_folder=False)]
        if decided:
            return decided[-1].ignores
        if any(rule.ignores for rule in self.globs):
            return False
        return not is_ignored(file, rules, is_folder=False)

    def enters(self, folder: Path, rules: Sequence[Rule]) -> bool:
        """Return whether the walk goes into a folder."""
        if folder in self.skip or folder.name.startswith("."):
            return False
        decided = [rule for rule in self.globs if rule.matches(folder, is_folder=True)]
        if decided:
            return decided[-1].ignores
        return not is_ignored(folder, rules, is_folder=True)


def walk_folder(folder: Path, choice: Choice, rules: list[Rule]) -> Iterator[Path]:
    """Yield the files taken from one folder and those in it; `rules` are those of the folders above."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror}); check its permissions") from error
    rules = rules + read_rules(folder)
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if choice.enters(path, rules):
                yield from walk_folder(path, choice, rules)
        elif entry.is_file(follow_symlinks=False) and choice.takes(path, rules):
            yield path
