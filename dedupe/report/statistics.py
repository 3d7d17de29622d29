"""The counts of a run, for a line or one JSON object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from dedupe.formats.records import patches_in

if TYPE_CHECKING:
    from dedupe.formats.records import Record
    from dedupe.options import Options
    from dedupe.results import Collapsed


class Account(NamedTuple):
    """Bytes of inputs and outputs, and records that went as a whole."""

    bytes_in: int = 0
    bytes_out: int = 0
    records_dropped: int = 0

    def __add__(self, other: Account) -> Account:  # type: ignore[override]  # it is no longer for tuples
        """Return the sum of two."""
        return Account(*map(sum, zip(self, other, strict=True)))


class Statistics:
    """What was read and what became of it; paragraphs are counted whole, bytes as in the files without compression."""

    def __init__(self) -> None:
        self._engines: set[str] = set()
        self._splits: set[str] = set()
        self._bytes_removed = 0
        self.files = 0
        self.records = 0
        self.records_skipped = 0
        self.documents = 0
        self.documents_changed = 0
        self.paragraphs = 0
        self.kept = 0
        self.removed = 0
        self.boilerplate = 0
        self.oversized = 0
        self.refused = 0
        self.evidence: Counter[str] = Counter()
        self.in_place: Counter[str] = Counter()

    def add(self, record: Record, results: Sequence[Collapsed], *, sized: bool = False) -> None:
        """Count one record and its documents; bytes that go only if `sized`, as that takes a microsecond for each."""
        self.files += record.last
        self.records += bool(results or record.content)
        self.records_skipped += bool(record.fault)
        for collapsed in results:
            self._engines.add(collapsed.engine)
            self._splits.add(collapsed.split)
            self.documents += 1
            self.documents_changed += bool(collapsed.cuts)
            self.kept += collapsed.count - collapsed.removals
            self.removed += collapsed.removals
            self.boilerplate += len(collapsed.boilerplate) if collapsed.options.boilerplate else 0
            self.paragraphs += collapsed.count
            self.oversized += collapsed.oversized
            self.refused += collapsed.refused
            self.evidence.update(collapsed.evidence)
            self.in_place.update(collapsed.in_place)
            if sized:
                self._bytes_removed += sum(len(patch.cut) - len(patch.put) for patch in patches_in(collapsed))

    def __iadd__(self, other: Statistics) -> Self:
        """Add the counts of another."""
        for name, value in vars(other).items():
            if isinstance(value, int):
                setattr(self, name, getattr(self, name) + value)
            else:
                getattr(self, name).update(value)
        return self

    def summary(self, name: str, went: str) -> str:
        """Return one line: how many paragraphs of a file went, and of how many documents, if those are several."""
        line = f"{name}: {self.removed} of {self.paragraphs} paragraphs {went}"
        if self.boilerplate:
            line += f", {self.boilerplate} of them as boilerplate"
        if self.records > 1:
            line += f", in {self.documents_changed} of {self.documents} documents"
        if self.records_skipped:
            line += f", {self.records_skipped} of {self.records} records could not be read and are left as they are"
        return f"{line}, split into {listed(sorted(self._splits))}" if self._splits else line

    def total(self, went: str) -> str:
        """Return one line on several files together."""
        line = f"total: {self.removed:,} of {self.paragraphs:,} paragraphs ({self._bytes_removed:,} bytes) {went}"
        unchanged = self.documents - self.documents_changed
        return f"{line}, in {self.documents_changed:,} of {self.documents:,} documents; {unchanged:,} unchanged"

    def as_dict(self, options: Options, seconds: float, account: Account) -> dict[str, Any]:
        """Return the counts with the time and the options, for JSON."""
        counts = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        counts |= {"evidence": dict(self.evidence.most_common()), "in_place": dict(self.in_place.most_common())}
        return {
            **counts,
            **account._asdict(),
            "seconds": round(seconds, 3),
            "engine": ", ".join(sorted(self._engines)),
            "options": options.as_dict(),
        }


def listed(words: Sequence[str]) -> str:
    """Return words as people list them.

    >>> listed(["blocks", "lines", "markdown"])
    'blocks, lines and markdown'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
