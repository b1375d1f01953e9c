"""Which staff get what is sent without being asked for, and from which hour on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update

from storage.database import Tx
from storage.schema import accounts, dialogues, staff, units
from storage.staff import below

__all__ = ["Subscriber", "set_hour", "set_wanted", "subscribers", "wishes"]

_LEVELS = ("commune", "hamlet")  # schools and agencies have no weekly news of their own


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A role whose holder wants the news and has a chat that can be reached."""

    staff_id: int
    account_id: int
    channel: str
    seen_at: datetime | None
    hour: int


def subscribers(tx: Tx, commune_id: int, day: date) -> list[Subscriber]:
    """Those who work in a commune or one of its hamlets that stands on a day, by account."""
    query = (
        select(
            staff.c.id, accounts.c.id, accounts.c.channel, dialogues.c.seen_at, staff.c.notice_hour
        )
        .join(accounts, accounts.c.id == staff.c.account_id)
        .join(units, units.c.id == staff.c.unit_id)
        .outerjoin(dialogues, dialogues.c.account_id == accounts.c.id)
        .where(
            staff.c.unit_id.in_(below(commune_id)),
            staff.c.revoked_at.is_(None),
            staff.c.notices,
            accounts.c.reachable,
            units.c.level.in_(_LEVELS),
            units.c.valid_from <= day,
            units.c.valid_to > day,
        )
        .order_by(accounts.c.id, staff.c.id)
    )
    return [Subscriber(*row) for row in tx.execute(query)]


def wishes(tx: Tx, account_id: int) -> tuple[bool, int]:
    """Whether an account wants the news in any of its roles, and from which hour on."""
    mine = (staff.c.account_id == account_id, staff.c.revoked_at.is_(None))
    query = select(func.min(staff.c.notice_hour)).where(*mine)
    hour = tx.execute(query).scalar_one()
    wanted = tx.execute(query.where(staff.c.notices)).scalar_one()
    return wanted is not None, int(hour if wanted is None else wanted)


def set_wanted(tx: Tx, account_id: int, *, wanted: bool) -> None:
    """News in all roles of an account, or in none."""
    tx.execute(update(staff).where(staff.c.account_id == account_id).values(notices=wanted))


def set_hour(tx: Tx, account_id: int, hour: int) -> None:
    """News from this hour of the day on, in all roles of an account."""
    tx.execute(update(staff).where(staff.c.account_id == account_id).values(notice_hour=hour))
