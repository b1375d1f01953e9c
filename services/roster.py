"""The roster of a commune: shown first, then written whole or not at all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from content.numbers import number
from domain.errors import DomainError
from domain.roster_answers import Answers
from domain.roster_plan import Plan, plan
from domain.table import Problem, TableRefused
from domain.units import Unit
from domain.vocabulary import Level
from domain.weeks import local_day
from services import audit, standing
from services.clock import HOME
from services.places import places_of
from storage import memberships, persons, roster_file, roster_imports, units
from storage.database import Tx

__all__ = ["Preview", "apply", "preview"]

MANY = 1_000  # changed persons, from which on the database looks at its tables anew


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do, or did (`written`). With problems nothing is ever written."""

    commune: Unit
    as_of: date
    plan: Plan
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]  # headings of columns that must not be read
    unread: tuple[tuple[str, str], ...]  # headings not understood, and which column they are like
    unread_sheets: tuple[str, ...]  # of the same file, which hold a table
    children: int  # under 16: kept without birth date and phone
    erased: int  # lines of persons who asked to be forgotten, left out
    file_hash: str
    plan_hash: str
    hamlets: Mapping[int, str]  # names, for those that the plan speaks of
    written: bool = False

    @property
    def doubt(self) -> DomainError | None:
        """Why those who are not in the file leave only when that is said twice."""
        if not self.plan.doubtful:
            return None
        values = {"left": number(len(self.plan.missing)), "present": number(self.plan.present)}
        if not self.plan.absent:
            return DomainError("roster_many_left", **values)
        names = ", ".join(self.hamlets[place] for place in self.plan.absent)
        return DomainError("roster_hamlets_absent", **values, hamlets=names)

    @property
    def counts(self) -> dict[str, int]:
        """The result in numbers; problems make every other number zero."""
        return {**self.plan.counts, "erased": self.erased, "problems": len(self.problems)}


def preview(
    tx: Tx,
    commune_code: str,
    content: bytes,
    file_name: str,
    *,
    complete: bool = False,
    now: datetime,
    zone: tzinfo = HOME,
    as_of: date | None = None,
    answers: Answers | None = None,
) -> Preview:
    """Say what a file would change, and every problem in it. Writes nothing.

    `as_of` is the day of the roster, today if not given. Raises DomainError for a commune that is
    not known, for a day that does not fit, and for answers to lines that leave no doubt.
    """
    day = as_of or local_day(now, zone)
    commune = _commune(tx, commune_code, day, local_day(now, zone))
    file_hash = hashlib.sha256(content).hexdigest()
    try:
        reading = _read(tx, commune, content, file_name, day)
    except TableRefused as refused:
        return Preview(commune, day, Plan(), refused.problems, (), (), (), 0, 0, file_hash, "", {})
    forgotten = persons.erased_codes(tx, commune.id)
    rows = [row for row in reading.rows if not row.code or row.code not in forgotten]
    problems = list(reading.problems)
    found = Plan()
    if not problems:
        known = persons.known(tx, commune.id, day)
        answers = answers or Answers()
        found, problems = plan(
            known, rows, reading.columns, day, complete=complete, answers=answers
        )
        if not problems:
            answers.check({each.line for each in (*found.unsure, *found.answered)})
    ordered = tuple(sorted(problems, key=lambda problem: problem.order))
    return Preview(
        commune,
        day,
        Plan() if problems else found,
        ordered,
        reading.skipped,
        reading.unread,
        reading.unread_sheets,
        reading.children,
        len(reading.rows) - len(rows),
        file_hash,
        hashlib.sha256(f"{file_hash} {day} {found.hash()}".encode()).hexdigest(),
        units.names_of(tx, found.places),
    )


def apply(
    tx: Tx,
    commune_code: str,
    content: bytes,
    file_name: str,
    *,
    complete: bool = False,
    expected_hash: str | None = None,
    staff_id: int | None = None,
    now: datetime,
    zone: tzinfo = HOME,
    as_of: date | None = None,
    answers: Answers | None = None,
    many_left: bool = False,
) -> Preview:
    """Write a roster in one transaction: plan again, and refuse if that is another plan than
    `expected_hash`. Repeating it changes nothing. Raises TableRefused with every problem, and
    `Preview.doubt` unless `many_left` says that it is right."""
    seen = preview(
        tx,
        commune_code,
        content,
        file_name,
        complete=complete,
        now=now,
        zone=zone,
        as_of=as_of,
        answers=answers,
    )
    if seen.problems:
        raise TableRefused(seen.problems)
    if expected_hash is not None and expected_hash != seen.plan_hash:
        raise DomainError("roster_plan_changed")
    if seen.doubt is not None and not many_left:
        raise seen.doubt
    touched = _write(tx, seen)
    many = len(touched) > MANY
    if many:
        persons.refresh_plans(tx)
    standing.refresh(tx, touched)
    if many:
        persons.refresh_plans(tx)
    counts = seen.counts
    if roster_imports.note(tx, seen.commune.id, seen.file_hash, seen.as_of, now, staff_id, counts):
        audit.record(tx, now, staff_id, "roster.import", f"unit:{seen.commune.id}", counts)
    return replace(seen, written=True)


def _commune(tx: Tx, code: str, day: date, today: date) -> Unit:
    commune = units.by_code(tx, code.strip())
    if commune is None or commune.level is not Level.COMMUNE:
        raise DomainError("unknown_commune", commune=code)
    if day > today:
        raise DomainError("roster_to_come", day=day)
    last = roster_imports.last_day(tx, commune.id)
    if last is not None and day < last:
        raise DomainError("roster_too_old", day=day, last=last)
    changed = units.last_succession(tx, commune.id)
    if changed is not None and day < changed:  # it names hamlets that are no more
        raise DomainError("roster_before_change", day=f"{day:%d/%m/%Y}", on=f"{changed:%d/%m/%Y}")
    return commune


def _read(tx: Tx, commune: Unit, content: bytes, file_name: str, day: date) -> roster_file.Reading:
    hamlets, others = places_of(tx, commune.id, day)
    if not hamlets.codes:
        raise TableRefused([Problem(0, "no_hamlets", {"commune": commune.name})])
    return roster_file.read(content, file_name, hamlets, others, day)


def _write(tx: Tx, seen: Preview) -> list[int]:
    """Carry out the plan; the ids of all persons it touches."""
    found, day = seen.plan, seen.as_of
    codes = {row.household for row in found.add}
    codes |= {value for each in found.change for key, value in each.fields if key == "household"}
    homes = persons.household_ids(tx, seen.commune.id, codes)
    persons.change(tx, found.change, homes)
    memberships.change(tx, found.change, day)
    leaving = [person.id for person in found.missing] if found.leave else []
    memberships.end_all(tx, leaving, day, "left")
    new = persons.add(tx, seen.commune.id, found.add, homes)
    memberships.begin_for(tx, new, found.add, day)
    return [*new, *(each.person_id for each in found.change), *leaving]
