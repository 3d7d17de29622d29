"""Files that are no prose by their names: passed over in folders, and left as they are where they are named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from commands import Run, running

from dedupe.formats.naming import ENDINGS, NOT_PROSE, not_prose_ending

SENTENCE = "The ferry leaves the outer harbour at noon."
TWICE = f"{SENTENCE}\n{SENTENCE}\n"
ONCE = f"{SENTENCE}\n"


@pytest.fixture
def dedupe(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in a folder of files that hold a sentence twice, whatever they are called."""
    monkeypatch.chdir(tmp_path)
    for name in ("film.srt", "crawl/page.txt", "crawl/script.py", "crawl/inner/style.css", "code/main.rs"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TWICE)
    return running(capfd)


def warning(name: str, ending: str) -> str:
    """Return what is said of a file that was named."""
    return f"dedupe: warning: {name}: not prose by its name ({ending}), left as it is; pass --format text to read it\n"


@pytest.mark.parametrize("name", ["a.txt", "a.text", "a.log", "a.md", "a.rst", "a.adoc", "a", "a.b", "py", "a.py.txt"])
def test_other_names_are_those_of_prose(name: str) -> None:
    assert not_prose_ending(name) == ""


@pytest.mark.parametrize("name", ["a.py", "A.PY", "a.py.gz", "crawl/a.txt.py", "https://example.org/a.py"])
def test_the_last_ending_says_that_a_file_is_no_prose(name: str) -> None:
    assert not_prose_ending(name) == ".py"


def test_no_ending_stands_for_prose_and_for_none() -> None:
    assert not NOT_PROSE & set(ENDINGS)


@pytest.mark.hostile(
    "subtitles, mail, calendars, style sheets, source code given by name",
    "they come out as they went in, with a warning that names the way to read them",
)
@pytest.mark.parametrize(
    "ending",
    [
        *(".srt", ".vtt", ".eml", ".mbox", ".ics", ".css", ".org", ".tex", ".po", ".xml", ".svg"),
        *(".py", ".js", ".ts", ".c", ".h", ".java", ".go", ".rs", ".sh", ".sql", ".yaml", ".toml"),
    ],
)
def test_a_named_file_comes_out_as_it_went_in_with_a_warning(dedupe: Run, tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a{ending}").write_bytes(f"{TWICE}\udce9\0\r\n".encode(errors="surrogateescape"))
    assert dedupe("collapse", f"a{ending}", "-o", "out") == ("", warning(f"a{ending}", ending), 0)
    assert (tmp_path / "out").read_bytes() == (tmp_path / f"a{ending}").read_bytes()


def test_the_warning_is_said_by_each_command_and_output(dedupe: Run) -> None:
    said = warning("film.srt", ".srt")
    assert dedupe("collapse", "film.srt") == (TWICE, said, 0)
    assert dedupe("collapse", "--check", "film.srt") == ("", said, 0)
    assert dedupe("collapse", "--diff", "film.srt") == ("", said, 0)
    assert dedupe("find", "film.srt") == ("", said, 0)
    assert dedupe("find", "--all", "--json", "film.srt") == ("", said, 0)
    assert dedupe("collapse", "-q", "film.srt") == (TWICE, "", 0)


@pytest.mark.parametrize("in_place", ["--in-place", "--in-place=.bak"])
def test_nothing_is_written_in_place_of_a_named_file(dedupe: Run, tmp_path: Path, in_place: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert dedupe("collapse", in_place, "film.srt") == ("", warning("film.srt", ".srt"), 0)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "film.srt").read_text() == TWICE


def test_as_text_a_file_is_read_whatever_its_name(dedupe: Run, tmp_path: Path) -> None:
    assert dedupe("collapse", "--format", "text", "film.srt") == (ONCE, "", 0)
    assert dedupe("collapse", "--format", "text", "--in-place", "crawl") == ("", "", 0)
    assert (tmp_path / "crawl" / "inner" / "style.css").read_text() == ONCE


def test_in_a_folder_such_files_are_passed_over_with_a_word(dedupe: Run, tmp_path: Path) -> None:
    assert dedupe("collapse", "-v", "crawl", "-o", "clean") == (
        "",
        "crawl/inner/style.css: passed over, not prose by name\n"
        "crawl/page.txt: 1 of 2 paragraphs removed, split into lines\n"
        "crawl/script.py: passed over, not prose by name\n"
        "passed over: 2 not prose by name\n",
        0,
    )
    assert [path.name for path in (tmp_path / "clean").rglob("*")] == ["page.txt"]
    assert dedupe("find", "-v", "crawl").err.endswith("1 match found\npassed over: 2 not prose by name\n")
    assert dedupe("collapse", "--in-place", "crawl") == ("", "", 0)
    assert (tmp_path / "crawl" / "script.py").read_text() == TWICE


def test_a_folder_in_which_nothing_is_prose_is_an_error(dedupe: Run) -> None:
    said = "dedupe: code: nothing here is prose by its name; pass --format text to read all files as text\n"
    assert dedupe("find", "code") == ("", said, 2)
    assert dedupe("collapse", "--check", "crawl/page.txt", "code", "--glob", "*.rs").err == said


def test_prose_that_is_given_already_counts_for_its_folder(dedupe: Run) -> None:
    assert dedupe("find", "crawl/page.txt", "crawl").status == 0
    assert dedupe("find", "crawl/page.txt", "crawl/inner", "crawl", "--format", "text").status == 0
    assert dedupe("collapse", "--check", "crawl/page.txt", "crawl", "-q") == (
        "crawl/page.txt: 1 of 2 paragraphs would go, split into lines\n",
        "",
        1,
    )


def test_a_file_in_a_folder_that_is_named_too_is_left_as_it_is(dedupe: Run, tmp_path: Path) -> None:
    said = warning("crawl/script.py", ".py")
    assert dedupe("collapse", "crawl", "crawl/script.py", "-o", "clean") == ("", said, 0)
    assert (tmp_path / "clean" / "script.py").read_text() == TWICE


def test_a_compressed_file_comes_out_as_it_went_in(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "film.srt.gz").write_bytes(gzip.compress(TWICE.encode()))
    assert dedupe("collapse", "film.srt.gz", "-o", "out.gz") == ("", warning("film.srt.gz", ".srt"), 0)
    assert gzip.decompress((tmp_path / "out.gz").read_bytes()) == TWICE.encode()


def test_a_large_file_comes_out_as_it_went_in(dedupe: Run, tmp_path: Path) -> None:
    content = bytes(range(256)) * 10_000
    (tmp_path / "dump.sql").write_bytes(content)
    assert dedupe("collapse", "dump.sql", "-o", "out") == ("", warning("dump.sql", ".sql"), 0)
    assert (tmp_path / "out").read_bytes() == content


def test_such_a_file_has_a_page_of_its_own_in_a_ledger(dedupe: Run) -> None:
    assert dedupe("collapse", "film.srt", "-o", "out", "--ledger", "ledger.jsonl").status == 0
    assert dedupe("restore", "out", "--ledger", "ledger.jsonl") == (TWICE, "", 0)


def test_what_such_a_file_begins_with_does_not_make_records_of_it(dedupe: Run, tmp_path: Path) -> None:
    records = '{"text": "One line."}\n'
    (tmp_path / "a.py").write_text(records)
    assert dedupe("collapse", "a.py") == (records, warning("a.py", ".py"), 0)


def test_ids_and_texts_in_python_are_not_names_of_files() -> None:
    import dedupe

    assert dedupe.collapse(TWICE).text == ONCE
    collapsed = dedupe.collapse_documents([dedupe.Document("film.srt", TWICE)])
    assert [each.text for each in collapsed] == [ONCE]
