"""The command, run in the process of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dedupe.cli.program import run

if TYPE_CHECKING:
    import pytest


class Said(NamedTuple):
    """What a run said, and its exit status."""

    out: str
    err: str
    status: int


Run = Callable[..., Said]


def running(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the command in the current folder."""

    def call(*arguments: str) -> Said:
        status = run([*arguments])
        return Said(*capfd.readouterr(), status)

    return call
