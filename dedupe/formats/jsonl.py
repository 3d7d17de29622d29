"""JSON lines: where the texts stand in each, so that all else stays as it is, to the byte."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import BinaryIO, NamedTuple

from dedupe.documents import Document, Literal
from dedupe.errors import InputError
from dedupe.formats.fields import Fields, Path, paths_of, rank_of
from dedupe.formats.records import Record, blank_together

ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
SPACE = re.compile(r"[ \t\n\r]*")
# Numbers of any size are passed over as they are spelled.
DECODER = JSONDecoder(parse_int=str, parse_float=str)


class Value(NamedTuple):
    """A value of an object: a string or how another value is spelled, and where that stands, without quotes."""

    text: str
    start: int
    end: int
    is_string: bool


Values = dict[Path, Value]


def read_jsonl(name: str, stream: BinaryIO, fields: Fields) -> Iterator[Record]:
    """Yield a record for each line.

    Raises `InputError` at the end if no line had any of the fields with texts.
    """
    reader = LineReader(name, fields)
    start, number = 0, 1
    for count, content in blank_together(stream):
        yield reader.record(number, start, content)
        start += len(content)
        number += count
    reader.check()
    yield Record(start, last=True)


class LineReader:
    """Reads the lines of one file."""

    def __init__(self, name: str, fields: Fields) -> None:
        self._name = name
        self._fields = fields
        self._paths = {field: paths_of(field) for field in fields.names}
        self._wanted = [path for paths in self._paths.values() for path in paths]
        self._first_names: list[str] = []
        self._found: set[str] = set()
        self._read = False

    def record(self, number: int, start: int, content: bytes) -> Record:
        """Return the record on a line; one that is not an object has a fault."""
        place = f"{self._name}:{number}"
        mark = len(BOM_UTF8) if number == 1 and content.startswith(BOM_UTF8) else 0
        try:
            line = content[mark:].decode("utf-8")
            if not line.strip():
                return Record(start, content)
            values = find_values(line, self._wanted)
            if not self._read:
                self._read, self._first_names = True, names_of(line)
        except UnicodeDecodeError as error:
            return Record(
                start,
                content,
                fault=f"{place}: not UTF-8, as JSON lines have to be, at byte {error.start + 1} of the line",
            )
        except JSONDecodeError as error:
            return Record(
                start,
                content,
                fault=f"{place}: not a JSON object, {error.msg.removesuffix(' at')} at character {error.pos + 1}",
            )
        except RecursionError:
            return Record(start, content, fault=f"{place}: a JSON object nested too deeply")
        found = {field: value for field in self._paths if (value := self._value(values, field))}
        self._found |= found.keys()
        texts = [field for field in self._fields.texts if field in found]
        for field in texts:
            if not found[field].is_string:
                return Record(start, content, fault=f"{place}: the field {field!r} is not a string")
        return Record(start, content, self._documents(place, line, found, texts, start + mark))

    def check(self) -> None:
        """Raise `InputError` if there were records, and none had a text, or an id or a rank where that is wanted."""
        fields = self._fields
        wanted = [*fields.texts[:1], *filter(None, (fields.id, fields.rank))]
        if not self._found.isdisjoint(fields.texts):
            wanted = wanted[1:]
        for field in wanted if self._read else ():
            if field not in self._found:
                raise InputError(fields.missing(self._name, field, self._first_names))

    def _documents(
        self, place: str, line: str, found: Mapping[str, Value], texts: Sequence[str], first: int
    ) -> tuple[Document, ...]:
        """Return the documents of a record in the order of their places; `first` is the offset of the line."""
        fields = self._fields
        id_value, rank = found.get(fields.id or ""), found.get(fields.rank or "")
        in_order = sorted(texts, key=lambda field: found[field].start)
        return tuple(
            Document(
                (id_value and id_value.text) or place,
                text.text,
                literal=Literal(first + length_in_bytes(line, text.start), line[text.start : text.end], ESCAPE),
                rank=rank_of(rank.text) if rank else None,
                record=fields.place_of(field, place),
            )
            for field, text in zip(in_order, map(found.__getitem__, in_order), strict=True)
        )

    def _value(self, values: Values, field: str) -> Value | None:
        return next((values[path] for path in self._paths[field] if path in values), None)


def length_in_bytes(line: str, end: int) -> int:
    """Return how many bytes the beginning of a line takes."""
    return end if line.isascii() else len(line[:end].encode("utf-8"))


def names_of(line: str) -> list[str]:
    """Return the names of the members of an object that is known to be one."""
    return list(DECODER.decode(line))


def find_values(line: str, paths: Sequence[Path]) -> Values:
    """Return the members of an object at some paths; of members of one name the last.

    Raises `JSONDecodeError` if the line is not one object, and nothing else.

    >>> find_values('{"id": 7, "page": {"text": "Hello"}}', [("page", "text")])
    {('page', 'text'): Value(text='Hello', start=28, end=33, is_string=True)}
    """
    found: Values = {}
    end = skip_space(line, scan_object(line, skip_space(line, 0), (), paths, found))
    if end < len(line):
        raise JSONDecodeError("something behind it", line, end)
    return found


def scan_object(line: str, start: int, above: Path, paths: Sequence[Path], found: Values) -> int:
    """Note the values in one object that are looked for; return where it ends."""
    expect(line, start, "{")
    place = skip_space(line, start + 1)
    if line.startswith("}", place):
        return place + 1
    while True:
        expect(line, place, '"')
        name, place = scanstring(line, place + 1, True)  # noqa: FBT003 - it takes no keywords
        place = skip_space(line, place)
        expect(line, place, ":")
        place = scan_value(line, skip_space(line, place + 1), (*above, name), paths, found)
        place = skip_space(line, place)
        if line.startswith("}", place):
            return place + 1
        expect(line, place, ",")
        place = skip_space(line, place + 1)


def scan_value(line: str, start: int, path: Path, paths: Sequence[Path], found: Values) -> int:
    """Note a value, if it is looked for, or what is in it; return where it ends."""
    end: int
    inside = [other for other in paths if other[: len(path)] == path]
    for other in inside:
        found.pop(other, None)
    if line.startswith("{", start) and any(other != path for other in inside):
        return scan_object(line, start, path, paths, found)
    if line.startswith('"', start):
        text, end = scanstring(line, start + 1, True)  # noqa: FBT003 - it takes no keywords
        value = Value(text, start + 1, end - 1, is_string=True)
    else:
        end = end_of_value(line, start)
        value = Value(line[start:end], start, end, is_string=False)
    if path in inside and (value.is_string or value.text != "null"):
        found[path] = value
    return end


def end_of_value(line: str, start: int) -> int:
    """Return where a value ends that is not a string."""
    end: int = DECODER.raw_decode(line, start)[1]
    return end


def skip_space(line: str, start: int) -> int:
    """Return the next place at which there is no space."""
    return SPACE.match(line, start).end()  # type: ignore[union-attr]  # it matches nothing, too


def expect(line: str, place: int, sign: str) -> None:
    """Raise `JSONDecodeError` unless the sign stands at a place."""
    if not line.startswith(sign, place):
        raise JSONDecodeError("no {" if sign == "{" else f"{sign} is missing", line, place)
