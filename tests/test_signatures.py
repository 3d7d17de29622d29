"""The bounds of the exact search, against counting it out."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.signatures import ONE, Bounds, bounds, least_shared, parity
from dedupe.similarity import longest_common_subsequence

THRESHOLDS = range(1, ONE + 1)
SMALL = range(13)
NO_LIMIT = 10**9

lengths = st.integers(1, 30_000)
thresholds = st.integers(1, ONE)

BITS = 16


def reaches(threshold: int, shared: int, m: int, n: int) -> bool:
    """Whether `2 * shared / (m + n)` is the threshold or more, in exact fractions."""
    return Fraction(2 * shared, m + n) >= Fraction(threshold, ONE)


def test_least_shared_is_the_least_lcs_that_reaches_the_threshold() -> None:
    for m, n in product(SMALL, SMALL):
        if m + n == 0:
            continue
        similar = [Fraction(2 * shared * ONE, m + n) for shared in range(m + n + 1)]
        for threshold in THRESHOLDS:
            expected = next(shared for shared, thousandths in enumerate(similar) if thousandths >= threshold)
            assert least_shared(threshold, m, n) == expected, (threshold, m, n)


@given(thresholds, lengths, lengths)
def test_least_shared_reaches_the_threshold_and_one_less_does_not(threshold: int, m: int, n: int) -> None:
    least = least_shared(threshold, m, n)
    assert reaches(threshold, least, m, n)
    assert not reaches(threshold, least - 1, m, n)


def test_two_empty_paragraphs_need_nothing() -> None:
    assert {least_shared(threshold, 0, 0) for threshold in THRESHOLDS} == {0}


def test_shortest_and_longest_are_those_of_trying_every_length() -> None:
    for threshold in range(200, ONE + 1):
        for length in range(1, 16):
            possible = [n for n in range(1, 10 * 16) if least_shared(threshold, length, n) <= min(length, n)]
            found = bounds(threshold, length, NO_LIMIT)
            assert (found.shortest, found.longest) == (possible[0], possible[-1]), (threshold, length)
            assert possible == list(range(possible[0], possible[-1] + 1))


@given(thresholds, lengths)
def test_one_word_beyond_the_lengths_no_pair_can_match(threshold: int, length: int) -> None:
    found = bounds(threshold, length, NO_LIMIT)
    assert 1 <= found.shortest <= length <= found.longest
    for n in (found.shortest, found.longest):
        assert found.least_shared(n) <= min(length, n)
    assert found.least_shared(found.longest + 1) > length
    if found.shortest > 1:
        assert found.least_shared(found.shortest - 1) > found.shortest - 1


@given(thresholds, st.integers(1, 300), st.integers(1, 300))
def test_lengths_allow_each_other(threshold: int, m: int, n: int) -> None:
    of_m, of_n = bounds(threshold, m, NO_LIMIT), bounds(threshold, n, NO_LIMIT)
    assert (of_m.shortest <= n <= of_m.longest) == (of_n.shortest <= m <= of_n.longest)
    assert of_m.least_shared(n) == of_n.least_shared(m)


@given(thresholds, st.integers(1, 300), st.integers(1, 300))
def test_no_paragraph_is_matched_with_one_over_max_words(threshold: int, length: int, max_words: int) -> None:
    found = bounds(threshold, length, max_words)
    if length > max_words:
        assert found == Bounds(length, ONE, length, length)
    else:
        assert found.longest == min(max_words, bounds(threshold, length, NO_LIMIT).longest)


SHORT_TEXTS = st.lists(st.integers(0, 5), min_size=1, max_size=10)


@st.composite
def similar_pairs(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Two sequences, the second made from the first by a few edits."""
    a = draw(st.lists(st.integers(0, 2 * BITS), min_size=1, max_size=40) | SHORT_TEXTS)
    b = list(a)
    for place, number in draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2 * BITS)), max_size=8)):
        if place % 2 and b:
            b[place % len(b)] = number
        else:
            b.insert(place, number)
    return a, b


@settings(max_examples=300)
@given(st.tuples(SHORT_TEXTS, SHORT_TEXTS) | similar_pairs())
def test_the_parity_bound_holds_for_every_pair(pair: tuple[list[int], list[int]]) -> None:
    a, b = pair
    lcs = longest_common_subsequence(a, b)
    common = (Counter(a) & Counter(b)).total()
    flipped = (parity(a, BITS) ^ parity(b, BITS)).bit_count()
    assert lcs <= common
    assert flipped <= len(a) + len(b) - 2 * common <= len(a) + len(b) - 2 * lcs
    # The greatest threshold, in thousandths, that the pair reaches: there the bound is tightest.
    threshold = 2 * ONE * lcs // (len(a) + len(b))
    if threshold:
        assert flipped <= len(a) + len(b) - 2 * least_shared(threshold, len(a), len(b))


@given(st.lists(st.integers(0, 10**6)), st.randoms(use_true_random=False))
def test_parity_does_not_depend_on_order_and_forgets_pairs(numbers: list[int], random: Random) -> None:
    shuffled = list(numbers)
    random.shuffle(shuffled)
    assert parity(numbers, BITS) == parity(shuffled, BITS) == parity([*numbers, 7, 7], BITS)
    assert parity(numbers * 2, BITS) == 0
    assert parity(numbers, BITS).bit_count() <= len(numbers)


@settings(max_examples=300)
@given(st.tuples(SHORT_TEXTS, SHORT_TEXTS) | similar_pairs(), st.permutations(range(6)))
def test_matching_paragraphs_share_words_in_their_prefixes(pair: tuple[list[int], list[int]], order: list[int]) -> None:
    a, b = pair
    lcs = longest_common_subsequence(a, b)
    threshold = 2 * ONE * lcs // (len(a) + len(b))
    if not threshold:
        return
    of_a, of_b = bounds(threshold, len(a), NO_LIMIT), bounds(threshold, len(b), NO_LIMIT)
    assert of_a.shortest <= len(b) <= of_a.longest

    def rank(number: int) -> tuple[int, int]:
        return order[number % 6], number

    first, second = sorted(set(a), key=rank), sorted(set(b), key=rank)
    common = set(first) & set(second)
    for shared in range(1, len(common) + 1):
        prefix = set(first[: of_a.prefix(len(b), shared)]) & set(second[: of_b.prefix(len(a), shared)])
        assert len(prefix) >= shared
        wider = set(first[: of_a.prefix(1, shared)]) & set(second[: of_b.prefix(1, shared)])
        assert len(wider) >= shared


@pytest.mark.parametrize(("m", "n", "need"), [(5, 5, 4), (5, 6, 5), (10, 10, 8), (3, 2, 2), (1, 1, 1)])
def test_pairs_at_exactly_the_threshold_are_in(m: int, n: int, need: int) -> None:
    assert least_shared(800, m, n) == need


@pytest.mark.parametrize("threshold", [500, 800, 900, 1000])
def test_a_prefix_is_no_longer_than_the_worst_pair_needs(threshold: int) -> None:
    for length in range(1, 20):
        found = bounds(threshold, length, NO_LIMIT)
        for n in range(found.shortest, found.longest + 1):
            least = found.least_shared(n)
            # The words that only one side has come first.
            is_common = [False] * (length - least) + [True] * least
            for shared in range(1, least + 1):
                assert sum(is_common[: found.prefix(n, shared)]) == shared
