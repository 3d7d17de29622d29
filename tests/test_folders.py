"""Which files of a folder are taken: the rules of gitignore(5), asked of git itself where it is there."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.formats.folders import walk
from dedupe.formats.ignoring import make_rule, translate

posix = pytest.mark.skipif(os.name != "posix", reason="these names or links are not possible here")
GIT = shutil.which("git")

TREE = (
    "a.txt",
    "b.log",
    "build",
    "c[d].txt",
    "docs/a.txt",
    "docs/build/a.txt",
    "docs/deep/deeper/a.txt",
    "docs/deep/b.log",
    "docs/é.txt",
    "src/build/out/b.log",
    "src/a.txt",
    "src/ab.txt",
    "src/A1.txt",
)


def make(root: Path, files: Sequence[str] = TREE, ignores: Mapping[str, str] | None = None) -> Path:
    """Make files, and ignore files, which count as the folder is then made a Git repository."""
    if ignores is not None:
        (root / ".git").mkdir(parents=True, exist_ok=True)
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"text\n")
    for name, lines in (ignores or {}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(lines.encode())
    return root


def taken(root: Path, *globs: str, skip: Path | None = None) -> list[str]:
    return [path.relative_to(root).as_posix() for path in walk(root, globs, skip=[skip] if skip else [])]


def taken_with(root: Path, ignore: str, files: Sequence[str] = TREE) -> set[str]:
    return set(taken(make(root, files, {".gitignore": ignore})))


def test_all_files_are_taken_sorted_by_name(tmp_path: Path) -> None:
    make(tmp_path, ["b/z.txt", "b/a.txt", "a.txt", "c.txt", "b.txt", "Z.txt"])
    if os.name == "posix":
        assert taken(tmp_path) == ["Z.txt", "a.txt", "b/a.txt", "b/z.txt", "b.txt", "c.txt"]
    assert taken(tmp_path) == taken(tmp_path)


def test_paths_begin_as_the_folder_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, ["docs/a.txt"])
    monkeypatch.chdir(tmp_path)
    assert list(walk(Path("docs"))) == [Path("docs/a.txt")]
    assert list(walk(Path())) == [Path("docs/a.txt")]
    assert list(walk(tmp_path)) == [tmp_path / "docs/a.txt"]


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert taken(tmp_path) == []


def test_a_folder_that_cannot_be_listed_is_yielded_itself(tmp_path: Path) -> None:
    assert list(walk(tmp_path / "none")) == [tmp_path / "none"]


@pytest.mark.parametrize(
    ("ignore", "gone"),
    [
        ("*.log\n", {"b.log", "docs/deep/b.log", "src/build/out/b.log"}),
        ("/*.log\n", {"b.log"}),
        ("*.log\n!deep/b.log\n", {"b.log", "docs/deep/b.log", "src/build/out/b.log"}),
        ("*.log\n!docs/deep/b.log\n", {"b.log", "src/build/out/b.log"}),
        ("*.log\n!b.log\n", set()),
        ("!b.log\n*.log\n", {"b.log", "docs/deep/b.log", "src/build/out/b.log"}),
        ("docs/\n!docs/a.txt\n", {name for name in TREE if name.startswith("docs/")}),
        ("docs/*\n!docs/a.txt\n", {name for name in TREE if name.startswith("docs/")} - {"docs/a.txt"}),
        ("build\n", {"build", "docs/build/a.txt", "src/build/out/b.log"}),
        ("build/\n", {"docs/build/a.txt", "src/build/out/b.log"}),
        ("/build\n", {"build"}),
        ("/build/\n", set()),
        ("docs/build\n", {"docs/build/a.txt"}),
        ("**/build/\n", {"docs/build/a.txt", "src/build/out/b.log"}),
        ("docs/**/a.txt\n", {"docs/a.txt", "docs/build/a.txt", "docs/deep/deeper/a.txt"}),
        ("docs/**\n", {name for name in TREE if name.startswith("docs/")}),
        ("/**\n!/a.txt\n", set(TREE) - {"a.txt"}),
        ("docs/*/a.txt\n", {"docs/build/a.txt"}),
        ("docs**/a.txt\n", {"docs/a.txt"}),
        ("?.txt\n", {name for name in TREE if name.rpartition("/")[2] == "a.txt"}),
        ("src?a.txt\n", set()),
        ("src/[a-z]*.txt\n", {"src/a.txt", "src/ab.txt"}),
        ("src/[!a]*\n", {"src/A1.txt", "src/build/out/b.log"}),
        ("src/[^a]*\n", {"src/A1.txt", "src/build/out/b.log"}),
        ("[[:upper:]][[:digit:]].txt\n", {"src/A1.txt"}),
        ("c\\[d\\].txt\n", {"c[d].txt"}),
        ("c[[]d[]].txt\n", {"c[d].txt"}),
        ("c[d].txt\n", set()),
        ("c[d.txt\n[\n[[:none:]].txt\na.txt\\\n[b--a]\n", set()),
        ("é.txt\n", {"docs/é.txt"}),
        ("\ufeffbuild/\n", {"docs/build/a.txt", "src/build/out/b.log"}),
        ("*.log\r\n\r\n# build\r\n!docs/deep/b.log\r\n", {"b.log", "src/build/out/b.log"}),
        ("", set()),
        ("\n\n# a.txt\n   \n!\n/\n//\n", set()),
        ("*", set(TREE)),
    ],
)
def test_ignore_files_mean_what_they_mean_in_git(tmp_path: Path, ignore: str, gone: set[str]) -> None:
    assert set(TREE) - taken_with(tmp_path, ignore) == gone


@posix
@pytest.mark.parametrize(
    ("ignore", "gone"),
    [
        ("\\#a\n#b\n", {"#a"}),
        ("\\!a\n", {"!a"}),
        ("x  \n", {"x"}),
        ("x\\ \n", {"x "}),
        ("x\\  \n", {"x "}),
        ("x\t\n", {"x\t"}),
        ("\\x\n", {"x"}),
        ("x\\\\y\n", {"x\\y"}),
        ("x\\y\n", set()),
        ("x\x0cy\n", {"x\x0cy"}),
        ("x\u2028y\n", {"x\u2028y"}),
    ],
)
def test_escapes_and_trailing_spaces_mean_what_they_mean_in_git(tmp_path: Path, ignore: str, gone: set[str]) -> None:
    files = {"#a", "#b", "!a", "x", "x ", "x\t", "x\\y", "x\x0cy", "x\u2028y"}
    assert files - taken_with(tmp_path, ignore, sorted(files)) == gone


@posix
def test_names_that_are_no_utf_8_are_matched_too(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    name = os.fsdecode(b"caf\xe9")
    try:
        (tmp_path / name).write_bytes(b"text\n")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    assert taken(tmp_path) == [name]
    (tmp_path / ".gitignore").write_bytes(b"caf\xe9\n")
    assert taken(tmp_path) == []


def test_an_ignore_file_deeper_down_has_the_last_word(tmp_path: Path) -> None:
    ignores = {
        ".gitignore": "*.log\nb.log\n",
        "docs/.gitignore": "!b.log\n/a.txt\n",
        "docs/deep/.gitignore": "deeper/\n",
    }
    make(tmp_path, ignores=ignores)
    gone = {"b.log", "src/build/out/b.log", "docs/a.txt", "docs/deep/deeper/a.txt"}
    assert set(TREE) - set(taken(tmp_path)) == gone


def test_dot_ignore_is_read_after_dot_gitignore(tmp_path: Path) -> None:
    make(tmp_path, ignores={".gitignore": "*.log\n", ".ignore": "!b.log\n*.txt\n"})
    assert taken(tmp_path) == ["b.log", "build", "docs/deep/b.log", "src/build/out/b.log"]


def test_the_ignore_files_above_count_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    ignores = {".gitignore": "*\n", "repo/.gitignore": "/docs/deep/*.log\n*.txt\n", "repo/docs/.gitignore": "!é.txt\n"}
    make(tmp_path / "repo", ignores={})
    make(tmp_path, [], ignores)
    assert taken(tmp_path / "repo" / "docs" / "deep") == []
    assert taken(tmp_path / "repo" / "docs") == ["é.txt"]
    assert taken(tmp_path / "repo") == ["b.log", "build", "docs/é.txt", "src/build/out/b.log"]


def test_without_a_repository_the_ignore_files_above_do_not_count(tmp_path: Path) -> None:
    if any((parent / ".git").exists() for parent in tmp_path.parents):
        pytest.skip("the temporary folder lies in a repository")
    make(tmp_path)
    (tmp_path / ".gitignore").write_text("*\n")
    assert taken(tmp_path / "docs" / "deep") == ["b.log", "deeper/a.txt"]


@pytest.mark.hostile(
    "`.gitignore` and `.ignore` in a crawl",
    "they count inside a Git repository only, and what they leave out is counted",
)
@pytest.mark.parametrize("name", [".gitignore", ".ignore"])
def test_ignore_files_count_inside_a_repository_only(tmp_path: Path, name: str) -> None:
    if any((parent / ".git").exists() for parent in tmp_path.parents):
        pytest.skip("the temporary folder lies in a repository")
    make(tmp_path, ["a.txt", "docs/a.txt", "docs/b.log", f"docs/{name}"])
    (tmp_path / name).write_text("*.txt\n")
    (tmp_path / "docs" / name).write_text("*.log\n")
    assert taken(tmp_path) == ["a.txt", "docs/a.txt", "docs/b.log"]
    (tmp_path / "docs" / ".git").write_text("gitdir: elsewhere\n")
    assert taken(tmp_path) == ["a.txt", "docs/a.txt"]
    (tmp_path / ".git").mkdir()
    assert taken(tmp_path) == []


def test_what_ignore_files_leave_out_is_passed_on(tmp_path: Path) -> None:
    make(tmp_path, ["a.txt", "b.log", "docs/a.txt", ".hidden"], {".gitignore": "docs/\n*.log\n"})
    passed: list[tuple[str, str]] = []
    assert list(walk(tmp_path, pass_over=lambda path, why: passed.append((path, why)))) == [tmp_path / "a.txt"]
    assert sorted(passed) == [
        ((tmp_path / name).as_posix(), "named in .gitignore or .ignore") for name in ("b.log", "docs")
    ]


def test_folders_may_lie_deeper_than_python_recurses(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"d" * 500)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_bytes(b"text\n")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        found = list(walk(tmp_path))
    finally:
        sys.setrecursionlimit(limit)
    assert found == [deep / "a.txt"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, [".hidden", ".git/config", "docs/.cache/a.txt", "docs/a.txt"], {".gitignore": "!.hidden\n"})
    assert taken(tmp_path) == ["docs/a.txt"]
    assert taken(tmp_path, "*") == ["docs/a.txt"]


def test_a_hidden_folder_that_is_given_itself_is_walked(tmp_path: Path) -> None:
    make(tmp_path, [".cache/a.txt"])
    assert taken(tmp_path / ".cache") == ["a.txt"]


def test_ledgers_are_never_taken(tmp_path: Path) -> None:
    make(tmp_path, ["a.txt", "a.txt.dedupe.jsonl", "b.jsonl"])
    assert taken(tmp_path) == ["a.txt", "b.jsonl"]
    assert taken(tmp_path, "*.jsonl") == ["b.jsonl"]


@posix
def test_links_are_not_followed(tmp_path: Path) -> None:
    make(tmp_path, ["docs/a.txt"])
    (tmp_path / "docs" / "loop").symlink_to(tmp_path)
    (tmp_path / "docs" / "link.txt").symlink_to("a.txt")
    (tmp_path / "docs" / "broken").symlink_to("none")
    assert taken(tmp_path) == ["docs/a.txt"]


@posix
def test_a_link_that_is_given_itself_is_walked(tmp_path: Path) -> None:
    make(tmp_path, ["docs/a.txt"])
    (tmp_path / "link").symlink_to("docs")
    assert taken(tmp_path / "link") == ["a.txt"]


@posix
def test_pipes_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, ["a.txt"])
    os.mkfifo(tmp_path / "pipe")
    assert taken(tmp_path) == ["a.txt"]


def test_a_folder_named_like_an_ignore_file_is_no_ignore_file(tmp_path: Path) -> None:
    make(tmp_path, [".gitignore/a.txt", "a.txt"])
    assert taken(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(("name", "yielded"), [("docs", "docs"), ("docs/.gitignore", "docs/.gitignore")])
def test_what_cannot_be_read_is_yielded_and_the_others_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, yielded: str
) -> None:
    make(tmp_path, ["docs/a.txt", "z.txt"], {"docs/.gitignore": "*.log\n"})
    forbidden = (tmp_path / name).resolve()

    def forbid(function: Callable[..., object]) -> Callable[..., object]:
        def call(path: Path, *rest: object) -> object:
            if path == forbidden:
                raise PermissionError(13, "Permission denied", str(path))
            return function(path, *rest)

        return call

    monkeypatch.setattr(os, "scandir", forbid(os.scandir))
    monkeypatch.setattr(Path, "read_bytes", forbid(Path.read_bytes))
    assert taken(tmp_path) == [yielded, "z.txt"]


def test_the_folder_that_is_written_to_is_not_walked(tmp_path: Path) -> None:
    make(tmp_path)
    assert taken(tmp_path, skip=tmp_path / "docs") == [name for name in taken(tmp_path) if not name.startswith("docs/")]


@pytest.mark.parametrize(
    ("globs", "found"),
    [
        (["*.log"], {"b.log", "docs/deep/b.log", "src/build/out/b.log"}),
        (["docs/*.txt"], {"docs/a.txt", "docs/é.txt"}),
        (["/*.txt"], {"a.txt", "c[d].txt"}),
        (["docs/**/*.txt"], {name for name in TREE if name.startswith("docs/") and name.endswith(".txt")}),
        (["!*.txt"], {"b.log", "build", "docs/deep/b.log", "src/build/out/b.log"}),
        (["!docs"], {name for name in TREE if not name.startswith("docs/")}),
        (["!docs/"], {name for name in TREE if not name.startswith("docs/")}),
        (["*.txt", "!docs/"], {"a.txt", "c[d].txt", "src/a.txt", "src/ab.txt", "src/A1.txt"}),
        (["*.txt", "!a*"], {"c[d].txt", "docs/é.txt", "src/A1.txt"}),
        (["!a*", "*.txt"], {name for name in TREE if name.endswith(".txt")}),
        (["*", "!*.txt", "src/a.txt"], {"b.log", "build", "docs/deep/b.log", "src/build/out/b.log", "src/a.txt"}),
        (["none"], set()),
    ],
)
def test_of_globs_the_last_that_matches_decides(tmp_path: Path, globs: list[str], found: set[str]) -> None:
    make(tmp_path)
    assert set(taken(tmp_path, *globs)) == found


def test_a_glob_decides_over_ignore_files(tmp_path: Path) -> None:
    make(tmp_path, ignores={".gitignore": "*.log\ndocs/\n"})
    assert taken(tmp_path, "*.log") == ["b.log", "src/build/out/b.log"]
    assert taken(tmp_path, "docs", "docs/*.txt") == ["docs/a.txt", "docs/é.txt"]
    assert "docs/deep/b.log" in taken(tmp_path, "*")


@pytest.mark.parametrize("line", ["", " ", "#", "# all", "/", "!", "!/"])
def test_lines_without_a_pattern_are_no_rules(line: str) -> None:
    assert make_rule(Path("a"), line) is None


@given(st.text("a-z[]!^:*?\\/&|~#.{}()+$ \n"))
def test_any_glob_is_translated_without_warning(glob: str) -> None:
    rule = make_rule(Path("a"), glob.replace("\n", ""))
    if rule:
        rule.matches(Path("a/b/c"), is_folder=False)
    translate(glob)


@given(st.text("ab/é.-#"), st.text("ab/é.-#"))
def test_a_glob_without_signs_matches_itself_only(glob: str, path: str) -> None:
    assert (re.fullmatch(translate(glob), path) is not None) == (glob == path)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if GIT is None:
        pytest.skip("git is not on this machine")
    root = tmp_path_factory.mktemp("repository")
    subprocess.run([GIT, "init", "--quiet", str(root)], check=True, env=environment())
    return make(root)


def environment() -> dict[str, str]:
    alone = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "HOME": os.devnull,
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | alone


def taken_by_git(root: Path, files: Sequence[str] = TREE) -> set[str]:
    """The files that git does not ignore, by its own word."""
    command = [
        GIT or "git",
        "-C",
        str(root),
        "-c",
        "core.ignorecase=false",
        "check-ignore",
        "--no-index",
        "--stdin",
        "-z",
    ]
    asked = b"\0".join(name.encode() for name in files)
    run = subprocess.run(command, input=asked, capture_output=True, check=False, env=environment())
    assert run.returncode in {0, 1}, run.stderr
    return set(files) - {name.decode() for name in run.stdout.split(b"\0")}


PIECES = ["*", "**", "/", "a", "b", "A", "1", "?", ".txt", ".log", "docs", "deep", "build", "src", "out", "é"]
BRACKETS = [
    "[ab]",
    "[!a]",
    "[^b]",
    "[a-d]",
    "[]]",
    "[[:alpha:]]",
    "[![:digit:]]",
    "[z-a]",
    "[a",
    "\\",
    "\\a",
    "\\*",
    "[\\]a]",
]
PATTERNS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "", "!", "/", "!/", "#", "\\!", "**/", " "]),
    st.lists(st.sampled_from(PIECES) | st.sampled_from(PIECES + BRACKETS), min_size=1, max_size=4).map("".join),
    st.sampled_from(["", "", "/", "/**", "/*", " ", "\\ ", "\r", "\t", "//"]),
)
# Of `a**/b` gitignore(5) says that it is `a*/b`, but git takes it for `a` and then `**/b`; here it is as documented.
PATTERNS = PATTERNS.filter(lambda pattern: not re.search(r"[^/*!]\*\*", pattern))
IGNORES = st.lists(PATTERNS | st.sampled_from(TREE), max_size=5).map("\n".join)


def test_a_bracket_of_an_ignore_file_is_one_byte_as_in_git_and_one_letter_of_a_glob(tmp_path: Path) -> None:
    for in_bytes in (True, False):
        rule = make_rule(tmp_path, "[!a].txt", in_bytes=in_bytes)
        assert rule is not None
        assert rule.matches(tmp_path / "é.txt", is_folder=False) is not in_bytes
        assert rule.matches(tmp_path / "b.txt", is_folder=False)


@settings(max_examples=150)
@given(IGNORES, st.none() | IGNORES, st.none() | IGNORES)
def test_what_is_taken_is_what_git_does_not_ignore(
    repository: Path, root: str, docs: str | None, deep: str | None
) -> None:
    for folder, lines in ((".", root), ("docs", docs), ("docs/deep", deep)):
        file = repository / folder / ".gitignore"
        if lines is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(lines.encode())
    assert set(taken(repository)) == taken_by_git(repository)
    inner = {f"docs/{name}" for name in taken(repository / "docs")}
    assert inner >= {name for name in taken(repository) if name.startswith("docs/")}
