"""The people of one's hamlet: numbers first, a few names a screen, one tap to a person."""

from bot.conversation.staff_common import (
    HAMLET_ROLES,
    Messages,
    acting,
    caption,
    hamlet_id,
    home,
    pager,
    pages,
)
from bot.conversation.turn import Row, Turn
from domain.vocabulary import MatchState, Status
from services import hamlet, matching_review, presence
from services.hamlet import Card


def lists(turn: Turn, unit: str = "") -> Messages:
    """How many stand where, and the way to each list."""
    member = acting(turn)
    unit_id = hamlet_id(turn, member, unit)
    found = hamlet.overview(
        turn.tx, turn.app.curriculum, member, unit_id, now=turn.now, today=turn.today
    )
    rows = [
        (turn.button(f"staff_list.{which}", "s.l", which, 0, unit_id, count=found.count(which)),)
        for which in hamlet.LISTS
        if found.count(which)
    ]
    find = (turn.button("staff.find", "s.find"),)
    return [turn.say("staff/lists", *rows, find, home(turn), found=found)]


def listing(turn: Turn, which: str, page: str, unit: str = "") -> Messages:
    """A page of one list."""
    member, number = acting(turn), turn.integer(page)
    unit_id = hamlet_id(turn, member, unit)
    found, total = hamlet.listing(
        turn.tx,
        turn.app.curriculum,
        member,
        unit_id,
        which,
        page=number,
        now=turn.now,
        today=turn.today,
    )
    rows: list[Row] = [
        (turn.named(caption(turn, each), "s.p", each.id, which, number, unit_id),) for each in found
    ]
    rows += pager(turn, number, total, "s.l", which, unit=unit_id)
    back = (turn.button("staff.lists", "s.lists", unit_id), *home(turn))
    title = turn.app.texts.label(f"staff_list.{which}", count=total)
    place = dict(title=title, page=number + 1, pages=pages(total))
    if which == hamlet.VISIT:
        return [turn.say("staff/visits", *rows, back, people=found, where=place)]
    return [turn.say("staff/list", *rows, back, where=place)]


def person(turn: Turn, person_id: str, which: str = "", page: str = "", unit: str = "") -> Messages:
    """A person's card, with what can be done for them."""
    return card(turn, turn.integer(person_id), which, page, unit)


def card(turn: Turn, person_id: int, which: str = "", page: str = "", unit: str = "") -> Messages:
    """The card; `which`, `page` and `unit` lead back to the list it was opened from."""
    member = acting(turn)
    found = hamlet.card(
        turn.tx, turn.app.curriculum, member, person_id, now=turn.now, today=turn.today
    )
    decides = member.role not in HAMLET_ROLES
    back = (turn.button("staff.back_list", "s.l", which, page, unit),) if which else ()
    rows = [
        *_deeds(turn, found, decides=decides),
        *_statuses(turn, found, which, page, unit),
        (*back, *home(turn)),
    ]
    last = found.last.astimezone(turn.zone).date() if found.last else None
    return [turn.say("staff/card", *rows, card=found, person=found.entry, last=last)]


def find(turn: Turn) -> Messages:
    """Ask for a name."""
    acting(turn)
    turn.expect("s.find")
    return [turn.say("staff/find", home(turn))]


def found(turn: Turn, text: str) -> Messages:
    """Those whose names hold what was typed, at most five."""
    turn.expect("s.find")
    people, more = hamlet.find(turn.tx, acting(turn), text, today=turn.today)
    rows = [(turn.named(caption(turn, each), "s.p", each.id),) for each in people]
    return [turn.say("staff/found", *rows, home(turn), count=len(people), more=more)]


def away(
    turn: Turn, person_id: str, status: str, which: str = "", page: str = "", unit: str = ""
) -> Messages:
    """Note that somebody is away, unable, or back; the way back to the list stays."""
    presence.set_status(
        turn.tx,
        acting(turn),
        turn.integer(person_id),
        status,
        now=turn.now,
        today=turn.today,
    )
    return card(turn, turn.integer(person_id), which, page, unit)


def slip(turn: Turn, person_id: str) -> Messages:
    """A code on a slip of paper, shown this once."""
    member = acting(turn)
    name = hamlet.name_of(turn.tx, member, turn.integer(person_id), today=turn.today)
    code, until = matching_review.issue_slip(
        turn.tx, member, turn.integer(person_id), now=turn.now, today=turn.today
    )
    rows = ((turn.button("staff.back_person", "s.p", person_id),), home(turn))
    day = until.astimezone(turn.app.zone).date()
    return [turn.say("staff/slip", *rows, name=name, code=code, until=day, once=True)]


def _deeds(turn: Turn, found: Card, *, decides: bool) -> list[Row]:
    who = found.entry.id
    rows: list[Row] = []
    if found.again and not found.own:
        rows.append((turn.button("staff.check_again", "s.v1", who),))
    if found.failed and decides:
        rows.append((turn.button("staff.void", "s.vp", who),))
    if found.done_on is None and not found.again:
        rows.append((turn.button("staff.visit_one", "s.v1", who),))
    if found.claims > 1:
        rows.append((turn.button("staff.dispute", "s.conf", who),))
    elif found.match_state == MatchState.PROVISIONAL:
        rows.append((turn.button("staff.match_one", "s.m", found.match_id),))
    elif found.match_state == MatchState.CONFIRMED:
        rows.append((turn.button("staff.unmatch", "s.mu", found.match_id),))
    if found.match_state != MatchState.CONFIRMED:
        rows.append((turn.button("staff.slip", "s.slip", who),))
    return rows


def _statuses(turn: Turn, found: Card, *place: str) -> list[Row]:
    offered = [
        each
        for each in (Status.PRESENT, Status.ABSENT, Status.UNABLE)
        if each is not found.entry.status
    ]
    back = place if place[0] else ()
    buttons = [
        turn.button(f"staff_status.set_{each}", "s.away", found.entry.id, each, *back)
        for each in offered
    ]
    return [tuple(buttons)]


ACTIONS = {
    "s.lists": lists,
    "s.l": listing,
    "s.p": person,
    "s.find": find,
    "s.away": away,
    "s.slip": slip,
}
PROMPTS = {"s.find": found}
