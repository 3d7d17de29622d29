"""No text takes the regular expressions more time than its length: not one sign again and again, nor two in turn."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

pytest.importorskip("trafilatura", reason="HTML is read with trafilatura")

from patterns import READERS, limit_time  # noqa: E402, F401 - found only now; of use to other processes

from dedupe.formats.ignoring import make_rule  # noqa: E402 - the same
from dedupe.verdicts import read  # noqa: E402 - the same
from dedupe.verdicts.markup import without_inline_markup  # noqa: E402 - the same
from dedupe.verdicts.numbering import without_markers  # noqa: E402 - the same
from dedupe.verdicts.targets import find_links  # noqa: E402 - the same


def run_check(reader: str) -> subprocess.CompletedProcess[str]:
    """Let a reader read all texts, in a process that ends itself where one takes too much processor time."""
    command = [sys.executable, str(ROOT / "benchmarks" / "patterns.py"), "--check", reader]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=ROOT)


def run_limited(code: str) -> None:
    """Run code in a process that ends itself where that takes too much processor time; each took hours once."""
    start = "import sys; sys.path.insert(0, 'tests'); import test_patterns as t; t.limit_time(); "
    subprocess.run([sys.executable, "-c", start + code], check=True, cwd=ROOT)


@pytest.mark.hostile(
    "a megabyte of one kind of white space, of one sign, or of two in turn",
    "time grows as the text does, in each reader",
)
def test_a_megabyte_of_one_sign_takes_no_reader_long() -> None:
    # The slowest first, two at a time.
    readers = sorted(READERS, key=["verdict", "markdown"].__contains__, reverse=True)
    with ThreadPoolExecutor(2) as pool:
        for reader, done in zip(readers, pool.map(run_check, readers), strict=True):
            assert done.returncode == 0, (reader, done.stderr[-2000:])


BLOB = "x" * 1_000_000
ENDLESS = [
    f"[text](https://example.org/{BLOB}",
    f"[text][{'1' * 1_000_000}",
    f"[text]({' ' * 1_000_000}",
    f"1.{' ' * 1_000_000}",
    f"[[email protected]](/cdn-cgi/l/email-protection) data:{BLOB}",
    f"--> {'<!--' * 250_000}",
    f"</style> {'<script>' * 125_000}",
    "<a href=x>" * 100_000 + "</b>",
    "<a " * 300_000 + "href </a>",
    "[url=x]" * 140_000 + "[/url",
    "[a](b " * 160_000,
    "![a](b " * 140_000 + "](",
    "[" * 500_000 + "](" + "]" * 499_000,
    "~~a " * 250_000,
    "<s>" * 300_000 + "</p>",
    "<s>" * 150_000 + "</s>" * 100_000,
    "[s]" * 300_000 + "[/s",
    "`a" * 500_000 + " ~~",
    f"Page 1{' ' * 1_000_000}of",
    f"a{' ' * 1_000_000}Page 1",
    "see [a](b) " + "a. " * 300_000,
]


@pytest.mark.hostile("links, comments, scripts and addresses that begin and never end", "time grows as the text does")
def test_what_begins_and_never_ends_takes_no_time_without_end() -> None:
    run_limited("[t.read(text) for text in t.ENDLESS]")
    assert read(ENDLESS[1][:20]).words == ("text", "1" * 13)


@pytest.mark.hostile(
    "globs in ignore files of a crawl that try every way to match", "time grows as the glob and the path do"
)
def test_a_glob_of_many_stars_takes_no_time_without_end() -> None:
    run_limited("t.match_many_stars()")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of processor time")
def test_what_takes_too_much_processor_time_is_ended() -> None:
    with pytest.raises(subprocess.CalledProcessError) as raised:
        run_limited("import re, signal; signal.setitimer(signal.ITIMER_VIRTUAL, 0.1); re.match('(a*)*b', 'a' * 99)")
    assert raised.value.returncode == -signal.SIGVTALRM


def match_many_stars() -> None:
    """Match globs that fit a path in many ways, but for its end."""
    for glob, path in (
        ("*a" * 40 + "*b", "a" * 250),
        ("**/a/" * 40 + "b", "a/" * 1000 + "c"),
        ("**/*a*" * 9, "a/" * 99),
    ):
        for ending, matches in ((path, False), (path + glob[-1], glob[-1] == "b")):
            rule = make_rule(Path("crawl"), glob)
            assert rule is not None
            assert rule.matches(Path("crawl") / ending, is_folder=False) in (matches, glob[-1] == "*")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a <!-- b <!-- c --> d --> e <!-- f", "a   d --> e <!-- f"),
        ("a <!--> b --> c", "a   c"),
        ("<style>a</script>b</STYLE >c <script>d", " c <script>d"),
        ("<script>a<style>b</script>c</style>d", " c</style>d"),
        (
            "to [email protected]/cdn-cgi/l/email-protection#1 or x/cdn-cgi/l/email-protection[email protected]",
            "to  or  protected]",
        ),
        (
            "[[email protected]](/cdn-cgi/l/email-protection#a)](/cdn-cgi/l/email-protection#b)!",
            "",
        ),
    ],
)
def test_what_is_not_shown_goes_from_left_to_right(text: str, seen: str) -> None:
    assert without_inline_markup(text) == seen


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](b(c)d e)", "b(c)d"),
        ("[a]( b )", "b"),
        ("[a](<b> 'c')", "b"),
        ("[a](b", None),
        ("[a][1b2]", "[1b2]"),
        ("[a][]", "[a]"),
        ("[a][b", None),
        ("a[1][2]", None),
        ("[![a](b)](c)", "c"),
        ("<a class=x href='b'>a</a>", "b"),
        ("<a name=x>a</a>", None),
        ("[url=b]a[/url]", "b"),
    ],
)
def test_a_link_is_one_to_its_end(text: str, target: str | None) -> None:
    assert next((link.target for link in find_links(text)), None) == target


@pytest.mark.parametrize(
    ("text", "bare"), [("1. ** _a", "a"), ("1. ", "1. "), ("1. **", ""), ("1.*_ a", "a"), ("1.*a", "1.*a")]
)
def test_a_marker_has_something_behind_it(text: str, bare: str) -> None:
    assert without_markers(text) == bare
