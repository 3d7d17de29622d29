"""Faults met in the field, as whole files; and the page on context, whose examples are decided as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_cases import options_of, read_case

from dedupe.cli.program import run
from dedupe.collapsing.groups import run as collapse_all
from dedupe.context.evidence import Evidence
from dedupe.context.needs import Need
from dedupe.documents import Document
from dedupe.options import Options
from dedupe.results import Match

FIELD = Path(__file__).parent / "cases" / "field"
README = Path(__file__).parent.parent / "README.md"
PAGE = README.parent / "docs" / "context.md"


@pytest.mark.parametrize("given", sorted(FIELD.glob("*.in.*")), ids=lambda given: given.name.split(".")[0])
def test_a_file_from_the_field_is_left_as_a_careful_reader_leaves_it(
    given: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["--no-config", "collapse", str(given)]) == 0
    assert capfdbinary.readouterr().out == given.with_name(given.name.replace(".in.", ".out.")).read_bytes()


ROW = re.compile(r"^\| (?:\*\*)?(.+?)(?:\*\*)? \|.*\[[^\]]+\]\(\.\./tests/cases/([\w./-]+)\) \|$", re.MULTILINE)


def copies_in(path: Path) -> list[Match]:
    """What is said of each paragraph of a case that looks like another one."""
    if path.parent == FIELD:
        text, options = path.read_bytes().decode(), Options()
    else:
        case = read_case(path)
        text, options = case.text, options_of(case.flags)
    name = path.name if path.parent == FIELD else "page"
    [collapsed] = collapse_all([Document(name, text)], options, near=True)
    return list(collapsed.all_matches())


def test_the_page_on_context_has_each_evidence_and_each_need_with_an_example() -> None:
    rows = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert rows.keys() == {str(each) for each in (*Evidence, *Need)}
    evidence = set(map(str, Evidence))
    for context, name in rows.items():
        said = {(match.context, match.removed) for match in copies_in(FIELD.parent / name)}
        assert (context, context in evidence) in said, name


def test_the_copies_that_the_readme_says_stay_in_place_do_stay() -> None:
    page = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| \[([^\]]+)\]\((tests/cases/[^)]+)\) \| [^|]+ \|$", page, re.MULTILINE)
    assert len(rows) == 6
    for context, example, name in rows:
        copies = [match for match in copies_in(README.parent / name) if example in match.text]
        assert [(match.context, match.removed) for match in copies] == [(context, False)], name
