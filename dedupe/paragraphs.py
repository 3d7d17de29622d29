"""A paragraph: a stretch of a document's text, with its place in it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, overload


class Kind(StrEnum):
    """What a paragraph is. `HEADING` includes rules; `CODE` includes tags, templates and definitions."""

    TEXT = "text"
    HEADING = "heading"
    LIST_ITEM = "list item"
    CODE = "code"
    TABLE = "table"
    FRONT_MATTER = "front matter"


PROTECTED_KINDS = frozenset({Kind.HEADING, Kind.CODE, Kind.TABLE, Kind.FRONT_MATTER})


class Paragraph(NamedTuple):
    """A stretch of a document's text: `document_text[start:end]`, in code points."""

    text: str
    start: int
    end: int
    kind: Kind = Kind.TEXT

    @property
    def protected(self) -> bool:
        """Whether it is structure, which is never collapsed."""
        return self.kind in PROTECTED_KINDS


class Paragraphs(Sequence[Paragraph]):
    """The paragraphs of a document, in columns: a million of them take a quarter of the room of as many tuples.

    `texts` has their texts, `starts` where each begins, in code points, and `kinds` what each is.
    """

    def __init__(self, texts: list[str], starts: array[int], kinds: list[Kind]) -> None:
        self.texts = texts
        self.starts = starts
        self.kinds = kinds

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph]) -> Paragraphs:
        """Return the columns of some paragraphs."""
        texts, starts, kinds = [], array("q"), []
        for text, start, _, kind in paragraphs:
            texts.append(text)
            starts.append(start)
            kinds.append(kind)
        return cls(texts, starts, kinds)

    def __len__(self) -> int:
        """Return the number of paragraphs."""
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Paragraph: ...
    @overload
    def __getitem__(self, index: slice) -> list[Paragraph]: ...
    def __getitem__(self, index: int | slice) -> Paragraph | list[Paragraph]:
        """Return one paragraph, or several."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        text, start = self.texts[index], self.starts[index]
        return Paragraph(text, start, start + len(text), self.kinds[index])

    def __eq__(self, other: object) -> bool:
        """Return whether the other has the same paragraphs."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it holds lists

    def end_of(self, place: int) -> int:
        """Return where a paragraph ends."""
        return self.starts[place] + len(self.texts[place])

    def eligible(self) -> Iterator[int]:
        """Return the places of the paragraphs that are not protected."""
        return (place for place, kind in enumerate(self.kinds) if kind is Kind.TEXT or kind not in PROTECTED_KINDS)
