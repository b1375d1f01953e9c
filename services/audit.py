"""Writes down every act of staff."""

from collections.abc import Mapping
from datetime import datetime

from storage import audit
from storage.database import Tx

__all__ = ["record"]


def record(
    tx: Tx,
    now: datetime,
    staff_id: int | None,
    act: str,
    subject: str,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Note an act: who (None is the command line), what, on what, such as "match:12".

    `detail` holds ids, numbers and codes of ours only, never a name. Commits with the act itself.
    """
    audit.add(tx, now, staff_id, act, subject, detail or {})
