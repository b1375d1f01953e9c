"""One-time invitations of staff. Digests only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.database import Tx
from storage.schema import invitations


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as it is kept."""

    id: int
    role: str
    unit_id: int
    invited_by: int | None
    expires_at: datetime
    used_by: int | None


def add(
    tx: Tx,
    token_hash: str,
    role: str,
    unit_id: int,
    invited_by: int | None,
    created_at: datetime,
    expires_at: datetime,
) -> int:
    """Keep an invitation."""
    row = dict(
        token_hash=token_hash,
        role=role,
        unit_id=unit_id,
        invited_by=invited_by,
        created_at=created_at,
        expires_at=expires_at,
    )
    return int(tx.execute(insert(invitations).values(row).returning(invitations.c.id)).scalar_one())


def find(tx: Tx, token_hash: str) -> InvitationRow | None:
    """An invitation by the digest of its token."""
    row = tx.execute(
        select(invitations).where(invitations.c.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    return InvitationRow(row.id, row.role, row.unit_id, row.invited_by, row.expires_at, row.used_by)


def use(tx: Tx, invitation_id: int, account_id: int, now: datetime) -> bool:
    """Spend an invitation; False when somebody else was quicker."""
    done = tx.execute(
        update(invitations)
        .where(invitations.c.id == invitation_id, invitations.c.used_by.is_(None))
        .values(used_by=account_id, used_at=now)
    )
    return done.rowcount == 1
