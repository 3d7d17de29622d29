"""Documents in; documents and removals out. The one path for a page and a corpus, the command line and Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from dedupe.callbacks import OnCompared
from dedupe.collapsing.resting import decide
from dedupe.collapsing.streaming import Group, Stream, collapse_stream, size_of
from dedupe.documents import Document, as_document
from dedupe.errors import InputError, OptionError
from dedupe.limits import MemoryLimit
from dedupe.options import Options, Scope
from dedupe.results import Collapsed, Match

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

# What `collapse_documents` takes.
Given = Iterable[Document | str | tuple[str, str]]


def collapse(text: str, **options: Unpack[OptionValues]) -> Collapsed:
    r"""Return the text with each paragraph once.

    The options are those of `Options`. Raises `OptionError` if one is out of range, or is about several documents.

    >>> page = "The tide was out that morning.\nNobody came.\nThe tide was out that morning.\n"
    >>> collapse(page).text
    'The tide was out that morning.\nNobody came.\n'
    """
    given = Options.of(options)
    if given.scope is Scope.CORPUS:
        raise OptionError("scope corpus compares documents, and collapse takes one text; call collapse_documents")
    return next(run([text], given))


def collapse_documents(documents: Given, **options: Unpack[OptionValues]) -> Iterator[Collapsed]:
    """Yield each document with each paragraph once, in the order given.

    Documents are texts, pairs of id and text, or `Document`. With `scope="corpus"` paragraphs are compared across all
    of them: where the first copy stays, they are taken in batches, and of earlier ones what is kept is held in memory;
    otherwise all of them are. With `scope="document"` it is one at a time.
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
    groups = ([document] for document in (ranked(given) if options.keep_by else given))
    return chain.from_iterable(collapse_groups(groups, options, near=near))


def ranked(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents; raises `InputError` at the end if there are some, and none of them has a rank."""
    ranks: set[bool] = set()
    for document in documents:
        ranks.add(document.rank is not None)
        yield document
    if ranks == {False}:
        raise InputError(
            "keep_by decides by the rank of documents, and none has one; give a Document with a rank for each"
        )


def collapse_groups(
    groups: Iterable[Group],
    options: Options,
    *,
    near: bool = False,
    waiting: Callable[[], bool] = lambda: False,
    on_compared: OnCompared | None = None,
) -> Iterator[list[Collapsed]]:
    """Yield the documents of each group collapsed; those of one group are compared with each other in any scope.

    A group is a record, and its documents are the texts in it; there may be none. Where the first of several copies
    stays, a corpus is taken in batches; one ends early if `waiting` says that the next group is not there yet.
    `on_compared` is called while paragraphs are compared. Raises `MemoryLimitError`.
    """
    limit = MemoryLimit(options.memory_limit)
    if options.scope is not Scope.CORPUS:
        found = (collapse_batch([group], options, limit, near=near, on_compared=on_compared) for group in groups)
        return chain.from_iterable(found)
    if options.in_order:
        return collapse_stream(Stream(groups, limit, waiting), options, near=near, on_compared=on_compared)
    return collapse_batch(take_all(groups, limit), options, limit, near=near, on_compared=on_compared)


def take_all(groups: Iterable[Group], limit: MemoryLimit) -> list[Group]:
    """Return all groups; raises `MemoryLimitError` as soon as they are too much."""
    taken: list[Group] = []
    size = 0
    for group in groups:
        taken.append(group)
        size = limit.grown(size, size_of(group))
    return taken


def collapse_batch(
    groups: Sequence[Group],
    options: Options,
    limit: MemoryLimit,
    *,
    near: bool,
    on_compared: OnCompared | None = None,
) -> Iterator[list[Collapsed]]:
    """Return the groups of one batch, whose paragraphs are compared with each other."""
    if not any(groups):
        return ([] for _ in groups)
    limit.check(sum(map(size_of, groups)))
    return decide(groups, options, near=near, on_compared=on_compared)
