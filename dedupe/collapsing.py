"""Documents in; documents and removals out. The one path for a page and a corpus, the command line and Python."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dedupe.batches import Batch, lay_out
from dedupe.documents import Document, as_document
from dedupe.errors import InputError
from dedupe.matching import IN_PASSAGE, Finding, identical, match_texts
from dedupe.options import Options, Scope
from dedupe.paragraphs import Paragraph
from dedupe.passages import skeleton
from dedupe.results import Collapsed, Match
from dedupe.words import split_words

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

# What `collapse_documents` takes.
Given = Iterable[Document | str | tuple[str, str]]


def collapse(text: str, **options: Unpack[OptionValues]) -> Collapsed:
    r"""Return the text with each paragraph once.

    The options are those of `Options`. Raises `OptionError` if one is out of range.

    >>> page = "The tide was out that morning.\nNobody came.\nThe tide was out that morning.\n"
    >>> collapse(page).text
    'The tide was out that morning.\nNobody came.\n'
    """
    return next(collapse_documents([text], **options))


def collapse_documents(documents: Given, **options: Unpack[OptionValues]) -> Iterator[Collapsed]:
    """Yield each document with each paragraph once, in the order given.

    Documents are texts, pairs of id and text, or `Document`. With `scope="corpus"` paragraphs are compared across all
    of them, so all are held in memory; otherwise one at a time.
    """
    return run(documents, Options.of(options))


def find(documents: Given, **options: Unpack[OptionValues]) -> Iterator[Match]:
    r"""Yield the match of every paragraph that would be removed, and of those that look like one but stay.

    `Match.removed` tells them apart: what stays is a revision or a sibling, each with the kept paragraph it is most
    nearly a copy of.

    >>> [str(match.verdict) for match in find(["Room 12 is on the left.\nRoom 14 is on the left."])]
    ['sibling']
    """
    results = run(documents, Options.of(options), near=True)
    return (match for collapsed in results for match in collapsed.all_matches())


def run(documents: Given, options: Options, *, near: bool = False) -> Iterator[Collapsed]:
    """Return the documents collapsed, one by one; with `near`, also the matches of paragraphs that stay."""
    if isinstance(documents, str | bytes):
        raise InputError(f"documents must be several texts, got one {type(documents).__name__}; put it into a list")
    given = (as_document(value, number) for number, value in enumerate(documents, 1))
    if options.scope is Scope.CORPUS:
        return collapse_batch(list(given), options, near=near)
    return (collapsed for document in given for collapsed in collapse_batch([document], options, near=near))


def collapse_batch(documents: Sequence[Document], options: Options, *, near: bool) -> Iterator[Collapsed]:
    """Yield the documents of one batch, whose paragraphs are compared with each other."""
    with collector_paused():
        batch = lay_out(documents, options)
        findings = find_alike(batch, options, near=near)
    return (batch.collapsed(sheet, findings, options) for sheet in batch.sheets)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the search for cycles, of which none are made here: over 76,000 paragraphs it takes a sixth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def find_alike(batch: Batch, options: Options, *, near: bool) -> dict[int, Finding]:
    """Return what was found for each paragraph, by its number; nothing for those alike to none."""
    paragraphs = batch.paragraphs
    spared = protected_numbers(paragraphs, options.protect)
    eligible = [
        number for number, paragraph in enumerate(paragraphs) if not paragraph.protected and number not in spared
    ]
    found = match_texts([paragraphs[number].text for number in eligible], options, near=near)
    findings = {
        number: finding._replace(kept=eligible[finding.kept])
        for number, finding in zip(eligible, found, strict=True)
        if finding
    }
    removed = {number: finding.kept for number, finding in findings.items() if finding.removed}
    for number, kept in skeleton(paragraphs, removed, spared).items():
        words = len(split_words(paragraphs[number].text))
        findings[number] = identical(kept, words, IN_PASSAGE)
    return findings


def protected_numbers(paragraphs: Sequence[Paragraph], patterns: Iterable[str]) -> set[int]:
    """Return the numbers of the paragraphs in which one of the patterns is found."""
    searches = [re.compile(pattern).search for pattern in patterns]
    return {
        number
        for number, paragraph in enumerate(paragraphs if searches else [])
        if any(search(paragraph.text) for search in searches)
    }
