"""What goes to stderr: errors always, the rest for a person at a terminal or on request."""

from __future__ import annotations

import sys

import click

from dedupe.errors import DedupeError


def say(message: str) -> None:
    """Print one line on stderr; what came from a document or a path cannot steer the terminal."""
    from dedupe.report.terminal import escape

    click.echo(escape(message), err=True)


class Talk:
    """Speaks on stderr, and remembers whether anything went wrong."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._summaries = not quiet and (verbose or sys.stderr.isatty())
        self._notes = verbose and not quiet
        self.failed = False

    def complain(self, error: DedupeError) -> None:
        """Say what went wrong with one input; the others go on."""
        self.failed = True
        say(f"dedupe: {error}")

    def summarise(self, message: str) -> None:
        """Say what was done."""
        if self._summaries:
            say(message)

    def note(self, message: str) -> None:
        """Say what only someone who wonders needs."""
        if self._notes:
            say(message)
