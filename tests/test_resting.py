"""The same command on the output removes nothing: promise 5, and what has to hold beside it.

One hundred examples are run; for more:

    HYPOTHESIS_EXAMPLES=10000 python -m pytest tests/test_resting.py
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe import Document, Options
from dedupe.cli.program import run as program
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
        "context": draw(st.sampled_from(["keep", "ignore"])),
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
@given(texts, options(), st.sampled_from(["page.txt", "page.md"]))
def test_rounds_leave_what_is_left_by_deciding_each_rest_anew(text: str, values: OptionValues, name: str) -> None:
    values = values | {"scope": "document", "boilerplate": 0, "keep_by": ""}
    [[collapsed]] = run([[Document(name, text)]], values, 1)
    assert collapsed.text == oracle.at_rest(text, name, Options.of(values))


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
    once = all(len(collapsed.splits) == 1 for collapsed in results)
    for collapsed in results:
        if once or (len(collapsed.splits) == 1 and values["scope"] == "document"):
            for removal in collapsed.gone:
                if isinstance(removal, Removal):
                    assert (removal.match.kept_start, removal.match.kept_end) in kept[removal.match.kept_document]


def test_a_document_is_decided_again_where_what_is_left_is_split_in_another_way() -> None:
    lines = [
        f"{FERRY[:-1]},",
        "and nobody came to the market on that cold day,",
        "so the boats stayed where they were.",
    ]
    doubled = "".join(f"{line}\n{line}\n" for line in lines)
    wrapped = " ".join(lines).replace("harbour ", "harbour\n").replace("cold ", "cold\n")
    [[collapsed]] = run(
        [[Document("page", f"{doubled}\n{wrapped}\n\nAnother one of those which is here.\n")]], {"context": "ignore"}, 1
    )
    assert collapsed.text == "\n".join(lines) + "\n\nAnother one of those which is here.\n"
    assert collapsed.splits == ("lines", "blocks")
    assert [len(removal.stretches) for removal in collapsed.gone] == [1, 1, 1, 2, 1]
    assert collapsed.restore() == f"{doubled}\n{wrapped}\n\nAnother one of those which is here.\n"


def test_no_copy_of_another_document_goes_where_the_rest_would_be_split_in_another_way() -> None:
    page = f"## More\n\n* {FERRY}\n* {MARKET}\n"
    groups = [[Document("a", f"{FERRY}\n{MARKET}\n")], [Document("b", page)]]
    first = run(groups, {"scope": "corpus"}, 1)
    again_ = run([[Document(c.document.id, c.text)] for [c] in first], {"scope": "corpus"}, 1)
    assert [c.text for [c] in first] == [c.text for [c] in again_]
    assert first[1][0].text.startswith("## More\n\n* ")


def test_what_went_for_a_paragraph_that_goes_is_a_part_of_its_removal_unless_it_is_a_copy_of_what_stays() -> None:
    kept = "one two three four five six seven eight nine ten"
    copy = "one two three four five six seven eve noon end"
    copy_of_copy = "now then three four five six seven eve noon end"
    page = f"{copy}\n{copy_of_copy}\n{copy}\n{MARKET}\n"
    values: OptionValues = {
        "scope": "corpus",
        "remove": "similar",
        "threshold": 0.7,
        "split": "lines",
        "context": "ignore",
    }
    _, [collapsed] = run([[Document("a", kept)], [Document("b", page)]], values, 1)
    assert collapsed.text == f"{MARKET}\n"
    found = [(removal.match.text, removal.match.kept_text) for removal in collapsed.removed]
    assert found == [(copy, kept), (copy, kept)]
    assert [stretch.text for stretch in collapsed.removed[0].stretches] == [f"{copy}\n", f"{copy_of_copy}\n"]
    assert collapsed.restore() == page


def test_a_copy_between_boilerplate_goes_with_it() -> None:
    notice = "Accept all cookies now."
    groups = [
        [Document("a", f"{notice}\n\n{FERRY}\n\n{FERRY}\n\n{notice}\n")],
        [Document("b", f"{notice}\n\n{MARKET}\n")],
    ]
    first, second = run(groups, {"scope": "corpus", "boilerplate": 2}, 1)
    assert [first[0].text, second[0].text] == [f"{FERRY}\n", f"{MARKET}\n"]
    assert [type(gone).__name__ for gone in first[0].gone] == ["Boilerplate", "Removal", "Boilerplate"]


def arguments_of(values: OptionValues, *, is_record: bool) -> list[str]:
    """The options as the command line has them."""
    found = []
    for name, value in values.items():
        if name == "keep_by" and not is_record:
            continue
        given_values = value if isinstance(value, tuple) else (value,) if value else ()
        found += [f"--{name.replace('_', '-')}={one}" for one in given_values]
    return found


def options_beside_index(values: OptionValues) -> OptionValues:
    """The options without those that do not go with an index."""
    refused = ("keep", "keep_by", "copies", "boilerplate", "scope")
    others = {name: value for name, value in values.items() if name not in refused}
    return cast("OptionValues", others)


def content_of(kind: str, groups: Sequence[Sequence[Document]]) -> bytes:
    """Some groups as a file of a kind; as text only the first document."""
    texts_of = [[document.text for document in group] for group in groups]
    if kind == "txt":
        return "".join(texts_of[0][:1]).encode()
    padded = [[*own, "", ""][:2] for own in texts_of]
    rows = [{"id": f"r{number}", "date": number % 3, "a": a, "b": b} for number, (a, b) in enumerate(padded)]
    if kind == "jsonl":
        return "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ["id", "date", "a", "b"])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@pytest.mark.hostile(
    "texts whose rest is split in another way: doubled lines, two wrappings, headings, quotations, fences, page breaks",
    "the same command on the output removes nothing, and the ledger gives the input back",
)
@settings(max_examples=EXAMPLES, deadline=None)
@given(corpora(), options(), st.sampled_from(["txt", "jsonl", "csv"]), st.sampled_from(["", "known.db"]))
def test_the_same_command_on_its_output_changes_nothing_and_the_input_comes_back(
    groups: list[list[Document]], values: OptionValues, kind: str, index: str
) -> None:
    if index:
        values = options_beside_index(values)
    given_options = arguments_of(values, is_record=kind != "txt")
    fields = [] if kind == "txt" else ["--field=a", "--field=b"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{own}.{kind}" for own in ("input", "once", "twice", "back")]
        content = content_of(kind, groups)
        paths[0].write_bytes(content)
        ledger = f"--ledger={folder / 'ledger.jsonl'}"
        collapse = ["collapse", "-q", *given_options, *fields]
        if index:
            collapse += [f"--index={folder / index}", *(["--id-field=id"] if fields else [])]
        assert program([*collapse, str(paths[0]), "-o", str(paths[1]), ledger]) == 0
        # An index knows a file by its path.
        paths[0].write_bytes(paths[1].read_bytes())
        assert program([*collapse, str(paths[0]), "-o", str(paths[2])]) == 0
        assert paths[2].read_bytes() == paths[1].read_bytes()
        assert program(["restore", "-q", str(paths[1]), ledger, "-o", str(paths[3])]) == 0
        assert paths[3].read_bytes() == content


def test_of_two_equal_paragraphs_whose_passages_copy_each_other_one_stays() -> None:
    built = "The harbour of the island was built in the year of the great flood."
    mended = "Since then it has been mended four times by the town, and each time the people of the quay had to pay."
    groups = [
        [Document("a", f"{built}\n{mended}\nIda Berg keeps a list of all the boats that come in during the summer.\n")],
        [Document("b", f"Nobody reads the list but the dog.\n{built}\n{mended} Nobody has complained so far.\n")],
    ]
    values: OptionValues = {"scope": "corpus", "keep": "longest", "remove": "similar", "split": "lines"}
    results = [collapsed for [collapsed] in run(groups, values, 1)]
    assert [collapsed.text.count(built) for collapsed in results] == [1, 0]


def test_where_several_copies_stay_a_document_is_matched_again_until_nothing_goes() -> None:
    wrapped = LONG.replace("next ", "next\n")
    page = f"* {FERRY}\n| a | b |\n| - | - |\n" + f"{FERRY}\n" * 6 + f"{wrapped}\n" + f"{FERRY}\n" * 2
    values: OptionValues = {"copies": 2, "split": "lines"}
    [[first]] = run([[Document("a", page)]], values, 1)
    [[second]] = run([[Document("a", first.text)]], values, 1)
    assert first.text == second.text == f"* {FERRY}\n| a | b |\n| - | - |\n{FERRY}\n{wrapped}\n"
    assert first.restore() == page
