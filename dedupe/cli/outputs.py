"""Where collapsed documents go: stdout, files, in place of the input, or nowhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dedupe.cli.inputs import STDIN, Source
from dedupe.cli.printing import print_bytes
from dedupe.errors import InputError, OptionError, OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dedupe.results import Collapsed


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
        raise OptionError("--in-place and --output say two things; give one of them")
    if target.dry and (target.in_place or target.output):
        raise OptionError("--check and --diff write nothing; leave out --in-place and --output")
    if target.in_place and any(source.place is None for source in sources):
        raise OptionError("--in-place needs files, got stdin; leave it out to write to stdout")
    if target.dry or target.in_place:
        return
    folder = next((path for path in paths if os.path.isdir(path)), None)
    if target.output is None or target.output == STDIN:
        if folder is not None:
            raise OptionError(f"{folder} is a folder; pass -o FOLDER, or --in-place")
        if len(sources) > 1:
            raise OptionError(
                f"{len(sources)} inputs but one stdout; pass -o FOLDER, or --in-place, or call it for each"
            )
    elif os.path.isfile(target.output) and (len(sources) > 1 or folder is not None):
        raise OptionError(f"{target.output} is a file, but the output is several; pass -o FOLDER")
    check_places(target, sources)


def check_places(target: Target, sources: Sequence[Source]) -> None:
    """Raise `OptionError` if two outputs have one place, or an output has that of an input."""
    if target.output is None or target.output == STDIN:
        return
    from pathlib import Path

    places: dict[Path, str] = {}
    inputs = {Path(source.path).resolve() for source in sources if source.place}
    for source, place in place_outputs(target.output, sources).items():
        if place.resolve() in inputs:
            raise OptionError(f"{place} is an input; pass --in-place to replace it")
        if place in places:
            raise OptionError(
                f"{places[place]} and {source} would both be written to {place}; give their folders one by one"
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
    several = len(sources) > 1 or any(not source.named for source in sources)
    return several or output.endswith("/") or os.path.isdir(output)


class Writer:
    """Writes collapsed documents where the target says; the ledger first, made durable."""

    def __init__(self, target: Target, sources: Sequence[Source], ledger: str | None, *, no_ledger: bool) -> None:
        self._target = target
        self._ledger = ledger
        self._beside = target.suffix == "" and ledger is None and not no_ledger
        self._places: Mapping[str, Path] = {}
        self._into_folder = False
        if target.output and target.output != STDIN:
            self._into_folder = is_folder(target.output, sources)
            self._places = place_outputs(target.output, sources)

    def write(self, collapsed: Collapsed) -> None:
        """Write one document and its removals."""
        path = collapsed.document.id
        if self._ledger is not None:
            self._append(self._ledger, collapsed)
        if self._target.in_place:
            if collapsed.cuts:
                self._replace(path, collapsed)
        elif path in self._places:
            from dedupe.formats.files import make_folder, write_file

            if self._into_folder:
                make_folder(self._places[path].parent)
            write_file(self._places[path], collapsed.output)
        else:
            print_bytes(collapsed.output)

    def _replace(self, name: str, collapsed: Collapsed) -> None:
        """Replace the input, after its ledger or its backup is safe."""
        from pathlib import Path

        from dedupe.formats.files import LEDGER_SUFFIX, read_file, write_file

        path = Path(name)
        before = collapsed.document.to_bytes(collapsed.document.text)
        if read_file(path) != before:
            raise InputError(f"{path}: changed while it was read, so it was left alone; run again")
        if self._beside:
            self._append(name + LEDGER_SUFFIX, collapsed)
        if self._target.suffix:
            backup = path.with_name(path.name + self._target.suffix)
            if backup.exists():
                raise OutputError(f"{backup}: there is a backup already, so {path} was left alone; give another suffix")
            write_file(backup, before)
        write_file(path, collapsed.output)

    @staticmethod
    def _append(ledger: str, collapsed: Collapsed) -> None:
        from pathlib import Path

        from dedupe.formats.files import append_lines, check_ledger
        from dedupe.ledger import to_jsonl

        check_ledger(Path(ledger))
        append_lines(Path(ledger), to_jsonl(collapsed))
