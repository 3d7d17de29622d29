"""The command line: parse, call, print. Only here are words for a terminal chosen, and exit statuses."""

from dedupe.cli.program import main

__all__ = ["main"]
