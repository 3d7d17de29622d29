"""The index: documents in, what is new of them out, and what is kept of them remembered for the next run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from os import PathLike
from typing import TYPE_CHECKING, Self

from dedupe.batches import Batch, lay_out
from dedupe.documents import Document
from dedupe.errors import InputError, OptionError
from dedupe.fates import BatchFates, collector_paused
from dedupe.index.entries import Entry, checked, digest_of, entries_of, name_of
from dedupe.index.filing import Filing
from dedupe.index.recalling import Known, Recalled, alike
from dedupe.index.replaying import Replayed
from dedupe.index.schema import check_remembered
from dedupe.index.store import Store
from dedupe.index.upkeep import TIMEOUT, Forgotten, Info, check, forget, info, take_out
from dedupe.limits import MemoryLimit
from dedupe.options import Options, Scope
from dedupe.streaming import Group, Stream

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues
    from dedupe.results import Collapsed, Match

# To look for one new paragraph takes as long as to read so many kept ones: 0.5 milliseconds against 8 microseconds.
READ = 64
# So many kept paragraphs are read before it is looked how much memory is in use.
LOOK = 4096


class Index:
    r"""Kept paragraphs of all runs so far, in one file: each document is compared with all that came before it.

    `path` is made if it is not there; `options` are those of `Options`, and have to be the same each time. The scope is
    always the corpus. Processes that write to one file wait for each other for `timeout` seconds at most.

    Raises `OptionError` if an option does not go with an index, or is not the one that it was made with, `InputError`
    if the file is no index or of another version, and `IndexBusyError` if another process writes for too long.

    >>> with Index(":memory:") as index:
    ...     first = list(index.collapse_documents([("a", "The tide was out that morning.\n")]))
    ...     again = list(index.collapse_documents([("b", "The tide was out that morning.\nNobody came.\n")]))
    >>> again[0].text, again[0].removed[0].match.kept_document
    ('Nobody came.\n', 'a')
    """

    def __init__(self, path: str | PathLike[str], *, timeout: float = TIMEOUT, **options: Unpack[OptionValues]) -> None:
        self.options = Options.of({"scope": Scope.CORPUS, **options})
        if self.options.scope is not Scope.CORPUS:
            raise OptionError("an index compares across documents, got scope document; leave out the scope")
        check_remembered(self.options)
        self._store = Store(str(path), timeout)
        try:
            self._store.create(self.options)
        except BaseException:
            self.close()
            raise
        self._filing = Filing(self._store, self.options)

    def collapse_documents(self, documents: Iterable[Document | tuple[str, str]]) -> Iterator[Collapsed]:
        """Yield each document without what it copies of itself, those before it, and those of earlier runs.

        Documents are pairs of id and text, or `Document`; the id is what one is known by, so it has to be its own. What
        is kept is remembered as soon as a batch is done, before its documents come back.

        A document that is known never matches what is remembered of it. With the same text, or with what was left of
        that, it is what it was; with another text it is decided anew, and what was remembered of it is replaced.
        Raises `InputError` if an id is there twice.
        """
        groups = ([checked(value, number)] for number, value in enumerate(documents, 1))
        return chain.from_iterable(self.collapse_groups(groups))

    def find(self, documents: Iterable[Document | tuple[str, str]]) -> Iterator[Match]:
        """Yield the match of every paragraph that would be removed, and of those that look like one but stay.

        Nothing of it is remembered. Until the last match is taken, others that write to the index wait.
        """
        groups = ([checked(value, number)] for number, value in enumerate(documents, 1))
        results = chain.from_iterable(self.collapse_groups(groups, near=True, trial=True))
        return (match for collapsed in results for match in collapsed.all_matches())

    def collapse_groups(
        self,
        groups: Iterable[Group],
        *,
        near: bool = False,
        trial: bool = False,
        waiting: Callable[[], bool] = lambda: False,
    ) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group collapsed; see `collapsing.collapse_groups`. A group is known as one.

        With `near`, there are also the matches of paragraphs that stay; after a `trial` nothing is remembered.
        """
        self._store.forget_notes()
        limit = MemoryLimit(self.options.memory_limit)
        stream = Stream(groups, limit, waiting)
        if trial:
            with self._store.writing(trial=True):
                while taken := stream.batch(0):
                    yield from self._collapse(taken, limit, near=near)
            return
        while taken := stream.batch(0):
            with self._store.writing():
                results = self._collapse(taken, limit, near=near)
            yield from results

    def info(self) -> Info:
        """Return what there is to say of the index."""
        return info(self._store)

    def check(self) -> list[str]:
        """Return what is wrong with the index, a line for each row that is not as its text says."""
        return list(check(self._store))

    def forget(self, names: Iterable[str]) -> Forgotten:
        """Take documents out, so that nothing of their texts stays in the file; raises `InputError` if one is unknown.

        Returns how many kept paragraphs went, and of which documents removed copies have no kept one any more.
        """
        return forget(self._store, names)

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        """Return the index, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _collapse(self, groups: Sequence[Group], limit: MemoryLimit, *, near: bool) -> list[list[Collapsed]]:
        """Return the documents of some groups collapsed, and remember what is kept of them."""
        results: list[list[Collapsed]] = [[] for _ in groups]
        new: list[int] = []

        def decide_new() -> None:
            for place, found in zip(new, self._decide([groups[place] for place in new], limit, near=near), strict=True):
                results[place] = found
            new.clear()

        for place, group in enumerate(groups):
            if not group:
                continue
            entry = self._known(group)
            if entry is None:
                new.append(place)
                continue
            digest = digest_of([document.text for document in group])
            removed = self._store.removals(entry.first, entry.behind) if digest == entry.input else {}
            if digest != entry.output and (digest != entry.input or entry.doubtful):
                # What came before it may still copy what it was.
                decide_new()
                (results[place],) = self._decide([group], limit, near=near, replaced=entry)
            elif near:
                (results[place],) = self._decide([group], limit, near=True, known=Known(entry.first), remember=False)
            else:
                results[place] = self._replay(group, entry, removed)
        decide_new()
        return results

    def _known(self, group: Group) -> Entry | None:
        """Return what is known of a group; raises `InputError` if it came before in this run."""
        name = name_of(group)
        if not self._store.note_new(name):
            raise InputError(
                f"{group[0].id}: this id is there twice, and an index knows a document by it; give each one of its own"
            )
        return self._store.entry(name)

    def _replay(self, group: Group, entry: Entry, removed: dict[int, int]) -> list[Collapsed]:
        """Return the documents of a group that is known, with what was decided of them."""
        recalled = Recalled(self._store)
        batch = lay_out([group], self.options, recalled)
        recalled.hold(removed.values())
        shift = batch.first - entry.first
        own = range(entry.first, entry.behind)
        shifted = {number + shift: kept + shift if kept in own else kept for number, kept in removed.items()}
        return next(batch.collapsed_groups(Replayed(batch, self.options, shifted), self.options))

    def _decide(
        self,
        groups: Sequence[Group],
        limit: MemoryLimit,
        *,
        near: bool,
        known: Known | None = None,
        replaced: Entry | None = None,
        remember: bool = True,
    ) -> list[list[Collapsed]]:
        """Return the documents of some groups collapsed, none of which may be compared with what is known of itself."""
        if not groups:
            return []
        recalled = Recalled(self._store)
        known = known or Known(len(recalled), *(replaced[:2] if replaced else ()))
        with collector_paused():
            batch = lay_out(groups, self.options, recalled)
            recalled.recall(self._alike(batch, known, limit, near=near))
            fates = BatchFates(batch, self.options, near=near)
        recalled.hold(fates.removed.values())
        misses = fates.near_misses(range(batch.first, len(batch)))
        recalled.hold(finding.kept for number in misses if (finding := fates.finding(number)))
        results = list(fates.collapsed_groups())
        if remember:
            self._remember(batch, fates, results, replaced)
        return results

    def _alike(self, batch: Batch, known: Known, limit: MemoryLimit, *, near: bool) -> Iterator[tuple[int, str]]:
        """Yield the kept paragraphs, numbers and texts, that those of a batch may be alike to."""
        texts = batch.texts(batch.eligible())
        kept = int(self._store.setting("kept"))
        if len(texts) * READ > kept or (near and not self._filing.terms.leads_to_all):
            found = self._store.all_kept_texts(known.behind)
        else:
            numbers = alike(self._filing, self._store, texts, self.options, known)
            found = self._store.kept_texts(numbers)
        for count, (number, text) in enumerate(found):
            if not count % LOOK:
                limit.look()
            if number in known:
                yield number, text

    def _remember(
        self, batch: Batch, fates: BatchFates, results: Sequence[Sequence[Collapsed]], replaced: Entry | None
    ) -> None:
        """Remember what is kept of a batch, and forget what was remembered of a document that it replaces."""
        store = self._store
        orphans = take_out(store, self._filing, replaced) if replaced else {}
        entries = list(entries_of(batch, results))
        rows, kept = [], []
        for sheet, own, gone in fates.retained():
            texts, kinds = sheet.paragraphs.texts, sheet.paragraphs.kinds
            stays = [number for number in range(own[0], own[-1] + 1) if number not in gone]
            rows += [(sheet.first + number, sheet.place(number), kinds[number]) for number in stays]
            kept += [(sheet.first + number, texts[number]) for number in own]
        store.add_entries(entries)
        store.set("next", len(batch) + 1)
        store.add_removals(fates.removed)
        # Before the paragraphs: to file those anew that are there, they are read.
        self._filing.add(kept)
        store.add_paragraphs(rows)
        if orphans:
            self._adopt(orphans, {place.text: number for number, place, _ in reversed(rows)})

    def _adopt(self, orphans: dict[int, str], texts: dict[str, int]) -> None:
        """Have what went for paragraphs that were replaced have gone for such as say the same, or doubt it."""
        for kept, text in orphans.items():
            if text in texts:
                self._store.relink(kept, texts[text])
                continue
            for number in self._store.removed_for(kept):
                self._store.doubt(number)
