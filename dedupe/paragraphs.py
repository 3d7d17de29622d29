"""A paragraph: a stretch of a document's text, with its place in it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


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
