"""A hint where nothing is found: equal lines that an option keeps from being compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedupe.options import Options, Scope, Split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedupe.results import Collapsed

# In code points: in more text than this no lines are counted, as that takes half a second.
LIMIT = 1 << 21


class EqualLines:
    """Counts lines whose words are those of an earlier one, until something is removed."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._seen: set[tuple[str, ...]] = set()
        self._size = 0
        self._count = 0
        # Whether any of them is too short, or inside a paragraph of several lines.
        self._short = self._inside = False

    def add(self, results: Sequence[Collapsed]) -> None:
        """Count the lines of some documents."""
        for collapsed in results:
            self._size += LIMIT if collapsed.cuts else collapsed.document.size
            if self._size < LIMIT:
                self._look_at(collapsed)

    @property
    def hint(self) -> str:
        """The hint, if there is one to give."""
        if self._size >= LIMIT or not self._count:
            return ""
        lines = f"{self._count:,} lines are equal to earlier ones"
        if self._count == 1:
            lines = "1 line is equal to an earlier one"
        options = ["--split lines"] * self._inside + ["--min-words"] * self._short
        return f"{lines}; see {', '.join(options)}"

    def _look_at(self, collapsed: Collapsed) -> None:
        if self._options.scope is Scope.DOCUMENT:
            self._seen.clear()
        for line in lines_of(collapsed):
            if line not in self._seen:
                self._seen.add(line)
                continue
            short, inside = len(line) < self._options.min_words, collapsed.split != Split.LINES
            self._count += short or inside
            self._short |= short
            self._inside |= inside


def lines_of(collapsed: Collapsed) -> Iterator[tuple[str, ...]]:
    """Yield the words of each line that has any, in the paragraphs that are not protected."""
    from dedupe.words import split_words

    texts = (paragraph.text for paragraph in collapsed.kept if not paragraph.protected)
    lines = (tuple(split_words(line)) for text in texts for line in text.splitlines())
    return filter(None, lines)
