"""Whom a line of a roster may mean, when the list fits more than one person."""

from collections.abc import Sequence
from typing import Any

from domain.roster_row import GONE, Known, Row
from domain.table import Problem

__all__ = ["Claim", "Key", "kind", "likeliest", "may_mean", "persons_in", "several", "two_codes"]

Key = tuple[object, ...]
Claim = tuple[Row, list[Known]]  # a line, and the persons it may be


def may_mean(row: Row, person: Known) -> bool:
    """Somebody who is here, if the line is about somebody who is here."""
    return row.status in GONE or person.status not in GONE


def persons_in(claims: list[Claim]) -> int:
    """How many persons some lines may be."""
    return len({person.id for _, persons in claims for person in persons})


def likeliest(row: Row, persons: list[Known]) -> list[Known]:
    """Those who are here, if any; a line about somebody gone who is known to be gone is done."""
    if len(persons) < 2:
        return persons
    if row.status in GONE:
        return persons[:1] if all(person.status is row.status for person in persons) else persons
    return [person for person in persons if person.status not in GONE] or persons


def kind(person: Known) -> Key:
    """What a list can say to tell persons of one name apart; see `several`."""
    return (person.household, person.code, person.birth.day)


def several(line: int, code: str, name: str, persons: Sequence[Known]) -> Problem:
    """Which columns would say whom of several persons a line means, and what they hold now."""
    told: dict[str, set[Any]] = {
        "household": {person.household for person in persons},
        "code": {person.code for person in persons},
        "birth_day": {person.birth.day for person in persons},
    }
    missing = tuple(key for key in told if len(told[key]) > 1)
    known = tuple(sorted(value for key in missing[:1] for value in told[key] if value))
    return Problem(
        line, code, {"value": name, "count": len(persons), "missing": missing, "known": known}
    )


def two_codes(row: Row, person: Known) -> bool:
    """Two different codes are two persons, however alike they are."""
    return bool(row.code and person.code and row.code != person.code)
