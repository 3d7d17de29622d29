"""The kinds of lines: what a paragraph is, read from its form alone."""

from __future__ import annotations

from functools import cache, cached_property

from dedupe.context.patterns import (
    addresses,
    attribution,
    clock,
    head_fields,
    links,
    marker,
    moment,
    name_in_front,
    named_value,
    number_in_front,
    quoted_lines,
    speech,
    stamp,
    statement,
    underline,
    without_sentence_ends,
)
from dedupe.paragraphs import PROTECTED_KINDS, Kind
from dedupe.splitting.mail import quote_depth
from dedupe.verdicts.lexicon import more_pattern, mores
from dedupe.words import may_be_shorter, split_words, unspaced_pattern, visible_length

SENTENCE_ENDS = tuple(".!?…。！？．｡।॥۔؟։።")
LEAD_INS = (":", "：", ":-")
ENUMERATIONS = tuple(",;、，；—–")
CLOSERS = " \t\"'”’»›)）】」』*_`~]}"
EMPHASIS = "*_` \t#"
# In visible words: a heading in bold letters, a value with its name, a credit.
LONGEST_HEADING, LONGEST_LABEL, LONGEST_CREDIT = 14, 14, 16
LEAST_PROSE = 5
LONGEST_MORE = 30
LONGEST_TURN = 7
LONGEST_TITLE = 90
# Thai, Lao, Burmese and Khmer have no signs that end a sentence: a line of so many words is prose.
LEAST_UNSIGNED_PROSE = 15


class Line:
    """A paragraph with what its form says of it; `gap` is what stands in front of it."""

    def __init__(self, text: str, kind: Kind, gap: str) -> None:
        self.text = text
        self.kind = kind
        self.gap = gap

    @property
    def behind_page_break(self) -> bool:
        """Whether a page begins with it."""
        return "\f" in self.gap or self.text.startswith("\f")

    @cached_property
    def indent(self) -> int:
        """How many spaces and tabs are in front of it."""
        line = self.gap[self.gap.rfind("\n") + 1 :] + self.text
        return len(line) - len(line.lstrip(" \t"))

    @cached_property
    def key(self) -> str:
        """What lines share that differ in form only: their words; of a link what a reader sees, and the target."""
        if self.link_only:
            targets = [first or second for first, second in addresses().findall(self.text)]
            return " ".join([*split_words(self.bare), *targets[-1:]])
        return " ".join(split_words(self.text)) or self.text.strip()

    @cached_property
    def quoted(self) -> int:
        """How many times it is quoted, as mail is."""
        return quote_depth(self.text)

    @cached_property
    def visible(self) -> str:
        """The text as a reader sees it: without tags, addresses of links, quotation marks."""
        text = quoted_lines().sub("", self.text) if self.quoted else self.text
        if "](" in text or "<" in text or "://" in text:
            text = links().sub(lambda link: link[1] or "", text)
        return text.strip()

    @cached_property
    def bare(self) -> str:
        """The visible text without list marker, emphasis and heading signs."""
        return marker().sub("", self.visible.lstrip("# \t"), count=1).strip(EMPHASIS)

    @cached_property
    def words(self) -> int:
        """How many words a reader sees; two letters of a script without spaces are one."""
        # Most lines are plain: to split them at spaces takes a fifth of the time.
        return visible_length(self.text) if may_be_shorter(self.text) else len(self.text.split())

    @cached_property
    def end(self) -> str:
        """The visible text without what closes at its end."""
        return self.visible.rstrip(CLOSERS)

    @cached_property
    def sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.end.endswith(SENTENCE_ENDS)

    @cached_property
    def lead_in(self) -> bool:
        """Whether it introduces what stands below it."""
        return self.end.endswith(LEAD_INS)

    @cached_property
    def cut(self) -> bool:
        """Whether its end is visibly cut."""
        return is_cut(self.text)

    @cached_property
    def heading(self) -> bool:
        """Whether it is a heading by its own form: marked, underlined, or all in bold letters."""
        if self.kind is Kind.HEADING:
            return True
        first, _, rest = self.text.strip().partition("\n")
        if rest:
            second = rest.partition("\n")[0]
            return bool(underline().fullmatch(rest) or (underline().fullmatch(first) and len(second) < LONGEST_TITLE))
        in_bold = first[:2] == first[-2:] == "**" and self.words <= LONGEST_HEADING
        return len(first) > len("****") and (first.startswith("#") or in_bold)

    @cached_property
    def entry(self) -> bool:
        """Whether it is marked as an entry of a list or a row of a table."""
        if self.kind is Kind.LIST_ITEM or self.text.lstrip().startswith("| "):
            return True
        spoken = self.text.lstrip()[:1] in ("–", "—", "―") and self.sentence
        return not spoken and bool(marker().match(self.text))

    @cached_property
    def numbered(self) -> bool:
        """Whether a number stands in front, as in laws and manuals."""
        return bool(number_in_front().match(self.text))

    @cached_property
    def stamped(self) -> bool:
        """Whether a date or time stands in front, as in logs."""
        return bool(stamp().match(self.text))

    @cached_property
    def label(self) -> bool:
        """Whether it is a value with its name in front: `Type: boolean`."""
        return self.words <= LONGEST_LABEL and bool(named_value().match(self.text))

    @cached_property
    def utterance(self) -> bool:
        """Whether somebody says it: it begins with a quotation mark or a dash."""
        return not self.entry and bool(speech().match(self.text))

    @cached_property
    def speaker(self) -> str:
        """The name in front of a colon, as of one who speaks: `Ida Berg: Yes.`; nothing if there is none."""
        found = name_in_front().match(self.visible)
        return found[1] if found else ""

    @cached_property
    def turn(self) -> bool:
        """Whether somebody begins to speak: it is, or begins with, a short line with a time, such as `Ida (12:04):`."""
        first = self.visible.partition("\n")[0].rstrip()
        return len(first.split()) <= LONGEST_TURN and bool(clock().search(first)) and not first.endswith(SENTENCE_ENDS)

    @cached_property
    def credit(self) -> bool:
        """Whether it names an author, a source or a right: `Photo: Ida Berg`, `© 2024`."""
        return self.words <= LONGEST_CREDIT and not self.sentence and bool(attribution().match(self.visible))

    @cached_property
    def prose(self) -> bool:
        """Whether it is running text that can stand by itself."""
        if self.kind is not Kind.TEXT or self.entry or self.lead_in or self.heading:
            return False
        if self.sentence:
            return self.words >= LEAST_PROSE
        return self.words >= LEAST_UNSIGNED_PROSE and bool(without_sentence_ends().search(self.visible[:60]))

    @cached_property
    def fragment(self) -> bool:
        """Whether it begins within a sentence."""
        return self.bare[:1].islower() or self.bare[:1] in tuple(",;.)")

    @cached_property
    def link_only(self) -> bool:
        """Whether all that a reader sees of it is a link."""
        text = marker().sub("", self.text, count=1)
        return ("](" in text or "://" in text) and not any(map(str.isalnum, links().sub("", text)))

    @property
    def letters(self) -> int:
        """How many letters a reader sees."""
        return sum(map(str.isalpha, self.visible))

    @property
    def digits(self) -> bool:
        """Whether there is a digit in what a reader sees."""
        return any(map(str.isdigit, self.visible))

    @property
    def dated(self) -> bool:
        """Whether a date, a time or a price stands in it."""
        return bool(moment().search(self.visible))

    @property
    def unspaced(self) -> bool:
        """Whether it is of a script without spaces."""
        return not self.text.isascii() and bool(unspaced_pattern().search(self.visible))

    @property
    def names(self) -> bool:
        """Whether a name may stand in it: a word with a capital letter behind the first one."""
        return any(word[:1].isupper() for word in self.bare.split()[1:])

    @cached_property
    def code(self) -> bool:
        """Whether it is code, a table or front matter, or looks like code."""
        if self.kind in PROTECTED_KINDS:
            return self.kind is not Kind.HEADING
        return not self.prose and bool(statement().search(self.text))

    @cached_property
    def message_head(self) -> bool:
        """Whether it is the head of a mail: several lines, two of which name sender, date or subject."""
        return self.text.count("\n") > 0 and len(head_fields().findall(self.text)) >= 2

    @property
    def title(self) -> bool:
        """Whether it may be a title: some words, and none of the other kinds."""
        return self.words >= 3 and not (self.prose or self.entry or self.label or self.credit or self.lead_in)


def yields(text: str) -> int:
    """Return how far a text comes behind others of its document: 0, or more the more it is visibly quoted or cut.

    >>> yields("> > I could."), yields("The old mill has ground its..."), yields("I could.")
    (2, 1, 0)
    """
    return quote_depth(text) or int(is_cut(text))


def is_cut(text: str) -> bool:
    """Whether the end of a text is visibly cut: an ellipsis, or `Read more`."""
    # Most texts end otherwise: to look at the last letter takes a fifth of the time of the pattern.
    return text[-1:] in more_ends() and bool(more_pattern().search(text[-LONGEST_MORE:]))


@cache
def more_ends() -> frozenset[str]:
    """Return the letters with which a text that is visibly cut may end."""
    ends = {phrase[-1] for phrase in mores()}
    return frozenset({*ends, *map(str.upper, ends), *" \t\r\n])>»→"})
