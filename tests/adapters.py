"""What the tests of the adapters share: texts, and what the page says of an example."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "integrations"
PAGE = ROOT / "docs" / "integrations.md"

NOON = "The ferry leaves the outer harbour at noon."
SHOUTED = "THE FERRY LEAVES THE OUTER HARBOUR AT NOON!"
BOARD = "Tickets are sold on board."
MARKET = "Nobody came to the market."
# A page that says it twice, one that says it again, and what is left of them by themselves and across both.
FERRY_PAGE, MARKET_PAGE = f"{NOON}\n{BOARD}\n{SHOUTED}", f"{MARKET}\n{SHOUTED}"
PAGES = [FERRY_PAGE, MARKET_PAGE]
BY_THEMSELVES = [f"{NOON}\n{BOARD}", MARKET_PAGE]
ACROSS = [f"{NOON}\n{BOARD}", MARKET]


def removals(note: object) -> list[tuple[str, str, float]]:
    """What went, the id of the document it is kept in, and the similarity, as a note has them."""
    assert isinstance(note, str)
    values: list[dict[str, Any]] = json.loads(note)
    return [(value["text"], value["kept_document"], value["similarity"]) for value in values]


def code_and_output(example: str) -> tuple[str, str]:
    """The code of an example as the page shows it, and what the page says it prints."""
    link = re.escape(f"](../examples/integrations/{example})")
    page = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"{link}.*?^```python\n(.*?)^```\n+```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found, example
    return found[1], found[2]


def printed(example: str) -> str:
    """What an example prints on stdout; it must succeed."""
    process = subprocess.run(
        [sys.executable, EXAMPLES / example],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"},
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout
