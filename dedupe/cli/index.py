"""`dedupe index`: what is done about an index, beside using it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from dedupe.cli import parameters
from dedupe.cli.printing import print_json, print_line
from dedupe.cli.program import help_option
from dedupe.cli.remembering import path_from
from dedupe.cli.statuses import DONE, FOUND
from dedupe.cli.talking import Talk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedupe.index.store import Store
    from dedupe.index.upkeep import Info


@click.group(add_help_option=False, short_help="Inspect, check or rebuild an index; take documents out.")
@help_option
def command() -> None:
    """Maintain the file that `--index` makes. It holds what was kept of all documents that it was given."""


@command.command("info", add_help_option=False, short_help="Show what an index holds.")
@click.argument("path")
@click.option("--documents", is_flag=True, help="List its documents, one a line.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: one object, or one a line with --documents.")
@help_option
def show_info(path: str, documents: bool, as_json: bool) -> int:
    """Show what an index holds and how it was made."""
    from dedupe.index.upkeep import blaming, info, open_known
    from dedupe.report.terminal import escape

    with closing(open_known(path)) as store, blaming(store):
        if as_json:
            for value in document_values(store) if documents else [info(store).as_dict()]:
                print_json(value)
            return DONE
        for line in (entry.name for entry in store.entries()) if documents else describe(info(store)):
            print_line(escape(line))
    return DONE


@command.command("check", add_help_option=False, short_help="Compare every row of an index with its text.")
@click.argument("path")
@parameters.add(*parameters.TALKING, help_option)
def check_rows(path: str, quiet: bool, verbose: bool) -> int:
    """Compare every row of an index with its text, and print what is wrong; exit with 1 if anything is.

    `dedupe index rebuild` mends what is made from texts.
    """
    from dedupe.index.upkeep import check, open_known
    from dedupe.report.terminal import escape

    with closing(open_known(path)) as store:
        faults = list(check(store))
    for fault in faults:
        print_line(escape(fault))
    Talk(quiet=quiet, verbose=verbose).summarise(f"{path}: {len(faults)} faults")
    return FOUND if faults else DONE


@command.command("rebuild", add_help_option=False, short_help="Rebuild the search terms of an index.")
@click.argument("path")
@parameters.add(*parameters.TALKING, help_option)
def rebuild_terms(path: str, quiet: bool, verbose: bool) -> int:
    """Rebuild the search terms of an index from its texts, with word frequencies counted on all of them.

    Results stay the same. Needed after an update of dedupe that asks for it; speeds up an index that has become slow.
    """
    from dedupe.index.upkeep import open_known, rebuild

    with closing(open_known(path, terms=False)) as store:
        rebuild(store)
        Talk(quiet=quiet, verbose=verbose).summarise(f"{path}: {store.count('sketches')} paragraphs indexed again")
    return DONE


@command.command("forget", add_help_option=False, short_help="Take documents out of an index.")
@click.argument("index", metavar="PATH")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@parameters.add(*parameters.TALKING, help_option)
def forget_documents(index: str, documents: tuple[str, ...], quiet: bool, verbose: bool) -> int:
    """Take documents out of an index: files by their paths, records by their ids. No part of their texts stays in it.

    Prints each document from which a paragraph was removed because one of these had it. The paragraph is in the ledger
    of that document; the next run over the document compares it again.
    """
    from dedupe.index.upkeep import blaming, forget, open_known
    from dedupe.report.terminal import escape

    with closing(open_known(index)) as store, blaming(store):
        names = [path if store.entry(path := path_from(index, document)) else document for document in documents]
        forgotten = forget(store, names)
    for name, count in forgotten.unsupported.items():
        copies = "1 removed copy has" if count == 1 else f"{count} removed copies have"
        print_line(escape(f"{name}: {copies} no kept paragraph any more"))
    Talk(quiet=quiet, verbose=verbose).summarise(f"{index}: {forgotten.paragraphs} kept paragraphs forgotten")
    return DONE


def document_values(store: Store) -> Iterator[dict[str, object]]:
    """Yield what an index knows of each document, as plain values."""
    for entry in store.entries():
        kept = len(store.kept_numbers(entry.first, entry.behind))
        yield {"name": entry.name, "id": entry.id, "kept": kept, "doubtful": entry.doubtful}


def describe(info: Info) -> Iterator[str]:
    """Yield lines on an index."""
    yield f"{info.path}: {info.bytes} bytes"
    yield f"documents: {info.documents}"
    yield f"kept paragraphs: {info.paragraphs}, with word frequencies counted on {info.counted}"
    yield f"removed paragraphs: {info.removals}, of which {info.unsupported} have no kept paragraph any more"
    options = info.options.items()
    yield "made with " + ", ".join(f"{name} {value}" for name, value in options if value not in ("", [], 0))
