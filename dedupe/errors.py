"""The errors that dedupe raises; each is also the builtin that a caller would expect."""

from __future__ import annotations


class DedupeError(Exception):
    """Base of every error that dedupe raises on purpose: one line, with the way out."""


class OptionError(DedupeError, ValueError):
    """An option has a value that its rule does not allow."""


class UnknownOptionError(OptionError, TypeError):
    """There is no option of a name."""


class InputError(DedupeError, ValueError):
    """An input is missing, unreadable, or not the text it is said to be."""


class OutputError(DedupeError, OSError):
    """An output cannot be written; what was there before is untouched."""


class MemoryLimitError(DedupeError, MemoryError):
    """What was asked for needs more memory than it may take."""


class LedgerError(DedupeError, ValueError):
    """A ledger is damaged, or does not belong to the text it is used with."""


class IndexBusyError(DedupeError, TimeoutError):
    """Another process has been writing to an index for too long."""


class MissingExtraError(DedupeError, ImportError):
    """What was asked for needs packages of an extra that are not installed."""
