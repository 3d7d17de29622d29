"""Collapse documents of LangChain: `python examples/integrations/langchain_documents.py`."""

import json

from langchain_core.documents import Document

from dedupe.integrations.langchain import CollapsingTransformer

documents = [
    Document(id="ferry", page_content="The ferry leaves the outer harbour at noon.\nTickets are sold on board."),
    Document(id="market", page_content="Nobody came to the market.\nThe ferry leaves the outer harbour at NOON!"),
]
transformer = CollapsingTransformer(scope="corpus")
for document in transformer.transform_documents(documents):
    print(f"{document.id}: {document.page_content!r}")
    for removal in json.loads(document.metadata["dedupe_removals"]):
        print(f"  went: {removal['text']!r}")
        print(f"  kept: {removal['kept_text']!r} in {removal['kept_document']}, similarity {removal['similarity']}")
