"""The table of hostile input in docs/reliability.md is made of the tests: of each mark `hostile` one row.

    python tests/test_reliability.py

writes it again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- made by tests/test_reliability.py -->\n", "<!-- end -->\n"
MARK = "pytest.mark.hostile"


class Row(NamedTuple):
    """What a test feeds in, what happens then, and where the test is."""

    what: str
    what_happens: str
    file: str
    test: str


def rows() -> Iterator[Row]:
    """Yield a row for each mark, in the order of the files and of the tests in them."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for mark, name in marks(ast.parse(path.read_text(encoding="utf-8"))):
            what, what_happens = (ast.literal_eval(argument) for argument in mark.args)
            yield Row(what, what_happens, path.name, name)


def marks(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield the marks of a module, by themselves or under a name, with the name of each test that has one."""
    named: dict[str, ast.Call] = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and is_mark(node.value) and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node.value  # type: ignore[assignment]  # that is what a mark is
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                found = named.get(decorator.id) if isinstance(decorator, ast.Name) else decorator
                if isinstance(found, ast.Call) and is_mark(found):
                    yield found, node.name


def is_mark(node: ast.expr) -> bool:
    """Whether a node is a call of the mark."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == MARK


def table() -> Iterator[str]:
    """Yield the lines of the table; tests of the same input share one."""
    yield "| what | what happens | test |"
    yield "| --- | --- | --- |"
    places: dict[tuple[str, str], list[str]] = {}
    for row in rows():
        places.setdefault((row.what, row.what_happens), []).append(f"`{row.file}`: `{row.test}`")
    for (what, what_happens), tests in places.items():
        yield f"| {what} | {what_happens} | {', '.join(tests)} |"


def test_the_page_has_a_row_for_each_test_of_hostile_input() -> None:
    made = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert made == "\n".join(table()) + "\n", "run python tests/test_reliability.py"


def test_each_mark_says_what_and_what_happens() -> None:
    found = list(rows())
    assert len(found) > 20
    assert all(row.what and row.what_happens and "|" not in row.what + row.what_happens for row in found)


if __name__ == "__main__":
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + "\n".join(table()) + "\n" + END + rest.partition(END)[2], encoding="utf-8")
