"""How a text is laid out, and so how it is best split: what `auto` decides.

Questions are asked in this order. Is it Markdown? Does any run of lines between blank ones hold more than
one? Are such lines wider than anyone wraps, are they code, are they records, do they end as sentences do?
And if all is one run: was it wrapped? In doubt the answer is `blocks`: a larger paragraph is less often a
copy, and nothing is taken out of its context.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain, groupby, pairwise
from typing import TYPE_CHECKING

from dedupe.lines import WIDEST_WRAPPED, ends_sentence, runs_of_lines, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NAMES = {
    "markdown": (".md", ".markdown", ".mdown", ".mdx", ".mkd", ".qmd", ".rmd"),
    "rst": (".rst", ".rest"),
    "asciidoc": (".adoc", ".asciidoc", ".asc"),
}
_MARKDOWN_SIGNS = ("---", "+++", "```", "~~~", "|", "#")
_DELIMITERS = "\t,;|"
_LEAST_DOUBLED = 3  # different lines; fewer that repeat may be votes or readings
_LIST_NUMBERS = ("0.", "0)", "(0)")
# Rules of thumb, tried on the kinds of text in `tests/cases/split`; none of them is sharp.
_WIDE_SHARE = 0.5  # of the text in runs of several lines
_WIDEST_VERSE = 60  # columns; a stanza has short lines, though each may end a sentence
_CODE_SHARE = 0.3  # of lines; the others hold statements
_RECORD_SHARE = 0.8  # of lines; a title or two may stand among them
_SENTENCE_SHARE = 0.8  # of text; in wrapped text about one line in five ends a sentence
_WRAPPED_SHARE = 0.5  # of line ends
_DOUBLED_SHARE = 0.5  # of lines that stand next to their equal; in wrapped prose none does
_PIECES_SHARE = 0.2  # of lines that go on with a sentence, where no blank line parts them
_RAGGED = 0.6  # of the full width; entries of a list are of any width


def choose_split(text: str, name: str = "") -> str:
    r"""The split that suits the text: `lines`, `blocks`, `markdown`, `rst` or `asciidoc`.

    >>> choose_split("A wrapped line ends only where\nthe next word would no longer fit\nthe page.")
    'blocks'
    """
    marked = next((split for split, endings in _NAMES.items() if name.lower().endswith(endings)), "") or _markup(text)
    if marked:
        return marked
    runs = [[line.text.rstrip() for line in run] for run in runs_of_lines(text)]
    return "lines" if _lines_are_paragraphs(runs) else "blocks"


def _markup(text: str) -> str:
    """The markup of a text, told by clear signs; most texts have none, and what looks closer is not loaded for them."""
    if any(map(text.__contains__, _MARKDOWN_SIGNS)):
        from dedupe.splitting.markdown.recognition import is_markdown

        if is_markdown(text):
            return "markdown"
    if ".. " in text and "::" in text:
        from dedupe.splitting.markup.recognition import is_rst

        if is_rst(text):
            return "rst"
    if "]\n----" in text or "]\n====" in text or "]\n|===" in text:
        from dedupe.splitting.markup.recognition import is_asciidoc

        if is_asciidoc(text):
            return "asciidoc"
    return ""


def _lines_are_paragraphs(runs: Sequence[Sequence[str]]) -> bool:
    if is_doubled([line for run in runs for line in run]):
        return True
    joined = [run for run in runs if len(run) > 1]
    lines = list(chain.from_iterable(joined))
    if not lines or _share_wider(lines, WIDEST_WRAPPED) >= _WIDE_SHARE:
        return True
    if _are_code(lines):
        return False
    if _are_records(lines):
        return True
    of_sentences = _sentence_share(joined) >= _SENTENCE_SHARE
    if len(runs) == 1:
        return of_sentences or (_wrapped_share(joined) <= _WRAPPED_SHARE and _pieces_share(lines) < _PIECES_SHARE)
    return of_sentences and _share_wider(lines, _WIDEST_VERSE) >= _WIDE_SHARE


def is_doubled(lines: Sequence[str]) -> bool:
    """Whether most lines stand next to their equal, and say different things.

    >>> is_doubled(["one", "one", "two", "two", "three", "three"]), is_doubled(["yes", "yes", "no", "yes", "yes"])
    (True, False)
    """
    groups = [(line, len(list(group))) for line, group in groupby(lines)]
    doubled = [(line, count) for line, count in groups if count > 1 and any(map(str.isalpha, line))]
    different = len({line for line, _ in doubled})
    return (
        different >= _LEAST_DOUBLED
        and 2 * different > len(doubled)
        and sum(count for _, count in doubled) > _DOUBLED_SHARE * len(lines)
    )


def _pieces_share(lines: Sequence[str]) -> float:
    """The share of lines that begin with a small letter below one that ends no sentence."""
    pieces = (below.lstrip()[:1].islower() and not ends_sentence(line) for line, below in pairwise(lines))
    return sum(pieces) / len(lines) if any(map(ends_sentence, lines)) else 0


def _share_wider(lines: Sequence[str], limit: int) -> float:
    """The share of the text that stands in lines wider than `limit` columns."""
    widths = [width(line) for line in lines]
    return sum(columns for columns in widths if columns > limit) / sum(widths)


def _are_code(lines: Sequence[str]) -> bool:
    """Whether lines end in brackets as those of programs and of JSON do, and not with words in brackets."""
    bracketed = sum(line.rstrip(",;").endswith(tuple("()[]{}>")) and not _ends_in_remark(line) for line in lines)
    return bracketed >= _CODE_SHARE * len(lines)


def _are_records(lines: Sequence[str]) -> bool:
    """Whether lines begin with the same form of date or number, or hold as many delimiters each."""
    least = _RECORD_SHARE * len(lines)
    stamp, count = Counter(_numbers().sub("0", line.split(None, 1)[0]) for line in lines).most_common(1)[0]
    if "0" in stamp and stamp not in _LIST_NUMBERS and count >= least:
        return True
    if sum(map(_ends_in_remark, lines)) >= least:
        return True
    for delimiter in _DELIMITERS:
        fields, count = Counter(line.count(delimiter) for line in lines).most_common(1)[0]
        if fields > 1 and count >= least:
            return True
    return False


def _sentence_share(runs: Iterable[Sequence[str]]) -> float:
    """The share of text, last lines of runs aside, in lines that end as a sentence does."""
    inner = [line for run in runs for line in run[:-1]]
    return sum(width(line) for line in inner if ends_sentence(line)) / sum(map(width, inner))


def _wrapped_share(runs: Sequence[Sequence[str]]) -> float:
    """The share of line ends at which a line was broken."""
    widths = sorted(width(line) for run in runs for line in run)
    limit = min(widths[len(widths) * 95 // 100], WIDEST_WRAPPED)
    pairs = [pair for run in runs for pair in pairwise(run)]
    return sum(_is_broken(line, below, limit) for line, below in pairs) / len(pairs)


def _is_broken(line: str, below: str, limit: int) -> bool:
    """Whether the next word would not have fitted, or the margin is ragged and the sentence goes on."""
    columns = width(line)
    if columns + _needed(below, limit) > limit:
        return True
    return columns >= _RAGGED * limit and below.lstrip()[0].islower() and not ends_sentence(line)


def _needed(line: str, limit: int) -> float:
    """The columns that the first word of the line would have taken behind the line above."""
    if _unspaced_script().match(line.lstrip()):
        # Where words are not parted by spaces a line breaks anywhere, punctuation aside.
        return limit / 10
    return 1 + width(line.split(None, 1)[0])


def _ends_in_remark(line: str) -> bool:
    """Whether words in brackets stand behind three words or more, as in records and references."""
    opening = max(line.rfind("("), line.rfind("["))
    return opening > 0 and line.endswith((")", "]")) and line[opening - 1].isspace() and len(line[:opening].split()) > 2


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"\d+")


@cache
def _unspaced_script() -> re.Pattern[str]:
    # Thai and Lao, Myanmar, Khmer, kana and ideographs.
    return re.compile(
        "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd]",
    )
