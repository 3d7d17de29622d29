"""Collapse two pages with the Python API, say what went, and put it back: `python examples/collapse_documents.py`."""

from __future__ import annotations

from pathlib import Path

from dedupe import collapse_documents

PAGES = ("pentagon.txt", "notice.txt")


def main() -> None:
    """Print what is left of each page, and which line each removed paragraph copies."""
    folder = Path(__file__).parent
    documents = [(name, (folder / name).read_text(encoding="utf-8")) for name in PAGES]
    for collapsed in collapse_documents(documents):
        print(f"{collapsed.document.id}: {len(collapsed.kept)} paragraphs kept, {len(collapsed.removed)} removed")
        for removal in collapsed.removed:
            match = removal.match
            print(f"  line {match.line} copies line {match.kept_line}, {match.similarity:.3f}: {match.reasons[0]}")
        if collapsed.restore() != collapsed.document.text:
            raise SystemExit("the input did not come back")


if __name__ == "__main__":
    main()
