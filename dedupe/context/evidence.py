"""Evidence that a repetition is an artefact of scraping, not the author's."""

from __future__ import annotations

from enum import StrEnum


class Evidence(StrEnum):
    """Why a copy may go."""

    LARGE_PART = "part of a passage that is a large part of the document"
    SECTION = "part of a section that stands twice with its heading"
    PROSE = "part of a repeated passage of prose"
    MENU = "part of a repeated menu or list"
    LOG = "part of a block of a log that stands twice"
    BEHIND = "right behind its original"
    DOUBLED = "the text is doubled line by line"
    QUOTED = "quoted copy"
    CUT = "cut copy"
    HEAD = "title or lead that stands twice at the head of the page"
    TITLE = "title of the page that stands there again"
    LINK = "link that the page has already"
    HEADLINE = "headline that the page has already"
    PAGE_EDGE = "running header or footer"
    FOOTER = "footer of a message"
    NOTICE = "notice between paragraphs of prose"
    ENTRY = "whole entry of a flat list"
    ALONE = "prose by itself in a page of prose"
