"""Collapse nodes of LlamaIndex, and what a retriever found: `python examples/integrations/llamaindex_nodes.py`."""

import json

from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import NodeWithScore, TextNode

from dedupe.integrations.llamaindex import CollapsingPostprocessor, CollapsingTransformation

nodes = [
    TextNode(id_="ferry", text="The ferry leaves the outer harbour at noon.\nTickets are sold on board."),
    TextNode(id_="market", text="Nobody came to the market.\nThe ferry leaves the outer harbour at NOON!"),
]
pipeline = IngestionPipeline(transformations=[CollapsingTransformation(scope="corpus")])
for node in pipeline.run(nodes=nodes):
    print(f"{node.node_id}: {node.get_content()!r}")
    for removal in json.loads(node.metadata["dedupe_removals"]):
        print(f"  went: {removal['text']!r}, kept in {removal['kept_document']}")

# As a query engine does with node_postprocessors=[...].
found = [NodeWithScore(node=nodes[1], score=0.9), NodeWithScore(node=nodes[0], score=0.7)]
for result in CollapsingPostprocessor(scope="corpus").postprocess_nodes(found):
    print(f"{result.score} {result.node.node_id}: {result.node.get_content()!r}")
