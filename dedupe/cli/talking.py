"""What goes to stderr: errors always, the rest for a person at a terminal or on request."""

from __future__ import annotations

import sys

import click

from dedupe.errors import DedupeError
from dedupe.report.terminal import escape


class Talk:
    """Speaks on stderr, and remembers whether anything went wrong."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._summaries = not quiet and (verbose or sys.stderr.isatty())
        self._notes = verbose and not quiet
        self.failed = False

    def complain(self, error: DedupeError) -> None:
        """Say what went wrong with one input; the others go on."""
        self.failed = True
        click.echo(f"dedupe: {escape(str(error))}", err=True)

    def summarise(self, message: str) -> None:
        """Say what was done."""
        if self._summaries:
            click.echo(escape(message), err=True)

    def note(self, message: str) -> None:
        """Say what only someone who wonders needs."""
        if self._notes:
            click.echo(escape(message), err=True)
