"""Which period of which task is completely done."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx
from storage.schema import periods

__all__ = ["done", "end"]


def done(tx: Tx, task: str, beginning: str) -> set[str]:
    """The periods of a task that are done and begin with these signs."""
    query = select(periods.c.period).where(
        periods.c.task == task, periods.c.period.startswith(beginning, autoescape=True)
    )
    return set(tx.scalars(query))


def end(tx: Tx, task: str, period: str, now: datetime) -> None:
    """Note that a period is done; noting it again changes nothing."""
    make = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(periods)
    row = make.values(task=task, period=period, done_at=now)
    tx.execute(row.on_conflict_do_nothing())
