"""Which paths of a folder are passed over: `.gitignore`, `.ignore` and `--glob`, with the meaning they have in git.

The rules are those of gitignore(5): the last pattern that matches decides, `!` takes back, a `/` ties a pattern to
the folder it stands in, a trailing one limits it to folders, and `**` stands for any number of folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

# A folder with this in it is the root of a Git repository. Elsewhere ignore files are files like others: those of a
# site that was crawled say nothing of which of its pages are wanted.
REPOSITORY = ".git"
IGNORE_FILES = (".gitignore", ".ignore")
NOTHING = "(?!)"
# The classes of POSIX that git knows in brackets, in ASCII as there.
CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t-\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}


class Rule(NamedTuple):
    """One pattern: the folder that it is relative to, what it matches, and what it says of that.

    In ignore files a `?` or a bracket stands for one byte, as in git, which is a part of a letter beyond ASCII.
    """

    folder: Path
    pattern: re.Pattern[str]
    folders_only: bool
    ignores: bool
    in_bytes: bool

    def matches(self, path: Path, *, is_folder: bool) -> bool:
        """Return whether the pattern is about this path, which lies in the rule's folder."""
        if self.folders_only and not is_folder:
            return False
        name = path.relative_to(self.folder).as_posix()
        return self.pattern.fullmatch(one_for_each_byte(name) if self.in_bytes else name) is not None


def read_rules(folder: Path) -> list[Rule]:
    """Return the rules of the ignore files in a folder, in order; raises `OSError` if one cannot be read."""
    files = [folder / name for name in IGNORE_FILES]
    return [rule for file in files for line in read_lines(file) if (rule := make_rule(folder, line, in_bytes=True))]


def read_lines(file: Path) -> list[str]:
    """Return the lines of an ignore file, without their ends; none if it is not there."""
    # Names that are no UTF-8 are read in this way by Python, too.
    content = file.read_bytes().decode("utf-8-sig", "surrogateescape") if file.is_file() else ""
    return [line.removesuffix("\r") for line in content.split("\n")]


def rules_above(folder: Path) -> list[Rule] | None:
    """Return the rules of the folders around a folder, up to the root of its repository; None if it lies in none.

    Raises `OSError` if an ignore file cannot be read.
    """
    chain: list[Path] = []
    for parent in [folder, *folder.parents]:
        if (parent / REPOSITORY).exists():
            return [rule for above in reversed(chain) for rule in read_rules(above)]
        if parent.parent != parent:
            chain.append(parent.parent)
    return None


def one_for_each_byte(text: str) -> str:
    """Return a text with one character for each of its bytes in UTF-8.

    >>> len(one_for_each_byte("é"))
    2
    """
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def make_rule(folder: Path, line: str, *, in_bytes: bool = False) -> Rule | None:
    """Return the rule on a line of an ignore file, or None for blank lines and comments.

    >>> rule = make_rule(Path("a"), "*.log")
    >>> rule.matches(Path("a/b/today.log"), is_folder=False)
    True
    """
    line = without_trailing_spaces(line)
    if line.startswith("#"):
        return None
    ignores = not line.startswith("!")
    body = line if ignores else line[1:]
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    if not body:
        return None
    body = one_for_each_byte(body) if in_bytes else body
    expression = translate(body.removeprefix("/"))
    if "/" not in body:
        expression = f"(?:.*/)?{expression}"
    return Rule(folder, re.compile(expression, re.DOTALL), folders_only, ignores, in_bytes)


def without_trailing_spaces(line: str) -> str:
    r"""Return the line without the spaces at its end that no backslash stands before.

    >>> without_trailing_spaces(r"a\ b  "), without_trailing_spaces(r"a\   ")
    ('a\\ b', 'a\\ ')
    """
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 and stripped != line else stripped


@cache
def token_pattern() -> re.Pattern[str]:
    """Return the pattern of one piece of a glob; `**` is one only as a whole name."""
    item = r"(?:\[:[^\]]*:\]|\\.|[^\]\\])"
    return re.compile(
        r"(?P<folders>(?<![^/])\*\*+/)|(?P<anything>(?<![^/])\*\*+\Z)|(?P<name>\*+)|(?P<any>\?)"
        rf"|\[(?P<negated>[!^]?+)(?P<items>\]?+{item}*+)\]|\\(?P<escaped>.)|(?P<plain>[^*?\[\\])",
        re.DOTALL,
    )


@cache
def item_pattern() -> re.Pattern[str]:
    """Return the pattern of one item in brackets: a range, a class or a character."""
    return re.compile(r"\\?+(?P<first>.)-\\?+(?P<last>.)|\[:(?P<name>[^\]]*):\]|\\?+(?P<single>.)", re.DOTALL)


def translate(glob: str) -> str:
    r"""Return the regular expression of a glob in which `**` crosses folders.

    A glob that is not well-formed matches nothing, as in git.

    >>> translate("a/**/b?.txt")
    'a/(?:.*/)?b[^/]\\.txt'
    """
    stretches, position, is_open = [[""]], 0, False
    while position < len(glob):
        token = token_pattern().match(glob, position)
        if token is None:
            return NOTHING
        if token.lastgroup in ("folders", "anything"):
            stretches.append([""])
            is_open = token.lastgroup == "anything"
        elif token.lastgroup == "name":
            stretches[-1].append("")
        else:
            stretches[-1][-1] += translate_token(token)
        position = token.end()
    return join_stretches(stretches, is_open=is_open)


def join_stretches(stretches: Sequence[Sequence[str]], *, is_open: bool) -> str:
    """Return the expression of what stands between the `**` of a glob, each as the parts between its `*`.

    Of all but the last the first place that matches will do, so that none is tried again: a name of a few letters could
    take hours otherwise. With `is_open` anything may follow.
    """
    first, *others = stretches
    if not others:
        return join_parts(first, is_last=True)
    *middle, last = others
    pieces = [join_parts(first, is_last=False)]
    pieces += [f"(?>(?:.*?/)??{join_parts(parts, is_last=False)})" for parts in middle]
    pieces.append(".*" if is_open else f"(?:.*/)?{join_parts(last, is_last=True)}")
    return "".join(pieces)


def join_parts(parts: Sequence[str], *, is_last: bool) -> str:
    """Return the expression of what stands between the `*` of a part of a glob, in which they cross no folders."""
    first, *others = parts
    end = f"[^/]*{others.pop()}" if is_last and others else ""
    return first + "".join(f"(?>[^/]*?{part})" for part in others) + end


def translate_token(token: re.Match[str]) -> str:
    """Return the regular expression of one character of a path."""
    if token.lastgroup == "any":
        return "[^/]"
    if token["items"] is not None:
        return translate_brackets(token["items"], negated=bool(token["negated"]))
    return re.escape(token[token.lastgroup or 0])


def translate_brackets(items: str, *, negated: bool) -> str:
    """Return the regular expression of one character that is, or is not, in brackets."""
    inside = ""
    for item in item_pattern().finditer(items):
        if item["name"] is not None:
            if item["name"] not in CLASSES:
                return NOTHING
            inside += CLASSES[item["name"]]
        elif item["single"] is not None:
            inside += re.escape(item["single"])
        else:
            # Of a range that runs backwards git takes the start.
            last = max(item["first"], item["last"])
            inside += f"{re.escape(item['first'])}-{re.escape(last)}"
    if negated:
        return f"[^/{inside}]"
    return f"(?!/)[{inside}]" if inside else NOTHING


def is_ignored(path: Path, rules: Iterable[Rule], *, is_folder: bool) -> bool:
    """Return what the last rule that matches says; a path that none matches is not ignored."""
    ignored = False
    for rule in rules:
        if rule.ignores != ignored and rule.matches(path, is_folder=is_folder):
            ignored = rule.ignores
    return ignored
