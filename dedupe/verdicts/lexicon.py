"""The words that the verdict knows: what may come and go, what turns a meaning, what is spelt in two ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache


@cache
def classes() -> dict[str, list[tuple[str, str]]]:
    """Return the lines of `lexicon.txt` by class, each as its language and its words, in the letters of keys."""
    from pathlib import Path

    from dedupe.verdicts.letters import fold_letters

    found: dict[str, list[tuple[str, str]]] = {}
    text = Path(__file__).with_name("lexicon.txt").read_text(encoding="utf-8")
    for line in fold_letters(text).splitlines():
        if line and not line.startswith("#"):
            head, _, words = line.partition("  ")
            name, _, language = head.partition(" ")
            found.setdefault(name, []).append((language, words))
    return found


def words_of(name: str) -> frozenset[str]:
    """Return the words of a class, of all languages."""
    return frozenset(word for _, words in classes()[name] for word in words.split())


def firsts_of(name: str) -> dict[str, str]:
    """Return the first word of its line for every other one of a class."""
    found: dict[str, str] = {}
    for _, words in classes()[name]:
        first, *others = words.split()
        found |= dict.fromkeys(others, first)
    return found


@cache
def light_words() -> dict[str, frozenset[str]]:
    """Return the words that may come and go without a change of what is said, by language."""
    never = limiting() | modal()
    return {language: frozenset(words.split()) - never for language, words in classes()["light"]}


@cache
def light_in(languages: frozenset[str]) -> frozenset[str]:
    """Return the words that are light in each of some languages; none if there is no language.

    >>> sorted(light_in(frozenset(["en"])) & {"die", "the"}), sorted(light_in(frozenset(["de"])) & {"die", "the"})
    (['the'], ['die'])
    """
    return frozenset.intersection(*(light_words()[language] for language in languages)) if languages else frozenset()


@cache
def tallies() -> dict[str, int]:
    """Return, for each light word, a number of which one byte for each language is 1 where it is light there."""
    found: Counter[str] = Counter()
    for place, words in enumerate(light_words().values()):
        found.update(dict.fromkeys(words, 1 << 8 * place))
    return dict(found)


def languages_of(keys: frozenset[str]) -> frozenset[str]:
    """Return the language of which a text has most different light words; several if they have as many.

    >>> languages_of(frozenset("they die in the sun".split())), languages_of(frozenset("die katze ist auf der".split()))
    (frozenset({'en'}), frozenset({'de'}))
    """
    # One sum counts for all languages at once: a third of the time of a Counter.
    total = sum(map(tallies().__getitem__, keys & known_light_words()))
    counts = total.to_bytes(len(light_words()), "little")
    most = max(counts)
    if not most:
        return frozenset()
    if counts.count(most) == 1:
        # Nearly always: twice as fast as to go through all of them.
        return single_languages()[counts.index(most)]
    return frozenset([language for language, count in zip(light_words(), counts, strict=True) if count == most])


@cache
def single_languages() -> tuple[frozenset[str], ...]:
    """Return each language as a set of one, in their order."""
    return tuple(frozenset([language]) for language in light_words())


@cache
def known_light_words() -> frozenset[str]:
    """Return the words that are light in any language."""
    return frozenset(tallies())


@cache
def articles(languages: frozenset[str]) -> frozenset[str]:
    """Return the light words that may replace one another, in each of some languages."""
    known = dict(classes()["article"])
    return words_in_all(known.get(language, "") for language in languages)


def words_in_all(lines: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in each of some lines; none if there are no lines.

    >>> sorted(words_in_all(["the a", "a an"]))
    ['a']
    """
    sets = [frozenset(line.split()) for line in lines]
    return frozenset.intersection(*sets) if sets else frozenset()


@cache
def contracted() -> dict[str, str]:
    """Return the preposition for each form that it takes with an article: `in` for `im`."""
    return firsts_of("contracted")


@cache
def persons(languages: frozenset[str]) -> frozenset[str]:
    """Return the words that stand for a person in any of some languages."""
    return frozenset(word for language, words in classes()["person"] if language in languages for word in words.split())


@cache
def connectives() -> frozenset[str]:
    """Return the light words that only join a paragraph to the one before, of all languages."""
    return words_of("connective")


@cache
def modal() -> frozenset[str]:
    """Return the verbs of may, can, must and should."""
    return words_of("modal")


@cache
def limiting() -> frozenset[str]:
    """Return the words that turn or bound what is said: negations, conditions, exceptions."""
    return words_of("limiting")


@cache
def restricting() -> frozenset[str]:
    """Return the words with which a whole sentence takes back a part of the one before it."""
    return (limiting() - words_of("conditional")) | words_of("restricting")


@cache
def openers() -> frozenset[str]:
    """Return the words that begin a sentence and do not follow a quantity."""
    return words_of("opener")


@cache
def subordinators() -> frozenset[str]:
    """Return the openers that begin a clause of condition, as sections of a law do: a plain number before is theirs."""
    return words_of("subordinator")


@cache
def months() -> tuple[str, ...]:
    """Return the names of the months, of all languages that write a day as `5.` in front of them, the longest first."""
    return tuple(sorted(words_of("month"), key=lambda word: (-len(word), word)))


@cache
def pages() -> tuple[str, ...]:
    """Return the words in front of a page number."""
    return tuple(sorted(words_of("page"), key=lambda word: (-len(word), word)))


@cache
def pointing(languages: frozenset[str]) -> frozenset[str]:
    """Return the words that send a reader somewhere, in any of some languages; of all, if there are none."""
    known = [words.split() for language, words in classes()["pointing"] if not languages or language in languages]
    return frozenset(word for words in known for word in words)


@cache
def pointing_phrases() -> tuple[str, ...]:
    """Return those of scripts without spaces, and of Korean, in which they are only a part of a word."""
    return tuple(word for _, words in classes()["direction"] for word in words.split())


@cache
def reporting() -> frozenset[str]:
    """Return the words that make what follows another's claim, a doubt or a denial, of all languages."""
    return words_of("reporting")


@cache
def adjuncts() -> frozenset[str]:
    """Return the words with which a sentence goes on to say why or after what, and leaves standing what it said."""
    return words_of("adjunct")


@cache
def complementizers() -> frozenset[str]:
    """Return the conjunctions that join a claim to a word of saying or thinking, of all languages."""
    return words_of("complementizer")


@cache
def clauses() -> tuple[str, ...]:
    """Return the limiting phrases of several words, with a space on both sides."""
    return tuple(f" {phrase} " for _, line in classes()["clause"] for phrase in line.split("|"))


@cache
def clause_heads() -> frozenset[str]:
    """Return the first words of the limiting phrases of several words."""
    return frozenset(phrase.split()[0] for phrase in clauses())


@cache
def phrases() -> tuple[str, ...]:
    """Return the limiting words of scripts without spaces, in which a word of a reading is only a part."""
    return tuple(word for _, words in classes()["phrase"] for word in words.split())


@cache
def spellings() -> dict[str, str]:
    """Return the first spelling for every other spelling of a word: `colour` for `color`, `5` for `five`."""
    return firsts_of("same")


@cache
def respelled() -> frozenset[str]:
    """Return the words that have another spelling."""
    return frozenset(spellings())


@cache
def mores() -> tuple[str, ...]:
    """Return what an excerpt ends with: an ellipsis or a "read more"."""
    return ("...", "…", *(phrase for _, phrases in classes()["more"] for phrase in phrases.split("|")))


@cache
def ascii_mores() -> tuple[str, ...]:
    """Return those that are ASCII, in small letters."""
    return tuple(more.lower() for more in mores() if more.isascii())


@cache
def more_pattern() -> re.Pattern[str]:
    """Return the pattern of what an excerpt ends with, with what stands around it."""
    return re.compile(rf"(?:[\s\[(]*(?:{'|'.join(map(re.escape, mores()))})[\s\])>»→]*)+$", re.IGNORECASE)


@cache
def confused() -> frozenset[frozenset[str]]:
    """Return the pairs of words that look like one mistyped word and are two."""
    return frozenset(frozenset(words.split()) for _, words in classes()["confused"]) | confusable()


def confusable() -> frozenset[frozenset[str]]:
    """Return the pairs of English words of which one is the other without a letter."""
    from pathlib import Path

    lines = Path(__file__).with_name("confusable.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(frozenset(line.split()) for line in lines if not line.startswith("#"))
