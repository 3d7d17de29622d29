"""Results as lines for a terminal: nothing from a document reaches it raw, and colour only adds to what is said."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from dedupe.results import Boilerplate

if TYPE_CHECKING:
    from dedupe.results import Match

# So many common words are shown beside a difference.
AROUND = 6
# White space that moves the cursor or ends a line where diffs do not.
STEERING = "\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029"
RED, GREEN, BOLD, DIM, RESET = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


class Style(NamedTuple):
    """How text is marked: with colour, or with signs where there is none."""

    colour: bool

    def bold(self, text: str) -> str:
        """Return the text set off."""
        return f"{BOLD}{text}{RESET}" if self.colour else text

    def dim(self, text: str) -> str:
        """Return the text set back."""
        return f"{DIM}{text}{RESET}" if self.colour else text

    def only_kept(self, text: str) -> str:
        """Return words that only the kept paragraph has."""
        return f"{GREEN}[-{text}-]{RESET}" if self.colour else f"[-{text}-]"

    def only_candidate(self, text: str) -> str:
        """Return words that only the other paragraph has."""
        return f"{RED}{{+{text}+}}{RESET}" if self.colour else f"{{+{text}+}}"


def escape(text: str) -> str:
    r"""Return the text on one line, with every character that could steer a terminal spelled out.

    >>> print(escape("a\x1b[2Jb\nc"))
    a\x1b[2Jb c
    """
    return escape_line(" ".join(text.split()))


def escape_line(line: str) -> str:
    """Return the line, its spaces and its end, with every other character that could steer a terminal spelled out."""
    if line.isprintable():
        return line
    return "".join(ascii(char)[1:-1] if steers(char) else char for char in line)


def escape_json(text: str) -> str:
    r"""Return JSON that says the same, with every character that could steer a terminal spelled out.

    >>> print(escape_json('{"text": "a\u009b2Jb"}'))
    {"text": "a\u009b2Jb"}
    """
    return text if text.isprintable() else "".join(json.dumps(char)[1:-1] if steers(char) else char for char in text)


def steers(char: str) -> bool:
    """Whether a character could steer a terminal: it is not printed, and no space or end of a line."""
    return not char.isprintable() and (char in STEERING or not char.isspace())


def shorten(text: str, width: int) -> str:
    """Return the text, cut to a width with an ellipsis."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def describe(match: Match | Boilerplate, style: Style, width: int, *, with_context: bool = False) -> list[str]:
    """Return the lines that say where a paragraph is, what it is alike to, and what differs.

    With its context they also say why a copy goes, or why it stays in place.
    """
    place = f"{escape(match.document)}:{match.line}"
    if isinstance(match, Boilerplate):
        head = f"{style.bold(place)}: boilerplate, in {match.documents} documents"
        return [head, "    " + style.dim(shorten(escape(match.text), width))]
    kept = f"line {match.kept_line}"
    if match.kept_document != match.document:
        kept = f"{escape(match.kept_document)}:{match.kept_line}"
    elif match.kept_record != match.record:
        place = f"{escape(in_file(match.document, match.record))}:{match.line}"
        kept = f"{escape(in_file(match.kept_document, match.kept_record))}:{match.kept_line}"
    reasons = escape("; ".join(match.reasons))
    head = f"{style.bold(place)}: {match.verdict} of {kept}, similarity {match.similarity:.3f}: {reasons}"
    if with_context and match.context:
        head += f" [{'goes' if match.removed else 'stays in place'}: {match.context}]"
    return [head, "    " + word_difference(match.kept_text, match.text, style, width)]


def in_file(document: str, record: str) -> str:
    """Return what a record is called whose id another one has, too.

    >>> in_file("https://example.org/", "crawl.jsonl:2"), in_file("crawl.jsonl:2", "crawl.jsonl:2, title")
    ('https://example.org/ (crawl.jsonl:2)', 'crawl.jsonl:2, title')
    """
    return record if record.startswith(document) else f"{document} ({record})"


def word_difference(kept: str, candidate: str, style: Style, width: int) -> str:
    """Return one line with both texts: common words plain, the others marked by the side that has them.

    Texts without a difference are cut to the width; others are shown around what differs.
    """
    from dedupe.similarity import differences

    a, b = split_pieces(kept), split_pieces(candidate)
    edits = differences([piece.text for piece in a], [piece.text for piece in b])
    if not edits:
        return style.dim(shorten(escape(candidate), width))
    stretches: list[str] = []
    position = 0
    for edit in edits:
        stretches += common(b[position : edit.b_start], after=bool(stretches), before=True)
        if edit.a_end > edit.a_start:
            stretches.append(style.only_kept(join(a[edit.a_start : edit.a_end])))
        if edit.b_end > edit.b_start:
            stretches.append(style.only_candidate(join(b[edit.b_start : edit.b_end])))
        position = edit.b_end
    return " ".join(stretches + common(b[position:], after=True, before=False))


class Piece(NamedTuple):
    """A word as it is shown, with its punctuation; in scripts without spaces a character. `spaced`: after a space."""

    text: str
    spaced: bool


def split_pieces(text: str) -> list[Piece]:
    """Return the pieces of a text.

    >>> [piece.text for piece in split_pieces("Say: 你好")]
    ['Say:', '你', '好']
    """
    if text.isascii():
        return [Piece(word, spaced=True) for word in text.split()]
    # Behind space at the end no piece comes, and to look for one from each of its characters would take long.
    return [Piece(found["piece"], bool(found["space"])) for found in piece_pattern().finditer(text.rstrip())]


@cache
def piece_pattern() -> re.Pattern[str]:
    """Return the pattern of a piece and the space before it."""
    from dedupe import character_classes as classes

    alone = f"{classes.ONE_WORD_EACH}{classes.UNSPACED}"
    return re.compile(rf"(?P<space>\s*)(?P<piece>[{alone}][{classes.MARKS}{classes.UNSPACED_MARKS}]*|[^\s{alone}]+)")


def join(pieces: Sequence[Piece]) -> str:
    """Return pieces as text, with the spaces between them; nothing in it can steer a terminal."""
    return "".join(f" {escape(piece.text)}" if piece.spaced else escape(piece.text) for piece in pieces).lstrip()


def common(pieces: Sequence[Piece], *, after: bool, before: bool) -> list[str]:
    """Return common pieces that stand after or before a difference; of many, those next to it."""
    if len(pieces) <= 2 * AROUND:
        return [join(pieces)] if pieces else []
    return [*([join(pieces[:AROUND])] if after else []), "…", *([join(pieces[-AROUND:])] if before else [])]
