"""Write dedupe/verdicts/confusable.txt: the words that one letter left out makes of each other.

    python tools/make_confusable_words.py /usr/share/dict/american-english > dedupe/verdicts/confusable.txt

The list of words is SCOWL's, by Kevin Atkinson, as Debian's package wamerican has it; any list with a word a line will
do. Only pairs that the verdict would otherwise take for one mistyped word are written.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from dedupe.verdicts.facts import HEAD, LONG
from dedupe.verdicts.tolerances import PLURAL, inflected, is_doubling

NOTICE = """\
# Pairs of English words that one letter left out makes of each other. Made by tools/make_confusable_words.py from the
# word list american-english of SCOWL; do not edit.
#
# Copyright 2000-2011 by Kevin Atkinson
#
# Permission to use, copy, modify, distribute and sell these word lists, the associated scripts, the output created from
# the scripts, and its documentation for any purpose is hereby granted without fee, provided that the above copyright
# notice appears in all copies and that both that copyright notice and this permission notice appear in supporting
# documentation. Kevin Atkinson makes no representations about the suitability of this array for any purpose. It is
# provided "as is" without express or implied warranty."""


def confusable(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each pair of words of which one is the other without one letter behind the first few, in order."""
    long = sorted({word.lower() for word in words if word.isascii() and word.isalpha() and len(word) >= LONG})
    shorter: defaultdict[str, list[str]] = defaultdict(list)
    known = set(long)
    for word in long:
        for place in range(HEAD, len(word) - 1):
            rest = word[:place] + word[place + 1 :]
            if len(rest) >= LONG and rest in known and rest not in shorter[word]:
                shorter[word].append(rest)
    for word in long:
        for rest in shorter[word]:
            if not (is_doubling(word, rest) or inflected(word, rest, PLURAL)):
                yield rest, word


def main() -> None:
    """Print the pairs, sorted."""
    words = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    print(NOTICE)
    for pair in sorted(confusable(words)):
        print(*pair)


if __name__ == "__main__":
    main()
