"""Kept paragraphs to what they are filed under, a few at a time or in bulk, and the order that this follows."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from dedupe.engines import choose
from dedupe.index.parities import parities_of
from dedupe.index.store import Filed, Store
from dedupe.index.terms import RARE, Keys, Order, Terms, hash_of, make_terms
from dedupe.options import EngineChoice, Options
from dedupe.words import split_words

# The order is frozen again when there are so many times as many paragraphs as it was counted on.
GROWTH = 8
# In code points: so much is filed at a time. Rows go to the file in its own order, so larger is faster.
CHUNK = 1 << 25

Numbered = Sequence[tuple[int, str]]


class Filing:
    """Files the kept paragraphs of an index, and knows what they are filed under."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._options = options
        self._generation = -1
        self._terms: Terms | None = None

    @property
    def terms(self) -> Terms:
        """How paragraphs are filed in the order that is frozen now."""
        generation = int(self._store.setting("order"))
        if self._terms is None or generation != self._generation:
            self._generation = generation
            order = Order(cache(self._store.frequency), int(self._store.setting("counted")))
            self._terms = make_terms(self._options, order)
        return self._terms

    def add(self, paragraphs: Numbered) -> None:
        """File some paragraphs; all are filed anew if there are far more than the order was counted on."""
        count = int(self._store.setting("kept")) + len(paragraphs)
        grown = count >= GROWTH * int(self._store.setting("counted")) and count > 0
        if grown and self.terms.in_order:
            paragraphs = [*self._store.all_kept_texts(self._store.next), *paragraphs]
            self._store.unfile_all()
            self._store.freeze(self._count_words(paragraphs), count)
        for chunk in chunks(paragraphs):
            self._file(chunk)
        if grown and not self.terms.in_order:
            self._store.freeze(list(self._store.term_counts(RARE + 1)), count)

    def add_again(self) -> None:
        """File all paragraphs anew, in an order that is counted on them."""
        paragraphs = list(self._store.all_kept_texts(self._store.next))
        self._store.unfile_all()
        self._store.freeze((), 0)
        self.add(paragraphs)

    def _file(self, paragraphs: Numbered) -> None:
        numbers, texts = [number for number, _ in paragraphs], [text for _, text in paragraphs]
        if is_bulk(texts, self._options):
            self._file_in_bulk(numbers, texts)
            return
        split = list(map(split_words, texts))
        parities = (parities_of(list(map(hash_of, words))) for words in split)
        self._store.add_filed(map(Filed, numbers, map(len, split), parities))
        filed = self.terms.filed
        rows = zip(numbers, texts, split, strict=True)
        self._store.file(sorted([(term, number) for number, text, words in rows for term in filed(text, words)]))

    def _file_in_bulk(self, numbers: Sequence[int], texts: Sequence[str]) -> None:
        from dedupe.index.bulk import Words, in_order

        terms, words = self.terms, Words(texts, self._options.processors)
        self._store.add_filed(map(Filed, numbers, words.lengths.tolist(), words.parities()))
        if isinstance(terms, Keys):
            self._store.file(in_order(*words.keys(terms, self._store.frequencies()), numbers))
            return
        found, places = array("q"), array("i")
        for place, text in enumerate(texts):
            own = terms.filed(text, ())
            found.extend(own)
            places.extend([place] * len(own))
        self._store.file(in_order(found, places, numbers))

    def _count_words(self, paragraphs: Numbered) -> list[tuple[int, int]]:
        """Return in how many paragraphs frequent words stand, by their hashes."""
        counted: Counter[int] = Counter()
        for chunk in chunks(paragraphs):
            texts = [text for _, text in chunk]
            if is_bulk(texts, self._options):
                from dedupe.index.bulk import Words

                counted.update(dict(Words(texts, self._options.processors).counts()))
            else:
                for text in texts:
                    counted.update(set(map(hash_of, split_words(text))))
        return [(value, count) for value, count in counted.items() if count > RARE]


def is_bulk(texts: Sequence[str], options: Options) -> bool:
    """Return whether there is enough to do for arrays."""
    return choose(sum(map(len, texts)), options) is EngineChoice.COMPILED


def chunks(paragraphs: Numbered) -> Iterator[Numbered]:
    """Yield the paragraphs, so many at a time as are filed together."""
    first = size = 0
    for place, (_, text) in enumerate(paragraphs):
        size += len(text)
        if size >= CHUNK:
            yield paragraphs[first : place + 1]
            first, size = place + 1, 0
    if first < len(paragraphs):
        yield paragraphs[first:]
