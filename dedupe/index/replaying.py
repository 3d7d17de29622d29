"""What was decided of a document before, said again: the index knows what went, and for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dedupe.collapsing.batches import Batch
from dedupe.collapsing.rests import Rest
from dedupe.contests import the_judge
from dedupe.matching import IDENTICAL, IN_PASSAGE, Finding, identical
from dedupe.options import Options
from dedupe.paragraphs import PROTECTED_KINDS
from dedupe.similarity import encode, longest_common_subsequence
from dedupe.words import split_words, visible_length


class Replayed:
    """What becomes of the paragraphs of one document that an index knows; see `batches.Fates`.

    `removed` has numbers of the batch, as all that is asked for here; `misses` are the findings of what stays, `rests`
    what is left of the documents, and `contexts` say why copies went or stay.
    """

    engine = "index"

    def __init__(
        self,
        batch: Batch,
        options: Options,
        removed: Mapping[int, int],
        misses: Mapping[int, Finding],
        rests: Sequence[Rest],
        contexts: Mapping[int, str],
    ) -> None:
        self.removed = removed
        self.rests = rests
        gone = {rest.sheet.first + place for rest in rests for place in rest.gone}
        self.in_place = {number: context for number, context in contexts.items() if context and number not in gone}
        self._contexts = contexts
        self._misses = misses
        self.boilerplate: dict[int, int] = {}
        self._batch = batch
        self._options = options

    def finding(self, number: int) -> Finding | None:
        """Return what was found for a paragraph, if anything was."""
        if number not in self.removed:
            return self._misses.get(number)
        kept = self.removed[number]
        paragraph, kept_text = self._batch[number], self._batch.place(kept).text
        text = paragraph.text
        words, kept_words = split_words(text), split_words(kept_text)
        if text == kept_text:
            length = min(len(words), visible_length(text))
            alone = length >= self._options.min_words and paragraph.kind not in PROTECTED_KINDS
            return identical(kept, len(words), IDENTICAL if alone else IN_PASSAGE)
        judge = the_judge()
        judgement = judge.judge(judge.read(kept_text), judge.read(text))
        lcs = longest_common_subsequence(*encode(kept_words, words))
        return Finding(kept, lcs, len(kept_words), len(words), *judgement, removed=True)

    def context(self, number: int) -> str:
        """Return why a paragraph went, or why a copy stays in place."""
        return self._contexts.get(number, "")

    def near_misses(self, numbers: range) -> Iterable[int]:
        """Return those of some paragraphs that stay, but are alike to another."""
        return [number for number in self._misses if number in numbers]
