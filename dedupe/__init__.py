"""Find and collapse near-duplicate paragraphs: exactly, and never one that says something of its own."""

from dedupe.collapsing import collapse, collapse_documents, find
from dedupe.comparing import Comparison, compare
from dedupe.documents import Document
from dedupe.errors import DedupeError
from dedupe.options import Options
from dedupe.results import Collapsed, Match, Removal

__all__ = [
    "Collapsed",
    "Comparison",
    "DedupeError",
    "Document",
    "Match",
    "Options",
    "Removal",
    "collapse",
    "collapse_documents",
    "compare",
    "find",
]
