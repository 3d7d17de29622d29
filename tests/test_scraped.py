"""On real pages: what a removed paragraph says stands, word for word, in the paragraph that is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedupe import collapse
from dedupe.similarity import encode, longest_common_subsequence
from dedupe.words import split_words

# A broken encoding (`developerÂ¶`) leaves a word of its own behind, beside at least four that stand.
LEAST_SHARE = 0.8


@pytest.mark.parametrize("field", ["text", "main_trafilatura", "gold_text"])
def test_no_paragraph_of_a_page_is_lost(shared_data: Path, field: str) -> None:
    pages = (shared_data / "scraped" / "readability" / "docs.jsonl").read_text(encoding="utf-8").split("\n")
    removed = 0
    for page in filter(None, pages):
        text = json.loads(page)[field] or ""
        collapsed = collapse(text)
        assert collapsed.restore() == text
        kept = {paragraph.text for paragraph in collapsed.kept}
        for removal in collapsed.removed:
            removed += 1
            assert removal.match.kept_text in kept
            kept_words, words = split_words(removal.match.kept_text), split_words(removal.match.text)
            standing = longest_common_subsequence(*encode(kept_words, words))
            assert standing >= LEAST_SHARE * len(words), removal.match
    assert removed
