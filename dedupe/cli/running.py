"""A run over some sources: read, collapsed, and handed on record by record, while a person sees how far it is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dedupe.cli.effects import Need, Opener
from dedupe.cli.feed import Feed, Item, OnError, waits_for_input
from dedupe.cli.hints import EqualLines
from dedupe.cli.inputs import Source
from dedupe.cli.progress import Progress, shows_progress
from dedupe.cli.remembering import knower, open_index
from dedupe.cli.talking import Talk, announce, announcing_builds
from dedupe.collapsing.groups import collapse_groups
from dedupe.collapsing.streaming import size_of
from dedupe.formats.reading import Reading
from dedupe.options import Options, Scope

if TYPE_CHECKING:
    from dedupe.callbacks import OnCompared
    from dedupe.documents import Document
    from dedupe.results import Collapsed


# In code points: for less text than this processes would take longer to start than to work, 0.3 seconds.
WORTH = 1 << 21


class Wanted(Protocol):
    """What a command line asks for about the reading."""

    @property
    def reading(self) -> Reading:
        """How inputs are to be read."""

    @property
    def needs(self) -> Sequence[Need]:
        """What the options need the inputs to be."""

    @property
    def on_error(self) -> str:
        """What is done about records that cannot be read."""

    @property
    def index_path(self) -> str | None:
        """The file in which what is kept is remembered."""

    @property
    def progress(self) -> bool | None:
        """Whether to show how far it is; None for where it helps."""

    @property
    def prints(self) -> bool:
        """Whether documents go to stdout."""


class Step(NamedTuple):
    """A record with its collapsed documents, and where to note what was found in them."""

    item: Item
    results: Sequence[Collapsed]
    progress: Progress


def results_of(
    sources: Sequence[Source], options: Options, wanted: Wanted, talk: Talk, *, near: bool = False, trial: bool
) -> Generator[Step]:
    """Yield each record of the sources, in order; across documents none can be left out, unless errors are skipped.

    After a `trial` an index is as it was.
    """
    opener = Opener(wanted.reading)
    opener.check(sources, wanted.needs)
    with ExitStack() as opened:
        opened.enter_context(announcing_builds(talk))
        opened.callback(talk.clear)
        shown = shows_progress(talk, wanted=wanted.progress, prints=wanted.prints)
        progress = Progress(sources, talk, shown=shown, steady=options.scope is Scope.DOCUMENT)
        path = wanted.index_path
        index = None
        if path is not None:
            index = opened.enter_context(open_index(path, options, talk, trial=trial, on_compared=progress.compared))
        feed = Feed(
            sources,
            opener,
            talk,
            progress,
            on_error=OnError(wanted.on_error),
            together=options.scope is Scope.CORPUS,
            named=None if path is None else knower(path),
        )
        groups = announce(feed.groups(), options, talk)
        if index:
            found = index.collapse_groups(groups, near=near, trial=trial)
        else:
            waiting = partial(waits_for_input, sources)
            found = collapse_any(groups, options, near=near, waiting=waiting, on_compared=progress.compared)
        lines = EqualLines(options)
        for results in found:
            if talk.summarises:
                lines.add(results)
            yield Step(feed.take(), results, progress)
        if lines.hint:
            talk.summarise(lines.hint)


def collapse_any(
    groups: Iterable[Sequence[Document]],
    options: Options,
    *,
    near: bool,
    waiting: Callable[[], bool],
    on_compared: OnCompared | None = None,
) -> Iterator[list[Collapsed]]:
    """Yield the groups collapsed: those that do not depend on each other by several processes, if they are many."""
    if options.scope is Scope.CORPUS or options.processors == 1:
        yield from collapse_groups(groups, options, near=near, waiting=waiting, on_compared=on_compared)
        return
    size, rest = 0, iter(groups)
    for group in rest:
        yield from collapse_groups([group], options, near=near, on_compared=on_compared)
        size += size_of(group)
        if size >= WORTH:
            break
    else:
        return
    from dedupe.processes import collapse_apart

    yield from collapse_apart(rest, options, near=near, waiting=waiting)
