"""LangChain: a document transformer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dedupe.errors import InputError
from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, missing, noted, text_of

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

try:
    from langchain_core.documents import BaseDocumentTransformer, Document
except ModuleNotFoundError as error:
    raise missing("LangChain", "langchain-core") from error


class CollapsingTransformer(BaseDocumentTransformer):
    r"""Transform documents into copies of them with each paragraph once.

    What went of a document is noted in its metadata, under the name `removals`; None leaves it out. `drop_empty` leaves
    out documents of which nothing is left. The id is that of the document, or the metadata under `id_key`. The options
    are those of `dedupe.Options`; with `scope="corpus"` the documents of one call are compared with each other, and
    with an `index` also with those of earlier calls. Raises `OptionError`.

    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> [document] = CollapsingTransformer().transform_documents([Document(page_content=2 * page)])
    >>> document.page_content
    'The ferry leaves the outer harbour at noon.\n'
    """

    def __init__(
        self,
        *,
        id_key: str | None = None,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        drop_empty: bool = False,
        **options: Unpack[OptionValues],
    ) -> None:
        self.id_key = id_key
        self.removals = removals
        self.runner = Runner(options, index=index, drop_empty=drop_empty)

    def transform_documents(self, documents: Sequence[Document], **_: object) -> list[Document]:
        """Return the documents with what is left of their texts; those that were given stay as they are."""
        return [
            document.model_copy(
                update={
                    "page_content": collapsed.text,
                    "metadata": noted(document.metadata, self.removals, collapsed),
                }
            )
            for document, collapsed in self.runner.collapse(documents, self._read)
        ]

    def _read(self, document: Document) -> tuple[str | None, str, Metadata]:
        name = document.id
        if self.id_key is not None:
            if self.id_key not in document.metadata:
                known = ", ".join(document.metadata) or "nothing"
                raise InputError(f"there is no {self.id_key!r} in the metadata, there is {known}; give another id_key")
            name = document.metadata[self.id_key]
        return text_of(name), document.page_content, document.metadata
