"""Which paths of a folder are passed over: `.gitignore`, `.ignore` and `--glob`, with the meaning they have in git.

The rules are those of gitignore(5): the last pattern that matches decides, `!` takes back, a `/` ties a pattern to
the folder it stands in, a trailing one limits it to folders, and `**` stands for any number of folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

IGNORE_FILES = (".gitignore", ".ignore")


class Rule(NamedTuple):
    """One pattern: the folder that it is relative to, what it matches, and what it says of that."""

    folder: Path
    pattern: re.Pattern[str]
    folders_only: bool
    ignores: bool

    def matches(self, path: Path, *, is_folder: bool) -> bool:
        """Return whether the pattern is about this path, which lies in the rule's folder."""
        if self.folders_only and not is_folder:
            return False
        return self.pattern.fullmatch(path.relative_to(self.folder).as_posix()) is not None


def read_rules(folder: Path) -> list[Rule]:
    """Return the rules of the ignore files in a folder, in order."""
    rules: list[Rule] = []
    for name in IGNORE_FILES:
        file = folder / name
        if file.is_file():
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            rules += [rule for line in lines if (rule := make_rule(folder, line))]
    return rules


def rules_above(folder: Path) -> list[Rule]:
    """Return the rules of the folders around a folder, up to the root of its repository."""
    chain: list[Path] = []
    for parent in [folder, *folder.parents]:
        if (parent / ".git").exists():
            return [rule for above in reversed(chain) for rule in read_rules(above)]
        if parent.parent != parent:
            chain.append(parent.parent)
    return []


def make_rule(folder: Path, line: str) -> Rule | None:
    """Return the rule on a line of an ignore file, or None for blank lines and comments.

    >>> rule = make_rule(Path("a"), "*.log")
    >>> rule.matches(Path("a/b/today.log"), is_folder=False)
    True
    """
    line = re.sub(r"(?<!\\)\s+$", "", line)
    if not line or line.startswith("#"):
        return None
    ignores = not line.startswith("!")
    body = line if ignores else line[1:]
    folders_only = body.endswith("/")
    body = body.rstrip("/")
    anchored = "/" in body
    expression = translate(body.lstrip("/"))
    if not anchored:
        expression = f"(?:.*/)?{expression}"
    try:
        return Rule(folder, re.compile(expression, re.DOTALL), folders_only, ignores)
    except re.error:
        return None


def translate(glob: str) -> str:
    """Return the regular expression of a glob in which `**` crosses folders.

    >>> translate("a/**/b?.txt")
    'a/(?:.*/)?b[^/]\\\\.txt'
    """
    pieces = re.findall(r"\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]]*\]|\\.|[^*?\[\\/]+|.", glob, re.DOTALL)
    return "".join(map(translate_piece, pieces))


def translate_piece(piece: str) -> str:
    """Return the regular expression of one piece of a glob."""
    fixed = {"**/": "(?:.*/)?", "/**": "/.*", "?": "[^/]"}
    if piece in fixed:
        return fixed[piece]
    if piece.startswith("*"):
        return "[^/]*"
    if piece.startswith("[") and len(piece) > 1:
        inside = piece[1:-1].replace("\\", "\\\\")
        return f"(?!/)[^{inside[1:]}]" if inside.startswith("!") else f"(?!/)[{inside}]"
    return re.escape(piece[1:] if piece.startswith("\\") and len(piece) > 1 else piece)


def is_ignored(path: Path, rules: Iterable[Rule], *, is_folder: bool) -> bool:
    """Return what the last rule that matches says; a path that none matches is not ignored."""
    ignored = False
    for rule in rules:
        if rule.ignores != ignored and rule.matches(path, is_folder=is_folder):
            ignored = rule.ignores
    return ignored
