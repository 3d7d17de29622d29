"""What goes to stderr: errors always, the rest for a person at a terminal or on request."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO, cast

import click

from dedupe.cli.statuses import DONE, FAILED, SKIPPED
from dedupe.documents import Document
from dedupe.errors import DedupeError, OptionError
from dedupe.options import Options, Scope

CLEAR_LINE = "\r\x1b[K"
# What errors call options that have dashes before them here.
NAMES = (*Options.names(), "encoding")


class Stderr:
    """Writes to stderr what it takes. Where that is full or closed, nothing is said, but all is done all the same."""

    def write(self, text: str) -> int:
        """Write text, if that can be."""
        with suppress(OSError):
            sys.stderr.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is left, if that can be."""
        with suppress(OSError):
            sys.stderr.flush()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return sys.stderr.isatty()


def stderr() -> TextIO:
    """Return stderr, for click to write to."""
    return cast("TextIO", Stderr())


def say(message: str) -> None:
    """Print one line on stderr; what came from a document or a path cannot steer the terminal."""
    from dedupe.report.terminal import escape

    click.echo(escape(message), file=stderr())


def staying(count: int) -> str:
    """Return the words for the number of copies that stay.

    >>> staying(1), staying(1200)
    ('1 copy stays', '1,200 copies stay')
    """
    return f"{count:,} {'copy stays' if count == 1 else 'copies stay'}"


def told(error: DedupeError) -> str:
    """Return what an error says; options have the names that they have on the command line.

    >>> told(OptionError("min_words must be a whole number, got 'keep'; give keep first"))
    "--min-words must be a whole number, got 'keep'; give --keep first"
    """
    if not isinstance(error, OptionError):
        return str(error)
    # A path may begin a message, too, and be called like an option.
    name = rf"(?:{'|'.join(NAMES)})\b"
    before = rf"^(?={name} (?:must|counts|decides|and) )|(?<= and )|(?<= as )|(?<= give )|(?<= needs )"
    return re.sub(f"(?:{before}){name}", lambda found: f"--{found[0].replace('_', '-')}", str(error))


def announce(groups: Iterable[Sequence[Document]], options: Options, talk: Talk) -> Iterator[Sequence[Document]]:
    """Pass documents on, and say before they are compared what a person should know."""
    size, said = 0, False
    for group in groups:
        if not said:
            from dedupe.engines import notice

            size = sum([document.size for document in group], size if options.scope is Scope.CORPUS else 0)
            message = notice(size, options)
            said = bool(message)
            if said:
                talk.summarise(message)
        yield group


@contextmanager
def announcing_builds(talk: Talk) -> Iterator[None]:
    """Say so if kernels are compiled meanwhile: the library logs it."""
    if not talk.summarises:
        yield
        return
    # Takes 6 ms to import.
    import logging

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            talk.summarise(record.getMessage())

    logger, handler = logging.getLogger("dedupe"), Handler()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


class Talk:
    """Speaks on stderr, and remembers whether anything went wrong."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._warns = not quiet
        self.summarises = not quiet and (verbose or sys.stderr.isatty())
        self._notes = verbose and not quiet
        self.failed = False
        self.skipped = False
        # How many files were not read, by the reason.
        self._passed_over: Counter[str] = Counter()
        self._shown = ""

    @property
    def status(self) -> int:
        """The exit status of what was said."""
        return FAILED if self.failed else SKIPPED if self.skipped else DONE

    def show(self, line: str) -> None:
        """Show a line that lasts until the next one, or until something is said."""
        if line != self._shown:
            click.echo(f"{CLEAR_LINE}{line}", file=stderr(), nl=False)
            self._shown = line

    def clear(self) -> None:
        """Take away what is shown, so that something else can be printed."""
        if self._shown:
            click.echo(CLEAR_LINE, file=stderr(), nl=False)
            self._shown = ""

    def skip(self, error: DedupeError, left: str) -> None:
        """Say what could not be read, and how it is left."""
        self.skipped = True
        self._say(f"dedupe: {told(error)}; {left}")

    def complain(self, error: DedupeError) -> None:
        """Say what went wrong with one input; the others go on."""
        self.failed = True
        self._say(f"dedupe: {told(error)}")

    def warn(self, message: str) -> None:
        """Say why a result may lack something, whether stderr is a terminal or not."""
        if self._warns:
            self._say(f"dedupe: warning: {message}")

    def warn_of_oversized(self, name: str, count: int, max_words: int) -> None:
        """Say how many paragraphs of a source were too long to be compared as others are, if any."""
        if count:
            number = "1 paragraph" if count == 1 else f"{count} paragraphs"
            self.warn(
                f"{name}: {number} of more than {max_words} words, compared for equal words only;"
                " raise --max-words to compare all words"
            )

    def pass_over(self, path: str, why: str) -> None:
        """Count a file or a folder that is not read; `why` goes on after "passed over: 3"."""
        self._passed_over[why] += 1
        self.note(f"{path}: passed over, {why}")

    def hint_at_context(self, in_place: int, removed: int) -> None:
        """Name the options for training corpora where more copies stay in place than go."""
        if in_place > removed:
            self.summarise(
                f"{staying(in_place)} in place, {removed:,} are removed: dedupe find --all says why; for training"
                " corpora see --context ignore and --boilerplate"
            )

    def tell_passed_over(self) -> None:
        """Say how many files were passed over, if any, and why."""
        if self._passed_over:
            counts = ", ".join(f"{count} {why}" for why, count in self._passed_over.items())
            hint = "" if self._notes else "; -v lists them"
            self.summarise(f"passed over: {counts}{hint}")

    def inform(self, message: str) -> None:
        """Say what decides what is written, whether stderr is a terminal or not."""
        if self._warns:
            self._say(message)

    def summarise(self, message: str) -> None:
        """Say what was done."""
        if self.summarises:
            self._say(message)

    def note(self, message: str) -> None:
        """Say what only someone who wonders needs."""
        if self._notes:
            self._say(message)

    def _say(self, message: str) -> None:
        self.clear()
        say(message)
