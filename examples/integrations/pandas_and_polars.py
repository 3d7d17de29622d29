"""Collapse a column of a DataFrame: `python examples/integrations/pandas_and_polars.py`."""

import json

import pandas as pd
import polars as pl

from dedupe.integrations.dataframes import collapse_column

rows = {
    "url": ["a", "b"],
    "text": [
        "The ferry leaves the outer harbour at noon.\nTickets are sold on board.",
        "Nobody came to the market.\nThe ferry leaves the outer harbour at NOON!",
    ],
}
frame = collapse_column(pd.DataFrame(rows), "text", id_column="url", scope="corpus")
print(frame["text"].tolist())
for removal in json.loads(frame["dedupe_removals"].iloc[1]):
    print(f"went: {removal['text']!r}, kept in {removal['kept_document']}, similarity {removal['similarity']}")
print(collapse_column(pl.DataFrame(rows), "text", scope="corpus", removals=None).rows())
