"""What one line of a roster changes about one known person."""

from collections.abc import Collection
from typing import NamedTuple

from domain.dates import Birth
from domain.roster_row import GONE, Known, Row
from domain.vocabulary import Status

__all__ = ["Change", "compare"]


class Change(NamedTuple):
    """New values of columns, and what begins or ends on the day of the roster."""

    person_id: int
    line: int
    fields: tuple[tuple[str, str], ...] = ()
    birth: Birth | None = None
    home: int = 0  # the new home, or the old one of somebody who is back
    home_before: int = 0
    ended: Status | None = None  # left or deceased
    status: Status | None = None  # present, absent or unable from now on
    audiences_begun: tuple[str, ...] = ()
    audiences_ended: tuple[str, ...] = ()
    organisations_begun: tuple[int, ...] = ()
    organisations_ended: tuple[int, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the person lives in another hamlet than before."""
        return bool(self.home) and self.home != self.home_before


def compare(known: Known, row: Row, columns: Collection[str]) -> Change | None:
    """The difference, or None. Only columns of the file count."""
    if row.status in GONE:
        same = known.status is row.status
        return None if same else Change(known.id, row.line, ended=row.status)
    back = known.status in GONE
    change = Change(
        known.id,
        row.line,
        fields=_fields(known, row, columns),
        birth=_birth(known.birth, row.birth),
        home=row.hamlet if back or row.hamlet != known.hamlet else 0,
        home_before=known.hamlet,
        status=_status(known, row, columns),
    )
    if "audience" in columns:
        told, before = set(row.audiences), set(known.audiences)
        change = change._replace(
            audiences_begun=tuple(sorted(told - before)),
            audiences_ended=tuple(sorted(before - told)),
        )
    if "organisation" in columns:
        here, there = {row.organisation} - {0}, set(known.organisations)
        change = change._replace(
            organisations_begun=tuple(sorted(here - there)),
            organisations_ended=tuple(sorted(there - here)),
        )
    nothing = Change(known.id, row.line, home_before=known.hamlet)
    return None if change == nothing else change


def _fields(known: Known, row: Row, columns: Collection[str]) -> tuple[tuple[str, str], ...]:
    wanted = {"name": row.name}
    if row.code:
        wanted["code"] = row.code
    if row.household or ("household" in columns and row.hamlet != known.hamlet):
        wanted["household"] = row.household  # whoever moved is no longer in the one they left
    if "sex" in columns:
        wanted["sex"] = row.sex
    if "phone" in columns or row.birth.band:
        wanted["phone"] = row.phone
    return tuple((key, value) for key, value in wanted.items() if getattr(known, key) != value)


def _birth(known: Birth, told: Birth) -> Birth | None:
    """A year does not take the place of the day that is known already."""
    if told == known or (told.year is not None and told.year == known.year and not told.day):
        return None
    return told


def _status(known: Known, row: Row, columns: Collection[str]) -> Status | None:
    wanted = row.status if "status" in columns or known.status in GONE else known.status
    return None if wanted is known.status else wanted
