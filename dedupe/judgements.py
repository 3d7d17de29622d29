"""The words for what a similar pair is; `verdicts` decides between them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """What a similar pair is."""

    COPY = "copy"
    REVISION = "revision"
    SIBLING = "sibling"


class Judgement(NamedTuple):
    """A verdict with the reasons for it."""

    verdict: Verdict
    reasons: tuple[str, ...]
