"""Scrapy: an item pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dedupe.errors import InputError
from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, missing, note, text_of

if TYPE_CHECKING:
    from typing import Self, Unpack

    from scrapy.crawler import Crawler

    from dedupe.options import OptionValues

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
except ModuleNotFoundError as error:
    raise missing("Scrapy", "scrapy") from error


Item = TypeVar("Item")


class CollapsingPipeline:
    r"""Leave each paragraph of a scraped text once.

    The settings are `DEDUPE_FIELD`, `DEDUPE_ID_FIELD`, `DEDUPE_REMOVALS` (the field for what went; None leaves it out),
    `DEDUPE_INDEX`, `DEDUPE_DROP_EMPTY` and `DEDUPE_OPTIONS`, a dict of those of `dedupe.Options`. Items come one by
    one: to compare across them takes an index and the field of an id. Raises `OptionError`.

    >>> CollapsingPipeline(removals=None).process_item({"text": 2 * "The ferry leaves the outer harbour at noon.\n"})
    {'text': 'The ferry leaves the outer harbour at noon.\n'}
    """

    def __init__(
        self,
        field: str = "text",
        *,
        id_field: str | None = None,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        drop_empty: bool = False,
        **options: Unpack[OptionValues],
    ) -> None:
        self.field = field
        self.id_field = id_field
        self.removals = removals
        self.runner = Runner(options, index=index, drop_empty=drop_empty)
        self.runner.forbid_pieces("items come one by one")
        self._unseen = {name for name in (field, id_field) if name is not None}
        self._items = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline that the settings of a project or spider ask for."""
        settings = crawler.settings
        return cls(
            settings.get("DEDUPE_FIELD", "text"),
            id_field=settings.get("DEDUPE_ID_FIELD"),
            removals=settings.get("DEDUPE_REMOVALS") or None if "DEDUPE_REMOVALS" in settings else REMOVALS,
            index=settings.get("DEDUPE_INDEX") or None,
            drop_empty=settings.getbool("DEDUPE_DROP_EMPTY"),
            **settings.getdict("DEDUPE_OPTIONS"),
        )

    def process_item(self, item: Item, spider: object = None) -> Item:
        """Return the item, changed in place, as pipelines of Scrapy do; one without a text passes through."""
        del spider  # before 2.14 Scrapy gives it
        adapter = ItemAdapter(item)
        self._unseen -= set(adapter)
        self._items += 1
        if adapter.get(self.field) is None:
            return item
        results = list(self.runner.collapse([adapter], self._read))
        if not results:
            raise DropItem("nothing is left of it: all its paragraphs are copies")
        [(_, collapsed)] = results
        adapter[self.field] = collapsed.text
        if self.removals is not None:
            try:
                adapter[self.removals] = note(collapsed, adapter.get(self.removals))
            except KeyError:
                raise InputError(
                    f"{type(item).__name__} has no field {self.removals!r}; add it, or set DEDUPE_REMOVALS to None"
                ) from None
        return item

    def close_spider(self, spider: object = None) -> None:
        """Raise `InputError`, which Scrapy logs, if there were items, and none had a field that a setting names."""
        del spider
        for name in sorted(self._unseen) if self._items else ():
            setting = "DEDUPE_FIELD" if name == self.field else "DEDUPE_ID_FIELD"
            raise InputError(f"none of {self._items} items had a field {name!r}; set {setting} to one that they have")

    def _read(self, adapter: ItemAdapter) -> tuple[str | None, str, Metadata]:
        return text_of(adapter.get(self.id_field) if self.id_field else None), adapter[self.field], adapter
