from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from adapters import (
    ACROSS,
    BY_THEMSELVES,
    FERRY_PAGE,
    PAGES,
    SHOUTED,
    code_and_output,
    printed,
    removals,
)

from dedupe.errors import InputError, OptionError

pytest.importorskip("scrapy", reason="scrapy is not installed")

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from dedupe.integrations.scrapy import CollapsingPipeline


class Page(scrapy.Item):
    text = scrapy.Field()
    dedupe_removals = scrapy.Field()


class PageWithoutRemovals(scrapy.Item):
    text = scrapy.Field()


@dataclass
class Article:
    body: str
    went: str | None = None


def with_settings(**settings: Any) -> CollapsingPipeline:
    return CollapsingPipeline.from_crawler(Crawler(scrapy.Spider, settings))


def test_each_item_is_compared_with_itself() -> None:
    pipeline = with_settings()
    assert [pipeline.process_item({"text": page})["text"] for page in PAGES] == BY_THEMSELVES


@pytest.mark.parametrize("kind", [dict, Page])
def test_other_fields_stay_and_what_went_is_in_a_field(kind: Any) -> None:
    item = with_settings().process_item(kind(text=FERRY_PAGE))
    assert type(item) is kind
    assert removals(item["dedupe_removals"]) == [(SHOUTED, "1", 1.0)]


def test_settings_name_the_fields() -> None:
    item = with_settings(DEDUPE_FIELD="body", DEDUPE_REMOVALS="went").process_item(Article(FERRY_PAGE))
    assert item.body == BY_THEMSELVES[0]
    assert removals(item.went) == [(SHOUTED, "1", 1.0)]


@pytest.mark.parametrize("none", [None, ""])
def test_removals_set_to_none_are_left_out(none: str | None) -> None:
    assert with_settings(DEDUPE_REMOVALS=none).process_item({"text": FERRY_PAGE}) == {"text": BY_THEMSELVES[0]}


def test_an_item_without_a_field_for_removals_is_refused_and_the_way_out_is_named() -> None:
    with pytest.raises(InputError, match=r"has no field 'dedupe_removals'; add it, or set DEDUPE_REMOVALS to None"):
        with_settings().process_item(PageWithoutRemovals(text=FERRY_PAGE))


@pytest.mark.parametrize("item", [{"title": "a"}, {"text": None}])
def test_an_item_without_a_text_passes_through(item: dict[str, Any]) -> None:
    assert with_settings().process_item(dict(item)) == item


def test_options_come_from_the_settings_and_are_checked_when_a_crawl_begins() -> None:
    with pytest.raises(OptionError, match=r"did you mean 0\.85"):
        with_settings(DEDUPE_OPTIONS={"threshold": 85})
    with pytest.raises(TypeError, match="treshold"):
        with_settings(DEDUPE_OPTIONS='{"treshold": 0.8}')


def test_scope_corpus_without_an_index_is_refused() -> None:
    with pytest.raises(OptionError, match="items come one by one; pass index"):
        with_settings(DEDUPE_OPTIONS={"scope": "corpus"})


def test_an_index_remembers_earlier_items(tmp_path: Path) -> None:
    pipeline = with_settings(DEDUPE_INDEX=str(tmp_path / "known.db"), DEDUPE_ID_FIELD="url")
    items = [pipeline.process_item({"url": url, "text": page}) for url, page in zip("ab", PAGES, strict=True)]
    assert [item["text"] for item in items] == ACROSS
    assert removals(items[1]["dedupe_removals"]) == [(SHOUTED, "a", 1.0)]


def test_an_item_that_became_empty_can_be_dropped(tmp_path: Path) -> None:
    pipeline = with_settings(DEDUPE_INDEX=str(tmp_path / "known.db"), DEDUPE_ID_FIELD="url", DEDUPE_DROP_EMPTY=True)
    pipeline.process_item({"url": "a", "text": FERRY_PAGE})
    with pytest.raises(DropItem, match="all its paragraphs are copies"):
        pipeline.process_item({"url": "b", "text": SHOUTED})


def test_with_an_index_an_item_without_an_id_is_refused(tmp_path: Path) -> None:
    pipeline = with_settings(DEDUPE_INDEX=str(tmp_path / "known.db"))
    with pytest.raises(InputError, match="has no id"):
        pipeline.process_item({"text": FERRY_PAGE})


def test_the_example_prints_what_the_page_says() -> None:
    assert printed("scrapy_spider.py") == code_and_output("scrapy_spider.py")[1]
