"""A message to the people of a unit: written, seen as they will see it, sent off by two presses."""

from datetime import datetime, timedelta
from typing import Any

from bot.conversation.staff_common import Messages, acting_official, home, pager, pages, sorry
from bot.conversation.turn import Row, Turn
from domain.errors import DomainError
from domain.messages import Outgoing
from domain.vocabulary import Audience, Level
from services import broadcast, staff
from services.broadcast import BatchRow, Survey
from services.staff import StaffMember, Unit

OPEN_FOR = timedelta(minutes=10)  # between the two presses
KEPT = "s_bc"  # what was written so far


def begin(turn: Turn, unit: str = "", page: str = "0") -> Messages:
    """Choose who is to get it: the whole unit, or one below; from above a commune, which one."""
    member, number = acting_official(turn), turn.integer(page)
    here = staff.unit(turn.tx, member, turn.integer(unit) if unit else member.unit_id)
    found, total = staff.children(turn.tx, member, here.id, turn.today, page=number)
    if not found:
        return write(turn, str(here.id))
    rows: list[Row] = []
    if broadcast.audible(here):
        rows.append((turn.button("broadcast.whole", "s.bu", here.id, unit=here.name),))
    rows += [(turn.named(each.name, _next(each), each.id),) for each in found]
    rows += pager(turn, number, total, "s.bc", here.id)
    rows += [(turn.button("broadcast.list", "s.bl"),), home(turn)]
    return [turn.say("staff/broadcast", *rows, page=number + 1, pages=pages(total))]


def write(turn: Turn, unit: str) -> Messages:
    """Ask for the words."""
    survey = broadcast.survey(
        turn.tx, turn.app, acting_official(turn), turn.integer(unit), now=turn.now
    )
    turn.data[KEPT] = {"unit": survey.unit.id}
    turn.expect("s.b_text")
    rows = ((turn.button("broadcast.list", "s.bl"),), home(turn))
    return [turn.say("staff/broadcast_text", *rows, unit=survey.unit.name, most=broadcast.LONGEST)]


def take(turn: Turn, text: str) -> Messages:
    """The words; shown as people will see them, with how many that are."""
    try:
        said = broadcast.words(text)
    except DomainError as error:
        return sorry(turn, error)
    turn.data[KEPT] = {"unit": _kept(turn)["unit"], "text": said.text}
    return preview(turn)


def preview(turn: Turn) -> Messages:
    """The message itself, and below it whom it reaches."""
    member, kept = acting_official(turn), _kept(turn)
    if "text" not in kept:
        return write(turn, str(kept["unit"]))
    survey = broadcast.survey(turn.tx, turn.app, member, kept["unit"], now=turn.now)
    rows: list[Row] = [(turn.button("broadcast.rewrite", "s.bu", survey.unit.id),), home(turn)]
    if survey.people:
        rows.insert(0, (turn.button("broadcast.send", "s.bs", people=survey.people),))
    return [
        turn.say("notices/broadcast", **_seen(member, survey.unit), words=kept["text"]),
        turn.say(
            "staff/broadcast_preview",
            *rows,
            survey=survey,
            hosts=broadcast.words(kept["text"]).hosts,
            pupils=any(
                each.audience is Audience.PUPIL for each in turn.app.curriculum.tracks.values()
            ),
            later=_later(turn, survey.due_at),
        ),
    ]


def ask(turn: Turn) -> Messages:
    """The first press: ask once more, with the number."""
    kept = _kept(turn)
    if "text" not in kept:
        return write(turn, str(kept["unit"]))
    member = acting_official(turn)
    survey = broadcast.survey(turn.tx, turn.app, member, kept["unit"], now=turn.now)
    if not survey.people:
        return preview(turn)
    turn.data[KEPT] = kept | {"asked": turn.now.isoformat()}
    return [_sure(turn, survey)]


def send(turn: Turn, promised: str) -> Messages:
    """The second press: sent off once, if the number still holds and the question is fresh."""
    member, people = acting_official(turn), turn.integer(promised)
    if KEPT not in turn.data:  # pressed twice, or long ago: shows what was sent
        return listed(turn)
    kept = _kept(turn)
    asked = datetime.fromisoformat(kept["asked"]) if "asked" in kept else None
    if asked is None or turn.now - asked > OPEN_FOR:
        return preview(turn)
    try:
        sent = broadcast.send(
            turn.tx,
            turn.app,
            member,
            kept["unit"],
            kept["text"],
            promised=people,
            now=turn.now,
        )
    except DomainError as error:
        if error.code != "broadcast_changed":
            raise
        return ask(turn)
    turn.data.pop(KEPT)
    rows = ((turn.button("broadcast.look", "s.br", sent.batch_id),), home(turn))
    later = _later(turn, sent.due_at)
    return [turn.say("staff/broadcast_sent", *rows, sent=sent, later=later)]


def _sure(turn: Turn, survey: Survey) -> Outgoing:
    rows = (
        (turn.button("broadcast.sure", "s.by", survey.people, people=survey.people),),
        (turn.button("broadcast.rewrite", "s.bu", survey.unit.id),),
        home(turn),
    )
    return turn.say("staff/broadcast_sure", *rows, survey=survey)


def listed(turn: Turn) -> Messages:
    """What was sent lately to the unit and below."""
    found = broadcast.recent(turn.tx, acting_official(turn))
    rows = [(turn.named(_caption(turn, each), "s.br", each.id),) for each in found]
    return [turn.say("staff/broadcast_list", *rows, home(turn), found=found)]


def _kept(turn: Turn) -> dict[str, Any]:
    kept = turn.data.get(KEPT)
    if not isinstance(kept, dict):
        raise DomainError("old_button")
    return kept


def _next(unit: Unit) -> str:
    return "s.bc" if unit.level in (Level.NATION, Level.PROVINCE, Level.COMMUNE) else "s.bu"


def _seen(member: StaffMember, unit: Unit) -> dict[str, Any]:
    """Who sends it and to whom, as people read it: a unit, never a name of an official."""
    return {"sender": member.unit_name, "level": member.unit_level.value, "unit": unit.name}


def _caption(turn: Turn, row: BatchRow) -> str:
    return f"{row.created_at.astimezone(turn.zone):%d/%m %H:%M} \u00b7 {row.unit_name}"


def _later(turn: Turn, due_at: datetime) -> str:
    """The moment from which it leaves, in words; empty when that is now."""
    if due_at <= turn.now:
        return ""
    return f"{due_at.astimezone(turn.zone):%H:%M, %d/%m/%Y}"


ACTIONS = {
    "s.bc": begin,
    "s.bu": write,
    "s.bv": preview,
    "s.bs": ask,
    "s.by": send,
    "s.bl": listed,
}
PROMPTS = {"s.b_text": take}
LONGEST = {"s.b_text": 4 * broadcast.LONGEST}  # what is a little too long is told how much
