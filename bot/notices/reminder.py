"""A reminder: by name, one idea, and one button that goes on where they stopped.

On a phone that several learn on, nothing is said but the names they chose themselves.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.conversation.turn import Row, action
from bot.notices.notice import Later, Ready, Skip, Verdict, Wanted
from domain.messages import Choice, Outgoing
from domain.progress import Progress, usual_track
from domain.reminders import Rule
from domain.sending import Kind
from services import family, learning, reminders
from services.app import App
from services.reminders import Told
from services.turns import Tx

KIND = Kind.REMINDER


def compose(tx: Tx, app: App, wanted: Wanted, *, now: datetime) -> Verdict:
    """The words of a reminder that is still wanted; see `services.reminders.look_again`."""
    part, paid = str(wanted.subject.get("part", "")), wanted.subject.get("paid") is True
    again = reminders.look_again(
        tx, app, wanted.id, wanted.account_id, part=part, paid=paid, now=now
    )
    if again.reason is not None:
        return Skip(again.reason)
    if again.busy_until is not None:
        return Later(again.busy_until)
    today = now.astimezone(app.zone).date()
    if len(family.members(tx, wanted.account_id)) == 1:
        return Ready((_alone(tx, app, wanted.account_id, again.told[0], today),))
    return Ready((_together(app, again.told, today),))


def _alone(tx: Tx, app: App, account_id: int, told: Told, today: date) -> Outgoing:
    """To somebody whose own phone it is: also how far they have come."""
    standing = _standing(tx, app, account_id, told)
    following = standing.following
    text = app.texts.message(
        f"notices/reminder/{told.occasion.rule}",
        you=app.texts.label(f"address.{standing.track.audience}"),
        name=told.name,
        days=_days(told, today),
        deadline=told.occasion.deadline,
        done=len(standing.lessons) - len(standing.left),
        total=len(standing.lessons),
        following=following,
        number=standing.number(following.id) if following else 0,
    )
    start = told.occasion.rule is Rule.NOT_STARTED
    label = "start" if start else "go_on" if following else "final"
    return Outgoing(text, (_go(app, f"remind.{label}", told), _stop(app)))


def _together(app: App, told: Sequence[Told], today: date) -> Outgoing:
    """To a phone of several: who is invited, and a button for each of them."""
    nameless = app.texts.label("family.nameless")
    names = [each.name or nameless for each in told]
    ahead = [(_days(each, today), each.occasion.deadline) for each in told]
    coming = min((days for days, _ in ahead if days >= 0), default=-1)
    deadline = next((day for days, day in ahead if day and days == coming), None)
    text = app.texts.message("notices/reminder/family", names=names, days=coming, deadline=deadline)
    rows = tuple(
        _go(app, "remind.name", each, name) for each, name in zip(told, names, strict=True)
    )
    return Outgoing(text, (*rows, _stop(app)))


def _standing(tx: Tx, app: App, account_id: int, told: Told) -> Progress:
    """Where somebody stands in the track they chose, if it counts, else in the first that does."""
    known = [track for track in told.tracks if track in app.curriculum.tracks]
    chosen = family.tracks(tx, account_id).get(told.learner_id)
    track = chosen if chosen in known else next(iter(known), usual_track(app.curriculum).id)
    return learning.progress(tx, app.curriculum, track, told.learner_id)


def _days(told: Told, today: date) -> int:
    """How many days are left; below 0 where there is no deadline, or it is over."""
    deadline = told.occasion.deadline
    return (deadline - today).days if deadline else -1


def _go(app: App, label: str, told: Told, name: str = "") -> Row:
    return (Choice(app.texts.label(label, name=name), action("resume", told.learner_id)),)


def _stop(app: App) -> Row:
    return (Choice(app.texts.label("remind.stop"), action("stop")),)
