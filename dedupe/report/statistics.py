"""The counts of a run, as one JSON object."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedupe.options import Options
    from dedupe.results import Collapsed


@dataclass(slots=True)
class Statistics:
    """What was read and what became of it; paragraphs are counted whole, bytes as in the files."""

    documents: int = 0
    documents_changed: int = 0
    paragraphs: int = 0
    kept: int = 0
    removed: int = 0
    oversized: int = 0
    bytes_in: int = 0
    bytes_out: int = 0

    def add(self, collapsed: Collapsed) -> None:
        """Count one document."""
        self.documents += 1
        self.documents_changed += bool(collapsed.removed)
        self.kept += len(collapsed.kept)
        self.removed += len(collapsed.removed)
        self.paragraphs += len(collapsed.kept) + len(collapsed.removed)
        self.oversized += collapsed.oversized
        self.bytes_in += len(collapsed.document.to_bytes(collapsed.document.text))
        self.bytes_out += len(collapsed.output)

    def as_dict(self, options: Options, seconds: float) -> dict[str, Any]:
        """Return the counts with the time and the options, for JSON."""
        settings = {"engine": "memory", "options": options.as_dict()}
        return {**asdict(self), "seconds": round(seconds, 3), **settings}
