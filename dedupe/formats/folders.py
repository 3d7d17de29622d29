"""The files of a folder, as a search tool would take them: no hidden, ignored or binary ones, links not followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dedupe.formats.files import LEDGER_SUFFIX, unreadable
from dedupe.formats.ignoring import REPOSITORY, Rule, is_ignored, make_rule, read_rules, rules_above

# Why a file is passed over, for those who count them.
IGNORED = "named in .gitignore or .ignore"
NO_FILE = "not a regular file"
PassOver = Callable[[str, str], None]


def walk(
    folder: Path,
    globs: Sequence[str] = (),
    *,
    skip: Collection[Path] = (),
    pass_over: PassOver = lambda _path, _why: None,
) -> Iterator[Path]:
    """Yield the files of a folder and of the folders in it, sorted by name.

    With one glob or more, only files that match one are taken; one with `!` in front leaves files out. The last glob
    that matches decides, over ignore files too. Hidden files, ledgers, and the files and folders to `skip` are never
    taken. Ignore files are read inside a Git repository only; each path that they leave out, and all that is neither a
    folder nor a file, such as a link, is passed to `pass_over`, with the reason. Raises `InputError` if an ignore file
    above the folder cannot be read.

    A folder or an ignore file that cannot be read is yielded in place of what is in it: opening it gives the error.
    """
    root = real(folder)
    wanted = [rule for glob in globs if (rule := make_rule(root, glob))]
    choice = Choice(wanted, set(map(real, skip)))
    try:
        rules = rules_above(root)
    except OSError as error:
        raise unreadable(error.filename or root, error) from error
    for path, why_not in walk_folder(root, choice, rules):
        found = folder / path.relative_to(root)
        if why_not:
            pass_over(found.as_posix(), why_not)
        else:
            yield found


def real(path: Path) -> Path:
    """Return a path without links; those that go round in a circle stay, as `Path.resolve` would raise for them."""
    return Path(os.path.realpath(path))


class Choice(NamedTuple):
    """What the caller wants of a folder: rules made of the globs, and paths to pass over."""

    globs: Sequence[Rule]
    skip: set[Path]

    def wants(self, path: Path, *, is_folder: bool) -> bool | None:
        """Return whether a file is taken or a folder is searched; None if the ignore files decide."""
        if path in self.skip or path.name.startswith("."):
            return False
        if not is_folder and path.name.endswith(LEDGER_SUFFIX):
            return False
        decided = [rule for rule in self.globs if rule.matches(path, is_folder=is_folder)]
        if decided:
            return decided[-1].ignores
        if not is_folder and any(rule.ignores for rule in self.globs):
            return False
        return None


def walk_folder(root: Path, choice: Choice, rules: Sequence[Rule] | None) -> Iterator[tuple[Path, str]]:
    """Yield the files taken from a folder and those in it, and what is passed over, with the reason.

    `rules` are those of the folders above; None outside a Git repository. Folders may lie deeper than Python recurses.
    """
    pending = [(root, True, rules)]
    while pending:
        path, is_folder, rules = pending.pop()
        if not is_folder:
            yield path, ""
            continue
        try:
            entries, rules = list_folder(path, rules)
        except OSError as error:
            yield Path(error.filename or path), ""
            continue
        found = []
        for entry in entries:
            inner, is_folder = path / entry.name, entry.is_dir(follow_symlinks=False)
            wanted = choice.wants(inner, is_folder=is_folder)
            if wanted is None and is_ignored(inner, rules or (), is_folder=is_folder):
                yield inner, IGNORED
            elif wanted is not False and not is_folder and not entry.is_file(follow_symlinks=False):
                yield inner, NO_FILE
            elif wanted is not False:
                found.append((inner, is_folder, rules))
        pending += reversed(found)


def list_folder(folder: Path, rules: Sequence[Rule] | None) -> tuple[list[os.DirEntry[str]], Sequence[Rule] | None]:
    """Return what is in a folder, sorted by name, and the rules that hold there; raises `OSError`."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    if rules is None and any(entry.name == REPOSITORY for entry in entries):
        rules = []
    return entries, rules if rules is None else [*rules, *read_rules(folder)]
