"""A closed week in words: five lines for a hamlet, the table and the trend for a commune."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.turn import Row, action
from content.numbers import day
from domain.messages import Choice, Outgoing
from domain.plan import Indicator
from domain.vocabulary import Level
from domain.way import wanted_now
from domain.weeks import Week, local_day
from services import hamlet, way
from services.app import App
from services.staff import StaffMember
from services.turns import Tx
from services.way import CommuneWeek, Line
from services.week_picture import of_what, share_of, target_of, trend, what_of

__all__ = ["PLACES", "news", "table"]

PLACES = 8  # of the table in one message: a phone's screen
NAMES = 3  # to visit first


def news(
    tx: Tx, app: App, member: StaffMember, week: Week, *, now: datetime, drawn: bool = True
) -> tuple[Outgoing, ...]:
    """What a closed week says to a staff member; raises DomainError as `way.for_member` does.

    Figures are those that were signed. Names to visit are looked up at `now`, of the member's own
    hamlet alone. `drawn` says whether the trend of a commune goes along as a picture.
    """
    near = member.unit_level is Level.HAMLET
    found = way.for_member(tx, member, week, main_only=near)
    indicator, line = found.main
    if near:
        return (_hamlet(tx, app, found, indicator, line, now),)
    message = _commune(tx, app, found, indicator, line)
    if not drawn:
        return (message,)
    seen = trend(tx, app.texts, found, indicator, line)
    return (replace(message, alt=seen.alt, drawn=seen.png),)


def table(tx: Tx, app: App, member: StaffMember, week: Week, page: int) -> dict[str, Any]:
    """What a page of the whole table says. For officials: a head sees who is ahead, nobody else."""
    found = way.for_member(tx, member, week, main_only=True)
    indicator, _ = found.main
    places = found.places(indicator)
    return {
        **_values(app, found, indicator),
        "rows": _rated(app, places[page * PLACES : (page + 1) * PLACES]),
        "page": page + 1,
        "pages": max(1, -(-len(places) // PLACES)),
    }


def _hamlet(
    tx: Tx, app: App, found: CommuneWeek, indicator: Indicator, line: Line, now: datetime
) -> Outgoing:
    today = local_day(now, app.zone)
    whom = hamlet.to_visit_first(
        tx, app.curriculum, found.unit.id, now=now, today=today, limit=NAMES
    )
    text = app.texts.message(
        "notices/week_head",
        **_values(app, found, indicator),
        **_standing(app, found, line) | {"need": None},  # its share of this week is what counts
        praise=found.praise(indicator),
        next=whom,
    )
    rows: list[Row] = [
        (Choice(app.texts.label("week.visit", name=each.name), action("s.p", each.id)),)
        for each in whom.first
    ]
    lists = _button(app, "staff.lists", "s.lists")
    return Outgoing(text, (*rows, (lists,), (_button(app, "week.settings", "s.nw"),)))


def _commune(tx: Tx, app: App, found: CommuneWeek, indicator: Indicator, line: Line) -> Outgoing:
    places = found.places(indicator)
    shown = _most_needed(places)[:PLACES] if len(places) > PLACES else places
    values = _values(app, found, indicator)
    text = app.texts.message(
        "notices/week_office",
        **values,
        **_standing(app, found, line),
        rows=_rated(app, shown),
        more=len(places) - len(shown),
        still=[each.unit.name for each in places if each.still],
        eased=any(each.share and each.moving for each in places),
        silent=found.silent(),
        whole=_whole(found),
    )
    monday = found.week.monday.isoformat()
    rows = (
        (_button(app, "week.all", "s.wt", monday, 0),),
        (_button(app, "week.page", "s.web"),),
        (_button(app, "week.settings", "s.nw"),),
    )
    return Outgoing(text, rows)


def _whole(found: CommuneWeek) -> dict[str, int] | None:
    """How the indicators of the whole place stand, where a plan has such: of all that name a
    figure how many keep to it, and how many nobody has told."""
    ids = {one.id for one in found.plan.indicators if one.audience is None}
    lines = [line for key, line in found.own.items() if key in ids and line.named]
    if not lines:
        return None
    return {
        "all": len(lines),
        "kept": sum(line.gap == 0 for line in lines),
        "untold": sum(line.gap is None for line in lines),
    }


def _most_needed(places: Sequence[Line]) -> list[Line]:
    """Those of whom this week asks most first."""
    return sorted(places, key=lambda one: -(one.share or 0))


def _rated(app: App, places: Sequence[Line]) -> list[tuple[Line, str]]:
    """Lines with their share."""
    return [(each, share_of(app.texts, each)) for each in places]


def _values(app: App, found: CommuneWeek, indicator: Indicator) -> dict[str, Any]:
    """What every text of a week says."""
    first, last = found.week.monday, found.week.sunday
    return {
        "unit": found.unit.name,
        "span": f"{first:%d/%m} \u2013 {day(last)}",
        "what": what_of(app.texts, indicator),
        "of": of_what(app.texts, indicator),
    }


def _standing(app: App, found: CommuneWeek, line: Line) -> dict[str, Any]:
    """How far a unit is, as its lines say it."""
    return {
        "line": line,
        "rate": share_of(app.texts, line),
        "goal": target_of(line),
        "need": wanted_now(line.gap, line.figures["needed_per_week"]),
        "range": line.range(found.as_of),
    }


def _button(app: App, label: str, verb: str, *args: object) -> Choice:
    return Choice(app.texts.label(label), action(verb, *args))
