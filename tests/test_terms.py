"""What paragraphs are filed under leads from each to all that it may be alike to, one by one and in bulk."""

from __future__ import annotations

import random
from collections.abc import Mapping
from hashlib import sha256

import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.index import schema, terms
from dedupe.index.parities import PAIRED, Parities, parities_of
from dedupe.index.terms import Facts, Keys, Order, hash_of, mixed
from dedupe.options import Options
from dedupe.words import split_words

ALPHABET = [f"w{number}" for number in range(12)]
FREQUENCIES = st.dictionaries(st.sampled_from(ALPHABET), st.sampled_from([9, 64, 65, 500, 4000]))


def keys_of(options: Options, frequencies: Mapping[str, int]) -> Keys:
    known = {hash_of(word): count for word, count in frequencies.items()}
    return Keys(Order(lambda value: known.get(value, 0), 5000), options.thousandths, options.max_words)


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(ALPHABET), min_size=1, max_size=40),
    st.sampled_from([0.3, 0.6, 0.8, 0.9, 0.95]),
    st.sampled_from([6, 20_000]),
    FREQUENCIES,
    st.randoms(use_true_random=False),
)
def test_a_paragraph_is_filed_under_a_key_of_all_that_are_similar(
    words: list[str], threshold: float, max_words: int, frequencies: dict[str, int], chance: random.Random
) -> None:
    options = Options(threshold=threshold, min_words=1, max_words=max_words)
    keys = keys_of(options, frequencies)
    other = list(words)
    while oracle.is_similar(words, other, options):
        sought = {key for (key,) in keys.sought("", other)}
        assert sought & keys.filed("", words)
        change = chance.randrange(3)
        place = chance.randrange(len(other) + 1)
        other[place : place + (change > 0)] = [chance.choice(ALPHABET)] if change < 2 else []
        if not other or chance.random() < 0.02:
            break


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.sampled_from([*ALPHABET, "東", "é"]), min_size=1, max_size=90), min_size=1, max_size=5),
    st.sampled_from([0.3, 0.6, 0.8, 0.9]),
    FREQUENCIES,
)
def test_in_bulk_they_are_filed_under_the_same(
    paragraphs: list[list[str]], threshold: float, frequencies: dict[str, int]
) -> None:
    pytest.importorskip("numba", reason="bulk needs the extra [fast]")
    from dedupe.index.bulk import Words, in_order

    keys = keys_of(Options(threshold=threshold, min_words=1, max_words=60), frequencies)
    texts = [" ".join(words) for words in paragraphs]
    words = Words(texts, threads=1)
    filed, places = words.keys(keys, {hash_of(word): count for word, count in frequencies.items()})
    numbers = range(100, 100 + len(texts))
    expected = {(term, 100 + place) for place, own in enumerate(paragraphs) for term in keys.filed("", own)}
    found = list(in_order(filed, places, numbers))
    assert found == sorted(found)
    assert set(found) == expected
    assert list(words.parities()) == [parities_of(list(map(hash_of, split_words(text)))) for text in texts]
    assert words.lengths.tolist() == [len(own) for own in paragraphs]


def test_frequent_words_are_counted_by_the_paragraphs_they_stand_in() -> None:
    pytest.importorskip("numba", reason="bulk needs the extra [fast]")
    from dedupe.index.bulk import Words

    texts = [f"the the deck {number}" for number in range(terms.RARE + 1)]
    assert dict(Words(texts, threads=1).counts()) == {hash_of("the"): 9, hash_of("deck"): 9}


def test_a_candidate_is_sought_by_its_rarest_facts() -> None:
    known = {hash_of("deck"): 90, hash_of("rome"): 20}
    facts = Facts(Order(lambda value: known.get(value, 0), 100))
    (sought,) = facts.sought("In Rome the deck of Anna was blue.", ())
    assert len(sought) == terms.ASKED
    assert hash_of("anna") in sought
    assert hash_of("deck") not in sought
    assert set(sought) <= set(facts.filed("In Rome the deck of Anna was blue again.", ()))


def test_a_key_depends_on_the_order_of_its_words_and_is_a_signed_integer() -> None:
    assert mixed(mixed(2, 7), 8) != mixed(mixed(2, 8), 7)
    assert all(-(2**63) <= mixed(2, token) < 2**63 for token in range(1000))
    assert min(mixed(2, token) for token in range(1000)) < 0


def test_who_changes_what_paragraphs_are_filed_under_raises_the_version() -> None:
    texts = [
        "The 3 records of Smith were not available in 2019.",
        "東京 and the café, don't!",
        "l'éventualité d'un NON",
    ]
    found = sha256()
    for threshold in (0.6, 0.9):
        keys = keys_of(Options(threshold=threshold), {"the": 500, "of": 400, "and": 300})
        for text in texts:
            found.update(repr(sorted(keys.filed(text, split_words(text)))).encode())
    facts = Facts(Order(lambda _: 0, 0))
    for text in texts:
        found.update(repr(sorted(facts.filed(text, ()))).encode())
    assert (schema.TERMS.split(",")[0], found.hexdigest()[:16]) == ("1", "a4ed40f490e189b3")


@settings(max_examples=200)
@given(st.lists(st.integers(0, 2**32 - 1), max_size=80), st.lists(st.integers(0, 2**32 - 1), max_size=80))
def test_bitmaps_of_any_size_are_no_more_apart_than_their_words(one: list[int], other: list[int]) -> None:
    words = [*one, *other]
    assert Parities(words).allow(parities_of(one), len(one), len(other))
    assert Parities(one).allow(parities_of(words), len(words), len(other))
    assert Parities(words).allow(parities_of(words), len(words), 0)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(range(5)), min_size=PAIRED, max_size=90),
    st.lists(st.tuples(st.integers(0, 89), st.booleans()), max_size=8),
)
def test_pairs_of_words_rule_out_no_match(words: list[int], changes: list[tuple[int, bool]]) -> None:
    other = list(words)
    for place, taken in changes:
        other[place : place + taken] = [] if taken else [7]
    lcs = oracle.longest_common_subsequence([*map(str, words)], [*map(str, other)])
    assert Parities(words).allow(parities_of(other), len(other), len(words) + len(other) - 2 * lcs)


def test_pairs_of_words_rule_out_what_has_the_same_words_in_another_order() -> None:
    words = list(range(100))
    other = random.Random(1).sample(words, 100)
    assert Parities(words).allow(parities_of(words[::-1]), 100, 0) is False
    assert Parities(words[:50]).allow(parities_of(other[:50]), 50, 100)
