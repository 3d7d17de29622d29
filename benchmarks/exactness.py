"""Check that the removals are those of comparing all pairs, on real text.

    python benchmarks/exactness.py [--data DIR] [--paragraphs 3000]

From each folder of the corpora that has as many, 3,000 different paragraphs are taken, in the order of the text and
without regard to documents. Their similarities are computed for all pairs, without any of the bounds and signatures of
the search, and the removals are replayed from those, one paragraph after the other. Every combination of threshold,
`--keep` and `--remove`, with each engine, must give the same removals, each with the same kept paragraph.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from rapidfuzz.distance import LCSseq

from dedupe.matching import match_texts
from dedupe.options import EngineChoice, Keep, Options, Remove
from dedupe.splitting import split_paragraphs
from dedupe.verdicts import Judgement, Reading, judge, read
from dedupe.words import split_words

ENGINES = (EngineChoice.MEMORY, EngineChoice.COMPILED)
THRESHOLDS = (0.6, 0.7, 0.8, 0.9)
CORPORA = ("mix_10mb.jsonl.gz", "mix_100mb.jsonl.gz")
REMOVED = {"copies": ("copy",), "revisions": ("copy", "revision"), "similar": ("copy", "revision", "sibling")}


def paragraphs_by_folder(data: Path, count: int) -> dict[str, list[str]]:
    """Return the first paragraphs of each folder that has enough of them."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for corpus in CORPORA:
        with gzip.open(data / "corpus" / corpus, "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                folder = document["id"].partition("/")[0]
                if len(found[folder]) < count:
                    paragraphs = split_paragraphs(document["text"], "lines")
                    found[folder].update(dict.fromkeys(paragraph.text for paragraph in paragraphs))
    return {folder: list(texts)[:count] for folder, texts in sorted(found.items()) if len(texts) >= count}


class Oracle:
    """All pairs of some texts, compared one by one."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        numbers: dict[str, int] = {}
        self.words = [
            "".join(chr(numbers.setdefault(word, len(numbers))) for word in split_words(text)) for text in texts
        ]
        self.similar = self._similar_pairs(min(THRESHOLDS))
        self._readings: dict[int, Reading] = {}
        self._judgements: dict[tuple[int, int], Judgement] = {}

    def _similar_pairs(self, threshold: float) -> dict[int, dict[int, int]]:
        """Return the LCS of every pair that reaches the least threshold, both ways round."""
        similar: defaultdict[int, dict[int, int]] = defaultdict(dict)
        least = round(threshold * 1000)
        for a, words in enumerate(self.words):
            for b in range(a):
                lcs = LCSseq.similarity(words, self.words[b])
                if 2000 * lcs >= least * (len(words) + len(self.words[b])):
                    similar[a][b] = similar[b][a] = lcs
        return similar

    def judge(self, kept: int, candidate: int) -> str:
        """Return the verdict on a pair."""
        pair = (kept, candidate)
        if pair not in self._judgements:
            for number in pair:
                if number not in self._readings:
                    self._readings[number] = read(self.texts[number])
            self._judgements[pair] = judge(self._readings[kept], self._readings[candidate])
        return str(self._judgements[pair].verdict)

    def removals(self, options: Options) -> dict[int, int]:
        """Return each removed text with the kept one that it matches."""
        order = [number for number, words in enumerate(self.words) if len(words) >= options.min_words]
        if options.keep is Keep.LAST:
            order.reverse()
        if options.keep is Keep.LONGEST:
            order.sort(key=lambda number: -len(self.words[number]))
        kept: dict[int, int] = {}
        removed: dict[int, int] = {}
        for number in order:
            match = self._first_match(number, kept, options)
            if match is None:
                kept[number] = len(kept)
            else:
                removed[number] = match
        return removed

    def _first_match(self, number: int, kept: dict[int, int], options: Options) -> int | None:
        over = [
            other
            for other, lcs in self.similar[number].items()
            if other in kept and 2000 * lcs >= options.thousandths * (len(self.words[number]) + len(self.words[other]))
        ]
        verdicts = REMOVED[options.remove]
        matches = (other for other in sorted(over, key=kept.__getitem__) if self.judge(other, number) in verdicts)
        return next(matches, None)


def differences(texts: list[str]) -> Iterator[tuple[Options, int, int]]:
    """Yield for each combination of options the number of removals, and how many are not the oracle's."""
    oracle = Oracle(texts)
    for threshold, keep, remove in product(THRESHOLDS, Keep, Remove):
        options = Options(threshold=threshold, keep=keep, remove=remove)
        expected = oracle.removals(options)
        for engine in ENGINES:
            found = match_texts(texts, replace(options, engine=engine)).targets
            differing = set(expected.items()) ^ {(number, kept) for number, kept in enumerate(found) if kept >= 0}
            yield replace(options, engine=engine), len(expected), len(differing)


def main() -> int:
    """Print one line for each folder; the status says whether all agreed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared" / "data")
    parser.add_argument("--paragraphs", type=int, default=3000)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        parser.error(f"{arguments.data}: no such folder; give the labelled data with --data")
    wrong_runs = runs = 0
    for folder, texts in paragraphs_by_folder(arguments.data, arguments.paragraphs).items():
        started = time.perf_counter()
        results = list(differences(texts))
        wrong = [options for options, _, differing in results if differing]
        runs, wrong_runs = runs + len(results), wrong_runs + len(wrong)
        removals = sum(count for _, count, _ in results)
        print(
            f"{folder:<28} {len(texts)} paragraphs, {len(results)} runs, {removals} removals,"
            f" {len(wrong)} runs differ ({time.perf_counter() - started:.0f} s)",
            flush=True,
        )
        for options in wrong:
            print(f"  differs: {options}")
    print(f"{runs} runs, {wrong_runs} differ")
    return 1 if wrong_runs or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
