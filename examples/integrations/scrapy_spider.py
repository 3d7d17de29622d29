"""Collapse the items of a spider of Scrapy: `python examples/integrations/scrapy_spider.py`."""

from collections.abc import Iterator

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class FerrySpider(scrapy.Spider):
    """A page that says it twice, without a network."""

    name = "ferry"
    start_urls = (
        "data:,The%20ferry%20leaves%20at%20noon.%0AThe%20bar%20is%20shut.%0ATHE%20FERRY%20LEAVES%20AT%20NOON!",
    )
    custom_settings = {  # noqa: RUF012  # as Scrapy has it
        "ITEM_PIPELINES": {"dedupe.integrations.scrapy.CollapsingPipeline": 300},
        "DEDUPE_OPTIONS": {"threshold": 0.8},
        "FEEDS": {"stdout:": {"format": "jsonlines", "fields": ["name", "text"]}},
        "LOG_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }

    def parse(self, response: Response) -> Iterator[dict[str, str]]:
        """Yield the one item."""
        yield {"name": "ferry", "text": response.text}


process = CrawlerProcess()
process.crawl(FerrySpider)
process.start()
