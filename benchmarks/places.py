"""How well context decides: removals that people judged where they stood, and what goes of whole documents.

    python benchmarks/places.py judged FOLDER [JUDGED.jsonl]
    python benchmarks/places.py documents FOLDER [--count 200] [--examples 30]

FOLDER has the data (see benchmarks/README.md). An item counts as gone if a removal covers its line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dedupe import Document, Options
from dedupe.collapsing.groups import run
from dedupe.report.terminal import escape, shorten
from dedupe.results import Collapsed

# Kinds with fewer items of a label say little about its rate.
LEAST = 5
MARKDOWN = (".md", ".mdx")
Rows = list[dict[str, Any]]


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def texts_of(folder: Path, rows: Rows) -> dict[tuple[str, str], str]:
    """Return the text of each document that a row is of, by its source and id."""
    wanted = {(row["source"], row["document"]) for row in rows}
    found = {}
    for source in {source for source, _ in wanted}:
        if source.endswith(".gz"):
            for record in lines_of(folder / source):
                found[source, record.get("id") or record["document"]] = record["text"]
        elif "docs.jsonl" in source:
            for record in lines_of(folder / "scraped/readability/docs.jsonl"):
                found[source, record["id"]] = record["text"]
        elif Path(source).is_file():
            found[source, source] = Path(source).read_text(encoding="utf-8", errors="surrogateescape")
        else:
            import trafilatura

            for path in (folder / "scraped/readability/html").iterdir():
                found[source, path.name] = trafilatura.extract(path.read_bytes(), include_comments=False) or ""
    return {(source, name): found.get((source, name)) or found[source, source] for source, name in wanted}


def collapsed(name: str, text: str, **options: Any) -> Collapsed:
    """Return a document collapsed; `name` says whether it is Markdown."""
    document = Document(name if name.endswith(MARKDOWN) else "text", text.removeprefix("\ufeff"))
    return next(run([document], Options(threads=1, **options)))


def gone_lines(name: str, text: str) -> set[int]:
    """Return the lines of a text that a removal covers."""
    matches = [removal.match for removal in collapsed(name, text).removed]
    return {match.line + more for match in matches for more in range(max(1, len(match.text.splitlines())))}


def rates(folder: Path, judged: Path) -> None:
    """Print, by kind, how much of what was judged right goes, and of what was judged harmful."""
    rows = [row for row in lines_of(judged) if row["label"] in {"right", "context", "fact"}]
    texts = texts_of(folder, rows)
    gone = {(source, name): gone_lines(name, text) for (source, name), text in texts.items()}
    counts: defaultdict[str, Counter[tuple[str, bool]]] = defaultdict(Counter)
    for row in rows:
        label = "right" if row["label"] == "right" else "harmful"
        counts[row["kind"]][label, row["line"] in gone[row["source"], row["document"]]] += 1
    shares: defaultdict[str, list[float]] = defaultdict(list)
    print("| kind | right, gone | harmful, gone |\n| --- | --- | --- |")
    for kind, found in sorted(counts.items()):
        cells = []
        for label in ("right", "harmful"):
            went, total = found[label, True], found[label, True] + found[label, False]
            cells.append(f"{went} of {total}" if total else "-")
            if total >= LEAST:
                shares[label].append(went / total)
        print(f"| {kind} | {cells[0]} | {cells[1]} |")
    means = {label: sum(found) / len(found) for label, found in shares.items()}
    print(f"| mean of kinds with {LEAST} or more | {means['right']:.1%} | {means['harmful']:.1%} |")


def documents(folder: Path, count: int, examples: int) -> None:
    """Print, by kind, how much goes with and without context, and examples of what stays and what goes."""
    chance = random.Random(1)
    every = list(lines_of(folder / "corpus/mix_10mb.jsonl.gz"))
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    stays, goes = [], []
    for record in chance.sample(every, count):
        kind = record["id"].partition(":")[0]
        now = next(run([Document(record["id"], record["text"])], Options(threads=1), near=True))
        before = collapsed(record["id"], record["text"], context="ignore")
        table[kind] += Counter(documents=1, before=before.removals, now=now.removals)
        stays += [(kind, match) for match in now.matches if match.context]
        goes += [(kind, removal.match) for removal in now.removed]
    print("| kind | documents | removed without context | removed now |\n| --- | --- | --- | --- |")
    for kind, counts in sorted(table.items()):
        print(f"| {kind} | {counts['documents']} | {counts['before']} | {counts['now']} |")
    for title, found in (("stays", stays), ("goes", goes)):
        print(f"\n| {title} | kind | why |\n| --- | --- | --- |")
        for kind, match in sampled(found, examples, chance):
            print(f"| {shorten(escape(match.text), 70).replace('|', '¦')} | {kind} | {match.context} |")


def sampled(found: Iterable[Any], count: int, chance: random.Random) -> list[Any]:
    """Return some of what was found."""
    listed = list(found)
    return chance.sample(listed, min(count, len(listed)))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["judged", "documents"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("judged", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--examples", type=int, default=30)
    given = parser.parse_args()
    if given.what == "judged":
        rates(given.folder, given.judged or given.folder / "places/judged.jsonl")
    else:
        documents(given.folder, given.count, given.examples)


if __name__ == "__main__":
    main()
