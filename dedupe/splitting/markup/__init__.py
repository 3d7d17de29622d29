"""reStructuredText and AsciiDoc to paragraphs: the blocks between blank lines, with markup and its content together.

What text depends on is protected, as in Markdown: directives, delimited blocks, comments, targets, fields and
literal text are `CODE`, each with its options, attribute lines and content as one paragraph; tables are `TABLE`;
titles and rules are `HEADING`. Entries of lists are `LIST_ITEM`; a list without blank lines stays whole.

`source` has the lines of a text, `rst` and `asciidoc` say where a paragraph ends that begins at a line, and
`recognition` whether a text without a name is one of the two.
"""
