"""Long columns of numbers: the same from Python as from numpy; and what goes, held in them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedupe import columns
from dedupe.collapsing.targets import Targets, among, columns_of
from dedupe.columns import NONE, all_set, at_least, gaps, not_itself, otherwise, put, ranges, shifted, take

NUMBERS = st.lists(st.integers(NONE, 9), max_size=12)


def both(work: Callable[[], Sequence[int]]) -> list[int]:
    """What is found number by number, which numpy has to find too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "SHORT", columns.LONG)
        found = list(work())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "LONG", 0)
        patch.setattr(columns, "SHORT", 0)
        by_numpy = work()
        assert isinstance(by_numpy, memoryview)
        assert by_numpy.itemsize == array("q").itemsize
        assert list(by_numpy) == found
    return found


@given(NUMBERS, st.data())
def test_numpy_says_the_same(values: list[int], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(NONE, len(values) - 1), max_size=12))
    if values:
        assert both(lambda: take(values, places)) == [NONE if place == NONE else values[place] for place in places]
    own = list(range(len(places)))
    last = {place: value for place, value in zip(places, own, strict=True) if place != NONE}
    filled = [place for place in places if place != NONE]
    given_values = [value for place, value in zip(places, own, strict=True) if place != NONE]
    assert both(lambda: put(len(values), filled, given_values)) == [
        last.get(place, NONE) for place in range(len(values))
    ]
    assert both(lambda: otherwise(values, values[::-1])) == [
        other if value == NONE else value for value, other in zip(values, values[::-1], strict=True)
    ]
    assert both(lambda: not_itself(values)) == [NONE if v == place else v for place, v in enumerate(values)]
    assert both(lambda: at_least(values, 3)) == [place for place, value in enumerate(values) if value >= 3]
    assert both(lambda: shifted(values, -2)) == [value - 2 for value in values]
    where = sorted(set(values))
    what = [2 * place if place % 2 else place for place in where]
    starts, others, sizes = gaps(where, what)
    for column, expected in enumerate([starts, others, sizes]):
        assert both(partial(lambda number: gaps(where, what)[number], column)) == list(expected)
    numbers = both(lambda: ranges(starts, sizes))
    assert numbers == [n for start, size in zip(starts, sizes, strict=True) for n in range(start, start + size)]
    flags = data.draw(st.lists(st.booleans(), min_size=len(numbers), max_size=len(numbers)))
    by_number = dict(zip(numbers, flags, strict=True))
    assert both(lambda: all_set(flags, sizes)) == [
        place
        for place, (start, size) in enumerate(zip(starts, sizes, strict=True))
        if all(by_number[n] for n in range(start, start + size))
    ]


def test_a_range_is_a_column() -> None:
    assert both(lambda: take(range(5, 0, -1), range(3))) == [5, 4, 3]
    assert both(lambda: take([7, 8, 9], range(3)[::-1])) == [9, 8, 7]
    assert both(lambda: take([7, 8, 9], range(0)[::-1])) == []
    assert both(lambda: put(2, range(2)[::-1], [7, 8])) == [8, 7]


@given(st.dictionaries(st.integers(3, 12), st.integers(0, 12)), st.dictionaries(st.integers(3, 12), st.integers(0, 12)))
def test_targets_are_the_mapping_that_they_are_made_of(removed: dict[int, int], more: dict[int, int]) -> None:
    numbers = list(range(13))
    # Of what stood before the first number nothing goes, whatever is said of it.
    targets = Targets(3, 13, numbers, [1, NONE, 0, *(removed.get(number, NONE) for number in numbers[3:])])
    for expected in (removed, removed | more):
        assert dict(targets) == expected
        assert list(targets) == sorted(expected)
        assert len(targets) == len(expected)
        assert [number in targets for number in range(13)] == [number in expected for number in range(13)]
        assert targets.get(2) is None
        for numbers_asked in (range(13), range(4, 9), range(9, 9)):
            assert list(among(targets, numbers_asked)) == list(among(expected, numbers_asked))
        assert list(map(list, columns_of(targets))) == list(map(list, columns_of(expected)))
        targets.add(Targets(3, 13, sorted(more), [more[number] for number in sorted(more)]))
