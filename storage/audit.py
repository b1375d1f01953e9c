"""The record of what staff did. Rows are added, never changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from storage.database import Tx
from storage.schema import audit


def add(
    tx: Tx,
    happened_at: datetime,
    staff_id: int | None,
    act: str,
    subject: str,
    detail: Mapping[str, object],
) -> None:
    """Add one act."""
    tx.execute(
        insert(audit).values(
            happened_at=happened_at,
            staff_id=staff_id,
            act=act,
            subject=subject,
            detail=dict(detail),
        )
    )
