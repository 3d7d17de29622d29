"""What plain text holds of programs is left alone; prose with signs in it is not taken for code."""

from __future__ import annotations

import pytest

from dedupe import collapse
from dedupe.splitting.code import OPERATORS, SIGNS, has_operator, has_sign, is_code

CODE = [
    "$ git log --oneline | head",
    ">>> sorted(names, key=len)",
    "total = price * count",
    "int total = price * count;",
    "    names.append(name.strip());",
    "for (int i = 0; i < n; i++) {",
    "} else {",
    '  "name": "ferry",',
    "<li><a href='tides.html'>Tides</a></li>",
    "SELECT name, height FROM tides WHERE harbour = 'outer'",
    "if (a == b && c != d)",
    "SELECT\n   name,\n   height\nFROM\n   tides;",
    "def area(a, b):\n    c = a * b\n    return c",
]
PROSE = [
    "Mix water = two cups with the flour, then wait.",
    "The ticket costs $5; children pay $2.",
    "(a) the Minister;",
    "person(s) who hold a licence;",
    "He wrote: x < y, and nobody agreed.",
    "From here the path goes down to the sea.",
    "Select the files, then press the button.",
    "$ 5 million were spent on the new bridge; it took {sic} nine years.",
    "Home > Harbour > Tides",
    "return of the herring: where it comes from",
    "",
]


@pytest.mark.parametrize("text", CODE)
def test_this_is_code(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize("text", PROSE)
def test_this_is_prose(text: str) -> None:
    assert not is_code(text)


def test_a_line_of_code_that_comes_twice_stays_twice() -> None:
    line = "for (int i = 0; i < n; i++) {"
    text = f"{line}\n    first.add(i, total, names);\n}}\n{line}\n    second.add(i, total, names);\n}}\n"
    assert collapse(text, split="lines").text == text


def test_signs_and_operators_are_looked_for_as_they_are_listed() -> None:
    for look, listed in ((has_sign, SIGNS), (has_operator, OPERATORS)):
        assert all(map(look, listed))
        assert not any(look(chr(code)) for code in range(128) if chr(code) not in listed)
