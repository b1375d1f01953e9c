"""Which rosters were taken in, for which day."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, insert, select

from storage.database import Tx
from storage.schema import roster_imports

__all__ = ["last_day", "note"]


def last_day(tx: Tx, commune_id: int) -> date | None:
    """The day of the newest roster of a commune."""
    query = select(func.max(roster_imports.c.as_of)).where(
        roster_imports.c.commune_id == commune_id
    )
    day: date | None = tx.scalar(query)
    return day


def note(
    tx: Tx,
    commune_id: int,
    file_hash: str,
    as_of: date,
    now: datetime,
    staff_id: int | None,
    counts: Mapping[str, int],
) -> bool:
    """Note an import; False when the same file was the last one taken in for the same day and
    changed nothing this time."""
    last = tx.execute(
        select(roster_imports.c.file_hash, roster_imports.c.as_of)
        .where(roster_imports.c.commune_id == commune_id)
        .order_by(roster_imports.c.id.desc())
        .limit(1)
    ).first()
    changes = sum(counts[key] for key in ("added", "changed", "moved", "left"))
    if last is not None and tuple(last) == (file_hash, as_of) and not changes:
        return False
    tx.execute(
        insert(roster_imports).values(
            commune_id=commune_id,
            file_hash=file_hash,
            as_of=as_of,
            imported_at=now,
            staff_id=staff_id,
            counts=dict(counts),
        )
    )
    return True
