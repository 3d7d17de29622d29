"""What an index remembers, as a run sees it: kept paragraphs that new ones may be alike to."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from dedupe.collapsing.sheets import Place
from dedupe.index.filing import Filing
from dedupe.index.parities import Parities
from dedupe.index.store import Store
from dedupe.index.terms import hash_of
from dedupe.options import Options
from dedupe.paragraphs import Paragraph
from dedupe.signatures import bounds
from dedupe.words import split_words


class Recalled:
    """Kept paragraphs by their numbers, with all that stands around them; see `retained.Retained`.

    What is said of them later has to be taken out with `hold` while the index is as it was.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._behind = store.next
        self._texts: list[str] = []
        self._places: dict[int, Place] = {}
        self.kept = array("q")

    def __len__(self) -> int:
        """Return the number behind all that is remembered."""
        return self._behind

    def __getitem__(self, number: int) -> Paragraph:
        """Return a paragraph, not with its place; raises `IndexError` where none is."""
        return self._store.paragraph(number)

    def recall(self, kept: Iterable[tuple[int, str]]) -> None:
        """Take some kept paragraphs, numbers and texts in order, as those that new ones are compared with."""
        for number, text in kept:
            self.kept.append(number)
            self._texts.append(text)

    def texts(self) -> list[str]:
        """Return the texts of those that new ones are compared with, in order."""
        return list(self._texts)

    def place(self, number: int) -> Place:
        """Return where a paragraph stood."""
        return self._places[number]

    def hold(self, numbers: Iterable[int]) -> None:
        """Take out where some paragraphs stood; raises `InputError` if one is not there."""
        wanted = {number for number in numbers if number < self._behind}
        self._places.update(self._store.places(wanted))
        if missing := wanted - self._places.keys():
            raise self._store.damaged(f"paragraph {missing.pop()}: is not there, and something went for it")


def alike(filing: Filing, store: Store, texts: Iterable[str], options: Options, behind: int) -> list[int]:
    """Return the numbers, before `behind` and in order, of all kept paragraphs that some texts may be alike to.

    Some more are among them.
    """
    found: set[int] = set()
    terms = filing.terms
    for text in dict.fromkeys(texts):
        words = split_words(text)
        if len(words) < options.min_words:
            continue
        own = bounds(options.thousandths, len(words), options.max_words)
        allow = Parities(list(map(hash_of, words))).allow
        for together in terms.sought(text, words):
            for number, length, parities in store.behind(together, own.shortest, own.longest):
                if number < behind and number not in found:
                    most = own.length + length - 2 * own.least_shared(length)
                    if allow(parities, length, most):
                        found.add(number)
    return sorted(found)
