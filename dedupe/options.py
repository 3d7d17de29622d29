"""The options of a run: one frozen value, checked when it is made, shared by the command line and Python."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypedDict

from dedupe.errors import OptionError, UnknownOptionError


class Remove(StrEnum):
    """What is removed; each includes the one before."""

    COPIES = "copies"
    REVISIONS = "revisions"
    SIMILAR = "similar"


class Keep(StrEnum):
    """Which of several copies stays."""

    FIRST = "first"
    LAST = "last"
    LONGEST = "longest"


class Scope(StrEnum):
    """What a paragraph is compared with."""

    DOCUMENT = "document"
    CORPUS = "corpus"


class Split(StrEnum):
    """How a document is cut into paragraphs."""

    AUTO = "auto"
    LINES = "lines"
    BLOCKS = "blocks"
    MARKDOWN = "markdown"
    RST = "rst"
    ASCIIDOC = "asciidoc"


class Context(StrEnum):
    """Whether a copy stays where its place needs it."""

    KEEP = "keep"
    IGNORE = "ignore"


class EngineChoice(StrEnum):
    """Which way the matches are computed; the answer is the same."""

    AUTO = "auto"
    MEMORY = "memory"
    COMPILED = "compiled"


CHOICES: dict[str, type[StrEnum]] = {
    "remove": Remove,
    "keep": Keep,
    "scope": Scope,
    "split": Split,
    "context": Context,
    "engine": EngineChoice,
}
# How it is computed decides nothing, so nothing that is written about a run has it.
WITHOUT_INFLUENCE = frozenset({"engine", "threads", "memory_limit"})
# They are about several documents, and why.
ACROSS = {"keep_by": "decides between documents", "boilerplate": "counts documents"}
THOUSAND = 1000
# Each may be a process of its own. A number that is too large, of whatever file, must not take the machine down.
MOST_THREADS = 256
DIRECTIONS = ("asc", "desc")


class OptionValues(TypedDict, total=False):
    """The keyword arguments of `Options`; choices may be given by name."""

    threshold: float
    min_words: int
    max_words: int
    remove: Remove | str
    keep: Keep | str
    keep_by: str
    copies: int
    boilerplate: int
    scope: Scope | str
    split: Split | str
    context: Context | str
    protect: Sequence[str]
    engine: EngineChoice | str
    threads: int
    memory_limit: int


@dataclass(frozen=True, slots=True)
class Options:
    """What counts as a match and what becomes of it.

    `threshold` is a similarity from above 0 to 1, held to three decimals; `min_words` and `max_words` are
    lengths in words; `protect` are regular expressions, and a paragraph in which one is found is left alone. With
    `context="ignore"` copies go also where their place needs them, as for training corpora. `copies`
    is how many of several alike paragraphs stay. `keep_by` is a field of records and a direction, such as `date:desc`,
    and decides before place which of them; documents have it as their `rank`. With `boilerplate`, if it is not 0, every
    paragraph goes that stands in so many documents. `engine`, `threads` (at most 256; 0: one for each processor) and
    `memory_limit` (bytes, 0: most of what there is) say how it is computed, which changes nothing in the result.

    Raises `OptionError` (a `ValueError`) with the rule, the value and the way out.

    >>> Options(threshold=85)
    Traceback (most recent call last):
    dedupe.errors.OptionError: threshold must be above 0 and at most 1, got 85; did you mean 0.85?
    """

    threshold: float = 0.6
    min_words: int = 5
    max_words: int = 20_000
    remove: Remove = Remove.COPIES
    keep: Keep = Keep.FIRST
    keep_by: str = ""
    copies: int = 1
    boilerplate: int = 0
    scope: Scope = Scope.DOCUMENT
    split: Split = Split.AUTO
    context: Context = Context.KEEP
    protect: tuple[str, ...] = ()
    engine: EngineChoice = EngineChoice.AUTO
    threads: int = 0
    memory_limit: int = 0

    def __post_init__(self) -> None:
        """Check every value; plain strings are taken for the choices that they name."""
        check_threshold(self.threshold)
        check_text("keep_by", self.keep_by)
        check_length("min_words", self.min_words, least=1)
        check_length("max_words", self.max_words, least=self.min_words)
        check_count("copies", self.copies, least=1)
        check_count("boilerplate", self.boilerplate, least=0)
        check_count("threads", self.threads, least=0, most=MOST_THREADS)
        check_count("memory_limit", self.memory_limit, least=0)
        for name, choices in CHOICES.items():
            object.__setattr__(self, name, check_choice(name, getattr(self, name), choices))
        object.__setattr__(self, "protect", check_patterns(self.protect))
        check_together(self)

    @classmethod
    def of(cls, values: OptionValues) -> Options:
        """Return the options with these values; raises `UnknownOptionError` if there is no option of a name."""
        check_names(values)
        return cls(**values)  # type: ignore[arg-type]  # __post_init__ takes strings and sequences

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the options."""
        return tuple(field.name for field in fields(cls))

    @property
    def rank_field(self) -> str:
        """The name of the field that `keep_by` ranks by; empty if there is none."""
        return self.keep_by.partition(":")[0]

    @property
    def in_order(self) -> bool:
        """Whether it is known of a paragraph what becomes of it when those before it are."""
        return self.keep is Keep.FIRST and self.copies == 1 and not self.keep_by and not self.boilerplate

    @property
    def processors(self) -> int:
        """How many threads or processes are used: one for each processor that this process may run on."""
        if self.threads:
            return self.threads
        # Not every system tells.
        usable = getattr(os, "sched_getaffinity", None)
        return min(MOST_THREADS, len(usable(0)) if usable else os.cpu_count() or 1)

    @property
    def thousandths(self) -> int:
        """The threshold as an integer number of thousandths: what every bound is computed from."""
        return round(self.threshold * THOUSAND)

    def as_dict(self) -> dict[str, Any]:
        """Return the options that decide about the result as plain values, for JSON."""
        values = {name: getattr(self, name) for name in self.names() if name not in WITHOUT_INFLUENCE}
        return {
            name: str(value) if isinstance(value, StrEnum) else list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }


def without_effect(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the options, of those that are set, which change nothing beside the others, and why, with the way out.

    >>> dict(without_effect({"scope": "document", "boilerplate": 3}))
    {'boilerplate': 'counts documents, and needs them compared across; give scope corpus'}
    """
    if values.get("scope") != Scope.CORPUS:
        for name, reason in ACROSS.items():
            if values.get(name):
                yield name, f"{reason}, and needs them compared across; give scope corpus"


def check_names(names: Iterable[str]) -> None:
    """Raise `UnknownOptionError` unless there is an option of each name."""
    known = Options.names()
    for name in names:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            way_out = f"did you mean {near[0]}?" if near else f"the options are {', '.join(known)}"
            raise UnknownOptionError(f"unknown option {name!r}; {way_out}")


def check_text(name: str, value: object) -> None:
    """Raise `OptionError` unless the value is a text."""
    if not isinstance(value, str):
        raise OptionError(f"{name} must be text, got {value!r}; put it in quotation marks")


def check_threshold(value: float) -> None:
    """Raise `OptionError` unless the threshold is above 0, at most 1, and has at most three decimals."""
    rule = "threshold must be above 0 and at most 1"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise OptionError(f"{rule}, got {value!r}; give a number such as 0.8")
    if 1 < value <= 100:
        raise OptionError(f"{rule}, got {value:g}; did you mean {value / 100:g}?")
    if not 0 < value <= 1:
        raise OptionError(f"{rule}, got {value:g}; give a number such as 0.8")
    if abs(value * THOUSAND - round(value * THOUSAND)) > 1e-6:
        raise OptionError(f"threshold must have at most three decimals, got {value!r}; did you mean {value:.3f}?")


def check_length(name: str, value: int, *, least: int) -> None:
    """Raise `OptionError` unless the value is an integer of at least `least` words."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError(
            f"{name} must be a whole number of words, at least {least}, got {value!r}; give {least} or more"
        )


def check_count(name: str, value: int, *, least: int, most: int | None = None) -> None:
    """Raise `OptionError` unless the value is a whole number of at least `least`, and at most `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise OptionError(f"{name} must be a whole number, {least} or more, got {value!r}; leave it out")
    if most is not None and value > most:
        raise OptionError(f"{name} must be {most} or less, got {value}; leave it out for one for each processor")


def check_together(options: Options) -> None:
    """Raise `OptionError` if two options do not go together."""
    field, _, direction = options.keep_by.partition(":")
    if options.keep_by and (not field or direction not in ("", *DIRECTIONS)):
        raise OptionError(
            f"keep_by must be a field, and asc or desc, got {options.keep_by!r}; give one such as date:desc"
        )
    if options.keep_by and options.keep is not Keep.FIRST:
        raise OptionError(f"keep_by and keep {options.keep} both say which one stays; give one of them")
    if options.boilerplate == 1:
        raise OptionError("boilerplate must be 2 documents or more, got 1; every paragraph stands in one")
    for name, reason in without_effect({name: getattr(options, name) for name in ("scope", *ACROSS)}):
        raise OptionError(f"{name} {reason}")


def check_choice(name: str, value: object, choices: type[StrEnum]) -> StrEnum:
    """Return the choice that a string names, or raise `OptionError` with the choices there are."""
    try:
        return choices(str(value))
    except ValueError:
        known = ", ".join(choices)
        raise OptionError(f"{name} must be one of {known}; got {value!r}") from None


def check_patterns(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the patterns as a tuple, or raise `OptionError` if one is not a regular expression."""
    if isinstance(patterns, str):
        patterns = (patterns,)
    if not isinstance(patterns, Iterable):
        raise OptionError(f"protect must be a list of regular expressions, got {patterns!r}; put it into a list")
    # An iterator yields its values once.
    patterns = tuple(patterns)
    for pattern in patterns:
        check_text("protect", pattern)
        try:
            re.compile(pattern)
        except re.error as error:
            raise OptionError(
                f"protect must be a regular expression, got {pattern!r} ({error}); escape the sign"
            ) from None
    return patterns
