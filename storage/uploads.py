"""Files between their dry run and their confirmation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.database import Tx
from storage.schema import uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent, for one unit by one staff member."""

    id: int
    unit_id: int
    file_name: str
    content: bytes


def add(tx: Tx, staff_id: int, unit_id: int, file_name: str, content: bytes, now: datetime) -> int:
    """Keep a file; returns its id."""
    row = {
        "staff_id": staff_id,
        "unit_id": unit_id,
        "file_name": file_name,
        "content": content,
        "plan_hash": "",
        "created_at": now,
    }
    made: int = tx.execute(insert(uploads).returning(uploads.c.id), row).scalar_one()
    return made


def get(tx: Tx, staff_id: int, unit_id: int, upload_id: int) -> Upload | None:
    """A file of this staff member for this unit, and of nobody else."""
    row = tx.execute(
        select(uploads.c.id, uploads.c.unit_id, uploads.c.file_name, uploads.c.content).where(
            uploads.c.id == upload_id, uploads.c.staff_id == staff_id, uploads.c.unit_id == unit_id
        )
    ).one_or_none()
    return Upload(*row) if row else None


def drop_all(tx: Tx, staff_id: int) -> None:
    """Throw away the files of a staff member."""
    tx.execute(delete(uploads).where(uploads.c.staff_id == staff_id))
