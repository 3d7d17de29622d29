"""The arrays of the compiled engine: the same words as `words.split_words`, and the bounds of `signatures`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.bulk.texts import EncodedTexts
from dedupe.engines.compiled.alphabet import CODE_POINTS, each
from dedupe.engines.compiled.index import parity_words
from dedupe.engines.compiled.plans import make_plan, most_keys
from dedupe.engines.compiled.wording import Numbered, Wording, number_texts
from dedupe.kernels.index import place_buckets
from dedupe.signatures import bounds
from dedupe.words import fold, split_words

# Code points on which folding or splitting could go wrong: marks in any order, what composes, what folds to several.
HARD = (
    "ab_'\u2019\u00b41,.\u066b\u00b2 \u00e9e\u0301\u0323\u0316\u0130iI\u0307\u0131\u00df\ufb01\u01f0"
    "\u0e44\u0e17\u0e22\u0e01\u0e49\u0e33\u0e38\u0e48\u6771\u4eac\u30ab\u304c\uff9e\ud55c"
    "\u1112\u1161\u11ab\ufdfa\u00ad\u200b\u203f\U0001f389\u0958\ud800"
)
WORDS = st.text(alphabet=st.sampled_from(HARD), max_size=25) | st.text(max_size=25)


def words_of(wording: Wording) -> list[list[int]]:
    starts = wording.starts.tolist()
    return [wording.numbers[start:end].tolist() for start, end in pairwise(starts)]


def assert_same_words(texts: list[str], numbered: Numbered) -> None:
    found = words_of(numbered.wording())
    assert numbered.lengths.tolist() == list(map(len, found))
    behind = numbered.take(np.arange(len(texts))[::-2].copy())
    assert words_of(behind) == found[::-2]
    spelled: dict[int, str] = {}
    known: dict[str, int] = {}
    for text, numbers in zip(texts, found, strict=True):
        words = split_words(text)
        assert len(words) == len(numbers), text
        for word, number in zip(words, numbers, strict=True):
            assert spelled.setdefault(number, word) == word
            assert known.setdefault(word, number) == number


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=6), st.sampled_from([2**64 - 1, 15, 0]))
def test_the_words_are_those_of_the_definition_whatever_the_hash(texts: list[str], hash_mask: int) -> None:
    assert_same_words(texts, number_texts(texts, threads=1, hash_mask=np.uint64(hash_mask)))


@pytest.mark.parametrize(
    "text", ["x\u0345\u0316 a", "x\u0316\u0345 a", "\u03b1\u0316\u0345", "\u03b1\u03b9\u0316", "a\u037a\u0316"]
)
def test_a_mark_that_becomes_a_letter_is_reordered_as_a_mark_first(text: str) -> None:
    assert_same_words([text, "a b"], number_texts([text, "a b"], threads=1))


@pytest.mark.parametrize("first", range(0, CODE_POINTS, CODE_POINTS // 8))
def test_code_points_are_folded_together_as_each_by_itself(first: int) -> None:
    characters = list(map(chr, range(first, min(first + CODE_POINTS // 8, CODE_POINTS))))
    assert each(fold, characters) == list(map(fold, characters))
    assert each(fold, ["\n"]) == ["\n"]
    assert each(fold, []) == []


def test_threads_number_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.bulk.texts.SHARE", 1)
    texts = [f"The {number} boats of e\u0316\u0301 port, {number % 7}" for number in range(100)]
    for threads in (1, 2, 3):
        assert_same_words(texts, number_texts(texts, threads))


def test_a_vocabulary_grows_with_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.engines.compiled.wording.LEAST_TABLE", 4)
    texts = [" ".join(f"word{number * place}" for place in range(9)) for number in range(40)]
    assert_same_words(texts, number_texts(texts, threads=2))


@pytest.mark.parametrize("texts", [[], [""], ["..."], ["", "a"]])
def test_texts_without_words_have_none(texts: list[str]) -> None:
    assert_same_words(texts, number_texts(texts, threads=2))


def test_shares_are_about_as_large_and_leave_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedupe.bulk.texts.SHARE", 10)
    cuts = EncodedTexts.of(["a" * size for size in (5, 5, 5, 85, 5, 5)]).shares(2)
    assert cuts[0][0] == 0
    assert cuts[-1][1] == 6
    assert all(one[1] == other[0] for one, other in pairwise(cuts))


@pytest.mark.parametrize("threshold", [100, 600, 667, 900, 1000])
@pytest.mark.parametrize("max_words", [7, 60])
def test_a_plan_has_the_bounds_of_each_length_and_every_key_that_a_partner_can_have(
    threshold: int, max_words: int
) -> None:
    plan = make_plan(threshold, np.arange(1, 51, dtype=np.int64), max_words)
    last = min(50, max_words)
    for length in range(1, last + 1):
        own = bounds(threshold, length, max_words)
        shortest, longest, base, shared, probed, band = plan[length].tolist()
        assert (shortest, longest) == (own.shortest, min(own.longest, last))
        assert base + shared == own.prefix(own.shortest, shared)
        assert 1 <= shared <= own.least_shared(own.shortest)
        partners = plan[shortest : longest + 1]
        assert probed == sum(1 << tokens for tokens in set(partners[:, 3].tolist()))
        assert partners[0, 5] <= band <= partners[-1, 5]
    assert most_keys(plan) >= 1


def test_lengths_that_are_not_there_are_not_planned_for() -> None:
    every, some = np.arange(1, 51, dtype=np.int64), np.array([0, 3, 4, 40, 70], np.int64)
    plan, sparse = make_plan(600, every, 50), make_plan(600, some, 50)
    assert plan.shape == sparse.shape
    assert sparse[[3, 4, 40], :4].tolist() == plan[[3, 4, 40], :4].tolist()
    assert sparse[:, 5].tolist() == plan[:, 5].tolist()
    shared = {length: 1 << int(sparse[length, 3]) for length in (3, 4, 40)}
    assert sparse[[3, 40], 4].tolist() == [shared[3] | shared[4], shared[40]]
    assert sparse[51].tolist() == plan[51].tolist()


def test_each_share_goes_on_in_a_bucket_behind_the_one_before() -> None:
    counts = np.array([[1, 0, 2], [2, 0, 1]], np.uint32)
    buckets = np.empty(3, np.uint64)
    assert place_buckets(counts, buckets) == 6
    assert counts.tolist() == [[0, 3, 3], [1, 3, 5]]
    assert [divmod(int(bucket), 1 << 32) for bucket in buckets] == [(0, 3), (3, 3), (3, 6)]


def test_bitmaps_are_powers_of_two_and_grow_with_the_text() -> None:
    assert parity_words(np.array([1, 32, 33, 100, 100_000])).tolist() == [4, 4, 8, 16, 256]
