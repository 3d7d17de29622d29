"""Options that change nothing in a run: each that stands on the command line is an error with the way out.

From a configuration file it is none, as a file is for several commands. Bounds (`--threads`, `--memory-limit`,
`--max-expanded`) and what to do in a case (`--on-error`) are never without effect: they hold, also where nothing comes
near them. Options that decide between documents are checked in `dedupe.options.without_effect`, for Python, too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dedupe.cli.configuration import is_given
from dedupe.errors import InputError, OptionError
from dedupe.formats.naming import EXTRACTED, WITH_FIELDS, Format, format_named
from dedupe.formats.reading import STDIN, Input, Reading

if TYPE_CHECKING:
    import click

    from dedupe.cli.inputs import Source

ARCHIVES = frozenset({Format.WET, Format.WARC})
DELIMITED = frozenset({Format.CSV, Format.TSV})


class Need(NamedTuple):
    """What an option is about: formats, of which at least one input has to have one."""

    rule: str
    formats: Collection[Format]
    way_out: str

    def lacks(self, found: Collection[Format]) -> bool:
        """Whether none of some formats is one of these."""
        return not any(format in self.formats for format in found)  # noqa: A001 - its name


# By the parameter: what an option is about, and the formats that have it.
ABOUT_FORMATS: Mapping[str, tuple[str, Collection[Format]]] = {
    "fields": ("records with fields", WITH_FIELDS),
    "id_field": ("records with fields", WITH_FIELDS),
    "keep_by": ("records", WITH_FIELDS | ARCHIVES),
    "delimiter": ("CSV", DELIMITED),
    "quote": ("CSV", DELIMITED),
    "escape": ("CSV", DELIMITED),
    "drop_empty": ("records", WITH_FIELDS | ARCHIVES),
}
# By the parameter: when an option has an effect, given all parameters, and what to say where it has none.
ABOUT_OTHERS: Mapping[str, tuple[Callable[[Mapping[str, Any]], bool], str]] = {
    "globs": (lambda values: any(map(os.path.isdir, values["paths"])), "is about folders, and no PATH is one"),
    "no_ledger": (
        lambda values: values["suffix"] == "",
        "is about --in-place without a suffix, and otherwise no ledger is kept",
    ),
    "drop_empty": (
        lambda values: bool(values["stats"]) or not (values["check"] or values["diff"]),
        "is about what is written, and --check and --diff write nothing",
    ),
    "color": (
        lambda values: not (values["as_json"] and values["color"] == "always"),
        "is about text, and --json has no colours",
    ),
    "verbose": (lambda values: not values["quiet"], "is about what is said, and --quiet says nothing"),
    "encoding": (lambda values: not values.get("text"), "is about files, and with --text there are none"),
}


def check_effects(ctx: click.Context) -> None:
    """Raise `OptionError` if an option has no effect beside the others, whatever the inputs are."""
    for name, (has_effect, why) in ABOUT_OTHERS.items():
        if is_given(ctx, name) and not has_effect(ctx.params):
            raise OptionError(f"{spelling(ctx, name)} {why}; leave it out")


def needs_of(ctx: click.Context) -> Iterator[Need]:
    """Yield what the options on the command line need the inputs to be."""
    for name, (about, formats) in ABOUT_FORMATS.items():
        if is_given(ctx, name):
            yield Need(f"{spelling(ctx, name)} is about {about}", formats, "leave it out, or pass --format")


def needs_of_name(output: str, path: str) -> Iterator[Need]:
    """Yield what the name of an output file needs the input at a path to be: nothing is converted."""
    named = format_named(output)
    if named is None or (named is format_named(path) and named not in EXTRACTED):
        return
    formats = ARCHIVES if named is Format.WET else {named} - EXTRACTED.keys()
    never = "" if formats else ", which is not written"
    yield Need(f"{output} is named as {named}{never}", formats, "nothing is converted, so give it another name")


def spelling(ctx: click.Context, name: str) -> str:
    """Return the long name of an option on the command line."""
    parameter = next(parameter for parameter in ctx.command.params if parameter.name == name)
    return max(parameter.opts, key=len)


class Opener:
    """Opens sources as they are to be read; one that cannot be opened twice, such as a pipe, is opened once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._held: dict[str, Input] = {}

    def open(self, source: Source) -> Input:
        """Return an open source; raises `InputError`."""
        return self._held.pop(source.path, None) or Input(source.path, self.reading)

    def check(self, sources: Sequence[Source], needs: Sequence[Need]) -> None:
        """Raise `OptionError` if none of the sources is what an option is about; nothing is read of them before."""
        found: set[Format] = set()
        for source in sources if needs else ():
            if not any(need.lacks(found) for need in needs):
                return
            try:
                opened = Input(source.path, self.reading)
            except (InputError, OSError):
                return  # the run will say it
            found.add(opened.format)
            if os.path.isfile(source.path):
                opened.close()
            else:
                self._held[source.path] = opened
        try:
            check_needs([source.path for source in sources], needs, found)
        except OptionError:
            for opened in self._held.values():
                opened.close()
            raise


def check_needs(paths: Sequence[str], needs: Iterable[Need], found: Collection[Format]) -> None:
    """Raise `OptionError` if the inputs at some paths, of which the formats are found, lack one that is needed."""
    for need in needs:
        if need.lacks(found):
            kinds = " and ".join(sorted(found))
            inputs = f"the {len(paths)} inputs are {kinds}"
            if len(paths) == 1:
                inputs = f"{'stdin' if paths[0] == STDIN else paths[0]} is {kinds}"
            raise OptionError(f"{need.rule}, and {inputs}; {need.way_out}")
