"""Write the small files of records in tests/files, each with the program that people make such files with.

None of the programs is needed to run the tests; install them in an environment of their own:

    pip install pandas polars duckdb fastparquet pyarrow warcio   # and jq, as a program
    python tools/make_record_files.py tests/files
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from base64 import b32encode
from hashlib import sha1
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

FERRY = "The ferry leaves the outer harbour at noon, if the wind allows it."
MARKET = "Nobody came to the café on the market square on that day, he said."
BAR = 'The bar on the lower deck is "closed" for today; the one above is not.'
SHED = "The shed \\ the old one, with a\ttab in its sign, stands behind the house."
# The second and the fourth have something twice.
TEXTS = [f"{FERRY}\n{MARKET}", f"{BAR}\n{SHED}\n{BAR}", "", f"{MARKET} 😀\n\n{SHED}\n\n{SHED}", "A short note."]
ROWS: list[dict[str, Any]] = [
    {"id": number, "title": f"Page {number}, or so", "text": text, "score": number / 3}
    for number, text in enumerate(TEXTS, 1)
]
COLUMNS = list(ROWS[0])


def make_pandas(folder: Path) -> None:
    """Write what pandas writes."""
    import pandas as pd

    table = pd.DataFrame(ROWS)
    table["kind"] = pd.Categorical(["note", "page", "note", "page", "note"], categories=["page", "note"], ordered=True)
    table["day"] = pd.Timestamp("2024-05-01", tz="Europe/Berlin")
    table.to_parquet(folder / "pandas.parquet", engine="pyarrow")
    table.drop(columns=["kind", "day"]).to_parquet(folder / "fastparquet.parquet", engine="fastparquet")
    table.to_json(folder / "pandas.jsonl", orient="records", lines=True)
    table.to_csv(folder / "pandas.csv", index=False)
    table.to_csv(folder / "pandas.tsv.gz", index=False, sep="\t", compression={"method": "gzip", "mtime": 1})


def make_polars(folder: Path) -> None:
    """Write what polars writes."""
    import polars as pl

    table = pl.DataFrame(ROWS).with_columns(pl.Series("tags", [["a", None], [], None, ["b"], ["c"]]))
    table.write_parquet(folder / "polars.parquet", row_group_size=2)
    table.write_ndjson(folder / "polars.ndjson")
    table.drop("tags").write_csv(folder / "polars.csv")


def make_duckdb(folder: Path) -> None:
    """Write what DuckDB writes."""
    import duckdb

    source = folder / "source.json"
    source.write_text(json.dumps(ROWS))
    query = f"SELECT *, {{'a': id, 'b': [text]}} AS nested FROM read_json('{source}')"  # noqa: S608 - a path of our own
    duckdb.sql(f"COPY ({query}) TO '{folder}/duckdb.parquet' (COMPRESSION zstd)")
    duckdb.sql(f"COPY ({query}) TO '{folder}/duckdb.jsonl' (FORMAT json)")
    duckdb.sql(f"COPY ({query}) TO '{folder}/duckdb.csv' (HEADER, DELIMITER '|')")
    source.unlink()


def make_spark(folder: Path) -> None:
    """Write times of 96 bits, as Spark does, and CSV with an escape character, as Spark and MySQL do."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pylist(ROWS)
    times = pa.array([1_700_000_000_000_000] * len(ROWS), pa.timestamp("us"))
    pq.write_table(table.append_column("seen", times), folder / "int96.parquet", use_deprecated_int96_timestamps=True)
    with (folder / "spark.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, escapechar="\\", doublequote=False, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ROWS)
    marks = str.maketrans({sign: f"\\{sign}" for sign in "\\\t\n"})
    lines = ["\t".join(COLUMNS), *("\t".join(str(value).translate(marks) for value in row.values()) for row in ROWS)]
    (folder / "mysql.tsv").write_bytes("".join(f"{line}\n" for line in lines).encode())


def make_excel(folder: Path) -> None:
    """Write what Excel saves: CSV with semicolons and a byte order mark, and Unicode text, which is UTF-16."""
    for name, encoding, delimiter in (("excel.csv", "utf-8-sig", ";"), ("excel.tsv", "utf-16", "\t")):
        with (folder / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter, lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(ROWS)


def make_jq(folder: Path) -> None:
    """Write what jq writes: one object a line, with and without characters escaped."""
    lines = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    for name, flags in (("jq.jsonl", ["-c"]), ("jq-ascii.jsonl", ["-c", "-a"])):
        made = subprocess.run(["jq", *flags, "{page: {text}, id}"], input=lines, stdout=subprocess.PIPE, check=True)  # noqa: S603, S607
        (folder / name).write_bytes(made.stdout)


def make_warcio(folder: Path) -> None:
    """Write WET as crawls have it: each record compressed by itself."""
    from warcio.warcwriter import WARCWriter

    with (folder / "warcio.warc.wet.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for row in ROWS:
            content = row["text"].encode()
            record = writer.create_warc_record(
                f"https://example.org/{row['id']}",
                "conversion",
                payload=BytesIO(content),
                warc_content_type="text/plain",
                warc_headers_dict={
                    "WARC-Date": "2024-05-01T00:00:00Z",
                    "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{row['id']}>",
                    "WARC-Block-Digest": "sha1:" + b32encode(sha1(content, usedforsecurity=False).digest()).decode(),
                },
            )
            writer.write_record(record)


MAKERS = {
    "pandas": (make_pandas, "`pandas.parquet` (by pyarrow), `pandas.jsonl`, `pandas.csv`, `pandas.tsv.gz`"),
    "fastparquet": (None, "`fastparquet.parquet`"),
    "polars": (make_polars, "`polars.parquet`, `polars.ndjson`, `polars.csv`"),
    "duckdb": (make_duckdb, "`duckdb.parquet`, `duckdb.jsonl`, `duckdb.csv`"),
    "pyarrow": (make_spark, "`int96.parquet`, with times as Spark and Impala write them"),
    "warcio": (make_warcio, "`warcio.warc.wet.gz`"),
}


def main(folder: Path) -> None:
    """Write all files, and the README that says what made them."""
    folder.mkdir(exist_ok=True)
    for make, _ in MAKERS.values():
        if make:
            make(folder)
    make_excel(folder)
    make_jq(folder)
    jq = subprocess.run(["jq", "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.strip()  # noqa: S607
    made = "".join(f"- {name} {version(name)}: {what}\n" for name, (_, what) in MAKERS.items())
    (folder / "README.md").write_text(
        "# Files of records that other programs made\n\n"
        "By `tools/make_record_files.py`; the texts are its own."
        " `tests/test_record_files.py` runs over all of them.\n\n"
        f"{made}- {jq}: `jq.jsonl`, `jq-ascii.jsonl`\n"
        f"- Python {sys.version.split()[0]}, by its csv module or by hand, in the manner of the program in the name:"
        " `excel.csv`, `excel.tsv`, `spark.csv`, `mysql.tsv`\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
