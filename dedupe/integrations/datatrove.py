"""datatrove: a step of a pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, missing, noted

if TYPE_CHECKING:
    from typing import Unpack

    from datatrove.data import Document

    from dedupe.options import OptionValues

try:
    from datatrove.pipeline.base import PipelineStep
except ModuleNotFoundError as error:
    raise missing("datatrove", "datatrove") from error


class CollapsingStep(PipelineStep):
    r"""Leave each paragraph of a document once.

    What went of a document is noted in its metadata, under the name `removals`; None leaves it out. `drop_empty` leaves
    out documents of which nothing is left. The options are those of `dedupe.Options`. With `scope="corpus"` the
    documents of a pipeline of one task are compared with each other; each of several tasks has a part of them, and
    needs an `index` on a disk that all of them see. Raises `OptionError`.

    >>> from datatrove.data import Document
    >>> page = Document(2 * "The ferry leaves the outer harbour at noon.\n", "a")
    >>> [document.text for document in CollapsingStep()([page])]
    ['The ferry leaves the outer harbour at noon.\n']
    """

    type = "DEDUP"
    name = "near-duplicate paragraphs"

    def __init__(
        self,
        *,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        drop_empty: bool = False,
        **options: Unpack[OptionValues],
    ) -> None:
        super().__init__()
        self.removals = removals
        self.runner = Runner(options, index=index, drop_empty=drop_empty)

    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents, changed in place, as steps of datatrove do."""
        del rank
        if world_size > 1:
            self.runner.forbid_pieces("each task has a part of the documents")
        for document, collapsed in self.runner.collapse(data or (), read):
            document.text = collapsed.text
            document.metadata = noted(document.metadata, self.removals, collapsed)
            self.stat_update("paragraphs_removed", value=collapsed.removals)
            yield document


def read(document: Document) -> tuple[str, str, Metadata]:
    """Return the id, the text and the metadata of a document."""
    return document.id, document.text, document.metadata
