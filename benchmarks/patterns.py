"""Measure what reads text on texts that are one sign again and again: time has to grow as the text does, not faster.

    python benchmarks/patterns.py [-o FILE]
    python benchmarks/patterns.py --check READER

A regular expression that may end in many places tries them all, and one that may begin in many does so for each. Such
texts find it out: a megabyte of each kind of white space and of each sign that a pattern is about, of two of these in
turn, and behind what may open something that is then never closed. Each reader is timed on a quarter of a megabyte and
on a megabyte; the rows with the least speed, and those that grow fastest, are printed. With --check one reader reads
all texts, and the process ends with an error where one takes longer than any text of its size may.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain, combinations
from pathlib import Path
from typing import NamedTuple

from run import about, write_report

from dedupe.errors import DedupeError
from dedupe.formats.delimited import read_delimited
from dedupe.formats.fields import Fields
from dedupe.formats.html import read_html
from dedupe.formats.jsonl import read_jsonl
from dedupe.formats.rows import Dialect
from dedupe.formats.wet import read_wet
from dedupe.report.terminal import escape, split_pieces
from dedupe.splitting import choose_split, split_paragraphs
from dedupe.verdicts import read
from dedupe.words import split_words

MEGABYTE = 1 << 20
SPACES = [char for char in map(chr, range(sys.maxunicode)) if char.isspace()] + ["\r\n"]
ZERO_WIDTH = list("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
SIGNS = [*"*_`[](<&|-#>\\'\"{=/.,~$0aé", "1.", "a.", "[a]", "(a)", "<a>", "<b ", "<!--", "<script>", "{%", "- ", "a "]
# In front of a sign: what opens something, or makes it worth looking for.
FRONTS = ["1.", "[a](", "[a][", "_", "`", '"', "(", "<a ", "[email", "</script>-->", "a.b.C "]
# Of two signs in turn, and behind fronts, less is read, and by those only that have patterns for it: there are many.
SHORT = 1 << 17
PATTERNED = ("verdict", "markdown", "words")
# In seconds of processor time, for any text; most take a hundredth of it.
LONGEST = 60


class Text(NamedTuple):
    """A text by what it is made of, and how much of that in characters."""

    front: str
    unit: str
    size: int

    def make(self) -> str:
        """Return the text."""
        return self.front + self.unit * (self.size // len(self.unit))

    def __str__(self) -> str:
        """Return how it is spelled, `"(" and "a " again and again`."""
        front = f"{json.dumps(self.front)} and " if self.front else ""
        return f"{front}{json.dumps(self.unit)} again and again"


def singles(size: int) -> Iterator[Text]:
    """Yield the texts of one sign."""
    return (Text("", unit, size) for unit in (*SPACES, *ZERO_WIDTH, *SIGNS))


def others() -> Iterator[Text]:
    """Yield the texts of two signs in turn, and of one behind a front."""
    for one, other in combinations([*SIGNS[:25], " ", "\n", "\t"], 2):
        yield Text("", one + other, SHORT)
    for front in FRONTS:
        yield from (Text(front, unit, SHORT) for unit in (*SIGNS, " ", "\n", "\xa0"))


def rows(text: str, dialect: Dialect) -> None:
    """Read a text as the cells of a table, with quotes around it and without."""
    content = f"text,id\n{text}\n".encode() + b'"' + text.replace('"', '""').encode() + b'",1\n'
    list(read_delimited("patterns", BytesIO(content), Fields(), dialect=dialect))


def jsonl(text: str) -> None:
    """Read a text in a field, and as lines."""
    content = f"{json.dumps({'text': text})}\n{text}\n".encode()
    list(read_jsonl("patterns", BytesIO(content), Fields()))


READERS: dict[str, Callable[[str], object]] = {
    "lines": lambda text: split_paragraphs(text, "lines"),
    "blocks": lambda text: split_paragraphs(text, "blocks"),
    "markdown": lambda text: split_paragraphs(text, "markdown"),
    "rst": lambda text: split_paragraphs(text, "rst"),
    "asciidoc": lambda text: split_paragraphs(text, "asciidoc"),
    "layout": choose_split,
    "words": split_words,
    "verdict": read,
    "terminal": lambda text: (escape(text), split_pieces(text)),
    "csv": lambda text: rows(text, Dialect()),
    "escaped csv": lambda text: rows(text, Dialect(",", '"', "\\")),
    "jsonl": jsonl,
    "wet": lambda text: list(read_wet("patterns", BytesIO(f"WARC/1.0\r\n{text}".encode()))),
    "html": lambda text: read_html("patterns", f"<html><body><p>It is noon.</p><p>{text}</p></body>".encode()),
}


def seconds(reader: str, text: str) -> float:
    """Return how long a reader takes for a text; that it cannot be read as such is an answer, too."""
    start = time.perf_counter()
    with suppress(DedupeError):
        READERS[reader](text)
    return time.perf_counter() - start


def check(reader: str) -> None:
    """Let a reader read all texts; ends the process with a trace where one takes too long."""
    for text in chain(singles(MEGABYTE), others() if reader in PATTERNED else ()):
        print(text, file=sys.stderr)
        limit_time()
        seconds(reader, text.make())


def limit_time() -> None:
    """End the process with a trace when it has had as much processor time from now on as any text may take.

    That does not depend on what else the machine does. Windows has no such limit.
    """
    if sys.platform != "win32":
        faulthandler.register(signal.SIGVTALRM, chain=True)
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)


class Row(NamedTuple):
    """What a reader made of a text: megabytes a second, and how many times as long four times as much takes."""

    text: str
    speed: float
    growth: float


def measure(reader: str) -> Iterator[Row]:
    """Yield a row for each text of one sign."""
    for text in singles(MEGABYTE):
        # The better of two rounds.
        short, long = (
            min(seconds(reader, text._replace(size=size).make()) for _ in range(2))
            for size in (MEGABYTE // 4, MEGABYTE)
        )
        yield Row(str(text), round(1 / long, 2), round(long / short, 1))


def main() -> None:
    """Print the figures as JSON, or check one reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--check", metavar="READER", choices=list(READERS))
    arguments = parser.parse_args()
    if arguments.check:
        check(arguments.check)
        return
    report = about()
    for reader in READERS:
        found = sorted(measure(reader), key=lambda row: row.speed)
        fastest = max(found, key=lambda row: row.growth)
        report[reader] = {"slowest": [row._asdict() for row in found[:3]], "grows fastest": fastest._asdict()}
        print(reader, json.dumps(report[reader]), file=sys.stderr, flush=True)
    write_report(report, arguments.output)


if __name__ == "__main__":
    main()
