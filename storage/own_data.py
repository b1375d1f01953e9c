"""Everything kept about one learner, for the copy that is theirs by right."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from domain.sending import Fate, Kind
from storage.database import Tx
from storage.schema import (
    accounts,
    attempts,
    batches,
    completions,
    dues,
    help_calls,
    outbox,
    voids,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A finished lesson or track."""

    kind: str
    content_id: str
    version: int
    happened_on: date
    way: str
    source: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """What is kept of reminding a learner: how many went out, the last day, and what waits."""

    sent: int = 0
    last: date | None = None
    waiting: int = 0
    skipped: int = 0


def opened(tx: Tx, account_id: int) -> datetime:
    """When an account first wrote."""
    query = select(accounts.c.created_at).where(accounts.c.id == account_id)
    at: datetime = tx.execute(query).scalar_one()
    return at


def facts(tx: Tx, learner_id: int, person_id: int | None) -> list[Fact]:
    """What a learner, or the confirmed person, finished, oldest first."""
    table = completions
    whose = table.c.learner_id == learner_id
    if person_id is not None:
        whose = or_(whose, table.c.person_id == person_id)
    columns = (table.c.kind, table.c.content_id, table.c.version, table.c.happened_on)
    query = (
        select(*columns, table.c.way, table.c.source)
        .outerjoin(voids, voids.c.completion_id == table.c.id)
        .where(whose, voids.c.id.is_(None))
        .order_by(table.c.happened_at, table.c.id)
    )
    return [Fact(*row) for row in tx.execute(query)]


def tries(tx: Tx, learner_id: int) -> int:
    """How many quizzes a learner began."""
    query = select(func.count()).where(attempts.c.learner_id == learner_id)
    return tx.execute(query).scalar_one()


def calls(tx: Tx, account_id: int) -> int:
    """How often help was called from an account."""
    query = select(func.count()).where(help_calls.c.account_id == account_id)
    return tx.execute(query).scalar_one()


def reminded(tx: Tx, learner_id: int) -> Reminded:
    """How often a learner was to be reminded, as far as it is still kept, and what became of it."""
    query = (
        select(dues.c.state, func.count(), func.max(dues.c.planned_on))
        .where(dues.c.learner_id == learner_id)
        .group_by(dues.c.state)
    )
    found = {row[0]: (row[1], row[2]) for row in tx.execute(query)}
    sent, last = found.get(Fate.SENT, (0, None))
    nothing = (0, None)
    waiting, skipped = (found.get(each, nothing)[0] for each in (Fate.WAITING, Fate.SKIPPED))
    return Reminded(sent, last, waiting, skipped)


def news(tx: Tx, account_id: int) -> int:
    """How many messages other than reminders were sent to an account without being asked for."""
    query = (
        select(func.count())
        .select_from(outbox)
        .join(batches, batches.c.id == outbox.c.batch_id)
        .where(
            outbox.c.account_id == account_id,
            outbox.c.state == Fate.SENT,
            batches.c.kind != Kind.REMINDER,
        )
    )
    return tx.execute(query).scalar_one()
