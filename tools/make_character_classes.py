r"""Write `dedupe/character_classes.py` from a directory of the Unicode Character Database.

    python tools/make_character_classes.py /usr/share/unicode > dedupe/character_classes.py

The tables stand in the repository because `str.isalpha` and the `\w` of `re` know the Unicode version
of the interpreter: the same text would have other words under another Python.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

# Past the Basic Multilingual Plane the letters are given block by block: a character class of `re` tests
# these ranges one after the other, and no text hangs on an unassigned code point.
ASTRAL_LETTERS = [(0x10000, 0x16FDF), (0x18E00, 0x1AFEF), (0x1B300, 0x1CFFF), (0x1D400, 0x1D7FF), (0x1DF00, 0x1EFFF)]
ASTRAL_IDEOGRAPHS = [(0x16FE0, 0x18DFF), (0x1AFF0, 0x1B2FF), (0x20000, 0x3FFFF)]
LAST_OF_PLANE_0 = 0xFFFF


def properties(path: Path, column: int = 1) -> Iterable[tuple[int, int, str]]:
    """Yield (first, last, value) of one file of the database."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) > column:
            first, _, last = fields[0].partition("..")
            yield int(first, 16), int(last or first, 16), fields[column]


def code_points(path: Path, values: set[str]) -> set[int]:
    """Return the code points that have one of `values` in the file."""
    return {code for first, last, value in properties(path) if value in values for code in range(first, last + 1)}


def categories(path: Path) -> dict[int, str]:
    """Return the general category of every assigned code point."""
    found: dict[int, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        code_text, name, category = line.split(";")[:3]
        code = int(code_text, 16)
        if name.endswith("Last>"):
            found.update(dict.fromkeys(range(max(found) + 1, code), category))
        found[code] = category
    return found


def ranges(codes: set[int], bridge: set[int]) -> list[tuple[int, int]]:
    """Return the codes as sorted ranges; gaps that lie wholly in `bridge` are filled."""
    found: list[tuple[int, int]] = []
    for code in sorted(codes):
        if found and all(gap in bridge for gap in range(found[-1][1] + 1, code)):
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def character_class(spans: list[tuple[int, int]]) -> str:
    """Return the inside of a `[...]` of `re`."""

    def escape(code: int) -> str:
        return f"\\u{code:04x}" if code <= LAST_OF_PLANE_0 else f"\\U{code:08x}"

    return "".join(escape(first) if first == last else f"{escape(first)}-{escape(last)}" for first, last in spans)


def constant(name: str, comment: str, spans: list[tuple[int, int]]) -> str:
    """Return the lines of Python that define one class."""
    pieces = [character_class(spans[start : start + 6]) for start in range(0, len(spans), 6)]
    return "\n".join([f"# {comment}", f"{name} = (", *(f'    r"{piece}"' for piece in pieces), ")"])


def main(directory: Path) -> None:
    """Print the module."""
    category = categories(directory / "UnicodeData.txt")
    plane_0 = set(range(LAST_OF_PLANE_0 + 1))
    unassigned = plane_0 - set(category)
    ignorable = code_points(directory / "DerivedCoreProperties.txt", {"Default_Ignorable_Code_Point"})
    ideographs = code_points(directory / "PropList.txt", {"Ideographic"})
    scripts = code_points(directory / "Scripts.txt", {"Han", "Hiragana", "Katakana"})
    prolonged_sound_marks = {0x30FC, 0xFF70}
    unspaced = code_points(directory / "LineBreak.txt", {"SA"})
    marks = {code for code, value in category.items() if value[0] == "M"}
    following = code_points(directory / "auxiliary/GraphemeBreakProperty.txt", {"Extend", "SpacingMark"})
    word = {code for code, value in category.items() if value[0] in "LMN" or value == "Pc"}
    one_word_each = (ideographs | scripts | prolonged_sound_marks) & {
        code for code, value in category.items() if value[0] in "LN"
    }
    letters = (word - one_word_each - unspaced - ignorable) & plane_0
    digits = {code for code, value in category.items() if value == "Nd"}
    version = (directory / "DerivedCoreProperties.txt").read_text(encoding="utf-8").split("-")[1]

    print('"""Character classes for `re`; made by `tools/make_character_classes.py`, do not edit."""\n')
    print(f"# Source: Unicode Character Database {version.split('.txt')[0]}, (c) Unicode, Inc.,")
    print("# https://www.unicode.org/terms_of_use.html\n")
    tables = [
        constant("IGNORABLE", "Default_Ignorable_Code_Point", ranges(ignorable, unassigned)),
        constant(
            "ONE_WORD_EACH",
            "ideographs, hiragana and katakana",
            ranges(one_word_each & plane_0, unassigned) + ASTRAL_IDEOGRAPHS,
        ),
        constant(
            "UNSPACED",
            "starts of clusters in scripts without spaces (Line_Break=SA: Thai, Lao, Khmer, Myanmar ...)",
            ranges((unspaced - following) & plane_0, set()),
        ),
        constant(
            "UNSPACED_MARKS",
            "what stays with the cluster before it in those scripts",
            ranges(unspaced & following & plane_0, set()),
        ),
        constant("MARKS", "combining marks", ranges(marks & plane_0 - ignorable, unassigned)),
        constant(
            "LETTERS",
            "letters, marks, numbers and connectors of all other scripts",
            ranges(letters, unassigned) + ASTRAL_LETTERS,
        ),
        constant("DIGITS", "decimal digits", ranges(digits, set())),
    ]
    print("\n\n".join(tables))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
