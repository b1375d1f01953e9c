"""Staff hear on Monday how their hamlet or commune stands."""

from datetime import date, datetime

from bot.conversation import week_news
from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.errors import DomainError
from domain.messages import Outgoing
from domain.sending import Kind, Reason
from domain.weeks import Week
from services import weekly_news
from services.app import App
from services.staff import StaffMember
from services.turns import Tx

KIND = Kind.WEEK


def compose(tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
    """The week as it was signed, for each role the person still holds; a later correction is in
    it. Whoever muted the news meanwhile gets none, whoever chose a later hour gets it then."""
    roles = weekly_news.roles(tx, wanted.account_id, wanted.subject, now=now)
    if not roles:
        return Skip(Reason.GONE)
    at = weekly_news.wished(tx, app, wanted.account_id, now=now)
    if at is None:
        return Skip(Reason.STOPPED)
    if at > now:
        return Later(at) if at < wanted.expires_at else Skip(Reason.LATE)
    week = Week(date.fromisoformat(str(wanted.subject["week"])))
    messages = [one for role in roles for one in _of(tx, app, role, week, now)]
    return Ready(tuple(messages)) if messages else Skip(Reason.GONE)


def _of(tx: Tx, app: App, member: StaffMember, week: Week, now: datetime) -> tuple[Outgoing, ...]:
    try:
        return week_news.news(tx, app, member, week, now=now)
    except DomainError:  # the unit has ended, or its commune has no plan any more
        return ()
