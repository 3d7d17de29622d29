"""Files that other programs made, and what is in them: collapsed, restored, and all else as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from shortening import texts_of

from dedupe.cli.program import run
from dedupe.formats.fields import Fields
from dedupe.formats.reading import Input, Reading
from dedupe.formats.records import Record
from dedupe.formats.rows import Dialect

FILES = Path(__file__).parent / "files"
# How to read those that do not say it themselves.
FLAGS = {
    "jq.jsonl": ["--field", "page.text"],
    "jq-ascii.jsonl": ["--field", "page.text"],
    "spark.csv": ["--escape", "\\"],
    "mysql.tsv": ["--escape", "\\", "--quote", "none"],
}
NEEDED = {"parquet": "pyarrow", "wet": "fastwarc"}

FERRY = "The ferry leaves the outer harbour at noon, if the wind allows it."
MARKET = "Nobody came to the café on the market square on that day, he said."
BAR = 'The bar on the lower deck is "closed" for today; the one above is not.'
SHED = "The shed \\ the old one, with a\ttab in its sign, stands behind the house."
TEXTS = [f"{FERRY}\n{MARKET}", f"{BAR}\n{SHED}\n{BAR}", "", f"{MARKET} 😀\n\n{SHED}\n\n{SHED}", "A short note."]
LEFT = [TEXTS[0], f"{BAR}\n{SHED}", "", f"{MARKET} 😀\n\n{SHED}", TEXTS[4]]

files = pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if path.suffix != ".md"))


@pytest.fixture(autouse=True)
def needed(name: str) -> None:
    for ending, package in NEEDED.items():
        if ending in name:
            pytest.importorskip(package, reason=f"{ending} needs {package}")


def records_of(path: Path, name: str) -> list[Record]:
    flags = FLAGS.get(name, [])
    options = dict(zip(flags[::2], flags[1::2], strict=True))
    quote = options.get("--quote", '"').replace("none", "")
    dialect = Dialect(quote=quote, escape=options.get("--escape", ""))
    fields = Fields([options["--field"]] if "--field" in options else [])
    return list(Input(str(path), Reading(fields=fields, dialect=dialect)).records())


def contents_of(path: Path) -> bytes:
    return b"".join(Input(str(path), Reading()).contents())


@files
def test_the_texts_are_those_that_were_written(name: str) -> None:
    assert [text for text in texts_of(records_of(FILES / name, name)) if text] == [text for text in TEXTS if text]


@files
def test_what_is_collapsed_comes_back_and_other_records_stay_to_the_byte(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, made, ledger, back = FILES / name, tmp_path / name, tmp_path / "ledger.jsonl", tmp_path / f"back-{name}"
    assert run(["collapse", str(path), "-o", str(made), "--ledger", str(ledger), *FLAGS.get(name, [])]) == 0
    before, after = records_of(path, name), records_of(made, name)
    assert [text for text in texts_of(after) if text] == [text for text in LEFT if text]
    assert len(before) == len(after)
    for record, left in zip(before, after, strict=True):
        same = texts_of([record]) == texts_of([left])
        assert (record.content == left.content) is same
    assert run(["restore", str(made), "--ledger", str(ledger), "-o", str(back)]) == 0
    assert contents_of(back) == contents_of(path)
    assert tuple(capfd.readouterr()) == ("", "")


@files
def test_a_second_run_removes_nothing(name: str, tmp_path: Path) -> None:
    made = tmp_path / name
    flags = FLAGS.get(name, [])
    assert run(["collapse", str(FILES / name), "-o", str(made), *flags]) == 0
    assert run(["collapse", "--check", str(made), *flags]) == 0


@pytest.mark.parametrize(
    "name", ["pandas.parquet", "fastparquet.parquet", "polars.parquet", "duckdb.parquet", "int96.parquet"]
)
def test_tables_and_schemas_come_back(name: str, tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="Parquet needs pyarrow")
    path, made, ledger, back = FILES / name, tmp_path / name, tmp_path / "ledger.jsonl", tmp_path / f"back-{name}"
    run(["collapse", str(path), "-o", str(made), "--ledger", str(ledger)])
    run(["restore", str(made), "--ledger", str(ledger), "-o", str(back)])
    before, middle, after = (pq.ParquetFile(file) for file in (path, made, back))
    assert after.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert middle.schema_arrow.equals(before.schema_arrow, check_metadata=True)
    assert after.read().equals(before.read())
    assert middle.read().drop_columns("text").equals(before.read().drop_columns("text"))
    assert after.num_row_groups == before.num_row_groups
