"""Collapse documents in a pipeline of datatrove: `python examples/integrations/datatrove_pipeline.py`."""

import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor

from dedupe.integrations.datatrove import CollapsingStep

DOCUMENTS = [
    Document(id="ferry", text="The ferry leaves the outer harbour at noon.\nTickets are sold on board."),
    Document(id="market", text="Nobody came to the market.\nThe ferry leaves the outer harbour at NOON!"),
]


def show(documents: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
    """Yield the documents, and print them."""
    del rank, world_size
    for document in documents:
        print(f"{document.id}: {document.text!r}")
        for removal in json.loads(document.metadata["dedupe_removals"]):
            print(f"  went: {removal['text']!r}, kept in {removal['kept_document']}")
        yield document


if __name__ == "__main__":
    with TemporaryDirectory() as logs:
        pipeline = [DOCUMENTS, CollapsingStep(scope="corpus"), show]
        LocalPipelineExecutor(pipeline, tasks=1, logging_dir=logs).run()
