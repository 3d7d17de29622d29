"""Which copies may go: kinds of lines, structure of a document, evidence, and what needs a line where it stands."""

from dedupe.context.decision import Decision, decide
from dedupe.context.page import Elsewhere, Page

__all__ = ["Decision", "Elsewhere", "Page", "decide"]
