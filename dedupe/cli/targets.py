"""Where collapsed files go: stdout, files, in place of the input, or nowhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dedupe.cli.inputs import Source
from dedupe.errors import OptionError
from dedupe.formats.reading import STDIN
from dedupe.formats.remote import is_remote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Target(NamedTuple):
    """What the user said about the output; `suffix` is None without --in-place, and empty without a backup."""

    output: str | None
    suffix: str | None
    dry: bool

    @property
    def in_place(self) -> bool:
        """Whether the inputs are replaced."""
        return self.suffix is not None


def check_target(target: Target, sources: Sequence[Source], paths: Sequence[str]) -> None:
    """Raise `OptionError` if the inputs cannot go where the user said, with the way out."""
    if target.in_place and target.output:
        raise OptionError("--in-place and --output exclude each other; give one of them")
    if target.dry and (target.in_place or target.output):
        raise OptionError("--check and --diff write nothing; leave out --in-place and --output")
    if target.suffix and (os.path.basename(target.suffix) != target.suffix or "\0" in target.suffix):
        rule = "the suffix of --in-place must be the end of a file name"
        raise OptionError(f"{rule}, got {target.suffix!r}; give one such as .bak")
    if target.in_place:
        check_replaceable(sources)
    if target.dry or target.in_place:
        return
    folder = next((path for path in paths if os.path.isdir(path)), None)
    if target.output is None or target.output == STDIN:
        check_stdout(sources, folder)
    elif is_remote(target.output):
        if len(sources) > 1 or folder is not None:
            raise OptionError(f"{target.output} takes one output, and there are several; collapse them one by one")
    else:
        if os.path.isfile(target.output) and (len(sources) > 1 or folder is not None):
            raise OptionError(f"{target.output} is a file, and there are several outputs; pass -o FOLDER")
        check_places(target.output, sources)


def check_stdout(sources: Sequence[Source], folder: str | None) -> None:
    """Raise `OptionError` if what would go to stdout is several outputs."""
    if folder is not None:
        raise OptionError(f"{folder} is a folder; pass -o FOLDER, or --in-place")
    if len(sources) > 1:
        raise OptionError(
            f"{len(sources)} inputs cannot share one stdout; pass -o FOLDER or --in-place, or run dedupe for each"
        )


def check_replaceable(sources: Sequence[Source]) -> None:
    """Raise `OptionError` if one of the sources cannot be replaced by what is made of it."""
    for source in sources:
        if source.place is None:
            raise OptionError("--in-place needs files, got stdin; leave it out to write to stdout")
        if is_remote(source.path):
            raise OptionError(f"--in-place needs files, got {source.path}; pass -o")
        if source.named and os.path.exists(source.path) and not os.path.isfile(source.path):
            raise OptionError(f"--in-place needs files, and {source.path} is none; leave it out to write to stdout")
        if source.extracted:
            raise OptionError(
                f"{source.path}: the output is its extracted text, which cannot replace it;"
                " pass -o, or leave it out with --glob"
            )


def check_places(output: str, sources: Sequence[Source]) -> None:
    """Raise `OptionError` if two outputs have one place, or an output has that of an input."""
    places: dict[Path, str] = {}
    inputs = {os.path.realpath(source.path) for source in sources if source.place}
    for source, place in place_outputs(output, sources).items():
        if os.path.realpath(place) in inputs:
            raise OptionError(f"{place} is an input; pass --in-place to replace it")
        if place in places:
            raise OptionError(
                f"{places[place]} and {source} would both be written to {place};"
                " rename one, or leave it out with --glob"
            )
        places[place] = source


def place_outputs(output: str, sources: Sequence[Source]) -> Mapping[str, Path]:
    """Return the file for each source's output, by the source's path."""
    from pathlib import Path

    if is_folder(output, sources):
        return {source.path: Path(output) / (source.place or "stdin.txt") for source in sources}
    return {source.path: Path(output) for source in sources}


def is_folder(output: str, sources: Sequence[Source]) -> bool:
    """Return whether the output is a folder: it is one, it says so, or more than one file goes there."""
    several = len(sources) > 1 or any(source.folders for source in sources)
    return several or output.endswith("/") or os.path.isdir(output)
