"""A paragraph: a stretch of a document's text, with its place in it."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Self, overload


class Kind(StrEnum):
    """What a paragraph is. `HEADING` includes rules; `CODE` includes tags, templates and definitions."""

    TEXT = "text"
    HEADING = "heading"
    LIST_ITEM = "list item"
    CODE = "code"
    TABLE = "table"
    FRONT_MATTER = "front matter"


# What may be short: running text, list items and headings of any length. Code and tables stay, whatever is around.
SHORT_KINDS = frozenset({Kind.TEXT, Kind.LIST_ITEM, Kind.HEADING})
PROTECTED_KINDS = frozenset({Kind.HEADING, Kind.CODE, Kind.TABLE, Kind.FRONT_MATTER})


class Content(NamedTuple):
    """A paragraph without its place."""

    text: str
    kind: Kind


def is_repeat(paragraph: Content, other: Content) -> bool:
    """Return whether a paragraph may be short, and is letter for letter another one."""
    return paragraph.kind in SHORT_KINDS and paragraph.text == other.text


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
    """The paragraphs of a document, in columns: a million of them take a quarter of the room of as many tuples."""

    @property
    @abstractmethod
    def texts(self) -> Sequence[str]:
        """Their texts."""

    @property
    @abstractmethod
    def starts(self) -> Sequence[int]:
        """Where each begins, in code points."""

    @property
    @abstractmethod
    def kinds(self) -> Sequence[Kind]:
        """What each is."""

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

    def eligible(self) -> Sequence[int]:
        """Return the places of the paragraphs that are not protected."""
        return [place for place, kind in enumerate(self.kinds) if kind is Kind.TEXT or kind not in PROTECTED_KINDS]

    def content(self, place: int) -> Content:
        """Return a paragraph without where it stands, which may not be known yet."""
        return Content(self.texts[place], self.kinds[place])

    def repeats(self, places: Sequence[int], others: Sequence[int]) -> Sequence[bool]:
        """Return whether each of some paragraphs may be short, and is letter for letter another one."""
        return list(map(is_repeat, map(self.content, places), map(self.content, others)))

    def has_equal(self) -> bool:
        """Return whether two of them have the same text."""
        return len(set(self.texts)) < len(self)

    def take(self, places: Sequence[int]) -> Sequence[str]:
        """Return the texts of some paragraphs."""
        return list(map(self.texts.__getitem__, places))

    def longer_than(self, size: int) -> Iterator[str]:
        """Yield the texts of more than so many code points."""
        return (text for text in self.texts if len(text) > size)


class ListedParagraphs(Paragraphs):
    """Paragraphs in columns of Python's values."""

    def __init__(self, texts: list[str], starts: array[int], kinds: list[Kind]) -> None:
        self._texts = texts
        self._starts = starts
        self._kinds = kinds

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph]) -> Self:
        """Return the columns of some paragraphs."""
        texts, starts, kinds = [], array("q"), []
        for text, start, _, kind in paragraphs:
            texts.append(text)
            starts.append(start)
            kinds.append(kind)
        return cls(texts, starts, kinds)

    @property
    def texts(self) -> list[str]:
        """Their texts."""
        return self._texts

    @property
    def starts(self) -> array[int]:
        """Where each begins, in code points."""
        return self._starts

    @property
    def kinds(self) -> list[Kind]:
        """What each is."""
        return self._kinds
