"""Learning with somebody's help: when a class was, who may witness, whom to check again."""

import hashlib
import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

from domain.errors import DomainError
from domain.names import fold, without_title

__all__ = ["EARLIEST", "NOTICE", "class_day", "happened_at", "second_check", "witness_fits"]

EARLIEST = timedelta(days=60)  # a class is recorded while those present still remember it
EVENING = time(19)
NOTICE = "spoken-1"  # the sentence read aloud; a new wording gets a new version
_DAY = re.compile(r"(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2})(?: (?:nam )?(\d{2}|\d{4}))?")
_AGO = {"hom nay": 0, "hom qua": 1, "hom kia": 2}


def class_day(text: str, today: date) -> date:
    """The day in a text such as "5/11" or "5/11/26": without a year the latest one not after today.

    Raises "day_unread" for what is no day at all, "day_none" for a day that no calendar has.
    """
    folded = fold(text)
    if folded in _AGO:
        return today - timedelta(_AGO[folded])
    found = _DAY.fullmatch(folded)
    if found is None:
        raise DomainError("day_unread")
    years = [_year(found[3])] if found[3] else [today.year, today.year - 1]
    for year in years:
        try:
            day = date(year, int(found[2]), int(found[1]))
        except ValueError:
            continue
        if day <= today or found[3]:
            return day
    raise DomainError("day_none")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def happened_at(held_on: date, now: datetime, zone: tzinfo) -> datetime:
    """The moment a class counts for: now when it is today, else that evening."""
    if held_on == now.astimezone(zone).date():
        return now
    return min(now, datetime.combine(held_on, EVENING, zone))


def second_check(assistance_id: int, person_id: int, percent: int) -> bool:
    """Whether a result belongs to the sample that is checked again: always the same answer."""
    drawn = hashlib.sha256(f"{assistance_id}:{person_id}".encode()).digest()
    return int.from_bytes(drawn[:4]) % 100 < percent


def witness_fits(
    name: str, kin: Collection[str], learner: str = "", *, titles: Collection[str] = ()
) -> bool:
    """Whether somebody may witness: a full name, and neither the helper's own nor the household's,
    nor the learner's. A title is no part of a name."""
    bare = fold(without_title(name, titles))
    others = {*kin, fold(learner)}
    return len(bare.split(" ")) >= 2 and bare not in others and fold(name) not in others
