"""Dues: that somebody is to be reminded of something, once, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, text, update

from domain.sending import Fate, Kind, Reason
from storage.among import among
from storage.bulk import insert_new
from storage.database import Tx
from storage.schema import batches, dues, outbox

__all__ = [
    "NewDue",
    "Waiting",
    "add",
    "attachable",
    "may_have_arrived",
    "of_message",
    "one_planner",
    "paid_since",
    "skip",
]


@dataclass(frozen=True, slots=True)
class NewDue:
    """A due as it is decided: with a reason it is skipped, else it waits in a message."""

    who: str
    rule: str
    due_on: date
    learner_id: int
    unit_id: int
    reason: Reason | None
    outbox_id: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due that a message carries; `reason` is empty while it waits."""

    id: int
    learner_id: int
    rule: str
    due_on: date
    state: str
    reason: str


def one_planner(tx: Tx) -> None:
    """Wait until nobody else plans; until the transaction ends nobody else does. What another
    planner has decided is seen from here on, so that nothing is decided twice."""
    if tx.dialect.name == "postgresql":  # SQLite has one writer anyway
        # A plan made while the tables were empty would read them whole, ever longer.
        tx.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtext('reminders'))"))


def add(tx: Tx, found: Sequence[NewDue], *, planned_on: date, now: datetime) -> None:
    """Keep dues; one that is there already is left as it is."""
    common = {"planned_on": planned_on, "decided_at": now}
    insert_new(tx, dues, [_row(due) | common for due in found])


def _row(due: NewDue) -> dict[str, object]:
    return {
        "who": due.who,
        "rule": due.rule,
        "due_on": due.due_on,
        "learner_id": due.learner_id,
        "unit_id": due.unit_id,
        "state": (Fate.SKIPPED if due.reason else Fate.WAITING).value,
        "reason": due.reason.value if due.reason else "",
        "outbox_id": due.outbox_id,
    }


def attachable(
    tx: Tx, account_ids: Collection[int], slots: Collection[str]
) -> dict[tuple[int, str], int]:
    """Messages that wait and that no sender holds, by account and slot; none of them is taken
    before the transaction ends, so that more dues may be put into them."""
    query = (
        select(outbox.c.account_id, outbox.c.slot, outbox.c.id)
        .where(
            among(tx, outbox.c.account_id, account_ids),
            outbox.c.slot.in_(slots),
            outbox.c.state == Fate.WAITING,
            outbox.c.owner.is_(None),
        )
        .with_for_update()
    )
    return {(row.account_id, row.slot): row.id for row in tx.execute(query)}


def of_message(tx: Tx, outbox_id: int) -> list[Waiting]:
    """All dues of a message, those of one account in the order its learners came."""
    columns = (dues.c.id, dues.c.learner_id, dues.c.rule, dues.c.due_on, dues.c.state)
    query = (
        select(*columns, dues.c.reason)
        .where(dues.c.outbox_id == outbox_id)
        .order_by(dues.c.learner_id, dues.c.id)
    )
    return [Waiting(*row) for row in tx.execute(query)]


def may_have_arrived(tx: Tx, outbox_id: int) -> bool:
    """Whether a message was given to the platform before, and nobody knows what became of it."""
    query = select(outbox.c.unknown_at).where(outbox.c.id == outbox_id)
    return tx.execute(query).scalar_one_or_none() is not None


def skip(tx: Tx, reasons: Mapping[int, Reason], *, now: datetime) -> None:
    """Skip dues that still wait, each by its id for a reason of its own."""
    for id_, reason in sorted(reasons.items()):
        tx.execute(
            update(dues)
            .where(dues.c.id == id_, dues.c.state == Fate.WAITING)
            .values(state=Fate.SKIPPED, reason=reason, decided_at=now)
        )


def paid_since(tx: Tx, unit_id: int, first: date) -> int:
    """How many reminders of a commune that cost money were sent or wait since a day."""
    query = (
        select(func.count())
        .select_from(outbox)
        .join(batches, batches.c.id == outbox.c.batch_id)
        .where(
            batches.c.kind == Kind.REMINDER,
            batches.c.unit_id == unit_id,
            outbox.c.planned_on >= first,
            outbox.c.state != Fate.SKIPPED,
            outbox.c.subject["paid"].as_boolean(),
        )
    )
    return int(tx.execute(query).scalar_one())
