"""LlamaIndex: a transformation for ingestion, and a postprocessor for what a retriever found."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dedupe.integrations.running import REMOVALS, IndexPath, Metadata, Runner, missing, noted
from dedupe.results import Collapsed

if TYPE_CHECKING:
    from typing import Unpack

    from dedupe.options import OptionValues

try:
    from llama_index.core.bridge.pydantic import PrivateAttr
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore, QueryBundle, TransformComponent
except ModuleNotFoundError as error:
    raise missing("LlamaIndex", "llama-index-core") from error


class CollapsingTransformation(TransformComponent):
    r"""Transform nodes into copies of them with each paragraph once.

    What went of a node is noted in its metadata, under the name `removals`, and shown to no embedding and no language
    model; None leaves it out. `drop_empty` leaves out nodes of which nothing is left. The options are those of
    `dedupe.Options`; with `scope="corpus"` the nodes of one call are compared with each other, and with an `index` also
    with those of earlier calls. Raises `OptionError`, also where a pipeline has shared out such a corpus to workers.

    >>> from llama_index.core.schema import TextNode
    >>> page = "The ferry leaves the outer harbour at noon.\n"
    >>> [node] = CollapsingTransformation()([TextNode(text=2 * page)])
    >>> node.text
    'The ferry leaves the outer harbour at noon.\n'
    """

    removals: str | None
    index: str | None
    drop_empty: bool
    # As given: a pipeline's cache asks whether they changed.
    options: dict[str, Any]
    _runner: Runner = PrivateAttr()
    _process: int = PrivateAttr()

    def __init__(
        self,
        *,
        removals: str | None = REMOVALS,
        index: IndexPath | None = None,
        drop_empty: bool = False,
        options: Mapping[str, Any] | None = None,
        **values: Unpack[OptionValues],
    ) -> None:
        """Check the options; they are given by name, or in one mapping, as LlamaIndex does when it loads it."""
        given: Any = {**(options or {}), **values}
        runner = Runner(given, index=index, drop_empty=drop_empty)
        super().__init__(removals=removals, index=runner.index, drop_empty=drop_empty, options=given)
        self._runner = runner
        self._process = os.getpid()

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        # LlamaIndex makes it anew, but a worker has to know that it is one.
        self._process = state["__pydantic_private__"]["_process"]

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which LlamaIndex stores it."""
        return "CollapsingTransformation"

    def __call__(self, nodes: Sequence[BaseNode], **_: object) -> list[BaseNode]:
        """Return the nodes with what is left of their texts; those that were given stay as they are."""
        if os.getpid() != self._process:
            self._runner.forbid_pieces("each worker has a part of the nodes")
        return [remade(node, collapsed, self.removals) for node, collapsed in self._runner.collapse(nodes, read)]


class CollapsingPostprocessor(BaseNodePostprocessor):
    """Postprocess retrieved nodes: copies of them with each paragraph once, in the order of the retriever.

    With `scope="corpus"` the nodes found for one query are compared with each other. There is no index: a query must
    not miss what an earlier one was given. The rest is as in `CollapsingTransformation`.
    """

    removals: str | None
    drop_empty: bool
    options: dict[str, Any]
    _runner: Runner = PrivateAttr()

    def __init__(
        self,
        *,
        removals: str | None = REMOVALS,
        drop_empty: bool = False,
        options: Mapping[str, Any] | None = None,
        **values: Unpack[OptionValues],
    ) -> None:
        """Check the options; they are given by name, or in one mapping, as LlamaIndex does when it loads it."""
        given: Any = {**(options or {}), **values}
        runner = Runner(given, drop_empty=drop_empty)
        super().__init__(removals=removals, drop_empty=drop_empty, options=given)
        self._runner = runner

    @classmethod
    def class_name(cls) -> str:
        """Return the name by which LlamaIndex stores it."""
        return "CollapsingPostprocessor"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        """Return the nodes with what is left of their texts, and their scores."""
        del query_bundle
        return [
            NodeWithScore(node=remade(found.node, collapsed, self.removals), score=found.score)
            for found, collapsed in self._runner.collapse(nodes, lambda found: read(found.node))
        ]


def read(node: BaseNode) -> tuple[str, str, Metadata]:
    """Return the id, the text and the metadata of a node; a picture has an empty text."""
    return node.node_id, node.get_content(metadata_mode=MetadataMode.NONE), node.metadata


def remade(node: BaseNode, collapsed: Collapsed, removals: str | None) -> BaseNode:
    """Return a copy of a node with what is left of its text, and a note of what went that only people see."""
    hidden = () if removals is None else (removals,)
    copy = node.model_copy(
        update={
            "metadata": noted(node.metadata, removals, collapsed),
            "excluded_embed_metadata_keys": list(dict.fromkeys((*node.excluded_embed_metadata_keys, *hidden))),
            "excluded_llm_metadata_keys": list(dict.fromkeys((*node.excluded_llm_metadata_keys, *hidden))),
        }
    )
    if collapsed.cuts:
        copy.set_content(collapsed.text)
    return copy
