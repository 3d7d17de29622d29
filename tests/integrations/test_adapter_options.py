"""Each option in each adapter: it takes effect as in `collapse_documents`, or is refused with the way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from stand_ins import Frame, adapter

from dedupe import Document, collapse_documents
from dedupe.errors import DedupeError, InputError, OptionError
from dedupe.options import Options

# Ids, texts and metadata.
Records = Sequence[tuple[str, str, dict[str, Any]]]

FERRY = "The ferry leaves the outer harbour at noon on all days. Bring a coat."
CUT = "The ferry leaves the outer harbour at noon on all days."
ROOM = "Room 12 is on the left of the stairs."
BUS = "The night bus to the airport runs every hour."
CREDIT = "Photo: Ida Berg for the Evening Post"
RECORDS: Records = [
    (
        "old",
        "\n".join([FERRY, CREDIT, ROOM, CUT, ROOM.replace("12", "14"), FERRY.upper(), CREDIT, BUS]),
        {"date": "2023-01-31"},
    ),
    ("new", f"Nobody came to the market.\n{BUS}\n{BUS}\n{BUS}", {"date": "2024-01-31"}),
]


class Adapter(NamedTuple):
    """An adapter by its module, how records go through it, and whether it has all of them at once."""

    module: str
    collapse: Callable[..., list[str]]
    whole: bool


def langchain(module: Any, records: Records, **options: Any) -> list[str]:
    given = [module.Document(id=name, page_content=text, metadata=data) for name, text, data in records]
    results = module.CollapsingTransformer(**options).transform_documents(given)
    return [document.page_content for document in results]


def llamaindex(module: Any, records: Records, **options: Any) -> list[str]:
    return [node.get_content() for node in module.CollapsingTransformation(**options)(nodes_of(records))]


def postprocessor(module: Any, records: Records, **options: Any) -> list[str]:
    found = [module.NodeWithScore(node=node, score=0.5) for node in nodes_of(records)]
    return [result.node.get_content() for result in module.CollapsingPostprocessor(**options).postprocess_nodes(found)]


def nodes_of(records: Records) -> list[Any]:
    from llama_index.core.schema import TextNode

    return [TextNode(id_=name, text=text, metadata=data) for name, text, data in records]


def haystack(module: Any, records: Records, **options: Any) -> list[str]:
    given = [module.Document(id=name, content=text, meta=data) for name, text, data in records]
    return [document.content for document in module.DocumentCollapser(**options).run(documents=given)["documents"]]


def datatrove(module: Any, records: Records, **options: Any) -> list[str]:
    from datatrove.data import Document as DatatroveDocument

    given = [DatatroveDocument(text=text, id=name, metadata=data) for name, text, data in records]
    return [document.text for document in module.CollapsingStep(**options).run(given)]


def datatrove_tasks(module: Any, records: Records, **options: Any) -> list[str]:
    from datatrove.data import Document as DatatroveDocument

    step = module.CollapsingStep(**options)
    return [
        document.text
        for rank, (name, text, data) in enumerate(records)
        for document in step.run([DatatroveDocument(text=text, id=name, metadata=data)], rank=rank, world_size=2)
    ]


def scrapy(module: Any, records: Records, **options: Any) -> list[str]:
    pipeline = module.CollapsingPipeline(**options)
    return [pipeline.process_item({"url": name, "text": text, **data})["text"] for name, text, data in records]


def table_of(records: Records) -> dict[str, list[Any]]:
    names = {name: None for _, _, data in records for name in data}
    return {
        "url": [name for name, _, _ in records],
        "text": [text for _, text, _ in records],
        **{name: [data.get(name) for _, _, data in records] for name in names},
    }


def dataframes(module: Any, records: Records, **options: Any) -> list[str]:
    try:
        import polars as pl
    except ModuleNotFoundError:
        return list(module.collapse_column(Frame(table_of(records)), **options)["text"])
    return list(module.collapse_column(pl.DataFrame(table_of(records)), **options)["text"])


def datasets(module: Any, records: Records, **options: Any) -> list[str]:
    return list(module.CollapsingMap(**options)(table_of(records))["text"])


def ray(module: Any, records: Records, **options: Any) -> list[str]:
    return list(module.CollapsingBatches(**options)(table_of(records))["text"])


ADAPTERS = {
    "langchain": Adapter("langchain", langchain, whole=True),
    "llamaindex": Adapter("llamaindex", llamaindex, whole=True),
    "llamaindex postprocessor": Adapter("llamaindex", postprocessor, whole=True),
    "haystack": Adapter("haystack", haystack, whole=True),
    "datatrove": Adapter("datatrove", datatrove, whole=True),
    "datatrove in tasks": Adapter("datatrove", datatrove_tasks, whole=False),
    "scrapy": Adapter("scrapy", scrapy, whole=False),
    "dataframes": Adapter("dataframes", dataframes, whole=True),
    "datasets": Adapter("datasets", datasets, whole=False),
    "ray": Adapter("ray", ray, whole=False),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "threshold": {"threshold": 0.95},
    "min_words": {"min_words": 12},
    "max_words": {"max_words": 8},
    "remove": {"remove": "similar"},
    "keep": {"keep": "last"},
    "keep_by": {"keep_by": "date:desc", "scope": "corpus"},
    "copies": {"copies": 2},
    "boilerplate": {"boilerplate": 2, "scope": "corpus"},
    "scope": {"scope": "corpus"},
    "split": {"split": "blocks"},
    "context": {"context": "ignore"},
    "protect": {"protect": ["FERRY"]},
    "engine": {"engine": "memory"},
    "threads": {"threads": 1},
    "memory_limit": {"memory_limit": 1},
}
# The result is the same with any value.
WITHOUT_INFLUENCE = ("engine", "threads")

every_adapter = pytest.mark.parametrize("name", ADAPTERS)


@pytest.fixture
def modules() -> Any:
    """Import adapters by name."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(adapter(name))


Modules = Callable[[str], ModuleType]


def run(modules: Modules, name: str, records: Records = RECORDS, **options: Any) -> list[str]:
    return ADAPTERS[name].collapse(modules(ADAPTERS[name].module), records, **options)


def expected(**options: Any) -> list[str]:
    """The texts that `collapse_documents` returns."""
    documents = [Document(name, text, rank=data["date"]) for name, text, data in RECORDS]
    return [collapsed.text for collapsed in collapse_documents(documents, **options)]


def test_the_table_has_each_option() -> None:
    assert tuple(OPTIONS) == Options.names()


@every_adapter
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.hostile(
    "options given to an adapter for a framework", "each takes effect as in Python, or is an error with the way out"
)
def test_an_option_takes_effect_or_is_refused(modules: Modules, name: str, option: str) -> None:
    options = OPTIONS[option]
    if "scope" in options and not ADAPTERS[name].whole:
        with pytest.raises(OptionError, match=r"^scope corpus would miss copies, as .*; (pass|give) "):
            run(modules, name, **options)
        return
    try:
        wanted = expected(**options)
    except DedupeError as error:
        with pytest.raises(type(error)):
            run(modules, name, **options)
        return
    assert run(modules, name, **options) == wanted
    beside = {"scope": "corpus"} if option in ("keep_by", "boilerplate") else {}
    assert (wanted == expected(**beside)) == (option in WITHOUT_INFLUENCE)


@every_adapter
@pytest.mark.parametrize("option", ["keep_by", "boilerplate"])
def test_what_decides_between_documents_is_refused_within_them(modules: Modules, name: str, option: str) -> None:
    with pytest.raises(OptionError, match=f"^{option} .* needs them compared across; give scope corpus$"):
        run(modules, name, **{option: OPTIONS[option][option]})


@every_adapter
def test_an_unknown_option_is_refused(modules: Modules, name: str) -> None:
    with pytest.raises(OptionError, match=r"^unknown option 'treshold'; did you mean threshold\?$"):
        run(modules, name, treshold=0.9)


@every_adapter
def test_leaving_out_documents_that_cannot_become_empty_is_refused(modules: Modules, name: str) -> None:
    table = ADAPTERS[name].module in ("dataframes", "datasets", "ray")
    message = "unknown option 'drop_empty'" if table else "drop_empty leaves out copies of other documents; give scope"
    with pytest.raises(OptionError, match=message):
        run(modules, name, drop_empty=True)


@every_adapter
@pytest.mark.parametrize("option", ["keep", "keep_by", "copies", "boilerplate"])
def test_an_index_refuses_what_is_decided_at_the_end(modules: Modules, name: str, option: str, tmp_path: Path) -> None:
    if name == "llamaindex postprocessor":
        message = "unknown option 'index'"
    else:
        message = "an index needs keep first, as .*; leave it out, or run without an index"
    with pytest.raises(OptionError, match=message):
        run(modules, name, index=tmp_path / "known.db", **OPTIONS[option])
    assert list(tmp_path.iterdir()) == []


# What ranks


whole = pytest.mark.parametrize("name", [name for name, adapter in ADAPTERS.items() if adapter.whole])


def dated(*dates: object) -> Records:
    return [(f"n{number}", BUS, {} if date is ... else {"date": date}) for number, date in enumerate(dates, 1)]


@whole
@pytest.mark.parametrize(("date", "kept"), [("asc", 0), ("desc", 1)])
def test_the_field_of_keep_by_decides_which_copy_stays(modules: Modules, name: str, date: str, kept: int) -> None:
    texts = run(modules, name, dated("2023-01-31", "2024-01-31"), keep_by=f"date:{date}", scope="corpus")
    assert [bool(text) for text in texts] == [place == kept for place in (0, 1)]


@whole
def test_a_field_of_keep_by_that_no_document_has_is_refused(modules: Modules, name: str) -> None:
    message = "document 'old' has no 'datum', by which keep_by decides; give it one"
    if name == "dataframes":
        message = "there is no column 'datum'; there are url, text, date"
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        run(modules, name, keep_by="datum", scope="corpus")


@whole
def test_a_document_without_the_field_of_keep_by_is_refused(modules: Modules, name: str) -> None:
    place = "2" if name == "dataframes" else "n2"
    for missing in (None, ""):
        with pytest.raises(InputError, match=f"^document '{place}' has no 'date', by which keep_by decides"):
            run(modules, name, dated("2023-01-31", missing), keep_by="date", scope="corpus")


# Names of fields


def test_a_key_of_ids_that_is_not_in_the_metadata_is_refused(modules: Modules) -> None:
    with pytest.raises(InputError, match=r"^there is no 'url' in the metadata, there is date; give another id_key$"):
        run(modules, "langchain", id_key="url")


def test_scrapy_says_at_the_end_that_no_item_had_a_field(modules: Modules) -> None:
    make = modules("scrapy").CollapsingPipeline
    for options, message in (
        ({"field": "body"}, "none of 2 items had a field 'body'; set DEDUPE_FIELD to one that they have"),
        ({"id_field": "id"}, "none of 2 items had a field 'id'; set DEDUPE_ID_FIELD to one that they have"),
    ):
        pipeline = make(**options)
        pipeline.close_spider()
        for name in "ab":
            pipeline.process_item({"url": name, "text": BUS})
        with pytest.raises(InputError, match=f"^{message}$"):
            pipeline.close_spider()
    pipeline = make(id_field="url")
    pipeline.process_item({"text": BUS})
    pipeline.process_item({"url": "b"})
    pipeline.close_spider()
