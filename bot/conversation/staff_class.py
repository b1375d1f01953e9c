"""An evening class: where, when, who was there, who agreed - then the phone goes round."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.conversation import staff_check
from bot.conversation.staff_common import (
    Messages,
    acting,
    caption,
    home,
    names_in,
    pager,
    pages,
    sorry,
)
from bot.conversation.turn import Row, Turn
from domain.assistance import class_day
from domain.errors import DomainError
from domain.vocabulary import Level
from services import assistance, attendance, programme
from services.assistance import Class
from services.attendance import Choice, Typed
from services.staff import StaffMember

NOTHING = Typed()


def begin(turn: Turn) -> Messages:
    """Go on with an unfinished class, or begin one."""
    found = assistance.open_classes(turn.tx, _teacher(turn), now=turn.now)
    if not found:
        return place(turn)
    rows = [
        (
            turn.button(
                "staff.class_one",
                "s.cr",
                each.id,
                place=each.place,
                day=f"{each.held_on:%d/%m}",
                people=len(each.people),
            ),
        )
        for each in found
    ]
    return [
        turn.say(
            "staff/class_open",
            *rows,
            (turn.button("staff.class_new", "s.cn"),),
            home(turn),
            count=len(found),
        )
    ]


def resume(turn: Turn, assistance_id: str) -> Messages:
    """Go on where the class stands: with the names, as long as the consent is not given."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    return staff_check.queue_of(turn, session) if session.agreed else _names(turn, session, 0)


def place(turn: Turn) -> Messages:
    """Ask where the class was."""
    member = _teacher(turn)
    turn.expect("s.class_place")
    usual = (turn.button("staff.class_usual", "s.cpl", unit=member.unit_name),)
    counted = programme.counts(turn.tx, turn.app.curriculum, member.unit_id)
    return [turn.say("staff/class_place", usual, home(turn), counted=counted)]


def usual_place(turn: Turn) -> Messages:
    """At the house of culture."""
    return _ask_day(turn, _usual(turn))


def typed_place(turn: Turn, text: str) -> Messages:
    """Somewhere else."""
    return _ask_day(turn, text)


def on_day(turn: Turn, days_ago: str) -> Messages:
    """Today, or some days ago."""
    return _open(turn, turn.today - timedelta(min(turn.integer(days_ago), 400)))


def typed_day(turn: Turn, text: str) -> Messages:
    """A typed day such as 5/11."""
    try:
        return _open(turn, class_day(text, turn.today))
    except DomainError as error:
        if error.code not in (
            "class_day",
            "day_none",
            "day_unread",
        ):  # said before anything was written
            raise
        return sorry(turn, error)


def names(turn: Turn, assistance_id: str, page: str = "0") -> Messages:
    """Tick those who were there."""
    session = assistance.get(turn.tx, _teacher(turn), turn.integer(assistance_id))
    return _names(turn, session, turn.integer(page))


def tick(turn: Turn, assistance_id: str, person_id: str, on: str, page: str = "0") -> Messages:
    """Tick a name, or take it off; the button says which, so an old one does no harm."""
    who = turn.integer(person_id)
    session = attendance.tick(
        turn.tx,
        _teacher(turn),
        turn.integer(assistance_id),
        who,
        on=on == "1",
        today=turn.today,
    )
    left = attendance.still_unclear(
        turn.tx, session, _unclear(turn, session), who, today=turn.today
    )
    return _names(turn, session, turn.integer(page), left)


def typed_names(turn: Turn, text: str) -> Messages:
    """Names typed one after the other, parted by commas or lines."""
    session_id = turn.data.get("s_class")
    if not isinstance(session_id, int):
        return begin(turn)
    member = _teacher(turn)
    left = _unclear(turn, assistance.get(turn.tx, member, session_id))
    session, typed = attendance.tick_names(
        turn.tx, member, session_id, names_in(text), unclear=left, today=turn.today
    )
    return _names(turn, session, 0, typed)


def consent(turn: Turn, assistance_id: str) -> Messages:
    """The notice to be read aloud to all; who came later hears it too."""
    session = assistance.get(turn.tx, _teacher(turn), turn.integer(assistance_id))
    if not session.people:
        raise DomainError("class_empty")
    if session.agreed:
        return staff_check.queue_of(turn, session)
    rows = (
        (turn.button("staff.all_say_yes", "s.cy", session.id),),
        (turn.button("staff.class_names", "s.cl", session.id, 0),),
    )
    return [turn.say("staff/consent", *rows, name="", group=True)]


def agreed(turn: Turn, assistance_id: str) -> Messages:
    """Ask for the witness."""
    session = assistance.still_open(turn.tx, _teacher(turn), turn.integer(assistance_id))
    turn.expect("s.class_witness", s_class=session.id)
    back = (turn.button("staff.class_names", "s.cl", session.id, 0),)
    return [turn.say("staff/witness", back, name="", group=True)]


def witness(turn: Turn, text: str) -> Messages:
    """Note the witness; the phone goes round."""
    session_id = turn.data.get("s_class")
    if not isinstance(session_id, int):
        return begin(turn)
    try:
        session = assistance.agree(turn.tx, _teacher(turn), session_id, text, now=turn.now)
    except DomainError as error:
        if error.code != "witness":  # said before anything was written
            raise
        return sorry(turn, error)
    return staff_check.queue_of(turn, session)


def _teacher(turn: Turn) -> StaffMember:
    member = acting(turn)
    if member.unit_level is not Level.HAMLET:
        raise DomainError("not_yours")
    return member


def _usual(turn: Turn) -> str:
    return turn.app.texts.label("staff.class_usual", unit=_teacher(turn).unit_name)


def _ask_day(turn: Turn, where: str) -> Messages:
    _teacher(turn)
    turn.expect("s.class_day", s_place=where[:100])
    days = (turn.button("staff.today", "s.cd", 0), turn.button("staff.yesterday", "s.cd", 1))
    return [turn.say("staff/class_day", days, home(turn), place=where)]


def _open(turn: Turn, day: date) -> Messages:
    member = _teacher(turn)
    if "s_place" not in turn.data:  # an old button, or one pressed twice: the place is not known
        return begin(turn)
    session = assistance.open_class(
        turn.tx,
        turn.app.curriculum,
        member,
        member.unit_id,
        place=turn.data["s_place"],
        held_on=day,
        now=turn.now,
        today=turn.today,
    )
    del turn.data["s_place"]
    return _names(turn, session, 0)


def _names(turn: Turn, session: Class, page: int, typed: Typed = NOTHING) -> Messages:
    if session.closed:
        return staff_check.summary(turn, session)
    found, total = attendance.candidates(
        turn.tx, _teacher(turn), session, page=page, today=turn.today
    )
    turn.expect("s.class_names", s_class=session.id)
    turn.data.pop("s_unclear", None)
    if typed.unclear:
        turn.data["s_unclear"] = [session.id, *typed.unclear]
    whole = (turn.button("staff.class_all", "s.ct", session.id, 0),)
    onward = (
        (turn.button("staff.class_ready", "s.cw", session.id, count=len(session.people)),),
        (turn.button("staff.class_names", "s.cl", session.id, 0),),
    )
    return [
        turn.say(
            "staff/class_names",
            *(_box(turn, session, each, page) for each in typed.several or found),
            *((whole,) if typed.several else pager(turn, page, total, "s.ct", session.id)),
            *(onward if session.people else ()),
            *(() if session.agreed else ((turn.button("staff.class_drop", "s.ce", session.id),),)),
            home(turn),
            session=session,
            typed=typed,
            total=total,
            page=page + 1,
            pages=pages(total),
        )
    ]


def _unclear(turn: Turn, session: Class) -> Sequence[str]:
    """The names typed for this class that several bear, and of which nobody was chosen yet."""
    of, *names = turn.data.get("s_unclear") or [None]
    return names if of == session.id else ()


def _box(turn: Turn, session: Class, each: Choice, page: int) -> Row:
    box = "\u2611" if each.ticked else "\u2610"
    done = turn.app.texts.label("staff.done_before") if each.done else ""
    text = f"{box} {caption(turn, each.entry)}{done}"
    return (turn.named(text, "s.cx", session.id, each.entry.id, int(not each.ticked), page),)


ACTIONS = {
    "s.class": begin,
    "s.cr": resume,
    "s.cn": place,
    "s.cpl": usual_place,
    "s.cd": on_day,
    "s.ct": names,
    "s.cx": tick,
    "s.cw": consent,
    "s.cy": agreed,
}
PROMPTS = {
    "s.class_place": typed_place,
    "s.class_day": typed_day,
    "s.class_names": typed_names,
    "s.class_witness": witness,
}
