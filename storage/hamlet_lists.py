"""The people of one hamlet: who they are and how far they have come."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    distinct,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from domain.curriculum import Track
from domain.hamlet import Programme
from storage.database import Tx
from storage.schema import (
    FOREVER,
    absences,
    attempts,
    completions,
    dialogues,
    enrolments,
    learners,
    matches,
    memberships,
    persons,
    units,
    voids,
)
from storage.staff import lives_below

LIVE = ("provisional", "confirmed")
Whom = Select[tuple[int]]  # the ids of those looked at


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list names them."""

    id: int
    name: str
    birth_year: int | None
    phone: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """What the facts of one person sum up to; the lessons by track."""

    person_id: int
    lessons: tuple[int, ...]
    done: bool
    last: datetime


def counted_in(unit_id: int, audience: str, day: date) -> Whom:
    """The ids of those counted in the headcount of a unit on a day."""
    return select(enrolments.c.person_id).where(
        enrolments.c.unit_id == unit_id,
        enrolments.c.audience == audience,
        enrolments.c.valid_from <= day,
        enrolments.c.valid_to > day,
    )


def is_counted(tx: Tx, person_id: int, unit_id: int, audience: str, day: date) -> bool:
    """Whether somebody is counted in the headcount of a unit on a day."""
    query = counted_in(unit_id, audience, day).where(enrolments.c.person_id == person_id)
    return tx.execute(query).first() is not None


def people(tx: Tx, unit_id: int, audience: str, day: date) -> list[tuple[int, bool]]:
    """Everybody counted in a unit, in Vietnamese order: id, and whether a phone is listed."""
    query = (
        select(persons.c.id, persons.c.phone != "")
        .where(persons.c.id.in_(counted_in(unit_id, audience, day)))
        .order_by(persons.c.sort_key, persons.c.id)
    )
    return [(row[0], bool(row[1])) for row in tx.execute(query)]


def progress(tx: Tx, whom: Whom, programme: Programme) -> list[ProgressRow]:
    """What each person has finished, as facts of the person's own."""
    return _progress(
        tx,
        programme,
        completions.c.person_id,
        select(completions).where(completions.c.person_id.in_(whom)),
    )


def pending(tx: Tx, whom: Whom, programme: Programme) -> list[ProgressRow]:
    """What was finished by learners whose match with a person waits for confirmation."""
    claimed = (
        select(completions)
        .join(matches, matches.c.learner_id == completions.c.learner_id)
        .where(
            matches.c.person_id.in_(whom),
            matches.c.state == "provisional",
            completions.c.person_id.is_(None),
        )
    )
    return _progress(tx, programme, matches.c.person_id, claimed)


def _progress(
    tx: Tx, programme: Programme, person: ColumnElement[Any], facts: Select[Any]
) -> list[ProgressRow]:
    whole = and_(completions.c.kind == "track", completions.c.content_id.in_(programme.accepted))
    query = (
        facts.with_only_columns(
            person,
            func.max(case((whole, 1), else_=0)),
            func.max(completions.c.happened_at),
            *(_lessons(track) for track in programme.tracks),
        )
        .where(~exists().where(voids.c.completion_id == completions.c.id))
        .group_by(person)
    )
    rows = tx.execute(query)
    return [ProgressRow(row[0], tuple(row[3:]), bool(row[1]), row[2]) for row in rows]


def _lessons(track: Track) -> ColumnElement[int]:
    lesson = and_(completions.c.kind == "lesson", completions.c.content_id.in_(track.lessons))
    return func.count(distinct(case((lesson, completions.c.content_id))))


def hard(tx: Tx, whom: Whom, tries: int) -> set[int]:
    """Those who failed the same quiz so often and have not passed it."""
    failed = _tried(tx, whom, attempts.c.passed.is_(False))
    often = {what for what, times in failed.items() if times >= tries}
    if not often:
        return set()
    some = select(persons.c.id).where(persons.c.id.in_({person_id for person_id, *_ in often}))
    passed = _tried(tx, some, attempts.c.passed.is_(True))
    return {person_id for person_id, *_ in often - passed.keys()}


def _tried(tx: Tx, whom: Whom, how: ColumnElement[bool]) -> Counter[tuple[int, str, str]]:
    """How often persons ended which quiz so, on their own phone or on a helper's."""
    what = (attempts.c.kind, attempts.c.content_id)
    visited = select(attempts.c.person_id, *what, func.count()).where(
        attempts.c.person_id.in_(whom), how
    )
    alone = (
        select(matches.c.person_id, *what, func.count())
        .join(attempts, attempts.c.learner_id == matches.c.learner_id)
        .where(matches.c.person_id.in_(whom), matches.c.state.in_(LIVE), how)
    )
    found: Counter[tuple[int, str, str]] = Counter()
    for person, query in ((attempts.c.person_id, visited), (matches.c.person_id, alone)):
        for person_id, kind, content_id, times in tx.execute(query.group_by(person, *what)):
            found[person_id, kind, content_id] += times
    return found


def visited(tx: Tx, whom: Whom) -> dict[int, datetime]:
    """Those who began a check on a helper's phone, and when they first did."""
    query = (
        select(attempts.c.person_id, func.min(attempts.c.started_at))
        .where(attempts.c.person_id.in_(whom))
        .group_by(attempts.c.person_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def accounts(tx: Tx, whom: Whom) -> dict[int, datetime]:
    """Those who learn on an account, and since when."""
    query = (
        select(matches.c.person_id, func.min(matches.c.created_at))
        .where(matches.c.person_id.in_(whom), matches.c.state.in_(LIVE))
        .group_by(matches.c.person_id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def opened(tx: Tx, whom: Whom) -> set[int]:
    """Those who have opened a lesson on an account of theirs, or tried a quiz there."""
    known = select(matches.c.person_id, matches.c.learner_id).where(
        matches.c.person_id.in_(whom), matches.c.state.in_(LIVE)
    )
    tried = known.where(exists().where(attempts.c.learner_id == matches.c.learner_id))
    places = (
        known.add_columns(dialogues.c.state[("data", "at")])
        .join(learners, learners.c.id == matches.c.learner_id)
        .join(dialogues, dialogues.c.account_id == learners.c.account_id)
    )
    found = {person_id for person_id, _ in tx.execute(tried)}
    return found | {row[0] for row in tx.execute(places) if str(row[1]) in (row[2] or {})}


def named(tx: Tx, ids: Sequence[int]) -> list[PersonRow]:
    """The persons of one page, in Vietnamese order."""
    query = select(persons).where(persons.c.id.in_(ids)).order_by(persons.c.sort_key, persons.c.id)
    return [_person(row) for row in tx.execute(query)]


def statuses(tx: Tx, ids: Sequence[int], day: date) -> dict[int, str]:
    """Who is absent or unable on a day."""
    query = select(absences.c.person_id, absences.c.status).where(
        absences.c.person_id.in_(ids), absences.c.valid_from <= day, absences.c.valid_to > day
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def set_status(tx: Tx, person_id: int, status: str, day: date) -> None:
    """From this day on a person is present, absent or unable; what was before stays on record."""
    running = and_(absences.c.person_id == person_id, absences.c.valid_to > day)
    tx.execute(update(absences).where(running, absences.c.valid_from < day).values(valid_to=day))
    tx.execute(
        update(absences)
        .where(running, absences.c.valid_from >= day)
        .values(valid_to=absences.c.valid_from)
    )
    if status != "present":
        tx.execute(
            insert(absences).values(
                person_id=person_id, status=status, valid_from=day, valid_to=FOREVER
            )
        )


def person_below(tx: Tx, unit_id: int, person_id: int, day: date) -> PersonRow | None:
    """A person who belongs to a unit or one below it on a day."""
    query = select(persons).where(
        persons.c.id == person_id, persons.c.erased_at.is_(None), lives_below(unit_id, day)
    )
    row = tx.execute(query).one_or_none()
    return _person(row) if row else None


def home_of(tx: Tx, person_id: int, day: date) -> int | None:
    """The hamlet a person lives in on a day."""
    return tx.execute(
        select(memberships.c.unit_id).where(
            memberships.c.person_id == person_id,
            memberships.c.kind == "home",
            memberships.c.valid_from <= day,
            memberships.c.valid_to > day,
        )
    ).scalar_one_or_none()


def places(tx: Tx, ids: Sequence[int], day: date) -> dict[int, str]:
    """The name of the hamlet each person lives in on a day; of the workplace for want of one."""
    query = (
        select(memberships.c.person_id, units.c.name)
        .join(units, units.c.id == memberships.c.unit_id)
        .where(
            memberships.c.person_id.in_(ids),
            memberships.c.valid_from <= day,
            memberships.c.valid_to > day,
        )
        .order_by(memberships.c.kind == "home", memberships.c.id)
    )
    return {row[0]: row[1] for row in tx.execute(query)}  # the last one stands: the home


def search(
    tx: Tx, unit_id: int, words: Sequence[str], day: date, *, adults_of: str = "", limit: int
) -> list[PersonRow]:
    """Persons of a unit or below whose folded names hold all words, each a whole word first."""
    spaced = literal(" ") + persons.c.name_fold + literal(" ")
    conditions = [spaced.contains(f" {word} ", autoescape=True) for word in words]
    if adults_of:
        conditions.append(persons.c.id.in_(counted_in(unit_id, adults_of, day)))
    else:
        conditions.append(lives_below(unit_id, day))
    query = (
        select(persons)
        .where(persons.c.erased_at.is_(None), *conditions)
        .order_by(persons.c.sort_key, persons.c.id)
        .limit(limit)
    )
    return [_person(row) for row in tx.execute(query)]


def finished(tx: Tx, person_id: int, accepted: Collection[str]) -> tuple[date, str] | None:
    """The day and the way a person finished any of these tracks, the earliest that counts."""
    query = (
        select(completions.c.happened_on, completions.c.way)
        .where(
            completions.c.person_id == person_id,
            completions.c.kind == "track",
            completions.c.content_id.in_(accepted),
            ~exists().where(voids.c.completion_id == completions.c.id),
        )
        .order_by(completions.c.happened_at)
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    return (row.happened_on, row.way) if row else None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Something a person finished."""

    id: int
    kind: str
    content_id: str
    happened_on: date
    way: str


def results(tx: Tx, person_id: int, *, limit: int) -> list[ResultRow]:
    """What a person finished and nobody voided: whole tracks first, then the newest."""
    query = (
        select(
            completions.c.id,
            completions.c.kind,
            completions.c.content_id,
            completions.c.happened_on,
            completions.c.way,
        )
        .where(
            completions.c.person_id == person_id,
            ~exists().where(voids.c.completion_id == completions.c.id),
        )
        .order_by(completions.c.kind.desc(), completions.c.happened_at.desc(), completions.c.id)
        .limit(limit)
    )
    return [ResultRow(*row) for row in tx.execute(query)]


def only(person_id: int) -> Whom:
    """One person, as `progress` wants those it looks at."""
    return select(literal(person_id))


def _person(row: Any) -> PersonRow:
    return PersonRow(row.id, row.name, row.birth_year, row.phone, row.sex)
