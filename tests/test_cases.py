"""Golden cases: flags, an input, and what is left of it; no output means that nothing may change.

Each is also restored and collapsed again.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from dedupe import Options, collapse
from dedupe.cli.collapse import command

CASES = Path(__file__).parent / "cases"
KNOWN_FAILURES = Path(__file__).parent / "known_failures"


class Case(NamedTuple):
    flags: str
    text: str
    output: str


def read_case(path: Path) -> Case:
    """A case is a line `# flags: ...`, a line `# input`, the text, and perhaps a line `# output` and what is left."""
    head, _, rest = path.read_text(encoding="utf-8").partition("\n# input\n")
    text, marker, output = rest.partition("\n# output\n")
    if marker:
        text += "\n"
    return Case(head.removeprefix("# flags:").strip(), text, output if marker else text)


def options_of(flags: str) -> Options:
    context = command.make_context("collapse", [*shlex.split(flags), "-"])
    return Options.of({name: context.params[name] for name in Options.names()})  # type: ignore[arg-type]  # all of them


def check(path: Path) -> None:
    case = read_case(path)
    options = options_of(case.flags).as_dict()
    collapsed = collapse(case.text, **options)
    assert collapsed.text == case.output
    assert collapsed.restore() == case.text
    again = collapse(collapsed.text, **options | {"split": collapsed.split})
    assert again.text == collapsed.text


@pytest.mark.parametrize(
    "path", sorted([*CASES.glob("collapse/*.txt"), *CASES.glob("context/*.txt")]), ids=lambda path: path.stem
)
def test_what_is_left_of_a_text(path: Path) -> None:
    check(path)


@pytest.mark.xfail
@pytest.mark.parametrize("path", sorted(KNOWN_FAILURES.glob("*.txt")), ids=lambda path: path.stem)
def test_what_should_be_left_of_a_text(path: Path) -> None:
    check(path)
