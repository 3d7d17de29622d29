"""The structure of a document: what its lines are, taken together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property

from dedupe.context.lines import ENUMERATIONS, Line
from dedupe.context.page import Page
from dedupe.context.patterns import underline
from dedupe.splitting.detecting import is_doubled

# Of a longer document so many lines are read, in stretches that lie evenly over it.
SAMPLE, STRETCH = 1024, 64
# Shares of lines, chosen by measurement on documents whose removals were judged: see docs/internals/context.md.
STAMPED = 0.8
FLAT = 0.9
LABELS, MANY_LABELS, LEAST_LABELS, LEAST_REPEATED = 0.12, 0.5, 3, 4
LINKS = 0.3
SHORT_LINES, SHORT_WORDS, LEAST_NAVIGATION = 0.45, 5, 8
ENUMERATED = 0.2
SPOKEN, TURNS, LEAST_SPOKEN = 0.12, 0.08, 3
MARKED, CODED, LEAST_SECTIONS = 0.25, 0.15, 3
FEW_MARKED, FEW_CODED = 0.12, 0.05
LEAST_PAGE, LARGEST_PAGE = 40, 1000
LEAST_HEADS = 2
PROSE = 0.6
LEAST_ENTRY = 5


class Genre(StrEnum):
    """What kind of text a document is, as far as that decides about copies in it."""

    PROSE = "page of prose"
    MIXED = "page"
    NAVIGATION = "page of links and short lines"
    STRUCTURED = "structured document"
    REFERENCE = "reference"
    DIALOGUE = "dialogue"
    VERSE = "verse"
    LOG = "log"
    MAIL = "mail"
    LIST = "flat list"


# In these an author seldom repeats a line on purpose.
PAGES = frozenset({Genre.PROSE, Genre.MIXED, Genre.NAVIGATION, Genre.MAIL})


class Structure:
    """What the lines of a page are, taken together; found when first asked for."""

    def __init__(self, page: Page, split: str) -> None:
        self.page = page
        self.split = split

    def is_heading(self, number: int) -> bool:
        """Whether a line, of this page or another, is a heading: by its form, or by a line below that underlines it."""
        line = self.page.line(number)
        if line is None:
            return False
        if line.heading or self.split != "lines" or not self.page.holds(number + 1):
            return line.heading
        return not line.prose and bool(line.words) and bool(underline().fullmatch(self.page[number + 1].text))

    @cached_property
    def sample(self) -> list[Line]:
        """Lines of the page: all, or evenly spread stretches of a long one."""
        return [self.page[ordinal] for ordinal in sampled(len(self.page))]

    @cached_property
    def words(self) -> float:
        """How many words a reader sees, in a long document as the sample suggests."""
        words = sum(line.words for line in self.sample)
        return max(words * len(self.page) / max(len(self.sample), 1), 1)

    @cached_property
    def doubled(self) -> bool:
        """Whether most lines stand next to their equal."""
        return is_doubled([line.text for line in self.sample])

    @cached_property
    def paged(self) -> bool:
        """Whether the document has page breaks."""
        return any(line.behind_page_break for line in self.sample[1:])

    @cached_property
    def prose(self) -> float:
        """The share of words that stand in prose."""
        return prose_share(self.sample)

    @cached_property
    def plain(self) -> bool:
        """Whether there is next to no list, number, heading or code."""
        lines = [line for line in self.sample if line.words]
        marked = share(lines, lambda line: line.entry or line.numbered)
        coded = share(lines, lambda line: line.code)
        return marked < FEW_MARKED and coded < FEW_CODED and sum(line.heading for line in lines) < LEAST_SECTIONS

    @cached_property
    def navigates(self) -> bool:
        """Whether it is the page of a site with its menus: links, or many short lines, around what it is about."""
        lines = [line for line in self.sample if line.words]
        if self.genre not in PAGES or not LEAST_PAGE <= len(self.page) <= LARGEST_PAGE:
            return self.genre is Genre.NAVIGATION and len(self.page) <= LARGEST_PAGE
        return share(lines, lambda line: line.link_only) >= LINKS or (self.plain and short_share(lines) >= SHORT_LINES)

    @cached_property
    def genre(self) -> Genre:
        """The kind of text."""
        lines = [line for line in self.sample if line.words]
        if not lines:
            return Genre.PROSE
        return (
            self._flat(lines)
            or self._mail(lines)
            or self._chat(lines)
            or self._page_of_links(lines)
            or self._spoken(lines)
            or self._structured(lines)
            or self._prose(lines)
        )

    def _flat(self, lines: Sequence[Line]) -> Genre | None:
        if self.split != "lines":
            return None
        if share(lines, lambda line: line.stamped) >= STAMPED:
            return Genre.LOG
        parted = any(line.gap.count("\n") > 1 for line in self.sample[1:])
        if parted or prose_share(lines) >= 0.5 or any(line.heading for line in lines) or not has_one_shape(lines):
            return None
        return Genre.LIST

    def _page_of_links(self, lines: Sequence[Line]) -> Genre | None:
        links = share(lines, lambda line: line.link_only)
        if links < LINKS and is_reference(lines):
            return Genre.REFERENCE
        short = short_share(lines)
        few_marks = share(lines, lambda line: line.heading) <= MARKED and share(lines, lambda line: line.entry) < LINKS
        if links >= LINKS or (
            short >= SHORT_LINES and prose_share(lines) < 0.5 and few_marks and len(lines) >= LEAST_NAVIGATION
        ):
            return Genre.NAVIGATION
        return None

    def _mail(self, lines: Sequence[Line]) -> Genre | None:
        heads = sum(line.message_head for line in lines)
        return Genre.MAIL if self.split == "blocks" and heads >= LEAST_HEADS else None

    def _chat(self, lines: Sequence[Line]) -> Genre | None:
        turns = sum(line.turn for line in lines)
        return Genre.DIALOGUE if turns >= max(LEAST_SPOKEN, TURNS * len(lines)) else None

    def _spoken(self, lines: Sequence[Line]) -> Genre | None:
        enumerated = share(lines, lambda line: line.end.endswith(ENUMERATIONS) and not line.entry)
        if enumerated >= ENUMERATED and self.split != "markdown":
            return Genre.VERSE
        often = Counter(line.speaker for line in lines if line.speaker)
        spoken = share(lines, lambda line: line.utterance or often[line.speaker] >= LEAST_SPOKEN)
        return Genre.DIALOGUE if spoken >= SPOKEN and spoken * len(lines) >= LEAST_SPOKEN else None

    def _structured(self, lines: Sequence[Line]) -> Genre | None:
        marked = share(lines, lambda line: line.entry or line.numbered)
        sections = sum(line.heading for line in lines)
        if marked >= MARKED or share(lines, lambda line: line.code) >= CODED or sections >= LEAST_SECTIONS:
            return Genre.STRUCTURED
        return None

    def _prose(self, lines: Sequence[Line]) -> Genre:
        return Genre.PROSE if prose_share(lines) >= PROSE else Genre.MIXED


def sampled(count: int) -> Iterator[int]:
    """Yield the ordinals of a sample of so many lines.

    >>> list(sampled(3)), len(list(sampled(1_000_000)))
    ([0, 1, 2], 1024)
    """
    if count <= SAMPLE:
        yield from range(count)
        return
    stretches = SAMPLE // STRETCH
    for number in range(stretches):
        start = number * (count - STRETCH) // (stretches - 1)
        yield from range(start, start + STRETCH)


def share(lines: Sequence[Line], test: Callable[[Line], bool]) -> float:
    """Return the share of lines that pass a test."""
    return sum(map(test, lines)) / (len(lines) or 1)


def prose_share(lines: Sequence[Line]) -> float:
    """Return the share of words that stand in prose."""
    return sum(line.words for line in lines if line.prose) / (sum(line.words for line in lines) or 1)


def short_share(lines: Sequence[Line]) -> float:
    """Return the share of lines of a few words that end no sentence."""
    return share(lines, lambda line: line.words <= SHORT_WORDS and not line.sentence)


def is_reference(lines: Sequence[Line]) -> bool:
    """Whether there are entries of one shape: labels stand again and again, some with a colon or beside code."""
    labels = labels_share(lines)
    if labels < LABELS:
        return False
    often = Counter(line.key for line in lines if line.lead_in and line.words <= SHORT_WORDS)
    named = sum(count >= LEAST_REPEATED for count in often.values())
    return labels >= MANY_LABELS or named >= 2 or share(lines, lambda line: line.code) >= FEW_CODED


def labels_share(lines: Sequence[Line]) -> float:
    """Return the share of lines that are labels: short lines that stand there again and again, several of them."""
    often = Counter(line.key for line in lines if line.words <= SHORT_WORDS + 1)
    repeated = [count for count in often.values() if count >= LEAST_REPEATED]
    return sum(repeated) / len(lines) if len(repeated) >= LEAST_LABELS else 0


def has_one_shape(lines: Sequence[Line]) -> bool:
    """Whether nearly all lines are long enough to be an entry, and have as many of some sign each."""
    if share(lines, lambda line: line.words >= LEAST_ENTRY) < FLAT:
        return False
    return any(is_usual(Counter(line.text.count(sign) for line in lines), len(lines)) for sign in ",\t;|(:")


def is_usual(counts: Counter[int], total: int) -> bool:
    """Whether most lines have the same number of a sign, and at least one."""
    usual, often = counts.most_common(1)[0]
    return usual > 0 and often >= STAMPED * total
