"""Who follows when a unit is merged or split: learners, staff, invitations, calls for help."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, insert, select, update

from storage.database import Tx
from storage.schema import help_calls, invitations, learners, matches, staff

__all__ = ["follow_merge", "follow_split"]


def follow_merge(tx: Tx, predecessor: int, successor: int) -> None:
    """Everything that looks at the old unit looks at the one that took it over."""
    for table in (learners, staff):
        tx.execute(update(table).where(table.c.unit_id == predecessor).values(unit_id=successor))
    _open_ends(tx, predecessor, successor)


def follow_split(
    tx: Tx, predecessor: int, successors: Sequence[int], goes: Mapping[int, int]
) -> None:
    """Learners go with the person they are; the others stay with the first successor.

    Staff keep everybody they had: they get their role in each successor, and an official takes
    away what is too much.
    """
    pairs = select(learners.c.id, matches.c.person_id).join(
        matches, matches.c.learner_id == learners.c.id
    )
    live = matches.c.state.in_(["provisional", "confirmed"])
    found = tx.execute(pairs.where(learners.c.unit_id == predecessor, live)).all()
    rows = [
        {"at_id": learner, "new_unit": goes[person]} for learner, person in found if person in goes
    ]
    first = predecessor if predecessor in successors else successors[0]
    tx.execute(update(learners).where(learners.c.unit_id == predecessor).values(unit_id=first))
    if rows:
        one = update(learners).where(learners.c.id == bindparam("at_id"))
        tx.execute(one.values(unit_id=bindparam("new_unit")), rows)
    _multiply_staff(tx, predecessor, first, [each for each in successors if each != first])
    if first != predecessor:
        _open_ends(tx, predecessor, first)


def _multiply_staff(tx: Tx, predecessor: int, first: int, others: Sequence[int]) -> None:
    here = (staff.c.unit_id == predecessor) & staff.c.revoked_at.is_(None)
    who = (staff.c.account_id, staff.c.role, staff.c.name, staff.c.created_at)
    columns = (*who, staff.c.notices, staff.c.notice_hour)
    copies = [
        {**row._mapping, "unit_id": unit}
        for row in tx.execute(select(*columns).where(here)).all()
        for unit in others
    ]
    tx.execute(update(staff).where(here).values(unit_id=first))
    if copies:
        tx.execute(insert(staff), copies)


def _open_ends(tx: Tx, predecessor: int, successor: int) -> None:
    """Invitations not yet used and calls not yet answered."""
    tx.execute(
        update(invitations)
        .where(invitations.c.unit_id == predecessor, invitations.c.used_at.is_(None))
        .values(unit_id=successor)
    )
    tx.execute(
        update(help_calls)
        .where(help_calls.c.unit_id == predecessor, help_calls.c.answered_at.is_(None))
        .values(unit_id=successor)
    )
