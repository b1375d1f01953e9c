"""Who hears of a closed week, and when. The words are made when the message leaves."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter

from domain.errors import DomainError
from domain.quiet import MORNING, next_allowed
from domain.sending import Draft, Kind, Leave, leave_to_write
from domain.weeks import Week, local_day
from services import outbox, staff
from services.app import App
from services.staff import StaffMember
from storage import subscriptions
from storage.database import Tx
from storage.subscriptions import Subscriber

__all__ = ["HOURS", "choose_hour", "mute", "queue", "roles", "slot", "wished", "wishes"]

HOURS = (7, 11, 17, 19)  # of the day, to choose from
LATEST = time(20)  # of the day after it was due: older news is no news


def queue(tx: Tx, app: App, commune_id: int, week: Week, *, now: datetime) -> int:
    """Put the news of a closed week into the outbox; returns how many messages are new.

    One message to each account whose holder works in the commune or in a hamlet, wants the news
    and can be written to free of charge. It leaves on the Monday after the week (on a day of rest:
    on the next day that is none), at the hour the holder chose (in TIMEZONE) or at once if that has
    passed, and lapses at 20:00 of the day after. On repeat nothing changes; a week closed later
    than that is news to nobody, and 0 is returned.
    """
    day = _day(week, app.zone)
    if now >= _lapses(day, app.zone):
        return 0
    found = subscriptions.subscribers(tx, commune_id, local_day(now, app.zone))
    drafts = list(_drafts(app, found, commune_id, week, day, now))
    if not drafts:
        return 0
    batch = outbox.batch(tx, Kind.WEEK, commune_id, week.label, now=now)
    return len(outbox.put(tx, batch, drafts))


def slot(week: Week, commune_id: int) -> str:
    """What makes the news of a week one message to an account, whatever it is there."""
    return f"week:{week.label}:{commune_id}"


def roles(
    tx: Tx, account_id: int, subject: Mapping[str, object], *, now: datetime
) -> list[StaffMember]:
    """The roles a message was planned for that the account still holds."""
    planned = subject.get("staff")
    ids = planned if isinstance(planned, list) else []
    return [one for one in staff.of_account(tx, account_id, now) if one.id in ids]


def wished(tx: Tx, app: App, account_id: int, *, now: datetime) -> datetime | None:
    """From which moment of today the account wants news, never one of quiet; None: no news."""
    wanted, hour = wishes(tx, account_id)
    if not wanted:
        return None
    today = datetime.combine(local_day(now, app.zone), time(hour), app.zone)
    return next_allowed(max(now, today), app.zone)


def wishes(tx: Tx, account_id: int) -> tuple[bool, int]:
    """Whether an account wants the news in any of its roles, and from which hour of the day on."""
    return subscriptions.wishes(tx, account_id)


def choose_hour(tx: Tx, account_id: int, hour: int) -> None:
    """News from this hour on, in all roles of the account; raises "old_button" for any hour that is
    not offered."""
    if hour not in HOURS:
        raise DomainError("old_button")
    subscriptions.set_hour(tx, account_id, hour)
    subscriptions.set_wanted(tx, account_id, wanted=True)


def mute(tx: Tx, account_id: int, *, muted: bool) -> None:
    """No news any more in any role of the account, or news again."""
    subscriptions.set_wanted(tx, account_id, wanted=not muted)


def _day(week: Week, zone: tzinfo) -> date:
    monday = datetime.combine(week.monday + timedelta(weeks=1), MORNING, zone)
    return local_day(next_allowed(monday, zone), zone)


def _lapses(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), LATEST, zone)


def _drafts(
    app: App, found: list[Subscriber], commune_id: int, week: Week, day: date, now: datetime
) -> Iterator[Draft]:
    for account_id, roles in groupby(found, attrgetter("account_id")):
        mine = list(roles)
        if leave_to_write(mine[0].channel, mine[0].seen_at, now) is not Leave.FREE:
            continue  # they see the week on their page, and in the chat when they next come
        hour = min(each.hour for each in mine)
        wished = max(now, datetime.combine(day, time(hour), app.zone))
        due = next_allowed(wished, app.zone)
        if due >= _lapses(day, app.zone):
            continue
        subject: dict[str, object] = {
            "commune": commune_id,
            "week": week.monday.isoformat(),
            "staff": [each.staff_id for each in mine],
        }
        yield Draft(
            account_id,
            mine[0].channel,
            slot(week, commune_id),
            subject,
            local_day(due, app.zone),
            due,
            _lapses(day, app.zone),
        )
