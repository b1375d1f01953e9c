"""A whole number as people type it."""

import re

__all__ = ["typed_number"]

_NUMBER = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3}){1,2}|[0-9]{1,9}")


def typed_number(text: str) -> int | None:
    """What a text means: 1200, 1.200 or "1 200". None for anything else, also for 2.5, which is no
    number of people, and for more than nine digits."""
    found = _NUMBER.fullmatch(text.strip())
    return int(re.sub(r"[. ]", "", found[0])) if found else None
