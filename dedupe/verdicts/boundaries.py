"""Where a reading can be parted without taking a sentence apart.

A kept paragraph that says more than the candidate may narrow what the candidate says, as `on Sundays` does, or add
to it, as another sentence does. What lies between its words tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from unicodedata import category

from dedupe.verdicts.facts import binds
from dedupe.verdicts.lexicon import clause_heads, clauses, complementizers, reporting
from dedupe.verdicts.readings import Reading, gaps, is_marked_cut

# A text of so many words that breaks off was long enough to be cut.
CUT_LENGTH = 12
UNSPACED_CUT_LENGTH = 18
# Scripts that end sentences with a space: Thai and Lao, Burmese, Khmer.
WITHOUT_STOPS = (("\u0e00", "\u0f00"), ("\u1000", "\u10a0"), ("\u1780", "\u1800"))
# Signs that end a sentence where white space follows, and such as need none.
SPACED_ENDS = frozenset("!?;:")
ENDS = frozenset("。！？；：।؟۔…")
FINISHES = frozenset(".!?;:}") | ENDS
QUOTES = " \t\n\"'“”„«*_"
CLOSING = "*_`\"'”’») \t\r\n"
TEMPLATE_ENDS = ("}}", "%}")
# Between a label, such as the name of a site, and what it stands in front of.
LABEL_ENDS = frozenset(("-", "–", "—", "|", "»", "›", ">", "·", "•", "/"))


class Boundaries:
    """The gaps of a kept paragraph, and which of them part sentences; read from the text when first asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def between(self) -> list[str]:
        """What stands in front of each word, and behind the last."""
        return gaps(self.reading)

    def part(self, place: int) -> bool:
        """Return whether a sentence ends in front of a word, or a line that is no part of one."""
        if not 0 < place < len(self.reading.words) or self.end(place):
            return True
        return "\n" in self.between[place] and not self._goes_on(place)

    def end(self, place: int) -> bool:
        """Return whether a sign ends a sentence in front of a word, or begins a comment."""
        gap, before = self.between[place], self.reading.words[place - 1]
        if not ENDS.isdisjoint(gap):
            return True
        if not any(map(str.isspace, gap)):
            return False
        if not SPACED_ENDS.isdisjoint(gap) or "//" in gap:
            return True
        return "." in gap and not (before.isascii() and len(before) == 1) and not self.reading.words[place][0].islower()

    def label(self, place: int) -> bool:
        """Return whether what stands in front of a word is a label, `News – `, or a tag of a template, `{{ a }}`."""
        gap = self.between[place]
        apart = gap != gap.strip() or not self.reading.words[place].isascii()
        return apart and (gap.strip(QUOTES) in LABEL_ENDS or gap.strip().endswith(TEMPLATE_ENDS))

    def whole_sentences(self, start: int, end: int) -> range | None:
        """Return the places of some words if they are whole sentences, or can be taken a few words earlier or later.

        Where a sentence begins as the next one does, an alignment may put it a few words off. None if they are not; an
        entry inside a list is none, for a list may mean to be complete.
        """
        for first, last in shifted(self.reading.keys, start, end):
            inside = first > 0 and last < len(self.reading.keys)
            if self.part(first) and (self.end(last) if inside else self.part(last)):
                return range(first, last)
        return None

    def sentence_start(self, place: int) -> int:
        """Return where the sentence begins in which a word stands, or which ends in front of it."""
        place -= 1
        while place > 0 and not self.part(place):
            place -= 1
        return max(place, 0)

    def clause_binds(self, place: int) -> bool:
        """Return whether the words in front of a place, back to the beginning of its sentence, bound what follows.

        They do so, too, where they make it a claim: `Police denied that`, `according to the report,`.
        """
        keys = self.reading.keys
        front = keys[self.sentence_start(place) : place]
        if any(binds(key) or key in reporting() for key in front) or has_clause(front):
            return True
        return bool(front) and front[-1] in complementizers()

    def introduces(self, place: int) -> bool:
        """Return whether what ends in front of a place introduces what follows, and bounds it: `It is not so that:`."""
        return ":" in self.between[place] and self.clause_binds(place)

    def _goes_on(self, place: int) -> bool:
        return self.reading.words[place][0].islower() or self.leads_on(place - 1)

    def leads_on(self, place: int) -> bool:
        """Return whether a word belongs with the next one, as `of` and `on` do."""
        key = self.reading.keys[place]
        return key.isascii() and (key in self.reading.light or binds(key))


def has_clause(keys: Sequence[str]) -> bool:
    """Return whether some words hold a limiting phrase of several words: `in case`, `subject to`.

    >>> has_clause(("or", "subject", "to", "change")), has_clause(("the", "subject", "of", "it"))
    (True, False)
    """
    if clause_heads().isdisjoint(keys):
        return False
    run = f" {' '.join(keys)} "
    return any(phrase in run for phrase in clauses())


def shifted(keys: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches that can be taken out of some keys with the same ones left, from left to right.

    >>> list(shifted("abcabd", 3, 5)), list(shifted("aab", 0, 1))
    ([(3, 5)], [(0, 1), (1, 2)])
    """
    while start > 0 and keys[start - 1] == keys[end - 1]:
        start, end = start - 1, end - 1
    yield start, end
    while end < len(keys) and keys[start] == keys[end]:
        start, end = start + 1, end + 1
        yield start, end


def is_fragment(reading: Reading) -> bool:
    """Return whether a text is what is left of a sentence whose beginning was cut off.

    It begins in the middle of a sentence and then gets to its end; an entry of a list does not.

    >>> from dedupe.verdicts.readings import read
    >>> [is_fragment(read(text)) for text in ("are read from the list.", "annual leave", "Annual leave.")]
    [True, False, False]
    """
    if not reading.text.lstrip()[:1].islower():
        return False
    return reading.text.rstrip().endswith((".", "!", "?", ":")) or has_sentence_end(reading)


def is_cut_short(reading: Reading, whole: Reading) -> bool:
    """Return whether a text breaks off: it says so, or it is running text without an end.

    A single sentence is so only if the whole has an end. Where neither has one, both may be entries of a list, and the
    shorter says more: `open to all` and `open to all on Sundays`.
    """
    if is_marked_cut(reading.text):
        return True
    last = last_sign(reading)
    if last != "," and category(last or ".")[0] not in "LMN":
        return False
    without_stops = any(first <= last < end for first, end in WITHOUT_STOPS)
    return has_sentence_end(reading) or (is_long(reading) and (last == "," or without_stops or is_finished(whole)))


def last_sign(reading: Reading) -> str:
    """Return the last character of a text in front of quotes, brackets and emphasis that close there, or nothing."""
    return reading.text.rstrip(CLOSING)[-1:]


def is_finished(reading: Reading) -> bool:
    """Return whether a text ends as a sentence or a statement of code does; titles, labels and entries do not."""
    return last_sign(reading) in FINISHES


def is_long(reading: Reading) -> bool:
    """Return whether a text is too long for a title, a label or an entry of a list."""
    letters = sum(map(len, reading.words))
    return len(reading.words) >= (CUT_LENGTH if letters > 2 * len(reading.words) else UNSPACED_CUT_LENGTH)


def has_sentence_end(reading: Reading) -> bool:
    """Return whether a sentence ends inside a text; a label with its colon is none."""
    own = Boundaries(reading)
    return any(own.part(place) and own.between[place].strip(QUOTES) != ":" for place in range(1, len(reading.words)))
