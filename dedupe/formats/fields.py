"""Which fields of a record have texts, which has its id, and which says how it ranks."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from dedupe.errors import InputError

FIELD = "text"

Path = tuple[str, ...]


class Fields:
    """The fields that are asked for by their names; `page.text` is also what is called `text` inside of `page`.

    `texts` are those with texts, `id` the one with the id of the record, and `rank` the one that decides which copy
    stays, if there is one. `way_out` is said where one is missing, beside the option to name another.
    """

    def __init__(
        self,
        texts: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - its name
        rank: str | None = None,
        way_out: str = "",
    ) -> None:
        self.texts = tuple(dict.fromkeys(texts)) or (FIELD,)
        self.id = id
        self.rank = rank
        self._way_out = way_out

    def with_way_out(self, way_out: str) -> Fields:
        """Return the same fields with another way out where one is missing."""
        return Fields(self.texts, self.id, self.rank, way_out)

    def place_of(self, field: str, record: str) -> str:
        """Return the place of a text, given that of its record: with the field, if several are asked for.

        >>> Fields(["title", "text"]).place_of("text", "crawl.jsonl:2")
        'crawl.jsonl:2, text'
        """
        return f"{record}, {field}" if len(self.texts) > 1 else record

    @property
    def names(self) -> tuple[str, ...]:
        """All names, each once."""
        return tuple(dict.fromkeys(name for name in (*self.texts, self.id, self.rank) if name is not None))

    def columns(self, name: str, header: Sequence[str]) -> dict[str, int]:
        """Return in which column each field stands; raises `InputError` if one is not there."""
        missing = [field for field in self.names if field not in header]
        if missing:
            raise InputError(self.missing(name, missing[0], header))
        return {field: header.index(field) for field in self.names}

    def missing(self, name: str, field: str, known: Sequence[str]) -> str:
        """Return what to say about a field that is not in a file, or has nothing in it, given some that are."""
        option = "--field NAME for the one with the text"
        if field not in self.texts:
            option = "--id-field NAME" if field == self.id else "--keep-by NAME"
        if field in known:
            return f"{name}: the field {field!r} is null in every record; pass {option}{self._way_out}"
        listed = ", ".join(list(known)[:10]) + (", ..." if len(known) > 10 else "")
        there = f"there are {listed}" if known else "there are none"
        return f"{name}: there is no field {field!r}, {there}; pass {option}{self._way_out}"


def paths_of(name: str) -> tuple[Path, ...]:
    """Return the paths that a name stands for.

    >>> paths_of("text"), paths_of("page.text")
    ((('text',),), (('page.text',), ('page', 'text')))
    """
    return ((name,), tuple(name.split("."))) if "." in name else ((name,),)


def rank_of(spelled: str) -> float | str | None:
    """Return by what a record ranks: a number if it is one, else the text, so that dates rank as ISO 8601 spells them.

    >>> rank_of("12.5"), rank_of("2024-05-01"), rank_of("")
    (12.5, '2024-05-01', None)
    """
    try:
        number = float(spelled)
    except ValueError:
        return spelled or None
    return None if isnan(number) else number
