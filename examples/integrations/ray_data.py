"""Collapse a column of a dataset of Ray: `python examples/integrations/ray_data.py`."""

import json

import ray

from dedupe.integrations.ray import CollapsingBatches

if __name__ == "__main__":
    page = "The ferry leaves the outer harbour at noon.\nTickets are sold on board.\nTICKETS ARE SOLD ON BOARD!"
    ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
    dataset = ray.data.from_items([{"url": "a", "text": page}, {"url": "b", "text": "Nobody came to the market."}])
    collapsed = dataset.map_batches(CollapsingBatches(id_column="url"))
    for row in collapsed.sort("url").take_all():
        print(f"{row['url']}: {row['text']!r}")
        for removal in json.loads(row["dedupe_removals"]):
            print(f"  went: {removal['text']!r}, kept: {removal['kept_text']!r}")
