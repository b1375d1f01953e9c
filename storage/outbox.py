"""Messages waiting to be sent, and the batches they belong to."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from domain.sending import Draft, Fate, Kind, Run
from storage.database import Tx
from storage.schema import batches, outbox

__all__ = ["batch", "put"]

PART = 1000  # rows in one statement: below the limits of both databases


def batch(
    tx: Tx,
    kind: Kind,
    unit_id: int,
    period: str,
    *,
    now: datetime,
    state: Run = Run.RUNNING,
    words: str = "",
    staff_id: int | None = None,
) -> int:
    """The id of the batch of a unit and period, made if there is none yet; an old one stays."""
    make = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(batches)
    tx.execute(
        make.values(
            kind=kind,
            unit_id=unit_id,
            period=period,
            state=state,
            words=words,
            staff_id=staff_id,
            created_at=now,
            changed_at=now,
        ).on_conflict_do_nothing()
    )
    query = select(batches.c.id).where(
        batches.c.kind == kind, batches.c.unit_id == unit_id, batches.c.period == period
    )
    return int(tx.execute(query).scalar_one())


def put(tx: Tx, batch_id: int, drafts: Sequence[Draft]) -> Mapping[tuple[int, str], int]:
    """Add messages; returns the ids of the new ones by (account, slot). One that is there already
    is left as it is, so that planning twice, or in two processes, changes nothing."""
    found: dict[tuple[int, str], int] = {}
    make = (postgresql if tx.dialect.name == "postgresql" else sqlite).insert(outbox)
    statement = make.on_conflict_do_nothing().returning(
        outbox.c.account_id, outbox.c.slot, outbox.c.id
    )
    for first in range(0, len(drafts), PART):
        rows = [_row(batch_id, draft) for draft in drafts[first : first + PART]]
        done = tx.execute(statement, rows).all()
        found.update({(row.account_id, row.slot): row.id for row in done})
    return found


def _row(batch_id: int, draft: Draft) -> dict[str, object]:
    return {
        "batch_id": batch_id,
        "account_id": draft.account_id,
        "channel": draft.channel,
        "slot": draft.slot,
        "subject": draft.subject,
        "planned_on": draft.planned_on,
        "due_at": draft.due_at,
        "expires_at": draft.expires_at,
        "state": Fate.WAITING,
    }
