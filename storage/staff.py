"""Staff, the units below theirs, and whom they may look at. Scope is part of every query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, insert, select, update

from storage.database import Tx
from storage.schema import learners, matches, memberships, persons, staff, units

_COLUMNS = (
    staff.c.id,
    staff.c.account_id,
    staff.c.role,
    staff.c.unit_id,
    staff.c.name,
    units.c.code.label("unit_code"),
    units.c.name.label("unit_name"),
    units.c.level.label("unit_level"),
)
_LIVE = (
    select(*_COLUMNS)
    .join(units, units.c.id == staff.c.unit_id)
    .where(staff.c.revoked_at.is_(None))
    .order_by(staff.c.id)
)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A role that an account holds at a unit."""

    id: int
    account_id: int
    role: str
    unit_id: int
    name: str
    unit_code: str
    unit_name: str
    unit_level: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as lists and menus name it."""

    id: int
    code: str
    name: str
    level: str
    parent_id: int | None


def below(unit_id: int) -> Select[tuple[int]]:
    """The ids of a unit and of all units below it, to stand inside `IN`."""
    tree = select(units.c.id).where(units.c.id == unit_id).cte("below", recursive=True)
    tree = tree.union_all(select(units.c.id).join(tree, units.c.parent_id == tree.c.id))
    return select(tree.c.id)


def lives_below(unit_id: int, day: date) -> Any:
    """Condition on `persons`: belongs to the unit or one below it on a day."""
    return exists().where(
        memberships.c.person_id == persons.c.id,
        memberships.c.unit_id.in_(below(unit_id)),
        memberships.c.valid_from <= day,
        memberships.c.valid_to > day,
    )


def of_account(tx: Tx, account_id: int) -> list[StaffRow]:
    """The roles an account holds now."""
    return _rows(tx, _LIVE.where(staff.c.account_id == account_id))


def get(tx: Tx, staff_id: int) -> StaffRow | None:
    """A role that was not revoked."""
    return next(iter(_rows(tx, _LIVE.where(staff.c.id == staff_id))), None)


def get_below(tx: Tx, staff_id: int, unit_id: int) -> StaffRow | None:
    """A role held in a unit or below it."""
    query = _LIVE.where(staff.c.id == staff_id, staff.c.unit_id.in_(below(unit_id)))
    return next(iter(_rows(tx, query)), None)


def at_or_below(tx: Tx, unit_id: int, *, offset: int, limit: int) -> list[StaffRow]:
    """Those who hold a role in a unit or below it, in the order they came."""
    query = _LIVE.where(staff.c.unit_id.in_(below(unit_id)))
    return _rows(tx, query.offset(offset).limit(limit))


def count_below(tx: Tx, unit_id: int) -> int:
    """How many hold a role in a unit or below it."""
    query = select(func.count()).where(
        staff.c.revoked_at.is_(None), staff.c.unit_id.in_(below(unit_id))
    )
    return int(tx.execute(query).scalar_one())


def add(tx: Tx, account_id: int, role: str, unit_id: int, name: str, now: datetime) -> int:
    """Give an account a role at a unit."""
    row = dict(account_id=account_id, role=role, unit_id=unit_id, name=name, created_at=now)
    return int(tx.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one())


def rename(tx: Tx, staff_id: int, name: str) -> None:
    """Note what the staff member is called."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(name=name))


def revoke(tx: Tx, staff_id: int, now: datetime) -> None:
    """End a role."""
    tx.execute(
        update(staff)
        .where(staff.c.id == staff_id, staff.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def unit_below(tx: Tx, unit_id: int, wanted: int) -> UnitRow | None:
    """A unit, if it is the given one or one below it."""
    query = select(units).where(units.c.id == wanted, units.c.id.in_(below(unit_id)))
    row = tx.execute(query).one_or_none()
    return _unit(row) if row else None


def unit_by_code(tx: Tx, code: str) -> UnitRow | None:
    """A unit by its code."""
    row = tx.execute(select(units).where(units.c.code == code)).one_or_none()
    return _unit(row) if row else None


def children(
    tx: Tx, unit_id: int, day: date, *, levels: Sequence[str] = (), offset: int = 0, limit: int = -1
) -> list[UnitRow]:
    """The units right below one on a day, by name."""
    query = (
        select(units)
        .where(_child_of(unit_id, day, levels))
        .order_by(units.c.level, units.c.code)
        .offset(offset)
    )
    return [_unit(row) for row in tx.execute(query.limit(limit) if limit >= 0 else query)]


def count_children(tx: Tx, unit_id: int, day: date, levels: Sequence[str] = ()) -> int:
    """How many units lie right below one on a day."""
    query = select(func.count()).select_from(units).where(_child_of(unit_id, day, levels))
    return int(tx.execute(query).scalar_one())


def kin_names(tx: Tx, account_id: int) -> list[str]:
    """Folded names of those who learn on an account, and of their households as far as known."""
    own = (
        select(persons.c.id, persons.c.household_id)
        .join(matches, matches.c.person_id == persons.c.id)
        .join(learners, learners.c.id == matches.c.learner_id)
        .where(
            learners.c.account_id == account_id,
            matches.c.state.in_(("provisional", "confirmed")),
        )
        .subquery()
    )
    query = select(persons.c.name_fold).where(
        persons.c.id.in_(select(own.c.id)) | persons.c.household_id.in_(select(own.c.household_id))
    )
    named = select(learners.c.name_fold).where(learners.c.account_id == account_id)
    return [*tx.execute(query).scalars(), *tx.execute(named).scalars()]


def names(tx: Tx, account_id: int) -> list[tuple[str, int]]:
    """What an account is or was called in its roles, and in which unit."""
    query = select(staff.c.name, staff.c.unit_id).where(
        staff.c.account_id == account_id, staff.c.name != ""
    )
    return [(row[0], row[1]) for row in tx.execute(query)]


def household_names(tx: Tx, unit_id: int, name_fold: str) -> list[str]:
    """Folded names of the households of those who live in this very unit by a folded name."""
    of_that_name = (
        select(persons.c.household_id)
        .join(memberships, memberships.c.person_id == persons.c.id)
        .where(
            persons.c.name_fold == name_fold,
            memberships.c.unit_id == unit_id,
            memberships.c.kind == "home",
        )
    )
    query = select(persons.c.name_fold).where(persons.c.household_id.in_(of_that_name))
    return list(tx.execute(query).scalars())


def _child_of(unit_id: int, day: date, levels: Sequence[str]) -> Any:
    found = and_(units.c.parent_id == unit_id, units.c.valid_from <= day, units.c.valid_to > day)
    return and_(found, units.c.level.in_(levels)) if levels else found


def _rows(tx: Tx, query: Any) -> list[StaffRow]:
    return [
        StaffRow(
            row.id,
            row.account_id,
            row.role,
            row.unit_id,
            row.name,
            row.unit_code,
            row.unit_name,
            row.unit_level,
        )
        for row in tx.execute(query)
    ]


def _unit(row: Any) -> UnitRow:
    return UnitRow(row.id, row.code, row.name, row.level, row.parent_id)
