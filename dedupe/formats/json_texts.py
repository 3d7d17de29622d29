"""JSON that is not one object a line: an array of objects, or objects over several lines, one after the other."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Generator, Iterator
from json import JSONDecodeError
from typing import BinaryIO

from dedupe.errors import InputError
from dedupe.formats.fields import Fields
from dedupe.formats.jsonl import LineReader, end_of_value, skip_space
from dedupe.formats.records import Record


def read_json(name: str, stream: BinaryIO, fields: Fields) -> Iterator[Record]:
    """Yield a record for each object, with what stands before it; the last one also has what stands behind it.

    Raises `InputError` if the file is not JSON, or no object had any of the fields with texts.
    """
    content = stream.read()
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    try:
        text = content[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8, as JSON has to be, at byte {len(mark) + error.start}") from None
    del content
    reader = LineReader(name, fields)
    objects = list(find_objects(name, text))
    start, place = 0, 0
    for number, (first, end) in enumerate(objects, 1):
        before, own = mark + text[place:first].encode(), text[first:end].encode()
        place = end if number < len(objects) else len(text)
        content = before + own + text[end:place].encode()
        yield reader.record(number, start + len(before), own)._replace(start=start, content=content)
        start, mark = start + len(content), b""
    reader.check()
    rest = mark + text[place:].encode()
    if rest:
        yield Record(start, rest)
    yield Record(start + len(rest), last=True)


def find_objects(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where each value of an array, or each of several values, begins and ends; raises `InputError`."""
    try:
        place = skip_space(text, 0)
        if text.startswith("[", place):
            place = yield from find_elements(text, skip_space(text, place + 1))
        while place < len(text):
            end = end_of_value(text, place)
            yield place, end
            place = skip_space(text, end)
    except JSONDecodeError as error:
        raise InputError(
            f"{name}: not JSON, {error.msg.removesuffix(' at')} at line {error.lineno}, character {error.colno};"
            " mend it, or pass --format"
        ) from None
    except RecursionError:
        raise InputError(f"{name}: JSON nested too deeply; pass --format text to take it as it is") from None


def find_elements(text: str, place: int) -> Generator[tuple[int, int], None, int]:
    """Yield where each element of an array begins and ends; return where the text goes on behind it."""
    while not text.startswith("]", place):
        end = end_of_value(text, place)
        yield place, end
        place = skip_space(text, end)
        if text.startswith("]", place):
            break
        if not text.startswith(",", place):
            raise JSONDecodeError("no comma", text, place)
        place = skip_space(text, place + 1)
        if text.startswith("]", place):
            raise JSONDecodeError("no value", text, place)
    return skip_space(text, place + 1)
