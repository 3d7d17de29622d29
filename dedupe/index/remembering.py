"""The index: documents in, what is new of them out, and what is kept of them remembered for the next run."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Self

from dedupe.callbacks import OnCompared
from dedupe.collapsing.batches import Batch
from dedupe.collapsing.fates import BatchFates, collector_paused
from dedupe.collapsing.resting import RestingBatch
from dedupe.collapsing.rests import Rest
from dedupe.collapsing.sheets import Sheet
from dedupe.collapsing.streaming import Group, Stream
from dedupe.documents import Document
from dedupe.errors import InputError, OptionError
from dedupe.index.entries import Entry, checked, digest_of, entries_of, is_settled, name_of
from dedupe.index.filing import Filing
from dedupe.index.recalling import Recalled, alike
from dedupe.index.replaying import Replayed
from dedupe.index.schema import check_remembered
from dedupe.index.store import Store
from dedupe.index.upkeep import TIMEOUT, Forgotten, Info, blaming, check, forget, info, take_out
from dedupe.limits import MemoryLimit
from dedupe.matching import Finding
from dedupe.options import Options, Scope

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
    always the corpus. Processes that write to one file wait for each other for `timeout` seconds at most. `on_compared`
    is called while paragraphs are compared.

    Raises `OptionError` if an option does not go with an index, or is not the one that it was made with, `InputError`
    if the file is no index or of another version, and `IndexBusyError` if another process writes for too long.

    >>> with Index(":memory:") as index:
    ...     first = list(index.collapse_documents([("a", "The tide was out that morning.\n")]))
    ...     again = list(index.collapse_documents([("b", "The tide was out that morning.\nNobody came.\n")]))
    >>> again[0].text, again[0].removed[0].match.kept_document
    ('Nobody came.\n', 'a')
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        timeout: float = TIMEOUT,
        on_compared: OnCompared | None = None,
        **options: Unpack[OptionValues],
    ) -> None:
        self.options = Options.of({"scope": Scope.CORPUS, **options})
        if self.options.scope is not Scope.CORPUS:
            raise OptionError("an index compares across documents, got scope document; leave out the scope")
        check_remembered(self.options)
        self._on_compared = on_compared
        self._store = Store(os.fsdecode(path), timeout)
        try:
            with blaming(self._store):
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
        self, groups: Iterable[Group], *, near: bool = False, trial: bool = False
    ) -> Iterator[list[Collapsed]]:
        """Yield the documents of each group collapsed; see `groups.collapse_groups`. A group is known as one.

        With `near`, there are also the matches of paragraphs that stay; after a `trial` nothing is remembered.
        """
        self._store.forget_notes()
        limit = MemoryLimit(self.options.memory_limit)
        # A pause of the input ends no batch: what comes of one depends on what is in it.
        stream = Stream(groups, limit, lambda: False)
        if trial:
            with blaming(self._store), self._store.writing(trial=True):
                while taken := stream.batch(0):
                    yield from self._collapse(taken, limit, near=near)
            return
        while taken := stream.batch(0):
            with blaming(self._store), self._store.writing():
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

        Returns how many kept paragraphs went, and of which documents removed copies have no kept paragraph any more.
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
        """Return the documents of some groups collapsed, and remember what is kept of them.

        What those of them that have changed were before is taken out first, so that none goes for what will not stay.
        """
        known = {place: self._known(group) for place, group in enumerate(groups) if group}
        settled: dict[int, Entry] = {}
        removed: dict[int, Mapping[int, int]] = {}
        for place, entry in known.items():
            digest = digest_of(groups[place]) if entry else b""
            if entry and is_settled(digest, entry):
                settled[place] = entry
                # What was left has nothing more that goes.
                removed[place] = self._store.removals(entry.first, entry.behind) if digest == entry.input else {}
        replaced = [entry for place, entry in known.items() if entry and place not in settled]
        replaced += [settled.pop(place) for place in unsettled(settled, removed, replaced)]
        orphans = {}
        for entry in replaced:
            orphans.update(take_out(self._store, self._filing, entry))
        decided = [place for place in known if place not in settled]
        found = self._decide([groups[place] for place in decided], limit, orphans, near=near)
        results: list[list[Collapsed]] = [[] for _ in groups]
        for place, collapsed in zip(decided, found, strict=True):
            results[place] = collapsed
        for place, entry in settled.items():
            results[place] = self._replay(groups[place], entry, removed[place], limit, near=near)
        return results

    def _known(self, group: Group) -> Entry | None:
        """Return what is known of a group; raises `InputError` if it came before in this run."""
        name = name_of(group)
        if not self._store.note_new(name):
            raise InputError(
                f"{group[0].id}: two documents have this id, and an index needs one for each; give each its own"
            )
        return self._store.entry(name)

    def _replay(
        self, group: Group, entry: Entry, removed: Mapping[int, int], limit: MemoryLimit, *, near: bool
    ) -> list[Collapsed]:
        """Return the documents of a group that is known, with what was decided of them."""
        recalled = Recalled(self._store)
        resting = RestingBatch([group], self.options, recalled)
        batch, shift = resting.batch, resting.batch.first - entry.first
        cut = {number + shift for number in (self._store.cut(entry.first, entry.behind) if removed else ())}
        rests = [rest_without(sheet, cut) for sheet in batch.sheets]
        shifted: dict[int, int] = {}
        for number, kept in removed.items():
            own = entry.first <= kept < entry.behind
            shifted[number + shift] = number_before(rests, kept + shift) if own else kept
        if max(shifted.values(), default=0) >= len(batch):
            raise self._store.damaged(f"document {entry.id}: something of it went for a paragraph that cannot be")
        known = self._store.contexts(entry.first, entry.behind) if removed else {}
        contexts = {number + shift: context for number, context in known.items()}
        misses: dict[int, Finding] = {}
        if near:
            fates = self._compared(resting, recalled, entry.first, limit, near=True)
            alike = {*fates.removed, *fates.near_misses(range(batch.first, len(batch)))} - cut
            contexts = {number: fates.context(number) for number in alike} | contexts
            found = ((number, fates.finding(number)) for number in sorted(alike))
            misses = {number: finding._replace(removed=False) for number, finding in found if finding}
        recalled.hold([*shifted.values(), *(finding.kept for finding in misses.values())])
        return next(resting.collapsed_groups(Replayed(batch, self.options, shifted, misses, rests, contexts)))

    def _decide(
        self, groups: Sequence[Group], limit: MemoryLimit, orphans: Mapping[int, str], *, near: bool
    ) -> list[list[Collapsed]]:
        """Return the documents of some groups collapsed, and remember them; `orphans` are what lost its kept one."""
        if not groups:
            return []
        recalled = Recalled(self._store)
        with collector_paused():
            resting = RestingBatch(groups, self.options, recalled)
        batch = resting.batch
        fates = self._compared(resting, recalled, len(recalled), limit, near=near)
        recalled.hold(fates.removed.values())
        misses = fates.near_misses(range(batch.first, len(batch)))
        recalled.hold(finding.kept for number in misses if (finding := fates.finding(number)))
        results = list(resting.collapsed_groups(fates))
        self._remember(batch, fates, results, orphans)
        return results

    def _compared(
        self, resting: RestingBatch, recalled: Recalled, behind: int, limit: MemoryLimit, *, near: bool
    ) -> BatchFates:
        """Return what becomes of the paragraphs of a batch, compared also with kept ones of numbers before `behind`."""
        with collector_paused():
            recalled.recall(self._alike(resting.batch, behind, limit, near=near))
            return resting.compare(near=near, on_compared=self._on_compared)

    def _alike(self, batch: Batch, behind: int, limit: MemoryLimit, *, near: bool) -> Iterator[tuple[int, str]]:
        """Yield the kept paragraphs, numbers and texts, that those of a batch may be alike to."""
        texts = batch.texts(batch.eligible())
        kept = int(self._store.setting("kept"))
        if len(texts) * READ > kept or (near and not self._filing.terms.leads_to_all):
            found = self._store.all_kept_texts(behind)
        else:
            found = self._store.kept_texts(alike(self._filing, self._store, texts, self.options, behind))
        for count, row in enumerate(found):
            if not count % LOOK:
                limit.look()
            yield row

    def _remember(
        self, batch: Batch, fates: BatchFates, results: Sequence[Sequence[Collapsed]], orphans: Mapping[int, str]
    ) -> None:
        """Remember what is kept of a batch."""
        store = self._store
        entries = list(entries_of(batch, results))
        rows, kept = [], []
        for rest, own in fates.retained():
            sheet = rest.current
            texts, kinds = sheet.paragraphs.texts, sheet.paragraphs.kinds
            rows += [(sheet.first + number, sheet.place(number), kinds[number]) for number in range(len(texts))]
            kept += [(sheet.first + number, texts[number]) for number in own]
        store.add_entries(entries)
        store.set("next", len(batch) + 1)
        removed = {number: fates.number_left(kept) for number, kept in fates.removed.items()}
        cut = {rest.sheet.first + place for rest in fates.rests for place in rest.gone}
        store.add_removals(removed, cut, fates.context)
        # Before the paragraphs: to file those anew that are there, they are read.
        self._filing.add(kept)
        store.add_paragraphs(rows)
        if orphans:
            self._adopt(orphans, {place.text: number for number, place, _ in reversed(rows)})

    def _adopt(self, orphans: Mapping[int, str], texts: Mapping[str, int]) -> None:
        """Have copies of paragraphs that were replaced be copies of such as say the same, or doubt their documents."""
        for kept, text in orphans.items():
            if text in texts:
                self._store.relink(kept, texts[text])
                continue
            for number in self._store.removed_for(kept):
                self._store.doubt(number)


def rest_without(sheet: Sheet, cut: Container[int]) -> Rest:
    """Return what is left of a sheet without the paragraphs of some numbers."""
    return Rest(sheet).without([place for place in range(len(sheet.paragraphs)) if sheet.first + place in cut])


def number_before(rests: Sequence[Rest], number: int) -> int:
    """Return the number that a paragraph had before any went, given that among those that are left."""
    rest = next(rest for rest in reversed(rests) if rest.sheet.first <= number)
    place = number - rest.sheet.first
    return rest.sheet.first + rest.places[place] if place < len(rest.places) else number


def unsettled(
    settled: Mapping[int, Entry], removed: Mapping[int, Mapping[int, int]], replaced: Sequence[Entry]
) -> list[int]:
    """Return the places of known documents that have copies of what is replaced, or of what that unsettles."""
    found: list[int] = []
    entries = list(replaced)
    while entries:
        gone = [range(entry.first, entry.behind) for entry in sorted(entries)]
        more = [
            place for place in settled.keys() - found if any(stands_in(gone, kept) for kept in removed[place].values())
        ]
        found += more
        entries = [settled[place] for place in more]
    return found


def stands_in(ranges: Sequence[range], number: int) -> bool:
    """Return whether a number is in one of some ranges, which are in order."""
    place = bisect_right(ranges, number, key=lambda own: own.start) - 1
    return place >= 0 and number in ranges[place]
