"""The labelled pairs of the shared data, as the verdict and its figures see them."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dedupe.similarity import encode, longest_common_subsequence, similarity
from dedupe.verdicts import Judgement, Verdict, judge, read
from dedupe.words import split_words

DOCS_LANGUAGES = ("ar", "hi", "ja", "ko", "zh")
# The few languages of the judged pairs are told apart by their most frequent words.
FUNCTION_WORDS = {
    "en": {"the", "of", "and", "to", "in", "is", "for", "a"},
    "de": {"der", "die", "das", "und", "von", "zu", "den", "nach"},
    "fr": {"le", "la", "les", "des", "du", "et", "est", "une"},
}


class Pair(NamedTuple):
    """A kept paragraph and a candidate with what is known of them."""

    id: str
    corpus: str
    language: str
    label: str
    kept: str
    candidate: str
    similarity: float
    judgement: Judgement

    @property
    def is_called_copy(self) -> bool:
        """Whether the verdict is `copy`."""
        return self.judgement.verdict is Verdict.COPY


def make_pair(kept: str, candidate: str, **known: str) -> Pair:
    """Return a pair with its similarity and its judgement."""
    words = split_words(kept), split_words(candidate)
    alike = similarity(longest_common_subsequence(*encode(*words)), *map(len, words))
    return Pair(
        kept=kept,
        candidate=candidate,
        similarity=alike,
        judgement=judge(read(kept), read(candidate)),
        id=known.get("id", ""),
        corpus=known["corpus"],
        language=known.get("language") or language_of(kept),
        label=known["label"],
    )


def raw_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from lines


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON lines file, compressed or not."""
    yield from map(json.loads, raw_lines(path))


def judged(data: Path) -> list[Pair]:
    """Return the pairs that two judges have labelled."""
    return [
        make_pair(row["a"], row["b"], id=str(row["id"]), corpus=row["corpus"], label=row["label"])
        for row in records(data / "pairs/judged.jsonl")
    ]


def judged_elsewhere(data: Path, places: Path) -> dict[int, list[Pair]]:
    """Return the pairs of texts that the rules were not written on, by the round in which they were labelled.

    `places` has for each the label, and where its two paragraphs lie: the file, the line, the field, and the first and
    the last character where it is a part of that.
    """
    rows = list(records(places))
    wanted: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        for file, line, *_ in (row["a"], row["b"]):
            wanted[file][line] = {}
    for file, lines in wanted.items():
        for number, line in enumerate(raw_lines(data / file)):
            if number in lines:
                lines[number] = json.loads(line)
    found: defaultdict[int, list[Pair]] = defaultdict(list)
    for row in rows:
        texts = [
            wanted[file][line][field][slice(*(span or (None,)))] for file, line, field, *span in (row["a"], row["b"])
        ]
        found[row["round"]].append(make_pair(*texts, corpus=row["corpus"], label=row["label"]))
    return dict(found)


def siblings(data: Path) -> dict[str, list[Pair]]:
    """Return the sets of pairs that stand side by side in one version of a page."""
    names = {"terms": "", **{f"docs.{language}": language for language in DOCS_LANGUAGES}}
    return {
        name: [
            make_pair(row["a"], row["b"], id=str(number), corpus=name, language=language, label="sibling")
            for number, row in enumerate(records(data / f"lineage/{name}.siblings.jsonl.gz"), 1)
        ]
        for name, language in names.items()
    }


def markup_only(data: Path) -> list[Pair]:
    """Return the pairs of which only links and markup were changed, as raw text; the visible text is the same."""
    return [
        make_pair(row["raw_a"], row["raw_b"], id=row["id"], corpus="terms", label="copy")
        for row in records(data / "lineage/terms.revisions.jsonl.gz")
        if row["kind"] == "markup_or_url_only" and row["a"] == row["b"]
    ]


def essays(data: Path) -> dict[str, list[Pair]]:
    """Return the pairs of paragraphs of two drafts, by what human sentence alignment says of them."""
    texts = {row["id"]: row["text"] for row in records(data / "lineage/essays.docs.jsonl.gz")}
    found: dict[str, list[Pair]] = {}
    for row in records(data / "lineage/essays.pairs.jsonl.gz"):
        pair = make_pair(texts[row["a"]], texts[row["b"]], corpus="essays", language="en", label=row["label"])
        found.setdefault(row["label"], []).append(pair)
    return found


def language_of(text: str) -> str:
    """Return the language of a text: Thai by its letters, else that with the most of its words.

    >>> language_of("der Hund und die Katze"), language_of("the cat"), language_of("สวัสดี")
    ('de', 'en', 'th')
    """
    if any("\u0e00" <= letter < "\u0e80" for letter in text):
        return "th"
    words = split_words(text)
    return max(FUNCTION_WORDS, key=lambda language: sum(word in FUNCTION_WORDS[language] for word in words))
