"""The counts of a run, as one JSON object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedupe.options import Options
    from dedupe.results import Collapsed


class Statistics:
    """What was read and what became of it; paragraphs are counted whole, bytes as in the files."""

    def __init__(self, *, with_bytes: bool = True) -> None:
        self._with_bytes = with_bytes
        self._engines: set[str] = set()
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
        self._engines.add(collapsed.engine)
        self.documents += 1
        self.documents_changed += bool(collapsed.cuts)
        self.kept += collapsed.count - len(collapsed.cuts)
        self.removed += len(collapsed.cuts)
        self.paragraphs += collapsed.count
        self.oversized += collapsed.oversized
        if self._with_bytes:
            self.bytes_in += len(collapsed.document.to_bytes(collapsed.document.text))
            self.bytes_out += len(collapsed.output)

    def as_dict(self, options: Options, seconds: float) -> dict[str, Any]:
        """Return the counts with the time and the options, for JSON."""
        counts = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        return {
            **counts,
            "seconds": round(seconds, 3),
            "engine": ", ".join(sorted(self._engines)),
            "options": options.as_dict(),
        }
