"""Kept paragraphs on disk: what one run keeps, the next one knows."""

from dedupe.index.remembering import Index

__all__ = ["Index"]
