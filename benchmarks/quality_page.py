"""The page docs/quality.md: the figures as tables, with the texts between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from quality_figures import THRESHOLDS, Figures, Sets, Share, called_copy, how_alike, measure, over

from dedupe.similarity import differences
from dedupe.words import split_words

if TYPE_CHECKING:
    from quality_sets import Pair

README = "the shared data's README"
# Figures of other criteria on the same pairs, as that README gives them: facts lost, copies found.
OTHERS = (
    ("word similarity >= 0.9", "51 %", "59 %"),
    ("word similarity >= 0.8", "62 %", "80 %"),
    ("rapidfuzz `fuzz.ratio` >= 90", "62 %", "70 %"),
    ("rapidfuzz `token_set_ratio` >= 90", "59 %", "93 %"),
    ("Jaccard of word 5-grams >= 0.72, digits masked (common MinHash default)", "51 %", "49 %"),
    ("Jaccard of word 3-grams >= 0.7", "42 %", "61 %"),
    ("7-gram coverage > 0.5 (onion's rule)", "58 %", "81 %"),
)
QUOTED_WORDS = 6
EXAMPLES = 2

INTRODUCTION = """# Quality of the verdict

Made by `python benchmarks/quality.py --write`; do not edit. Every share is given with its counts and the 95 % interval
of Wilson. The pairs are real ones from beside the project (the shared data), each with a kept paragraph a and a
candidate b:

- **facts lost**: siblings and different paragraphs among all that is called a copy;
- **copies found**: copies called copies, of all copies in the data, those below the threshold included;
- **revisions called copy**: of all revisions in the data.

The rules of the verdict were written by hand while reading the first set of pairs; nothing was learned from them, there
are no weights, so there is nothing to hold a corpus out from. The honest figures are those of [other
text](#text-that-the-rules-were-not-written-on), which are lower."""

ELSEWHERE = """## Text that the rules were not written on

Pairs of similar paragraphs from other kinds of text, spread over similarity from 0.6 up: terms of service, news pages
and blogs, documentation in five languages, laws, javadoc, books. Two language models have labelled each, independently,
without knowing the rules or the verdict; where they did not agree (5 % in round 1, 4 % in round 2; kappa 0.93 and 0.94)
the pair was left out. `benchmarks/judged_elsewhere.jsonl` says where the pairs lie.

- **round 1**: asked whether anything of interest would be lost if b went. Its mistakes were read, and rules were
  written for them.
- **round 2**: asked with the definitions of the first set. Its mistakes were read too, but what was changed since moves
  two pairs; these are the figures to expect of text that nobody has looked at.

What is missed there are mostly the same statements in other words, above all translations that were revised, and pairs
whose kept paragraph is the shorter one (copies the other way round). Half of the revisions called copy lack a sentence
that the kept paragraph has: by the definition of the verdict all that they say is still there."""

SETS = """## Whole sets

Pairs over the threshold that are called copies. The sets of siblings are made of pairs that stand in one version of a
page; nobody has judged them. Much of what is called a copy there *is* the same text twice: see the next table. The
pairs with changed links and the negative essays are judged whatever their similarity."""

ALIKE = """What differs in the pairs of those sets that are called copies, at 0.6. A clause that stands twice in a page
under two numbers, or in capitals and in small letters, is a copy by the definition of the verdict; so is a paragraph
that another one contains. To tell them apart, a rule would have to call equal texts different."""


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def criteria(pairs: Sequence[Pair]) -> str:
    """Return the table of criteria, with ours in it."""
    rows: list[Sequence[object]] = [(name, lost, found, "") for name, lost, found in OTHERS]
    rows += [
        (f"word similarity >= {threshold}, computed here", *cells(measure(pairs, threshold, lambda _: True)))
        for threshold in (0.8, 0.9)
    ]
    rows += [(f"**the verdict, threshold {threshold}**", *cells(measure(pairs, threshold))) for threshold in THRESHOLDS]
    source = f"\n\nThe first {len(OTHERS)} lines are quoted from {README}."
    return table(("criterion", "facts lost", "copies found", "revisions called copy"), rows) + source


def cells(figures: Figures) -> tuple[Share, Share, Share]:
    """Return the three figures of a row."""
    return figures.facts_lost, figures.copies_found, figures.revisions_called_copy


def at_thresholds(pairs: Sequence[Pair]) -> str:
    """Return the copies found of those that a threshold lets through."""
    rows = [(threshold, measure(pairs, threshold).copies_over_threshold) for threshold in THRESHOLDS]
    return table(("threshold", "copies found, of the copies over the threshold"), rows)


def grouped(pairs: Sequence[Pair], name: str, threshold: float) -> str:
    """Return the figures for each corpus or each language."""
    groups = sorted({getattr(pair, name) for pair in pairs})
    rows = [
        (group, *cells(measure([pair for pair in pairs if getattr(pair, name) == group], threshold)))
        for group in groups
    ]
    return table((name, "facts lost", "copies found", "revisions called copy"), rows)


def rounds(sets: Sets) -> str:
    """Return the figures of the pairs that were judged elsewhere, at two thresholds."""
    rows = [
        (f"round {number}, {len(pairs)} pairs, threshold {threshold}", *cells(measure(pairs, threshold)))
        for number, pairs in sets.elsewhere.items()
        for threshold in (0.6, 0.8)
    ]
    return table(("set", "facts lost", "copies found", "revisions called copy"), rows)


def set_rows(sets: Sets) -> list[tuple[str, list[Pair], str]]:
    """Return name, pairs and goal of each set."""
    rows = [(f"siblings, {name}", pairs, "at most 3 %") for name, pairs in sets.siblings.items()]
    everything = [pair for pairs in sets.siblings.values() for pair in pairs]
    different = [pair for pair in everything if not has_equal_words(pair)]
    rows.append(("siblings, all sets", everything, "at most 3 %"))
    rows.append(("siblings, all sets, without pairs of the same words and signs", different, "at most 3 %"))
    rows.append(("only markup or links differ, visible text the same", sets.markup_only, "at least 95 %"))
    goals = {"negative": "at most 1 %"}
    return rows + [(f"essays, {name}", pairs, goals.get(name, "")) for name, pairs in sets.essays.items()]


def has_equal_words(pair: Pair) -> bool:
    """Return whether a pair is called a copy because nothing that the verdict reads differs."""
    return pair.is_called_copy and how_alike(pair).startswith("the same words")


def whole_sets(sets: Sets) -> str:
    """Return the table of the sets at two thresholds."""
    rows = []
    for name, pairs, goal in set_rows(sets):
        # Raw text with a changed link, and essays that have little in common, may not reach a threshold at all.
        lowest = (0.0, 0.0) if pairs in (sets.markup_only, sets.essays["negative"]) else (0.6, 0.8)
        rows.append((name, *(called_copy(pairs, threshold) for threshold in lowest), goal))
    return table(("set", "called copy at 0.6", "at 0.8", "goal"), rows)


def alike(sets: Sets) -> str:
    """Return how the pairs of the sibling sets that are called copies differ."""
    found = [pair for pairs in sets.siblings.values() for pair in over(pairs, 0.6) if pair.is_called_copy]
    counts = Counter(map(how_alike, found))
    return table(("what differs", "pairs"), counts.most_common())


def listed(sets: Sets) -> str:
    """Return the lines of all pairs that stand in a set of siblings and are called copies, by what differs."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, pairs in sets.siblings.items():
        for pair in over(pairs, 0.6):
            if pair.is_called_copy:
                found.setdefault((how_alike(pair), name), []).append(pair.id)
    return table(("what differs", "set", "lines"), [(*key, ", ".join(lines)) for key, lines in sorted(found.items())])


def examples(sets: Sets) -> str:
    """Return a few pairs of each kind that stand in a set of siblings and are called copies."""
    found: dict[str, list[Pair]] = {}
    for pairs in sets.siblings.values():
        kinds: Counter[str] = Counter()
        for pair in over(pairs, 0.6):
            kind = how_alike(pair) if pair.is_called_copy else ""
            kinds[kind] += 1
            if kind and kinds[kind] <= EXAMPLES:
                found.setdefault(kind, []).append(pair)
    return "\n".join(
        f"- in the siblings of {pair.corpus}: {kind}{quotation(pair)}"
        for kind, pairs in sorted(found.items())
        for pair in pairs
        if quotation(pair)
    )


def quotation(pair: Pair) -> str:
    """Return the words that differ, with a few around them."""
    a, b = split_words(pair.kept), split_words(pair.candidate)
    shown = []
    for edit in differences(a, b)[:3]:
        old, new = short(a[edit.a_start : edit.a_end]), short(b[edit.b_start : edit.b_end])
        before = " ".join(a[max(0, edit.a_start - 3) : edit.a_start])
        shown.append(f"{before} [{old} → {new}]".strip())
    return ": `" + " … ".join(shown).replace("`", "'").replace("|", "/") + "`" if shown else ""


def short(words: Sequence[str]) -> str:
    """Return words, cut in the middle if there are many."""
    if len(words) > QUOTED_WORDS:
        words = [*words[:3], "…", *words[-2:]]
    return " ".join(words)


def noted(pairs: Sequence[Pair], notes: dict[str, str]) -> str:
    """Return the pairs that have a note, with what differs in them."""
    by_id = {pair.id: pair for pair in pairs}
    return "\n".join(
        f"- {name} ({by_id[name].corpus}, {by_id[name].label}, similarity {by_id[name].similarity:.2f},"
        f" called {by_id[name].judgement.verdict}){quotation(by_id[name])}\n  {note}"
        for name, note in notes.items()
    )


def confusion(pairs: Sequence[Pair]) -> str:
    """Return how labels and verdicts meet."""
    counts = Counter((pair.label, str(pair.judgement.verdict)) for pair in over(pairs, 0.6))
    verdicts = ("copy", "revision", "sibling")
    rows = [(label, *(counts[label, verdict] for verdict in verdicts)) for label in (*verdicts, "different")]
    return table(("label", *(f"called {verdict}" for verdict in verdicts)), rows)


def page(sets: Sets, notes: dict[str, dict[str, str]]) -> str:
    """Return the page."""
    pairs = sets.judged
    parts = [
        INTRODUCTION,
        f"## {len(pairs)} judged pairs\n\n{criteria(pairs)}",
        at_thresholds(pairs),
        f"Labels and verdicts at 0.6 (revision or sibling matters to `--remove revisions` only):\n\n{confusion(pairs)}",
        *(f"### By {name}, at 0.6\n\n{grouped(pairs, name, 0.6)}" for name in ("corpus", "language")),
        f"### By corpus, at 0.8\n\n{grouped(pairs, 'corpus', 0.8)}",
        f"{ELSEWHERE}\n\n{rounds(sets)}",
        *(
            f"### Round {number}, by corpus\n\n{grouped(found, 'corpus', 0.6)}"
            for number, found in sets.elsewhere.items()
        ),
        f"{SETS}\n\n{whole_sets(sets)}",
        f"{ALIKE}\n\n{alike(sets)}",
        f"## The ten most instructive mistakes\n\n{noted(pairs, notes['mistakes'])}",
        f"## Labels that seem wrong\n\n{noted(pairs, notes['labels'])}\n{examples(sets)}",
        f"All pairs of the sets of siblings that are called copies, by their lines in the files:\n\n{listed(sets)}",
    ]
    return "\n\n".join(parts) + "\n"
