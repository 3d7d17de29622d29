"""The patterns by which the kind of a line is known: list markers, links, dates, names, speech, code."""

from __future__ import annotations

import re
from functools import cache

from dedupe.splitting.mail import quotation


@cache
def quoted_lines() -> re.Pattern[str]:
    """Return the pattern of quotation marks in front of any line."""
    return re.compile(f"^{quotation().pattern}", re.MULTILINE)


@cache
def links() -> re.Pattern[str]:
    """Return the pattern of links, images, tags and addresses; its first group is what a reader sees of a link."""
    return re.compile(
        r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\([^()]*\))?[^()]*\)|<[^<>]{1,300}>|\bhttps?://\S+"
    )


@cache
def addresses() -> re.Pattern[str]:
    """Return the pattern of the target of a link."""
    return re.compile(r"\]\([ \t]*([^()\s]+(?:\([^()\s]*\))?)|(?=https?:)([^()\s]+)")


@cache
def marker() -> re.Pattern[str]:
    """Return the pattern of the marker in front of a list entry."""
    return re.compile(
        r"[ \t]*(?:[-*+•‣◦▪·●○■□▶►➤✓✔※–][ \t]+"
        r"|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)）、．\\]{1,2}(?:[ \t]|(?=\D))"
        r"|[①-⑳㈠-㈩]|[一二三四五六七八九十]{1,3}、)"
    )


@cache
def number_in_front() -> re.Pattern[str]:
    """Return the pattern of the number of a clause, a section or a chapter."""
    unspaced = r"第[ \t]*[0-9一二三四五六七八九十百]+[ \t]*[条條章节節項款]"
    word = rf"Art(?:icle|ikel|ículo|\.)?\b|Section\b|Chapter\b|Abs\.|{unspaced}"
    number = r"\d{1,3}(?:\\?\.\d{1,3}){0,4}\\?[.)]?[ \t]|[IVX]{1,5}\.[ \t]"
    return re.compile(rf"[ \t#*_]*(?:§+|{word}|{number})", re.IGNORECASE)


@cache
def named_value() -> re.Pattern[str]:
    """Return the pattern of a short name with a colon, an equals sign or a dash, and a value."""
    return re.compile(r"[ \t>*_`-]*[^\s:：=][^:：=\n]{0,30}?[*_`]*[ \t]?(?:[:：=]|\s[-–]\s)[*_`]*(?:\s+|(?=[^/\s]))\S")


@cache
def speech() -> re.Pattern[str]:
    """Return the pattern of how speech begins."""
    return re.compile(r"[ \t\u3000]*(?:[–—―-][ \t]*(?=\w|[„“\"«¿¡])|[„“\"«「『‘'‚])")


@cache
def name_in_front() -> re.Pattern[str]:
    """Return the pattern of a name with a colon behind it; the name is its first group."""
    return re.compile(r"[*_ \t]*(\w[\w.'’-]*(?: [\w.'’-]+){0,3})[*_ \t]*[:：][*_]*\s*\S")


@cache
def attribution() -> re.Pattern[str]:
    """Return the pattern of how a credit begins; the words are the prepositions and nouns of picture agencies."""
    words = r"by|from|photo|foto|image|credit|source|quelle|bild|von|por|par|di"
    return re.compile(rf"[ \t]*(?:[—–―~©(]|(?:{words})\b)", re.IGNORECASE)


@cache
def head_fields() -> re.Pattern[str]:
    """Return the pattern of a field in the head of a mail."""
    names = (
        "From|Date|Sent|To|Cc|Subject|Reply-To|Message-ID|Von|Datum|Gesendet|An|Betreff|De|Envoyé|À|Objet|Para|Asunto"
    )
    return re.compile(rf"^[> \t]*(?:{names})[ \t]?:[ \t]", re.MULTILINE)


@cache
def underline() -> re.Pattern[str]:
    """Return the pattern of a line that underlines a heading."""
    return re.compile(r"[ \t]*([=\-~^\"'`#*+.])\1{2,}[ \t]*")


@cache
def stamp() -> re.Pattern[str]:
    """Return the pattern of the date or time in front of an entry of a log."""
    names = "mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    number = r"\d{1,4}[-/.:]\d{1,2}|\d{1,2}:\d{2}|\d{9,13}\b"
    return re.compile(rf"[ \t]*[\[(]?(?:{number}|(?:{names})[a-z]{{0,6}}\.?,? \d{{1,2}})", re.IGNORECASE)


@cache
def clock() -> re.Pattern[str]:
    """Return the pattern of a time of the day that ends a line, with or without a colon behind it."""
    return re.compile(r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[ ]?(?:[ap]\.?m\.?)?[)\]]?[ ]*[:：]?$", re.IGNORECASE)


@cache
def moment() -> re.Pattern[str]:
    """Return the pattern of a date, a time or a price."""
    return re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[$€£¥%]|\d+月")


@cache
def statement() -> re.Pattern[str]:
    """Return the pattern of what code has: ends of statements, prompts, operators, calls."""
    words = r"#include|import |def |class |return\b|public |private |</?\w+[ >]"
    return re.compile(rf"[{{}};]\s*$|^\s*(?:\$|>>>|{words})|[=!<>]=|->|=>|\w\(\w*\)")


@cache
def without_sentence_ends() -> re.Pattern[str]:
    """Return the pattern of a letter of a script that has no signs at the end of a sentence."""
    return re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
