"""Kernels read and write nothing outside their arrays, which machine code does not check: they are run as Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numba", reason="kernels need the extra [fast]")

import numpy as np

import dedupe
from dedupe.documents import Document
from dedupe.engines.compiled import search as compiled_search
from dedupe.index.bulk import Words
from dedupe.index.terms import Keys, Order
from dedupe.kernels import candidates, search
from dedupe.kernels.declaring import Kernel, Packed
from dedupe.kernels.texts import count_code_points
from dedupe.options import Remove

TEXT = np.frombuffer(b"Tide", np.uint8)


class Strict(np.ndarray):
    """An array without places that count from the end."""

    def __getitem__(self, index: Any) -> Any:
        """Return the value at a place that is there."""
        return super().__getitem__(self.checked(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        """Set the value at a place that is there."""
        super().__setitem__(self.checked(index), value)

    def checked(self, index: Any) -> Any:
        for place, size in zip(index if isinstance(index, tuple) else (index,), self.shape, strict=True):
            first, last = place, place
            if isinstance(place, slice):
                first, last = place.start or 0, (size if place.stop is None else place.stop) - 1
            assert 0 <= first <= last + 1, index
            assert last < size, (index, self.shape)
        return index


def strict(argument: Any) -> Any:
    if isinstance(argument, Packed):
        return type(argument.fields)(*map(strict, argument.fields))
    return argument.view(Strict) if isinstance(argument, np.ndarray) else argument


@pytest.fixture(scope="module")
def ran_as_python() -> Iterator[set[str]]:
    """Have kernels run as Python, on arrays that check each index; return the names of those that ran."""
    ran: set[str] = set()

    def call(kernel: Kernel, *arguments: Any) -> Any:
        ran.add(kernel.name)
        # Hashes are made of products that are too large.
        with np.errstate(over="ignore"):
            found = kernel.function(*map(strict, arguments))
        return None if found is None else kernel.returns(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kernel, "__call__", call)
        # So that all of them come to their ends.
        for module in (candidates, compiled_search):
            patch.setattr(module, "HELD", 4)
        patch.setattr(candidates, "LAST_STAMP", 2)
        patch.setattr(search, "MANY", 2)
        yield ran


# Words that come again, that are folded in several ways, and that stand behind each other in one text often.
WORDS = st.sampled_from(
    ["to", "Tide", "tide,", "3.5", "o'clock", "é", "e\u0301", "ẞ", "日本語", "नमस्ते", "_", "x = 1;", "🙂", "\u200b"]
)
LINES = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n", "\u2028", "\n \n"])


OPTIONS = st.fixed_dictionaries(
    {
        "threshold": st.sampled_from([0.5, 0.7, 1.0]),
        "remove": st.sampled_from(Remove),
        "max_words": st.sampled_from([5, 1000]),
        "split": st.just("lines"),
    }
)


@settings(max_examples=60)
@given(LINES, LINES, ENDS, OPTIONS)
def test_collapsing_stays_inside_the_arrays(
    ran_as_python: set[str], lines: list[str], others: list[str], end: str, options: dict[str, Any]
) -> None:
    text = end.join([*lines, *others, *lines[::-1]])
    (found,) = dedupe.collapse_documents(
        [Document.of_bytes("page", text.encode())], **options, engine="compiled", threads=2
    )
    expected = dedupe.collapse(text, **options, engine="memory")
    assert found.output == expected.output
    assert len(found.gone) == len(expected.gone)
    assert ran_as_python


@settings(max_examples=30)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=70).map(" ".join), min_size=1, max_size=5))
def test_filing_stays_inside_the_arrays(ran_as_python: set[str], texts: list[str]) -> None:
    words = Words(texts, threads=2)
    terms, _ = words.keys(Keys(Order(lambda _: 5, 1000), 700, 60), {})
    assert len(list(words.parities())) == len(texts)
    assert words.lengths.any() == (len(terms) > 0)
    assert {"terms.write_keys", "terms.write_parities"} <= ran_as_python


def test_an_index_that_is_none_is_noticed(ran_as_python: set[str]) -> None:
    places = np.array([0, len(TEXT) + 1], np.int64)
    with pytest.raises(AssertionError, match="4 < 4"):
        count_code_points(TEXT, places, np.zeros(2, np.int64))
    assert "texts.count_code_points" in ran_as_python
