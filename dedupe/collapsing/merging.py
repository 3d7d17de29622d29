"""Two rounds of one document as one result, with the offsets of the input."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dedupe.matching import match_texts
from dedupe.options import Keep, Options
from dedupe.paragraphs import Paragraph
from dedupe.results import Boilerplate, Collapsed, Match, Removal, Stretch


def merged(first: Collapsed, second: Collapsed) -> Collapsed:
    """Return a document after two rounds, of which the second began with what the first left."""
    if not first.cuts:
        return second
    behind = 1 + max(cut.paragraph for cut in first.cuts)
    later = [cut._replace(paragraph=cut.paragraph + behind) for cut in second.cuts]
    return Collapsed(
        first.document,
        first.options,
        first.splits + second.splits[first.splits[-1] == second.splits[0] :],
        sorted([*first.cuts, *later], key=lambda cut: cut.start),
        count=first.count,
        engine=second.engine,
        details=TwoRounds(first, second),
        refused=second.refused,
        evidence=Counter(first.evidence) + Counter(second.evidence),
        in_place=second.in_place,
        oversized=first.oversized,
    )


class TwoRounds:
    """What is worked out of a document after two rounds; see `results.Details`."""

    def __init__(self, first: Collapsed, second: Collapsed) -> None:
        self._first = first
        self._second = second

    def kept(self) -> Iterable[Paragraph]:
        """Return the paragraphs that stay."""
        return self._second.kept

    def count_removals(self) -> int:
        """Return how many paragraphs went."""
        return sum(1 for _ in self.removals()) if self._second.cuts else self._first.removals

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, in the order of the text.

        A paragraph that went for one that went later goes for the one that stays instead, if it is a copy of that; else
        it is a part of the later removal.
        """
        later = list(self._second.gone)
        found: list[Removal | Boilerplate] = []
        attached: defaultdict[int, list[Stretch]] = defaultdict(list)
        for removal in self._first.gone:
            number = hangs_on(removal, later)
            own = removal if number is None else redirected(removal, later[number], self._first.options)
            if own is not None:
                found.append(own)
            elif number is not None:
                attached[number] += removal.stretches
        found += [with_more(removal, attached[number]) for number, removal in enumerate(later)]
        found.sort(key=lambda removal: removal.cut_start)
        for number, removal in enumerate(found, 1):
            yield removal._replace(number=number)

    def matches(self) -> Iterator[Match]:
        """Yield the matches of paragraphs that stay."""
        return iter(self._second.matches)


def hangs_on(removal: Removal | Boilerplate, later: Iterable[Removal | Boilerplate]) -> int | None:
    """Return which of some later removals took the kept paragraph of an earlier one, or the first part of it."""
    if isinstance(removal, Boilerplate):
        return None
    start, end = removal.match.kept_start, removal.match.kept_end
    for number, other in enumerate(later):
        gone = other.match if isinstance(other, Removal) else other
        if gone.start < end and start < gone.end:
            return number
    return None


def redirected(removal: Removal | Boilerplate, later: Removal | Boilerplate, options: Options) -> Removal | None:
    """Return a removal as one for the paragraph that a later one went for, None if it is no copy of that."""
    if isinstance(removal, Boilerplate) or isinstance(later, Boilerplate):
        return None
    match, new = removal.match, later.match
    if match.text == match.kept_text == new.text:
        # What holds for the one letter for letter holds for the other.
        said = new
    else:
        alone = replace(options, keep=Keep.FIRST, keep_by="", copies=1)
        finding = match_texts([new.kept_text, match.text], alone, decided=1)[1]
        if finding is None or not finding.removed:
            return None
        said = new._replace(
            lcs=finding.lcs,
            words=finding.words,
            kept_words=finding.kept_words,
            verdict=finding.verdict,
            reasons=finding.reasons,
        )
    own = said._replace(
        document=match.document, start=match.start, end=match.end, line=match.line, text=match.text, record=match.record
    )
    return removal._replace(match=own)


def with_more(removal: Removal | Boilerplate, more: Iterable[Stretch]) -> Removal | Boilerplate:
    """Return a removal with more stretches."""
    start, *others = sorted([*removal.stretches, *more])
    return removal._replace(cut_start=start.start, cut_end=start.end, cut=start.text, more=tuple(others))
