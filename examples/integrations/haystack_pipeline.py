"""Collapse documents in a pipeline of Haystack: `python examples/integrations/haystack_pipeline.py`."""

import json

from haystack import Document, Pipeline
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

from dedupe.integrations.haystack import DocumentCollapser

documents = [
    Document(id="ferry", content="The ferry leaves the outer harbour at noon.\nTickets are sold on board."),
    Document(id="market", content="Nobody came to the market.\nThe ferry leaves the outer harbour at NOON!"),
]
store = InMemoryDocumentStore()
pipeline = Pipeline()
pipeline.add_component("collapser", DocumentCollapser(scope="corpus"))
pipeline.add_component("writer", DocumentWriter(store))
pipeline.connect("collapser.documents", "writer.documents")
pipeline.run({"collapser": {"documents": documents}})
for document in store.filter_documents():
    print(f"{document.id}: {document.content!r}")
    for removal in json.loads(document.meta["dedupe_removals"]):
        print(f"  went: {removal['text']!r}, kept in {removal['kept_document']}")
