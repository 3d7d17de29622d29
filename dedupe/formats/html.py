"""HTML pages: their main text, by trafilatura; what is collapsed, hashed and restored is that text."""

from __future__ import annotations

from dedupe.documents import Document
from dedupe.errors import InputError, MissingExtraError
from dedupe.formats.records import Record
from dedupe.formats.text import find_codec


def read_html(name: str, content: bytes, encoding: str = "auto", *, as_markdown: bool = False) -> Record:
    """Return the main text of a page as the only record; `auto` is the encoding that the page names.

    Raises `InputError` if the page has no text, or is not in the encoding.
    """
    try:
        page = content if encoding == "auto" else content.decode(find_codec(encoding))
    except UnicodeError:
        raise InputError(f"{name}: not {encoding}; pass another --encoding") from None
    text = extract(page, as_markdown=as_markdown)
    if not text:
        raise InputError(f"{name}: no main text found in this page; pass --format text to take it as it is")
    return Record(0, documents=(Document(name, f"{text}\n"),), last=True)


def extract(page: bytes | str, *, as_markdown: bool = False) -> str:
    """Return the main text of a page, as text with a paragraph a line or as Markdown; empty if there is none.

    Raises `MissingExtraError`.
    """
    try:
        import trafilatura
    except ImportError as error:
        # What it needs itself may be missing, too.
        raise MissingExtraError(f"HTML needs trafilatura ({error}); pip install 'dedupe-paragraphs[html]'") from error
    output = "markdown" if as_markdown else "txt"
    return trafilatura.extract(page, output_format=output, include_comments=False) or ""
