"""Who hears of a closed week, and when. The words are made when the message leaves."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter

from domain.quiet import MORNING, next_allowed
from domain.sending import Draft, Kind, Leave, leave_to_write
from domain.weeks import Week, local_day
from services import outbox
from services.app import App
from storage import subscriptions
from storage.database import Tx
from storage.subscriptions import Subscriber

__all__ = ["queue", "slot"]

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
