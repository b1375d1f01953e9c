"""How the source of a headcount is called for people; programs keep the exact name."""

import re

from content.render import Texts

__all__ = ["headcount_source"]

ROSTER = re.compile(r"roster \d{4}-\d\d-\d\d")


def headcount_source(texts: Texts, source: str | None) -> str | None:
    """ "roster 2026-10-01; a report" -> "danh sách; a report"; the day stands beside it."""
    if source is None:
        return None
    roster = texts.label("headcount_source.roster")
    parts = [roster if ROSTER.fullmatch(part) else part for part in source.split("; ")]
    return "; ".join(dict.fromkeys(parts))
