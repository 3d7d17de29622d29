"""Every engine gives the oracle's answer, on texts made to be hard."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from functools import partial

import numpy as np
import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedupe.engines import compiled, crowds, memory
from dedupe.engines.compiled import deciding, plans, search, wording
from dedupe.kernels.search import MANY
from dedupe.matching import match_texts
from dedupe.options import EngineChoice, Keep, Options, Remove
from dedupe.vocabulary import Vocabulary

# Few words, so that overlaps, repeats and scores on the very threshold are the rule.
TINY = ["a", "b", "c", "d", "not", "7", "8", "Smith"]
THRESHOLDS = [0.1, 0.5, 0.6, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1.0]


def removals(texts: list[str], options: Options) -> dict[int, int]:
    return {
        index: finding.kept for index, finding in enumerate(match_texts(texts, options)) if finding and finding.removed
    }


paragraphs = st.lists(st.lists(st.sampled_from(TINY), max_size=12).map(" ".join), min_size=1, max_size=25)
ENGINES = ["memory", "compiled"]
options = st.builds(
    Options,
    engine=st.sampled_from(ENGINES),
    threads=st.sampled_from([1, 2]),
    threshold=st.sampled_from([round(value, 3) for value in THRESHOLDS]),
    min_words=st.integers(1, 6),
    max_words=st.sampled_from([6, 9, 20_000]),
    remove=st.sampled_from(Remove),
    keep=st.sampled_from(Keep),
)


@settings(max_examples=600)
@given(paragraphs, options)
def test_the_removals_are_those_of_comparing_all_pairs(texts: list[str], options: Options) -> None:
    assert removals(texts, options) == oracle.removals(texts, options)


@settings(max_examples=300)
@given(paragraphs, options, st.sampled_from([2, 3]))
def test_several_copies_stay_if_they_are_asked_for(texts: list[str], options: Options, copies: int) -> None:
    options = replace(options, copies=copies)
    assert removals(texts, options) == oracle.removals(texts, options)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 3), st.lists(st.sampled_from(TINY), max_size=9)), max_size=20), options)
def test_a_rank_decides_before_the_place_which_one_stays(given: list[tuple[int, list[str]]], options: Options) -> None:
    options = replace(options, keep=Keep.FIRST)
    ranks, texts = [rank for rank, _ in given], [" ".join(words) for _, words in given]
    found = match_texts(texts, options, ranks=ranks).targets
    assert {index: kept for index, kept in enumerate(found) if kept >= 0} == oracle.removals(texts, options, ranks)


@settings(max_examples=200)
@given(paragraphs, options)
def test_a_crowd_told_apart_by_facts_gives_the_same_answer(texts: list[str], options: Options) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "CROWD", 1)
        patch.setattr(deciding, "CROWD", 1)
        assert removals(texts, options) == oracle.removals(texts, options)


@settings(max_examples=300)
@given(paragraphs, options, st.sampled_from([1, 3, 10]), st.sampled_from([1, 2, 7]), st.sampled_from([1, 15]))
@pytest.mark.hostile("words whose hashes are alike (all hashes cut to a few bits)", "the same answer")
def test_neither_keys_nor_blocks_nor_colliding_words_change_the_answer(
    texts: list[str], options: Options, most_keys: int, block: int, hash_mask: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "MOST_KEYS", most_keys)
        patch.setattr(search, "BLOCK", block)
        patch.setattr(search, "STEP", 2)
        patch.setattr(search, "ROOM", 1)
        patch.setattr(compiled, "number_texts", partial(wording.number_texts, hash_mask=np.uint64(hash_mask)))
        found = match_texts(texts, replace(options, engine=EngineChoice.COMPILED, threads=2))
        assert list(found) == list(match_texts(texts, replace(options, engine=EngineChoice.MEMORY)))


@settings(max_examples=300)
@given(paragraphs, st.sampled_from(THRESHOLDS), st.integers(1, 9), st.integers(1, 2))
def test_each_position_is_matched_once_whether_or_not_all_matches_find_room(
    texts: list[str], threshold: float, crowd: int, threads: int
) -> None:
    found = []
    for room in (1, 1 << 14):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search, "ROOM", room)
            searched = search.Search(
                wording.number_texts(texts, threads).wording(), Options.of({"threshold": round(threshold, 3)}), threads
            )
            wanted = searched.crowd_members(crowd)
            found.append([match for block in searched.all_matches(crowd, wanted) for match in block])
    assert found[0] == found[1]
    positions = [match.position for match in found[0]]
    assert positions == sorted(set(positions))


@settings(max_examples=200)
@given(paragraphs, options)
def test_every_removed_paragraph_matches_one_that_stays(texts: list[str], options: Options) -> None:
    removed = removals(texts, options)
    assert not set(removed.values()) & set(removed)


@settings(max_examples=200)
@given(paragraphs, options)
def test_what_stays_has_nothing_left_to_remove(texts: list[str], options: Options) -> None:
    removed = removals(texts, options)
    rest = [text for index, text in enumerate(texts) if index not in removed]
    assert removals(rest, options) == {}


@settings(max_examples=100)
@given(paragraphs, options)
def test_asking_for_near_misses_does_not_change_what_goes(texts: list[str], options: Options) -> None:
    near = match_texts(texts, options, near=True)
    removed = {index: found.kept for index, found in enumerate(near) if found and found.removed}
    assert removed == removals(texts, options)


@settings(max_examples=200)
@given(st.lists(st.text(max_size=30), max_size=12), options)
def test_both_engines_agree_on_any_text(texts: list[str], options: Options) -> None:
    found = [list(match_texts(texts, replace(options, engine=EngineChoice(engine)), near=True)) for engine in ENGINES]
    assert found[0] == found[1]


@pytest.mark.parametrize("block", [16, 1024])
def test_both_engines_agree_where_more_are_alike_than_are_looked_at_together(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "BLOCK", block)
    rng = random.Random(6)
    words = [f"w{place}" for place in range(20)]
    # All have nearly the same words, so that only their order tells them apart.
    orders = [rng.sample(words, len(words)) for _ in range(MANY + 400)]
    texts = []
    for number, order in enumerate([*orders, *rng.choices(orders, k=len(orders))]):
        changed = list(order)
        changed[rng.randrange(len(words))] = f"only{number}"
        texts.append(" ".join(changed))
    options = Options.of({"threshold": 0.85, "remove": "similar"})
    compiled_targets, memory_targets = (
        list(match_texts(texts, replace(options, engine=EngineChoice(engine), threads=2)).targets) for engine in ENGINES
    )
    assert compiled_targets == memory_targets


def test_both_engines_agree_on_texts_longer_than_a_machine_word() -> None:
    rng = random.Random(5)
    base = [[rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(length)] for length in (60, 64, 65, 200)]
    texts = []
    for words in base:
        for changes in range(0, len(words), max(1, len(words) // 12)):
            changed = list(words)
            for place in rng.sample(range(len(words)), changes):
                changed[place] = rng.choice(["z1", "", changed[place - 1]])
            texts.append(" ".join(changed))
    for threshold in (0.6, 0.8):
        for remove in Remove:
            both = [
                removals(texts, Options(threshold=threshold, remove=remove, engine=EngineChoice(engine)))
                for engine in ENGINES
            ]
            assert both[0] == both[1] == oracle.removals(texts, Options(threshold=threshold, remove=remove))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_copy_is_found_in_a_crowd_that_others_joined_by_another_word(engine: str) -> None:
    red, blue = "red stone bridge near village carries trains", "small blue boats cross lake every morning"
    texts = [f"{red} {number}." for number in range(600)]
    texts += [f"{blue} {number}." for number in range(1000, 1511)]
    texts += [f"{red} {blue} 5000.", f"{blue} 6000.", f"{blue}, 1003!"]
    assert removals(texts, Options(engine=EngineChoice(engine))) == {1113: 603}


@pytest.mark.parametrize("engine", ENGINES)
def test_paragraphs_of_many_thousand_words_are_compared_in_full(engine: str) -> None:
    rng = random.Random(7)
    long = [rng.choice("abcdefgh") + str(rng.randrange(60)) for _ in range(17_000)]
    texts = [" ".join(words) for words in (long, long[:13_000], [*long[:8_000], *long[9_000:]], sorted(long))]
    options = Options(threshold=0.8, remove=Remove.SIMILAR, engine=EngineChoice(engine), max_words=2**63)
    found = match_texts(texts, options)
    assert [finding and (finding.kept, finding.lcs) for finding in found] == [None, (0, 13_000), (0, 16_000), None]


def test_the_threshold_itself_is_enough() -> None:
    texts = ["one two three four five", "one two three four six"]
    assert removals(texts, Options(threshold=0.8, remove=Remove.SIMILAR)) == {1: 0}
    assert removals(texts, Options(threshold=0.801, remove=Remove.SIMILAR)) == {}


def test_a_near_miss_names_the_nearest_verdict() -> None:
    kept = "The gate in front of the old mill opens at 9 in the morning."
    texts = [kept.replace("9", "7"), kept, kept.replace("9", "8")]
    near = match_texts(texts, Options(), near=True)
    assert [found and (found.kept, str(found.verdict), found.removed) for found in near] == [
        None,
        (0, "sibling", False),
        (0, "sibling", False),
    ]
    assert list(match_texts(texts, Options())) == [None, None, None]


@pytest.mark.parametrize("engine", ENGINES)
def test_findings_are_taken_one_by_one_or_several_as_from_a_list(engine: str) -> None:
    texts = ["one two three four five", "short", "one two three four five", "One, two, three, four, five!"]
    found = match_texts(texts, Options(engine=EngineChoice(engine)))
    findings = list(found)
    reasons = ["identical", "only punctuation and upper and lower case differ"]
    assert [finding and finding.reasons[0] for finding in findings] == [None, None, *reasons]
    assert [found[place] for place in range(-4, 4)] == [*findings, *findings]
    for part in (slice(1, 3), slice(None, None, -2), slice(-1, None)):
        assert found[part] == findings[part]
    assert (len(found), list(found.targets), found.engine) == (4, [-1, -1, 0, 0], engine)


def test_paragraphs_over_max_words_match_only_when_their_words_are_equal() -> None:
    long = " ".join(f"word{number}" for number in range(30))
    options = Options(max_words=20, remove=Remove.SIMILAR)
    assert removals([long, long.upper(), long + " more", long[:-7]], options) == {1: 0}


@pytest.mark.hostile("100,000 paragraphs in one frame, each with its own name", "not all pairs are compared")
def test_a_hundred_thousand_siblings_in_one_frame_do_not_cost_all_pairs() -> None:
    texts = [f"The number of the visitor in the great hall was {number} today." for number in range(20_000)]
    asked = []

    class Counting(memory.Search):
        def similar(self, query: memory.Query, candidates: Collection[int]):  # type: ignore[no-untyped-def]  # noqa: ANN202
            for pair in super().similar(query, candidates):
                asked.append(pair)
                yield pair

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "Search", Counting)
        assert removals(texts, Options()) == {}
    assert len(asked) < 10 * crowds.CROWD * len(texts) ** 0.5


def test_words_past_the_end_of_unicode_are_told_apart() -> None:
    vocabulary = Vocabulary(first=0x10FFFD)
    first = vocabulary.encode(["a", "b", "c"])
    second = vocabulary.encode(["a", "b", "d", "e"])
    assert isinstance(first, str)
    assert second == (0x10FFFD, 0x10FFFE, 0x110000, 0x110001)
    assert vocabulary.encode(["d", "c"]) == (0x110000, 0x10FFFF)


def test_matching_goes_on_past_the_end_of_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"one two three four five six {word}" for word in ("red", "green", "red", "RED")]
    expected = removals(texts, Options())
    monkeypatch.setattr("dedupe.engines.memory.Vocabulary", lambda: Vocabulary(first=0x10FFFC))
    assert removals(texts, Options()) == expected == {2: 0, 3: 0}
