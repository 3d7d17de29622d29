"""Collapse a column of a Hugging Face dataset: `python examples/integrations/datasets_map.py`."""

import json

from datasets import Dataset

from dedupe.integrations.datasets import CollapsingMap

if __name__ == "__main__":
    page = "The ferry leaves the outer harbour at noon.\nTickets are sold on board.\nTICKETS ARE SOLD ON BOARD!"
    dataset = Dataset.from_dict({"url": ["a", "b"], "text": [page, "Nobody came to the market."]})
    collapsed = dataset.map(CollapsingMap(id_column="url"), batched=True, num_proc=2)
    for row in collapsed:
        print(f"{row['url']}: {row['text']!r}")
        for removal in json.loads(row["dedupe_removals"]):
            print(f"  went: {removal['text']!r}, kept: {removal['kept_text']!r}")
