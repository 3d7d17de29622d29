"""What a run says: matches, removals, and a collapsed document that can be asked and put back.

Named tuples rather than dataclasses: to make one takes 0.1 ms against 0.8, and a short page is collapsed in 30.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from dedupe.bulk import EncodedCuts
from dedupe.collapsing.cutting import Cut, reinsert, remaining, stretches
from dedupe.documents import Document
from dedupe.judgements import Verdict
from dedupe.options import Options
from dedupe.paragraphs import Paragraph
from dedupe.similarity import similarity

# What only documents in files of records have.
PLACES = ("record", "kept_record")


class Match(NamedTuple):
    """A paragraph and the kept paragraph that it is alike to.

    `start`, `end`, `kept_start` and `kept_end` are byte offsets in the two inputs; `lcs`, `words` and `kept_words` are
    lengths in words; `line` and `kept_line` count from 1. `removed` says whether the paragraph goes for this match.
    `record` and `kept_record` are places of records, such as `crawl.jsonl:2`, as several records may have one id.
    """

    document: str
    start: int
    end: int
    line: int
    text: str
    kept_document: str
    kept_start: int
    kept_end: int
    kept_line: int
    kept_text: str
    lcs: int
    words: int
    kept_words: int
    verdict: Verdict
    reasons: tuple[str, ...]
    removed: bool
    context: str = ""
    record: str = ""
    kept_record: str = ""

    @property
    def similarity(self) -> float:
        """`2 * lcs / (words + kept_words)`, 0 to 1."""
        return similarity(self.lcs, self.words, self.kept_words)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields and the similarity as plain values, for JSON."""
        changed = {"verdict": str(self.verdict), "reasons": list(self.reasons)}
        values = self._asdict() | changed | {"similarity": round(self.similarity, 6)}
        return {name: value for name, value in values.items() if name not in PLACES or value}


# Nothing is counted.
NONE: Mapping[str, int] = MappingProxyType({})


class Stretch(NamedTuple):
    """A stretch of a document's file: byte offsets, and its text."""

    start: int
    end: int
    text: str


class Removal(NamedTuple):
    """A removed paragraph: its match, and the stretch of the input that went, its separator included.

    `number` counts the removals of the document from 1; `cut_start` and `cut_end` are byte offsets in the input. A
    removal is in several pieces where something inside it had gone before, and where a paragraph that had gone for this
    one is a copy of nothing that stays: `more` has the pieces behind the first.
    """

    number: int
    match: Match
    cut_start: int
    cut_end: int
    cut: str
    more: tuple[Stretch, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All pieces of the input that went, in order."""
        return (Stretch(self.cut_start, self.cut_end, self.cut), *self.more)


class Boilerplate(NamedTuple):
    """A paragraph that went as boilerplate: its words stand in so many `documents`. The rest is as in a removal."""

    number: int
    document: str
    start: int
    end: int
    line: int
    text: str
    documents: int
    cut_start: int
    cut_end: int
    cut: str
    more: tuple[Stretch, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All pieces of the input that went, in order."""
        return (Stretch(self.cut_start, self.cut_end, self.cut), *self.more)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain values, for JSON."""
        return self._asdict()


class Details(Protocol):
    """What is worked out of a collapsed document when it is asked for."""

    def kept(self) -> Iterable[Paragraph]:
        """Return the paragraphs that stay."""

    def count_removals(self) -> int:
        """Return how many paragraphs went."""

    def removals(self) -> Iterator[Removal | Boilerplate]:
        """Yield what went, in the order of the text."""

    def matches(self) -> Iterator[Match]:
        """Yield the matches of paragraphs that stay."""


class Collapsed:
    """A document after a run: its remaining text, the paragraphs kept and the removals, and what was decided.

    `splits` says for each round how the document was split. `cuts` are what goes in code points, in order; a removal
    has one of them, in rare cases several. `count` is the number of paragraphs before; `engine` says how the matches
    were computed. `refused` counts the matches that stay because without them their neighbours would be split in
    another way, and `oversized` the paragraphs over `max_words`, compared for equal words only. `evidence` counts the
    removals by what speaks for them, and `in_place` the copies that stay by what needs them there.
    """

    def __init__(
        self,
        document: Document,
        options: Options,
        splits: tuple[str, ...],
        cuts: Sequence[Cut],
        *,
        count: int,
        details: Details,
        engine: str,
        refused: int = 0,
        evidence: Mapping[str, int] = NONE,
        in_place: Mapping[str, int] = NONE,
        oversized: int = 0,
    ) -> None:
        self.document = document
        self.options = options
        self.splits = splits
        self.cuts = cuts
        self.count = count
        self.engine = engine
        self.refused = refused
        self.evidence = evidence
        self.in_place = in_place
        self.oversized = oversized
        self._details = details

    @property
    def split(self) -> str:
        """How the document was split first."""
        return self.splits[0]

    @cached_property
    def removals(self) -> int:
        """How many paragraphs went."""
        return self._details.count_removals()

    @cached_property
    def text(self) -> str:
        """The remaining text."""
        return remaining(self.document.text, self.cuts)

    @cached_property
    def kept(self) -> tuple[Paragraph, ...]:
        """The paragraphs that stay."""
        return tuple(self._details.kept())

    @cached_property
    def gone(self) -> tuple[Removal | Boilerplate, ...]:
        """All that went, in the order of the text."""
        return tuple(self._details.removals())

    @cached_property
    def removed(self) -> tuple[Removal, ...]:
        """The removals, in the order of the text."""
        return tuple(removal for removal in self.gone if isinstance(removal, Removal))

    @cached_property
    def boilerplate(self) -> tuple[Boilerplate, ...]:
        """What went as boilerplate, in the order of the text."""
        return tuple(removal for removal in self.gone if isinstance(removal, Boilerplate))

    @cached_property
    def matches(self) -> tuple[Match, ...]:
        """The matches of paragraphs that stay: `refused` ones, and revisions and siblings where they were asked for."""
        return tuple(self._details.matches())

    @cached_property
    def output(self) -> bytes:
        """The remaining text as bytes, spelled as in the input."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield `output` a piece at a time: of a large text it need not be there as a whole."""
        document = self.document
        yield document.mark
        if isinstance(self.cuts, EncodedCuts):
            yield from self.cuts.left()
        elif document.content is not None and not self.cuts:
            yield document.content
        else:
            offsets = document.offsets()
            yield b"".join([offsets.spelled(start, end) for start, end in stretches(document.text, self.cuts)])

    def all_matches(self) -> list[Match]:
        """Return the matches of removed paragraphs and of those that stay, in the order of the text."""
        matches = [removal.match for removal in self.removed] + list(self.matches)
        return sorted(matches, key=lambda match: match.start)

    def findings(self) -> list[Match | Boilerplate]:
        """Return all matches and what went as boilerplate, in the order of the text."""
        found: list[Match | Boilerplate] = [*self.all_matches(), *self.boilerplate]
        return sorted(found, key=lambda finding: finding.start)

    def restore(self) -> str:
        r"""Return the input again, from the remaining text and the removals.

        >>> from dedupe import collapse
        >>> text = "Out of sight, out of mind.\n\nOut of sight, out of mind.\n"
        >>> collapse(text).restore() == text
        True
        """
        cuts = [(cut.start, self.document.text[cut.start : cut.end], "") for cut in self.cuts]
        return reinsert(self.text, cuts)
