"""The words that the verdict knows: what may come and go, what turns a meaning, what is spelt in two ways."""

from __future__ import annotations

import re
from functools import cache


@cache
def classes() -> dict[str, list[str]]:
    """Return the lines of `lexicon.txt` without their class and language, by class, in the letters of keys."""
    from pathlib import Path

    from dedupe.verdicts.letters import fold_letters

    found: dict[str, list[str]] = {}
    text = Path(__file__).with_name("lexicon.txt").read_text(encoding="utf-8")
    for line in fold_letters(text).splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition("  ")
            found.setdefault(head.split()[0], []).append(words)
    return found


def words_of(name: str) -> frozenset[str]:
    """Return the words of a class, of all languages."""
    return frozenset(word for line in classes()[name] for word in line.split())


def firsts_of(name: str) -> dict[str, str]:
    """Return the first word of its line for every other one of a class."""
    found: dict[str, str] = {}
    for line in classes()[name]:
        first, *others = line.split()
        found |= dict.fromkeys(others, first)
    return found


@cache
def light() -> frozenset[str]:
    """Return the words that may come and go without a change of what is said."""
    return words_of("light") - limiting() - modal()


@cache
def articles() -> frozenset[str]:
    """Return the light words that may replace one another."""
    return words_of("article")


@cache
def contracted() -> dict[str, str]:
    """Return the preposition for each form that it takes with an article: `in` for `im`."""
    return firsts_of("contracted")


@cache
def persons() -> frozenset[str]:
    """Return the words that stand for a person."""
    return words_of("person")


@cache
def modal() -> frozenset[str]:
    """Return the verbs of may, can, must and should."""
    return words_of("modal")


@cache
def limiting() -> frozenset[str]:
    """Return the words that turn or bound what is said: negations, conditions, exceptions."""
    return words_of("limiting")


@cache
def phrases() -> tuple[str, ...]:
    """Return the limiting words of scripts without spaces, in which a word of a reading is only a part."""
    return tuple(word for line in classes()["phrase"] for word in line.split())


@cache
def spellings() -> dict[str, str]:
    """Return the first spelling for every other spelling of a word: `colour` for `color`, `5` for `five`."""
    return firsts_of("same")


@cache
def more_pattern() -> re.Pattern[str]:
    """Return the pattern of an ellipsis or a "read more" at the end of an excerpt."""
    phrase = "|".join(re.escape(phrase) for line in classes()["more"] for phrase in line.split("|"))
    return re.compile(rf"(?:[\s\[(]*(?:\.\.\.|…|{phrase})[\s\])>»→]*)+$", re.IGNORECASE)


@cache
def confused() -> frozenset[frozenset[str]]:
    """Return the pairs of words that look like one mistyped word and are two."""
    return frozenset(frozenset(line.split()) for line in classes()["confused"])
