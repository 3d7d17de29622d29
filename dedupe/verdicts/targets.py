"""What the links of a paragraph point to, and whether the paragraph says more than that they do.

`See the [guide](x)` only points: with another target it is another paragraph. In running text a link is an addition to
what the text says, and its target may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from dedupe.verdicts.lexicon import pointing, pointing_phrases

# Parameters in which a redirecting page has the target proper.
REDIRECTED = ("u", "url", "target", "dest", "redirect")
OPAQUE = 16
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")
# A host that is renamed leaves its paths as they are; a path of so many parts is one of a kind.
TELLING = 2
# A text with more links than these is a list of them, and names what each leads to.
MOST_POINTED = 3


class Link(NamedTuple):
    """A link or an image: its text, and where it leads."""

    text: str
    target: str
    image: bool


@cache
def link_pattern() -> re.Pattern[str]:
    """Return the pattern of a link as Markdown, HTML and forums write it; a linked image is one link."""
    # What was taken is never given back, as a link that is not closed must not be tried from each of its letters.
    image = r"!\[[^\[\]]*+\](?:\([^()\s]*+[^()]*+\)|\[[^\[\]]*+\])"
    text = rf"\[(?P<text>(?:{image}|[^\[\]]|\[[^\[\]]*+\])*+)\]"
    inline = r"\(\s*+<?(?P<inline>[^()\s<>]*+(?:\([^()\s]*+\)[^()\s<>]*+)*+)>?[^()]*+\)"
    return re.compile(
        rf"(?<![\\A-Za-z0-9_])(?P<image>!?){text}(?:{inline}|\[(?P<label>[^\[\]\n]*+)\])"
        rf"|<a\s[^<>]*?\bhref\s*=\s*[\"']?(?P<href>[^\"'<>\s]*+)[^<>]*+>(?P<anchor>(?:(?!</?a\b).)*+)</a\s*>"
        rf"|\[url=[\"']?(?P<board>[^\[\]\"'\s]*+)[\"']?\](?P<shown>(?:(?!\[/?url).)*+)\[/url\]",
        re.IGNORECASE | re.DOTALL,
    )


def find_links(text: str, definitions: tuple[tuple[str, str], ...] = ()) -> Iterator[Link]:
    """Yield the links of a text; the target of a label without definition is the label.

    >>> [(link.text, link.target) for link in find_links("see [a](b.md), [c][1] and <a href='d'>e</a>", (("1", "f"),))]
    [('a', 'b.md'), ('c', 'f'), ('e', 'd')]
    """
    known = dict(definitions)
    for match in link_pattern().finditer(text):
        shown = match["text"] or match["anchor"] or match["shown"] or ""
        target = match["inline"] or match["href"] or match["board"] or ""
        if match["label"] is not None:
            label = match["label"] or shown
            target = known.get(label.casefold(), f"[{label.casefold()}]")
        yield Link(shown, target, bool(match["image"]))


def shows_target(link: Link) -> bool:
    """Return whether the text of a link is its address.

    >>> shows_target(Link("pen.io/a", "https://www.pen.io/a/", image=False))
    True
    """
    text, target = (address.split("://")[-1].removeprefix("www.").rstrip("/") for address in (link.text, link.target))
    return text == target


# A crawl has the links of its menus on each page.
@lru_cache(maxsize=1 << 14)
def normalise(target: str) -> str:
    """Return a target in the form in which two targets are compared.

    What changes without another page being meant goes: scheme, `www.`, a renamed host, a version inside the path, an
    extension for pages, tracking, sessions; of images also the size.

    >>> normalise("http://www.example.org/docs/v3.5/guide/?utm_source=x"), normalise("https://a.example.com/docs/guide")
    ('docs/guide', 'docs/guide')
    >>> normalise("https://example.org/privacy"), normalise("../fees-2023.md"), normalise("mailto:a@b.org")
    ('example.org/privacy', 'fees-2023', 'a@b.org')
    """
    try:
        parts = urlsplit(target.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return target
    if parts.scheme in {"javascript", "data"} or parts.path.endswith("/email-protection"):
        return ""
    query = parse_qsl(parts.query.replace(";", "&")) if parts.query else []
    inner = next((value for name, value in query if name in REDIRECTED and "://" in value), "")
    if inner and inner != target:
        return normalise(inner)
    path = "/".join(named(unquote(parts.path).split("/")))
    if path.lower().endswith(IMAGES):
        query, path = [], re.sub(r"-\d+x\d+(?=\.\w+$)", "", path)
    kept = "&".join(sorted(f"{name}={value}" for name, value in query if identifies(name, value)))
    shown = host if path.count("/") + 1 < TELLING else ""
    joint = "/" if path and shown else ""
    return shown + joint + path + (f"?{kept}" if kept else "") + (f"#{parts.fragment}" if parts.fragment else "")


def named(parts: list[str]) -> list[str]:
    """Return the parts of a path that name a page: neither a version that others follow, nor `index.html`."""
    last = len(parts) - 1
    while last >= 0 and not parts[last]:
        last -= 1
    found = [
        part
        for place, part in enumerate(parts[: last + 1])
        if part not in {"", ".", ".."} and (place == last or not version_pattern().fullmatch(part))
    ]
    if found:
        found[-1] = page_pattern().sub("", found[-1])
    return [part for part in found if part]


@cache
def version_pattern() -> re.Pattern[str]:
    """Return the pattern of the part of a path that is a version."""
    return re.compile(
        r"v\d+(?:\.(?:\d+|x))*|\d+\.(?:\d+|x)(?:\.(?:\d+|x))*|latest|stable|current|next|nightly|dev|main|master",
        re.IGNORECASE,
    )


@cache
def page_pattern() -> re.Pattern[str]:
    """Return the pattern of what the last part of a path may lack."""
    return re.compile(r"^index\.\w+$|\.(?:html?|md|rst|php|aspx?)$", re.IGNORECASE)


def identifies(name: str, value: str) -> bool:
    """Return whether a parameter says which page is meant."""
    if tracking_pattern().fullmatch(name):
        return False
    opaque = len(value) >= OPAQUE and any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return not opaque or bool(naming_pattern().search(name))


@cache
def tracking_pattern() -> re.Pattern[str]:
    """Return the pattern of a parameter that says how a reader came, or holds a session or a signature."""
    return re.compile(
        r"utm_\w+|\w*clid|mc_[ce]id|_g[al]|igshid|ref|ref_src|ref_url|referrer|referral|helpref|source|src|spm|trk"
        r"|entry_point|cmpid|sid|sig|session|sessionid|phpsessid|jsessionid|token|label|aid",
        re.IGNORECASE,
    )


@cache
def naming_pattern() -> re.Pattern[str]:
    """Return the pattern of a parameter that names what is shown, however long it is; not a user or a session."""
    return re.compile(r"^(?:v|p|doc|file|article|list|(?!.*(?:user|sess|client|visit)).*id)$", re.IGNORECASE)


def points(seen: str, keys: tuple[str, ...], languages: frozenset[str], links: int) -> bool:
    """Return whether a paragraph with so many links sends its reader to them: one sentence with a `see` or `here`."""
    sends = not pointing(languages).isdisjoint(keys) or (
        not seen.isascii() and any(phrase in seen for phrase in pointing_phrases())
    )
    return sends and links <= MOST_POINTED and not has_second_sentence(seen)


def has_second_sentence(text: str) -> bool:
    """Return whether a sentence ends in a text and another one begins.

    >>> has_second_sentence("Fixed in v3.4. See it there."), has_second_sentence("см. документацию")
    (True, False)
    """
    return any(not text[match.end()].islower() for match in sentence_pattern().finditer(text))


@cache
def sentence_pattern() -> re.Pattern[str]:
    """Return the pattern of the end of a sentence, with what stands between it and a letter."""
    return re.compile(r"(?<!\b[^\W\d_])[.!?][\"'”»)*_]*\s+(?=[^\W\d_])|[。！？।؟](?=\w)")
