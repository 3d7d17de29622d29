"""Documents cut into paragraphs that are numbered through, and turned into results when their fate is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from itertools import accumulate

from dedupe.cutting import plan_cuts, remaining
from dedupe.documents import ByteOffsets, Document
from dedupe.matching import Finding
from dedupe.options import Options, Split
from dedupe.paragraphs import Kind, Paragraph
from dedupe.results import Collapsed, Match, Removal
from dedupe.splitting import choose_split, split_paragraphs
from dedupe.words import split_words

# Stands between two documents where their paragraphs are numbered through.
BARRIER = Paragraph("", 0, 0, Kind.CODE)


class Sheet:
    """A document cut into paragraphs; `first` is the number of its first one in the batch."""

    def __init__(self, document: Document, split: str, paragraphs: list[Paragraph], first: int) -> None:
        self.document = document
        self.split = split
        self.paragraphs = paragraphs
        self.first = first

    @cached_property
    def offsets(self) -> ByteOffsets:
        """Where its code points lie in the bytes of the document."""
        return ByteOffsets(self.document)

    @cached_property
    def line_ends(self) -> list[int]:
        """Where its lines end, in code points."""
        lines = self.document.text.splitlines(keepends=True)
        return list(accumulate(map(len, lines)))

    def line(self, paragraph: Paragraph) -> int:
        """Return the number of the line on which a paragraph starts, from 1."""
        return bisect_right(self.line_ends, paragraph.start) + 1


class Batch:
    """Documents whose paragraphs are compared with each other, numbered through."""

    def __init__(self, sheets: list[Sheet], paragraphs: list[Paragraph]) -> None:
        self.sheets = sheets
        self.paragraphs = paragraphs

    def sheet_of(self, number: int) -> Sheet:
        """Return the sheet on which a paragraph stands."""
        return self.sheets[bisect_right(self.sheets, number, key=lambda sheet: sheet.first) - 1]

    def collapsed(self, sheet: Sheet, findings: Mapping[int, Finding], options: Options) -> Collapsed:
        """Return one document without the paragraphs that go."""
        document, text = sheet.document, sheet.document.text
        numbers = range(sheet.first, sheet.first + len(sheet.paragraphs))
        found = {number - sheet.first: findings[number] for number in numbers if number in findings}
        gone = [place for place, finding in found.items() if finding.removed]
        # Lines are parted by what stands between them, whatever goes; the others may lean on their neighbours.
        split = None if sheet.split == Split.LINES else partial(split_paragraphs, split=sheet.split)
        cuts = plan_cuts(text, sheet.paragraphs, gone, split) if gone else []
        cut = {planned.paragraph for planned in cuts}
        return Collapsed(
            document=document,
            options=options,
            split=sheet.split,
            text=remaining(text, cuts),
            kept=tuple(paragraph for place, paragraph in enumerate(sheet.paragraphs) if place not in cut),
            removed=tuple(
                Removal(
                    number,
                    self.match(sheet, planned.paragraph, found[planned.paragraph], removed=True),
                    sheet.offsets[planned.start],
                    sheet.offsets[planned.end],
                    text[planned.start : planned.end],
                )
                for number, planned in enumerate(cuts, 1)
            ),
            cuts=tuple(cuts),
            matches=tuple(
                self.match(sheet, place, finding, removed=False) for place, finding in found.items() if place not in cut
            ),
            refused=len(gone) - len(cuts),
            oversized=count_oversized(sheet.paragraphs, options.max_words),
        )

    def match(self, sheet: Sheet, place: int, finding: Finding, *, removed: bool) -> Match:
        """Return a finding with the texts and places that it is about."""
        home = self.sheet_of(finding.kept)
        paragraph, kept = sheet.paragraphs[place], self.paragraphs[finding.kept]
        return Match(
            document=sheet.document.id,
            start=sheet.offsets[paragraph.start],
            end=sheet.offsets[paragraph.end],
            line=sheet.line(paragraph),
            text=paragraph.text,
            kept_document=home.document.id,
            kept_start=home.offsets[kept.start],
            kept_end=home.offsets[kept.end],
            kept_line=home.line(kept),
            kept_text=kept.text,
            lcs=finding.lcs,
            words=finding.words,
            kept_words=finding.kept_words,
            verdict=finding.verdict,
            reasons=finding.reasons,
            removed=removed,
        )


def count_oversized(paragraphs: Iterable[Paragraph], max_words: int) -> int:
    """Return how many paragraphs have more than `max_words` words."""
    return sum(
        len(split_words(paragraph.text)) > max_words for paragraph in paragraphs if len(paragraph.text) > max_words
    )


def lay_out(documents: Iterable[Document], options: Options) -> Batch:
    """Return the documents cut into paragraphs that are numbered through."""
    sheets: list[Sheet] = []
    paragraphs: list[Paragraph] = []
    for document in documents:
        split = str(options.split)
        if options.split is Split.AUTO:
            split = choose_split(document.text, document.id)
        own = split_paragraphs(document.text, split)
        sheets.append(Sheet(document, split, own, len(paragraphs)))
        paragraphs += [*own, BARRIER]
    return Batch(sheets, paragraphs)
