"""Markdown to paragraphs: the leaf blocks of a document, each a run of whole lines.

A list item, a quoted paragraph, a fenced code block is one paragraph each, with its markers and indentation;
what follows an item's first paragraph is text. An empty quoted line (`>`) goes with the paragraph before it,
so that only blank lines stand between paragraphs. What text depends on is protected: headings, rules and the
markers of admonitions (`HEADING`); code, raw HTML, lines of nothing but tags, template tags, definitions of
links and footnotes (`CODE`); tables; front matter.

Containers are followed as in the appendix "A parsing strategy" of the CommonMark specification, so what
continues a paragraph there continues it here. One rule is added: a line wider than a wrapped one, which ends
a sentence, ends its paragraph, for so stand paragraphs in scraped pages.

`marks` and `raw` say what one line is, `containers` what it stands in, and `reader` puts the blocks together.
"""
