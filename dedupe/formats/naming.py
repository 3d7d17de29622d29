"""Which format a file has by its name, and what is made of it is called."""

from __future__ import annotations

from enum import StrEnum

from dedupe.formats.compression import without_ending


class Format(StrEnum):
    """How documents lie in a file."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    WET = "wet"
    WARC = "warc"


ENDINGS = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".jsonlines": Format.JSONL,
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".parquet": Format.PARQUET,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".wet": Format.WET,
    ".warc": Format.WARC,
}
# By these names a file is no prose: every line of it belongs to its place. It is read only as `--format text`.
NOT_PROSE = frozenset(
    {
        # Subtitles, mail, calendars and addresses.
        *(".srt", ".vtt", ".ass", ".ssa", ".sbv", ".sub", ".ttml", ".lrc", ".eml", ".mbox", ".msg", ".ics", ".vcf"),
        *(".vcs", ".ldif"),
        # Markup and typesetting other than Markdown, reST and AsciiDoc.
        *(".xml", ".svg", ".xsl", ".xslt", ".xsd", ".dtd", ".rss", ".atom", ".opml", ".kml", ".gpx", ".org", ".tex"),
        *(".latex", ".ltx", ".sty", ".cls", ".bib", ".rtf", ".texi", ".texinfo"),
        # Translations, data and settings.
        *(".po", ".pot", ".xliff", ".xlf", ".strings", ".properties", ".resx", ".yaml", ".yml", ".toml", ".ini"),
        *(".cfg", ".conf", ".json5", ".jsonc", ".geojson", ".ipynb"),
        *(".plist", ".proto", ".diff", ".patch"),
        # Style sheets and templates.
        *(".css", ".scss", ".sass", ".less", ".styl", ".vue", ".svelte", ".jsx", ".tsx", ".php", ".jsp", ".asp"),
        *(".aspx", ".erb", ".ejs", ".hbs", ".j2", ".jinja", ".jinja2", ".twig"),
        # Source code.
        *(".py", ".pyi", ".pyx", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".c", ".h", ".cc", ".cpp", ".cxx"),
        *(".hh", ".hpp", ".hxx", ".m", ".mm", ".java", ".kt", ".kts", ".scala", ".groovy"),
        *(".gradle", ".cs", ".fs", ".vb", ".go", ".rs", ".swift", ".zig", ".nim", ".dart", ".rb", ".pl", ".pm"),
        *(".lua", ".tcl", ".r", ".jl", ".hs", ".ml", ".mli", ".ex", ".exs", ".erl", ".clj"),
        *(".cljs", ".el", ".lisp", ".scm", ".f90", ".f95", ".pas", ".asm", ".s", ".sh", ".bash", ".zsh", ".fish"),
        *(".ps1", ".bat", ".cmd", ".sql", ".cmake", ".mk", ".tf", ".vim"),
    }
)
# What stands in these is a record each, with a text in one of its fields or several.
WITH_FIELDS = frozenset({Format.JSONL, Format.JSON, Format.CSV, Format.TSV, Format.PARQUET})
# These have no other encoding.
UTF_8_ONLY = frozenset({Format.JSONL, Format.JSON, Format.PARQUET, Format.WET, Format.WARC})
# What comes out of these is text that was taken out of them; and what stands behind its name.
EXTRACTED = {Format.HTML: ".txt", Format.WARC: ".wet"}


def format_named(name: str) -> Format | None:
    """Return the format that a file name says, or None."""
    name = without_ending(name).lower()
    return next((found for ending, found in ENDINGS.items() if name.endswith(ending)), None)


def not_prose_ending(name: str) -> str:
    """Return the ending by which a file is no prose, or an empty string.

    >>> not_prose_ending("film.SRT.gz"), not_prose_ending("film.txt"), not_prose_ending("film")
    ('.srt', '', '')
    """
    name = without_ending(name).lower()
    ending = name[max(name.rfind("."), 0) :]
    return ending if ending in NOT_PROSE else ""


def output_name(name: str, format: Format, *, as_markdown: bool) -> str:  # noqa: A002 - its name
    """Return the file name for what is made of a file: the same, unless text is taken out of it.

    >>> output_name("crawl.warc.gz", Format.AUTO, as_markdown=False)
    'crawl.wet.gz'
    """
    found = format_named(name) if format is Format.AUTO else format
    if found not in EXTRACTED:
        return name
    plain = without_ending(name)
    stem = plain.rpartition(".")[0] if format_named(plain) is found else plain
    return stem + (".md" if as_markdown and found is Format.HTML else EXTRACTED[found]) + name[len(plain) :]
