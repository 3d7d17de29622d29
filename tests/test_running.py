"""Commands over many records: processes, options that decide about records, limits and progress."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from dedupe import Document, processes
from dedupe.cli import progress as progress_module
from dedupe.cli import running
from dedupe.cli.progress import Progress, shows_progress
from dedupe.cli.running import collapse_any
from dedupe.cli.talking import Talk
from dedupe.collapsing import streaming
from dedupe.collapsing.groups import collapse_groups
from dedupe.collapsing.streaming import Stream
from dedupe.formats.reading import Input, Reading
from dedupe.limits import MemoryLimit, parse_size
from dedupe.options import Options
from dedupe.results import Collapsed

A = "The ferry leaves the outer harbour at noon."
B = "Nobody came to the market on that day."
CORPUS = ["collapse", "--format", "jsonl", "--scope", "corpus"]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def dedupe(tmp_path: Path) -> Run:
    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dedupe", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUTF8": "1"},
        )

    return run


def jsonl(*records: Mapping[str, object]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def texts(output: str) -> list[str]:
    return [json.loads(line)["text"] for line in output.splitlines()]


def test_a_field_decides_which_of_several_copies_stays(dedupe: Run) -> None:
    records = jsonl({"text": A, "n": 9}, {"text": A, "n": 10}, {"text": A, "n": None}, {"text": A, "n": "b"})
    for direction, place in (("asc", 0), ("desc", 1)):
        done = dedupe(
            "collapse", "--format", "jsonl", "--scope", "corpus", "--keep-by", f"n:{direction}", stdin=records
        )
        assert [number for number, text in enumerate(texts(done.stdout)) if text] == [place]


def test_so_many_copies_stay_as_are_asked_for(dedupe: Run) -> None:
    records = jsonl(*({"text": text} for text in (A, A.upper(), A, A)))
    done = dedupe(*CORPUS, "--copies", "2", stdin=records)
    assert texts(done.stdout) == [A, A.upper(), "", ""]


def test_boilerplate_goes_from_everywhere_and_comes_back(dedupe: Run, tmp_path: Path) -> None:
    records = jsonl(*({"text": f"Home\n\n{name} is the best of all harbours.\n\nhome"} for name in ("Oslo", "Bergen")))
    (tmp_path / "pages.jsonl").write_text(records)
    options = ["--scope", "corpus", "--boilerplate", "2", "--ledger", "ledger"]
    assert dedupe("collapse", "pages.jsonl", "-o", "clean.jsonl", "-v", *options).stderr == (
        "pages.jsonl: 4 of 6 paragraphs removed, 4 of them as boilerplate, in 2 of 2 documents, split into lines\n"
    )
    assert texts((tmp_path / "clean.jsonl").read_text()) == [
        f"{name} is the best of all harbours." for name in ("Oslo", "Bergen")
    ]
    kinds = [next(iter(json.loads(line))) for line in (tmp_path / "ledger").read_text().splitlines()]
    assert kinds == ["run", *["boilerplate"] * 4]
    assert dedupe("restore", "clean.jsonl", "--ledger", "ledger").stdout == records


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--boilerplate", "2"], "--boilerplate counts documents, and needs them compared across; give --scope corpus"),
        (["--boilerplate", "1"], "--boilerplate must be 2 documents or more, got 1; every paragraph stands in one"),
        (["--copies", "0"], "--copies must be a whole number, 1 or more, got 0; leave it out"),
        (
            ["--keep-by", "date:down"],
            "--keep-by must be a field, and asc or desc, got 'date:down'; give one such as date:desc",
        ),
        (
            ["--keep-by", "date", "--keep", "last"],
            "--keep-by and --keep last both say which one stays; give one of them",
        ),
        (
            ["--memory-limit", "much"],
            "Invalid value for '--memory-limit': must be a size, got 'much'; give one such as 4G;"
            " see dedupe collapse --help",
        ),
        (
            ["--delimiter", "::"],
            "Invalid value for '--delimiter': must be one character, got '::'; give it in quotes;"
            " see dedupe collapse --help",
        ),
    ],
)
def test_options_that_say_nothing_sensible_are_refused(dedupe: Run, options: list[str], message: str) -> None:
    done = dedupe("collapse", *options, stdin="text")
    assert (done.stdout, done.stderr, done.returncode) == ("", f"dedupe: {message}\n", 2)


def test_a_run_that_needs_more_memory_than_it_may_take_stops_and_leaves_all_as_it_was(
    dedupe: Run, tmp_path: Path
) -> None:
    (tmp_path / "pages.jsonl").write_text(jsonl({"text": A}))
    done = dedupe("collapse", "--scope", "corpus", "--memory-limit", "1M", "pages.jsonl", "-o", "clean.jsonl")
    assert done.stderr.startswith("dedupe: memory: ")
    assert "bytes are in use, over the limit of 1.0M" in done.stderr
    assert done.stderr.endswith("over the limit of 1.0M; raise --memory-limit, or give less text at a time\n")
    assert (done.returncode, sorted(path.name for path in tmp_path.iterdir())) == (2, ["pages.jsonl"])


def test_batches_are_made_smaller_to_fit_into_memory() -> None:
    small, large = MemoryLimit(1 << 30), MemoryLimit(1 << 40)
    assert large.batch(1 << 27, 0) == 1 << 27
    assert small.batch(1 << 27, 0) < (1 << 30) // 13
    assert small.batch(1 << 27, 1 << 24) < small.batch(1 << 27, 0)


@pytest.mark.parametrize(
    ("written", "size"), [("0", 0), ("700", 700), ("4k", 4096), ("2GiB", 2 << 30), ("1.5MB", 3 << 19)]
)
def test_sizes_are_read_as_people_write_them(written: str, size: int) -> None:
    assert parse_size(written) == size


def test_processes_give_the_same_results_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WORTH", 1)
    pages = [
        f"{A}\n{number}: {B}\n{A.upper()}\n{number}: {B}\n{number}: {B.replace('market', 'fair')}"
        for number in range(9)
    ]
    groups = [[Document(str(number), page)] for number, page in enumerate(pages)]
    groups.insert(4, [])

    def seen(threads: int) -> list[object]:
        options = Options(threads=threads, split="lines")  # type: ignore[arg-type]
        results = collapse_any(groups, options, near=True, waiting=lambda: False)
        return [[everything(collapsed) for collapsed in group] for group in results]

    assert seen(2) == seen(1)


def everything(collapsed: Collapsed) -> object:
    decided = collapsed.cuts, collapsed.split, collapsed.count, collapsed.refused, collapsed.oversized, collapsed.engine
    return *decided, collapsed.text, collapsed.kept, collapsed.gone, collapsed.matches


def test_progress_is_for_terminals_only(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(jsonl({"text": A}) * 9)
    done = dedupe("collapse", "--progress", "pages.jsonl", "-o", "clean.jsonl")
    assert (done.returncode, done.stderr) == (0, "")


class Terminal(io.StringIO):
    """What a person sees."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


def progress_over(size: int, *, steady: bool) -> Progress:
    """Return the progress of a run over one source of known size."""
    shown = Progress([], Talk(quiet=False, verbose=False), shown=True, steady=steady)
    shown._size = size  # noqa: SLF001 - there is no file of it
    return shown


@pytest.mark.parametrize("engine", ["memory", "compiled"])
def test_a_person_sees_how_much_is_compared(engine: str) -> None:
    seen: list[tuple[int, int]] = []
    groups = [[Document("page", f"{A}\n{A}\n{B}\n")]]
    list(collapse_groups(groups, Options(engine=engine), on_compared=lambda *counts: seen.append(counts)))  # type: ignore[arg-type]
    assert seen == [(0, 2)]


def test_one_bar_is_for_reading_comparing_and_writing() -> None:
    progress = progress_over(1000, steady=False)
    lines = [progress.line(60, 9)]
    progress.documents = 1
    progress.read(1000)
    for done in (0, 5, 10):
        progress.compared(done, 10)
        lines.append(progress.line(60, 9))
    progress.finished(1000)
    lines.append(progress.line(60, 9))
    assert lines == [
        "dedupe:   0%  [                    ]  0 documents, 0 removed",
        "dedupe:  10%  [##                   ]  1 document, 0 removed",
        "dedupe:  50%  [##########           ]  1 document, 0 removed",
        "dedupe:  90%  [##################   ]  1 document, 0 removed",
        "dedupe: 100%  [#####################]  1 document, 0 removed",
    ]


def test_progress_never_goes_back() -> None:
    progress = progress_over(1000, steady=False)
    progress.read(1000)
    for done, share in ((10, " 90%"), (3, " 90%")):
        progress.compared(done, 10)
        assert progress.line(60, 9).startswith(f"dedupe: {share}")


@pytest.mark.parametrize("width", [5, 20, 59, 79, 119])
def test_the_line_fits_the_terminal(width: int) -> None:
    progress = progress_over(10**9, steady=True)
    progress.read(10**8)
    progress.finished(10**8)
    progress.documents, progress.removed = 1_234_567, 12_345_678
    assert len(progress.line(width, 3600)) <= width


@pytest.mark.hostile("one large text, or --scope corpus", "no time left is shown, as it cannot be known")
def test_the_time_left_is_shown_only_where_it_is_known() -> None:
    def line(*, steady: bool, share: float) -> str:
        progress = progress_over(1000, steady=steady)
        progress.read(int(1000 * share))
        progress.finished(int(1000 * share))
        return progress.line(100, 60)

    assert line(steady=True, share=0.25).endswith("0 removed, 3 min left")
    for unknown in (line(steady=False, share=0.25), line(steady=True, share=0.01), line(steady=True, share=1)):
        assert unknown.endswith("0 removed")


def test_without_a_size_there_are_counts_only() -> None:
    assert progress_over(0, steady=True).line(100, 60) == "dedupe: 0 documents, 0 removed"


@pytest.mark.parametrize(
    ("flags", "prints", "out", "shown"),
    [
        ({}, False, "terminal", True),
        ({"wanted": False}, False, "terminal", False),
        ({"quiet": True}, False, "terminal", False),
        ({"quiet": True, "wanted": True}, False, "terminal", True),
        ({}, True, "terminal", False),
        ({}, True, "file", True),
        ({}, False, "pipe", False),
        ({"wanted": True}, False, "pipe", True),
    ],
)
def test_progress_is_not_mixed_with_what_is_printed(
    *, flags: dict[str, bool], prints: bool, out: str, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal() if out == "terminal" else sys.__stdout__)
    monkeypatch.setattr(progress_module, "is_pipe", lambda _: out == "pipe")
    talk = Talk(quiet=flags.get("quiet", False), verbose=False)
    assert shows_progress(talk, wanted=flags.get("wanted"), prints=prints) is shown


def test_what_is_shown_is_taken_away_before_something_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    talk = Talk(quiet=False, verbose=False)
    talk.show("dedupe: 10%")
    talk.show("dedupe: 10%")
    talk.summarise("page.txt: done")
    talk.clear()
    assert terminal.getvalue() == "\r\x1b[Kdedupe: 10%\r\x1b[Kpage.txt: done\n"


def test_how_far_a_file_was_read_is_known_when_it_is_closed(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(A)
    opened = Input(str(page), Reading())
    assert [record.last for record in opened.records()] == [True]
    assert opened.position == len(A)


@pytest.mark.skipif(os.name == "nt", reason="a pipe is not asked on Windows whether it has a pause")
def test_a_record_is_written_before_the_next_one_comes(tmp_path: Path) -> None:
    for scope in ("document", "corpus"):
        process = subprocess.Popen(
            [sys.executable, "-m", "dedupe", "collapse", "--format", "jsonl", "--scope", scope],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )
        assert process.stdin
        assert process.stdout
        for text in (A, B):
            line = jsonl({"text": text}).encode()
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == line
        process.stdin.close()
        process.stdout.close()
        assert process.wait() == 0


def test_every_name_of_a_file_has_its_output(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.txt").write_text(A)
    os.link(tmp_path / "pages" / "a.txt", tmp_path / "pages" / "b.txt")
    assert dedupe("collapse", "pages", "-o", "clean").returncode == 0
    assert sorted(path.name for path in (tmp_path / "clean").iterdir()) == ["a.txt", "b.txt"]


def test_across_records_a_file_that_breaks_off_ends_the_run_for_others_were_compared_with_it(
    dedupe: Run, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(jsonl({"text": A}).encode() * 999)[:-9])
    (tmp_path / "b.jsonl").write_text(jsonl({"text": A}))
    done = dedupe("collapse", "--scope", "corpus", "--on-error", "skip", "a.jsonl.gz", "b.jsonl", "-o", "clean")
    assert (done.returncode, (tmp_path / "clean" / "b.jsonl").exists()) == (2, False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id-field", "nr"], "there is no field 'nr', there are text, n; pass --id-field NAME"),
        (["--keep-by", "date"], "there is no field 'date', there are text, n; pass --keep-by NAME"),
        (["--field", "n"], "the field 'n' is null in every record; pass --field NAME for the one with the text"),
    ],
)
def test_a_name_that_no_record_has_is_refused(dedupe: Run, arguments: list[str], message: str) -> None:
    done = dedupe(*CORPUS, *arguments, stdin=jsonl({"text": A, "n": None}))
    assert (done.stderr, done.returncode) == (f"dedupe: -: {message}\n", 2)


def test_counts_of_a_run_that_writes_nothing_are_those_of_one_that_does(dedupe: Run, tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(jsonl({"text": f"{A}\n{A}"}))
    dry = dedupe("collapse", "--check", "pages.jsonl", "--stats", "-")
    done = dedupe("collapse", "pages.jsonl", "-o", "clean.jsonl", "--stats", "-")
    assert (dry.returncode, done.returncode) == (1, 0)
    counts = [{**json.loads(run.stdout), "seconds": 0} for run in (dry, done)]
    assert counts[0] == counts[1]
    assert counts[0]["bytes_out"] == (tmp_path / "clean.jsonl").stat().st_size


def test_the_id_of_a_record_is_no_file_name(dedupe: Run) -> None:
    records = jsonl({"id": "page.md", "text": f"{A}\n{A}"})
    for options in ([], ["--id-field", "id"]):
        assert texts(dedupe("collapse", "--format", "jsonl", *options, stdin=records).stdout) == [A]


def test_many_records_without_text_count_for_the_memory_that_they_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BATCH", 1000)
    taken = Stream(([] for _ in range(10_000)), MemoryLimit(0), lambda: False).batch(0)
    assert len(taken) < 100


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_all_processes_and_leaves_nothing_half_written(tmp_path: Path, number: signal.Signals) -> None:
    records = jsonl(*({"text": f"{A} It is {place} in the list.\n" * 40} for place in range(1500)))
    process = subprocess.Popen(
        [sys.executable, "-m", "dedupe", "collapse", "--format", "jsonl", "-o", "clean.jsonl", "--threads", "2"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        start_new_session=True,
    )
    # Its input does not end, so it does not either.
    assert process.stdin
    process.stdin.write(records.encode())
    process.stdin.flush()
    while not list(tmp_path.glob(".dedupe-*/*")):
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == 128 + number
    assert said.endswith(b"nothing is half-written\n")
    assert list(tmp_path.iterdir()) == []
    # The others of its group end, too, as soon as the system gets to it.
    with suppress(ProcessLookupError):
        while True:
            os.killpg(process.pid, 0)
            time.sleep(0.01)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in the file system")
def test_what_is_not_a_file_is_not_replaced(dedupe: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = dedupe("collapse", "--in-place", "pipe")
    assert (done.returncode, done.stderr) == (
        2,
        "dedupe: --in-place needs files, and pipe is none; leave it out to write to stdout\n",
    )


def test_parquet_in_which_nothing_goes_is_left_alone_in_silence(dedupe: Run, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="needs the extra [parquet]")
    from pyarrow import parquet

    parquet.write_table(pa.table({"text": [A, B]}), tmp_path / "pages.parquet")
    before = (tmp_path / "pages.parquet").read_bytes()
    done = dedupe("collapse", "--in-place", "pages.parquet")
    assert (done.returncode, done.stderr, (tmp_path / "pages.parquet").read_bytes()) == (0, "", before)


def test_pages_that_are_taken_for_texts_are_noticed(dedupe: Run, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="needs the extra [warc]")
    page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {len(page)}\r\n\r\n"
    (tmp_path / "crawl").write_bytes(f"{head}{page}\r\n\r\n".encode())
    done = dedupe("collapse", "crawl")
    assert done.stderr == "dedupe: crawl: has raw pages, not their texts; pass --format warc\n"
    assert done.returncode == 2


ENDED = "import os; from dedupe import processes as p; p.decided = lambda _: os._exit(9); p.main()"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("dedupe.processes.WORK", "import os; os._exit(9)", id="end at once"),
        pytest.param("dedupe.processes.WORK", ENDED, id="are ended by the system"),
        pytest.param("dedupe.processes.WORK", "import time; time.sleep(999)", id="do not start"),
        pytest.param("sys.executable", "/no/python", id="cannot be started"),
    ],
)
@pytest.mark.hostile(
    "another process of a run that ends, says nonsense, or never starts",
    "its work is done without it; the answer is the same",
)
def test_processes_that_fail_are_done_without(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name, value)
    if "sleep" in value:
        monkeypatch.setattr("dedupe.pythons.PATIENCE", 0.1)
    groups = [[Document("a", f"{A}\n{number}\n{A}")] for number in range(9)]
    options = Options(threads=2, split="lines")  # type: ignore[arg-type]
    found = [collapsed.text for group in processes.collapse_apart(groups, options) for collapsed in group]
    assert found == [f"{A}\n{number}" for number in range(9)]


@pytest.mark.hostile(
    "a start of Python that prints, settings of the compiler in the environment or the current folder",
    "other processes have pipes of their own, so all is done as without",
)
def test_what_else_a_process_prints_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nif 'collapse' not in sys.argv: print('Hello!', flush=True)")
    records = jsonl(*({"text": f"{A}\n{place}\n{A}"} for place in range(30_000)))
    done = subprocess.run(
        [sys.executable, "-m", "dedupe", "collapse", "--format", "jsonl", "--threads", "2"],
        input=records,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])},
    )
    assert done.stderr == ""
    assert texts(done.stdout) == [f"{A}\n{place}" for place in range(30_000)]
