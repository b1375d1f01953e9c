"""Those ticked at a class, to take off again whoever does not agree."""

from bot.conversation import staff_check, staff_class
from bot.conversation.staff_common import Messages, acting, names_in, pager, pages, present_caption
from bot.conversation.turn import Turn
from services import assistance, attendance
from services.assistance import Class
from services.attendance import TakenOff
from services.staff import PAGE

NOBODY = TakenOff(())


def present(turn: Turn, assistance_id: str, page: str = "0") -> Messages:
    """Only those who are ticked."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    return _present(turn, session, turn.integer(page))


def off(turn: Turn, assistance_id: str, person_id: str, page: str = "0") -> Messages:
    """One tap takes one off."""
    session, gone = attendance.take_off(
        turn.tx, acting(turn), turn.integer(assistance_id), turn.integer(person_id)
    )
    return _present(turn, session, turn.integer(page), gone)


def typed_off(turn: Turn, text: str) -> Messages:
    """Here a typed name is one to take off."""
    session_id = turn.data.get("s_class")
    if not isinstance(session_id, int):
        return staff_class.begin(turn)
    session, gone = attendance.take_off_names(turn.tx, acting(turn), session_id, names_in(text))
    return _present(turn, session, 0, gone)


def _present(turn: Turn, session: Class, page: int, gone: TakenOff = NOBODY) -> Messages:
    if session.closed:
        return staff_check.summary(turn, session)
    if not session.people:
        return staff_class.names(turn, str(session.id))
    shown = session.unasked
    page = min(page, pages(len(shown)) - 1)
    turn.expect("s.class_off", s_class=session.id)
    rows = [
        (
            turn.named(
                f"\u2611 {present_caption(turn, session, each)}",
                "s.co",
                session.id,
                each.person_id,
                page,
            ),
        )
        for each in shown[page * PAGE : (page + 1) * PAGE]
    ]
    return [
        turn.say(
            "staff/class_present",
            *rows,
            *pager(turn, page, len(shown), "s.cl", session.id),
            (turn.button("staff.class_ready", "s.cw", session.id, count=len(session.people)),),
            (turn.button("staff.class_add", "s.ct", session.id, 0),),
            session=session,
            gone=gone,
        )
    ]


ACTIONS = {"s.cl": present, "s.co": off}
PROMPTS = {"s.class_off": typed_off}
