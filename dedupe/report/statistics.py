"""The counts of a run, as one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedupe.options import Options
    from dedupe.results import Collapsed


class Statistics:
    """What was read and what became of it; paragraphs are counted whole, bytes as in the files."""

    def __init__(self) -> None:
        self.documents = 0
        self.documents_changed = 0
        self.paragraphs = 0
        self.kept = 0
        self.removed = 0
        self.oversized = 0
        self.bytes_in = 0
        self.bytes_out = 0

    def add(self, collapsed: Collapsed) -> None:
        """Count one document."""
        self.documents += 1
        self.documents_changed += bool(collapsed.cuts)
        self.kept += collapsed.count - len(collapsed.cuts)
        self.removed += len(collapsed.cuts)
        self.paragraphs += collapsed.count
        self.oversized += collapsed.oversized
        self.bytes_in += len(collapsed.document.to_bytes(collapsed.document.text))
        self.bytes_out += len(collapsed.output)

    def as_dict(self, options: Options, seconds: float) -> dict[str, Any]:
        """Return the counts with the time and the options, for JSON."""
        settings = {"engine": "memory", "options": options.as_dict()}
        return {**vars(self), "seconds": round(seconds, 3), **settings}
