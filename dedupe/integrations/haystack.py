"""Haystack: a component between those that make documents and those that store or read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, missing, noted
from dedupe.results import Collapsed

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

try:
    from haystack import Document, component, default_to_dict
except ModuleNotFoundError as error:
    raise missing("Haystack", "haystack-ai") from error


@component
class DocumentCollapser:
    r"""Make copies of documents with each paragraph once; ids stay.

    What went of a document is noted in its meta, under the name `removals`; None leaves it out. `drop_empty` leaves out
    documents of which nothing is left. The options are those of `dedupe.Options`; with `scope="corpus"` the documents
    of one run are compared with each other, and with an `index` also with those of earlier runs. Raises `OptionError`.

    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> DocumentCollapser().run(documents=[Document(content=2 * page)])["documents"][0].content
    'The ferry leaves the outer harbour at noon.\n'
    """

    def __init__(
        self,
        *,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        drop_empty: bool = False,
        **options: Unpack[OptionValues],
    ) -> None:
        self.removals = removals
        self.runner = Runner(options, index=index, drop_empty=drop_empty)

    def to_dict(self) -> dict[str, Any]:
        """Return what a pipeline writes into its YAML; `from_dict` of Haystack reads it."""
        options = {name: plain(value) for name, value in self.runner.values.items()}
        own = {"removals": self.removals, "index": self.runner.index, "drop_empty": self.runner.drop_empty}
        values: dict[str, Any] = default_to_dict(self, **own, **options)
        return values

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Return the documents with what is left of their texts; those that were given stay as they are."""
        return {
            "documents": [
                self._remade(document, collapsed) for document, collapsed in self.runner.collapse(documents, read)
            ]
        }

    def _remade(self, document: Document, collapsed: Collapsed) -> Document:
        content = collapsed.text if collapsed.cuts else document.content
        return replace(document, content=content, meta=noted(document.meta, self.removals, collapsed))


def read(document: Document) -> tuple[str, str, Metadata]:
    """Return the id, the text and the metadata of a document; a picture has an empty text."""
    return document.id, document.content or "", document.meta


def plain(value: object) -> object:
    """Return the value of an option as YAML has it."""
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, str) else value
