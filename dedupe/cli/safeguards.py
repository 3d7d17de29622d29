"""What is made safe before an output takes its place: the ledger, a backup, and that the input is still the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dedupe.errors import InputError, OutputError
from dedupe.formats.reading import Input

if TYPE_CHECKING:
    from hashlib import _Hash as Hash
    from pathlib import Path

    from dedupe.cli.feed import Item
    from dedupe.ledger.writing import LedgerPage
    from dedupe.options import Options


class Safeguards(NamedTuple):
    """What the user said about it.

    `ledger` is the file for what goes; without one it goes beside each file that is replaced and has no backup, unless
    `no_ledger`. `suffix` is None unless the inputs are replaced, and empty without a backup.
    """

    ledger: str | None
    no_ledger: bool
    suffix: str | None

    @property
    def in_place(self) -> bool:
        """Whether the inputs are replaced."""
        return self.suffix is not None

    def page(self, path: str, options: Options) -> LedgerPage | None:
        """Return a new page for a file, if a ledger is kept of it."""
        if self.ledger is None and (self.suffix != "" or self.no_ledger):
            return None
        from dedupe.ledger.writing import LedgerPage

        return LedgerPage(path, options)

    def secure(self, item: Item, page: LedgerPage | None, input_sha256: str, *, changed: bool) -> None:
        """Make all safe for the output of a source to take its place; raises `DedupeError` if that cannot be.

        `input_sha256` is the hash of what was read, and `changed` whether the output differs from it.
        """
        replaced = self.in_place and changed
        if replaced and hash_of(item) != input_sha256:
            raise changed_meanwhile(item.source.path)
        if page and (self.ledger is not None or changed):
            append(self.ledger, item.source.path, page)
        if replaced and self.suffix:
            back_up(item, self.suffix, input_sha256)


def append(ledger: str | None, replaced: str, page: LedgerPage) -> None:
    """Append a page to a ledger, by default to that beside the file that is replaced, and make it durable."""
    from pathlib import Path

    from dedupe.formats.files import LEDGER_SUFFIX
    from dedupe.ledger.appending import append_lines

    append_lines(Path(ledger or replaced + LEDGER_SUFFIX), page.lines(), implied=ledger is None)


def new_hash() -> Hash:
    """Return what hashes bytes as a ledger does."""
    from hashlib import sha256

    return sha256()


def hash_of(item: Item) -> str:
    """Return the hash of a source as it is now."""
    return hash_at(item.source.path, item)


def hash_at(path: str, item: Item) -> str:
    """Return the hash of a file that is read as a source is."""
    found = new_hash()
    for content in Input(path, item.reading).contents():
        found.update(content)
    return found.hexdigest()


def changed_meanwhile(name: str) -> InputError:
    """Return the error for a file that is not what was read of it."""
    return InputError(f"{name}: changed while it was read, so it was left alone; run again")


def back_up(item: Item, suffix: str, input_sha256: str) -> None:
    """Copy a source, as it is, to its name with a suffix; what is there is what was read, whoever else writes."""
    from pathlib import Path

    from dedupe.formats.atomic import copy_file

    path = Path(item.source.path)
    backup: Path = path.with_name(path.name + suffix)
    there_already = OutputError(f"{backup}: there is a backup already, so {path} was left alone; give another suffix")
    if os.path.lexists(backup):
        raise there_already
    try:
        copy_file(path, backup)
    except FileExistsError:
        raise there_already from None
    if hash_at(str(backup), item) != input_sha256:
        backup.unlink()
        raise changed_meanwhile(item.source.path)
