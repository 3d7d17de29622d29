"""The same command on the output removes nothing: promise 5, and what has to hold beside it.

One hundred examples are run; for more:

    HYPOTHESIS_EXAMPLES=10000 python -m pytest tests/test_resting.py
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import Document, Options
from dedupe.collapsing import streaming
from dedupe.collapsing.groups import collapse_groups
from dedupe.documents import Literal
from dedupe.options import OptionValues
from dedupe.results import Collapsed, Removal
from dedupe.splitting import split_paragraphs

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "100"))
FERRY = "The ferry leaves the outer harbour at noon."
MARKET = "Nobody came to the market on that cold day."
LONG = "A wrapped line ends only where the next word would no longer fit the page, and so it goes on and on below."
PIECES = [
    FERRY,
    FERRY,
    "the ferry leaves the outer harbour at noon",
    "The ferry leaves the inner harbour at noon.",
    MARKET,
    MARKET,
    f"{FERRY}\n{FERRY}",
    f"{FERRY}\n{FERRY}\n{MARKET}\n{MARKET}",
    f"{FERRY} {MARKET}",
    f"{FERRY}\n{MARKET}",
    f"{FERRY.replace('outer ', 'outer' + chr(10))} {MARKET}",
    LONG,
    LONG.replace("next ", "next\n"),
    LONG.replace("fit ", "fit\n"),
    "Day 1",
    "Day 2",
    "More",
    "# A title",
    "## The ferry leaves the outer harbour at noon",
    "A title of a whole section\n=====",
    "- - -",
    "---",
    f"* {FERRY}",
    f"* {MARKET}",
    f"  * {FERRY}",
    f"    {MARKET}",
    "1. Go to the market on that cold day.",
    f"> {FERRY}",
    f"> {FERRY}\n>\n> {MARKET}",
    "On Monday somebody wrote to the whole list:",
    "```\nThe ferry leaves the outer harbour at noon.\n```",
    "```",
    "<div>",
    "| a | b |\n| - | - |",
    "{% include something %}",
    f"        {LONG}\n{FERRY}",
    "\ufeff",
    "",
]
ENDS = ["\n", "\n", "\n", "\n\n", "\n\n", "\n\n", "\n\n\n", "\r\n", "\f", "\n\f\n", "\u2028", "\n \n"]
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)).map("".join), max_size=12).map("".join)


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Document]]:
    """Groups of documents as text files, with names, or as records of one or several texts."""
    shapes = {
        "files": st.lists(texts.map(lambda text: [text]), min_size=1, max_size=5),
        "records": st.lists(st.lists(texts, max_size=3), min_size=1, max_size=4),
    }
    kind = draw(st.sampled_from(list(shapes)))
    groups = draw(shapes[kind])
    ending = draw(st.sampled_from([".txt", ".txt", ".txt", ".md"]))
    ranks = draw(st.lists(st.sampled_from([1.0, 2.0, "a", None]), min_size=20, max_size=20))
    found = []
    for number, group in enumerate(groups):
        found.append(
            [
                Document(f"{number}{ending}", text, rank=ranks[number])
                if kind == "files"
                else Document(f"{number}", text, literal=Literal(0, text), rank=ranks[number])
                for text in group
            ]
        )
    return found


@st.composite
def options(draw: st.DrawFn) -> OptionValues:
    values: OptionValues = {
        "split": draw(st.sampled_from(["auto", "auto", "auto", "lines", "blocks", "markdown"])),
        "scope": draw(st.sampled_from(["document", "corpus"])),
        "remove": draw(st.sampled_from(["copies", "copies", "revisions", "similar"])),
        "threshold": draw(st.sampled_from([0.6, 0.6, 0.8, 1.0])),
        "min_words": draw(st.sampled_from([5, 5, 2, 1])),
        "copies": draw(st.sampled_from([1, 1, 1, 2])),
        "protect": draw(st.sampled_from([(), (), (), ("market",), ("^Day",)])),
        "threads": 1,
    }
    if values["scope"] == "corpus":
        values["boilerplate"] = draw(st.sampled_from([0, 0, 2, 3]))
    if values["scope"] == "corpus" and draw(st.integers(0, 3)) == 0:
        values["keep_by"] = draw(st.sampled_from(["date", "date:desc"]))
    elif draw(st.booleans()):
        values["keep"] = draw(st.sampled_from(["first", "last", "longest"]))
    return values


def run(groups: Sequence[Sequence[Document]], values: OptionValues, batch: int) -> list[list[Collapsed]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "BATCH", batch)
        return list(collapse_groups(groups, Options.of(values)))


def again(document: Document, text: str) -> Document:
    literal = document.literal and Literal(0, text)
    return Document(document.id, text, literal=literal, rank=document.rank)


@settings(max_examples=EXAMPLES, deadline=None)
@given(corpora(), options(), st.sampled_from([1, 1 << 27]))
def test_the_same_run_on_the_output_removes_nothing(
    groups: list[list[Document]], values: OptionValues, batch: int
) -> None:
    first = run(groups, values, batch)
    output = [[again(collapsed.document, collapsed.text) for collapsed in group] for group in first]
    second = run(output, values, batch)
    assert [[c.text for c in group] for group in second] == [[c.text for c in group] for group in first]
    assert not [removal for group in second for collapsed in group for removal in collapsed.gone]


@settings(max_examples=EXAMPLES, deadline=None)
@given(corpora(), options())
def test_batches_make_no_difference(groups: list[list[Document]], values: OptionValues) -> None:
    small, large = ([[c.gone for c in group] for group in run(groups, values, batch)] for batch in (1, 1 << 27))
    assert small == large


@settings(max_examples=EXAMPLES, deadline=None)
@given(corpora(), options())
def test_what_went_is_told_exactly(groups: list[list[Document]], values: OptionValues) -> None:
    results = [collapsed for group in run(groups, values, 1 << 27) for collapsed in group]
    kept = {collapsed.document.id: set[tuple[int, int]]() for collapsed in results}
    for collapsed in results:
        content, cut = collapsed.document.encode(collapsed.document.text), b""
        offsets = collapsed.document.offsets()
        kept[collapsed.document.id] |= {(offsets[own.start], offsets[own.end]) for own in collapsed.kept}
        stretches = sorted(stretch for removal in collapsed.gone for stretch in removal.stretches)
        position = 0
        for start, end, text in stretches:
            assert content[start:end].decode() == text
            cut += content[position:start]
            position = end
        assert cut + content[position:] == collapsed.document.encode(collapsed.text) == collapsed.output
        assert collapsed.restore() == collapsed.document.text
        assert collapsed.removals == len(collapsed.gone)
        split = split_paragraphs(collapsed.text, collapsed.splits[-1])
        assert [own.text for own in split] == [own.text for own in collapsed.kept]
    for collapsed in results:
        if len(collapsed.splits) == 1:
            for removal in collapsed.gone:
                if isinstance(removal, Removal) and values["scope"] == "document":
                    assert (removal.match.kept_start, removal.match.kept_end) in kept[removal.match.kept_document]
