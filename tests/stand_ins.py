"""What the adapters take of each framework, for tests where it is not installed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

from dedupe.errors import MissingExtraError


@contextmanager
def adapter(name: str) -> Iterator[ModuleType]:
    """Import an adapter, with stand-ins for its framework if that is not installed; they go at the end."""
    before = set(sys.modules)
    try:
        module = import_module(f"dedupe.integrations.{name}")
    except MissingExtraError:
        sys.modules |= {path: module_of(path, **values) for path, values in FRAMEWORKS[name].items()}
        try:
            yield import_module(f"dedupe.integrations.{name}")
        finally:
            for path in {*FRAMEWORKS[name], f"dedupe.integrations.{name}"} - before:
                sys.modules.pop(path, None)
    else:
        yield module


def module_of(path: str, **values: Any) -> ModuleType:
    module = ModuleType(path)
    vars(module).update(values)
    return module


@dataclass
class LangChainDocument:
    page_content: str
    id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)

    def model_copy(self, update: dict[str, Any]) -> LangChainDocument:
        return replace(self, **update)


@dataclass
class HaystackDocument:
    id: str
    content: str
    meta: dict[str, Any]


def component(cls: type) -> type:
    return cls


component.output_types = lambda **_: lambda method: method  # type: ignore[attr-defined]


@dataclass
class TextNode:
    id_: str
    text: str
    metadata: dict[str, Any]
    excluded_embed_metadata_keys: list[str] = field(default_factory=list)
    excluded_llm_metadata_keys: list[str] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        return self.id_

    def get_content(self, metadata_mode: object = None) -> str:
        del metadata_mode
        return self.text

    def set_content(self, text: str) -> None:
        self.text = text

    def model_copy(self, update: dict[str, Any]) -> TextNode:
        return replace(self, **update)


@dataclass
class NodeWithScore:
    node: TextNode
    score: float


class Model:
    """What has its fields as attributes."""

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)

    def postprocess_nodes(self, nodes: list[NodeWithScore]) -> Any:
        return self._postprocess_nodes(nodes)  # type: ignore[attr-defined]  # of the adapter


@dataclass
class DatatroveDocument:
    text: str
    id: str
    metadata: dict[str, Any]


class PipelineStep:
    def stat_update(self, *names: str, value: int) -> None:
        del names, value


class ItemAdapter(dict[str, Any]):
    """Writes through to the item."""

    def __init__(self, item: dict[str, Any]) -> None:
        super().__init__(item)
        self._item = item

    def __setitem__(self, name: str, value: object) -> None:
        super().__setitem__(name, value)
        self._item[name] = value


class Series(list[Any]):
    def to_list(self) -> list[Any]:
        return list(self)

    def is_null(self) -> Series:
        return Series(value is None for value in self)


class Frame:
    """Columns by name."""

    implementation = None

    def __init__(self, columns: dict[str, list[Any]]) -> None:
        self.columns = columns

    def __getitem__(self, name: str) -> Series:
        return Series(self.columns[name])

    def with_columns(self, *made: tuple[str, list[Any]]) -> Frame:
        return Frame({**self.columns, **dict(made)})

    def to_native(self) -> Frame:
        return self


class LazyFrame:
    pass


FRAMEWORKS: dict[str, dict[str, dict[str, Any]]] = {
    "langchain": {
        "langchain_core": {},
        "langchain_core.documents": {"BaseDocumentTransformer": object, "Document": LangChainDocument},
    },
    "haystack": {
        "haystack": {
            "Document": HaystackDocument,
            "component": component,
            "default_to_dict": lambda *_, **values: values,
        }
    },
    "llamaindex": {
        "llama_index": {},
        "llama_index.core": {},
        "llama_index.core.bridge": {},
        "llama_index.core.bridge.pydantic": {"PrivateAttr": lambda: None},
        "llama_index.core.postprocessor": {},
        "llama_index.core.postprocessor.types": {"BaseNodePostprocessor": Model},
        "llama_index.core.schema": {
            "BaseNode": TextNode,
            "MetadataMode": SimpleNamespace(NONE=None),
            "NodeWithScore": NodeWithScore,
            "QueryBundle": object,
            "TextNode": TextNode,
            "TransformComponent": Model,
        },
    },
    "datatrove": {
        "datatrove": {},
        "datatrove.data": {"Document": DatatroveDocument},
        "datatrove.pipeline": {},
        "datatrove.pipeline.base": {"PipelineStep": PipelineStep},
    },
    "scrapy": {
        "itemadapter": {"ItemAdapter": ItemAdapter},
        "scrapy": {},
        "scrapy.exceptions": {"DropItem": Exception},
    },
    "dataframes": {
        "narwhals": {
            "DataFrame": Frame,
            "LazyFrame": LazyFrame,
            "Series": Series,
            "String": None,
            "from_native": lambda frame, **_: frame,
            "new_series": lambda name, values, *_, **__: (name, values),
        }
    },
}
