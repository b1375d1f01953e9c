"""The phone goes from the helper to the person and back: a few questions, then the next one."""

from bot.conversation.staff_common import Messages, acting, called, home, sorry
from bot.conversation.turn import Row, Turn
from domain.errors import DomainError
from domain.messages import Outgoing
from services import assistance, short_check
from services.assistance import Attendant, Class
from services.quiz import Answered, Asked, Result
from services.staff import PAGE


def hand(turn: Turn, assistance_id: str, person_id: str) -> Messages:
    """Hand the phone to somebody."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    return hand_over(turn, session, turn.integer(person_id))


def hand_over(turn: Turn, session: Class, person_id: int) -> Messages:
    """A big, clear screen that says whose turn it is."""
    person = session.find(person_id)
    if person is None or session.closed:
        return summary(turn, session)
    rows: list[Row] = [(turn.button("staff.begin", "s.ask", session.id, person_id),)]
    if session.kind == "class":
        rows.append(
            (
                turn.button("staff.skip", "s.cq", session.id, 0),
                turn.button("staff.pause", "s.cp", session.id),
            )
        )
    else:
        rows.append((turn.button("staff.stop", "s.ce2", session.id),))
    return [turn.say("staff/hand_over", *rows, name=called(turn, session, person))]


def ask(turn: Turn, assistance_id: str, person_id: str) -> Messages:
    """The first question, or the one where the person stood."""
    return _ask(turn, assistance_id, person_id, again=False)


def ask_again(turn: Turn, assistance_id: str, person_id: str) -> Messages:
    """Another try for somebody who has not passed."""
    return _ask(turn, assistance_id, person_id, again=True)


def answer(turn: Turn, attempt_id: str, position: str, option: str) -> Messages:
    """Say whether it was right and why, then the next question or how it ended."""
    checked = short_check.answer(
        turn.tx,
        turn.app.curriculum,
        acting(turn),
        turn.integer(attempt_id),
        turn.integer(position),
        option,
        now=turn.now,
        zone=turn.app.zone,
    )
    told = [] if checked.answered.chosen is None else [_feedback(turn, checked.answered)]
    if checked.answered.result is not None:
        return [*told, *_result(turn, checked.session, checked.person, checked.answered.result)]
    if checked.answered.next is not None:
        return [*told, _question(turn, checked.answered.next)]
    return hand_over(turn, checked.session, checked.person.person_id)


def queue(turn: Turn, assistance_id: str, page: str = "0") -> Messages:
    """Who has not answered yet: anybody may be next."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    return queue_of(turn, session, turn.integer(page))


def queue_of(turn: Turn, session: Class, page: int = 0) -> Messages:
    """Those who are still to answer, and those who may try again."""
    if session.closed:
        return summary(turn, session)
    left = [*session.waiting, *session.failed]
    rows: list[Row] = [
        (
            turn.named(
                called(turn, session, each),
                "s.again" if each.passed is False else "s.hand",
                session.id,
                each.person_id,
            ),
        )
        for each in left[page * PAGE : (page + 1) * PAGE]
    ]
    if (page + 1) * PAGE < len(left):
        rows.append((turn.button("staff.after", "s.cq", session.id, page + 1),))
    elif page > 0:
        rows.append((turn.button("staff.before", "s.cq", session.id, 0),))
    return [
        turn.say(
            "staff/queue",
            *rows,
            (turn.button("staff.class_add", "s.ct", session.id, 0),),
            (
                turn.button("staff.pause", "s.cp", session.id),
                turn.button("staff.class_end", "s.ce", session.id),
            ),
            session=session,
        )
    ]


def pause(turn: Turn, assistance_id: str) -> Messages:
    """Stop for now; the class waits for a week."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    if session.closed:
        return summary(turn, session)
    rows = ((turn.button("staff.class_resume", "s.cr", session.id),), home(turn))
    return [turn.say("staff/paused", *rows, session=session)]


def end(turn: Turn, assistance_id: str) -> Messages:
    """Finish; asks again while somebody has not answered."""
    session = assistance.get(turn.tx, acting(turn), turn.integer(assistance_id))
    if not session.waiting or session.closed:
        return end_now(turn, assistance_id)
    now, back = "staff.class_end_now", "staff.class_back"
    if not session.agreed:
        now, back = "staff.class_drop", "staff.class_resume"
    rows = (
        (turn.button(now, "s.ce2", session.id),),
        (turn.button(back, "s.cr", session.id),),
    )
    return [turn.say("staff/class_end", *rows, session=session)]


def end_now(turn: Turn, assistance_id: str) -> Messages:
    """Finish and sum up."""
    member = acting(turn)
    session = assistance.close(turn.tx, member, turn.integer(assistance_id), now=turn.now)
    return summary(turn, session)


def summary(turn: Turn, session: Class) -> Messages:
    """What a class or visit came to."""
    rows = ((turn.button("staff.numbers", "s.stats"),), home(turn))
    return [turn.say("staff/summary", *rows, session=session)]


def _ask(turn: Turn, assistance_id: str, person_id: str, *, again: bool) -> Messages:
    member, session_id = acting(turn), turn.integer(assistance_id)
    who = turn.integer(person_id)
    try:
        asked = short_check.ask(
            turn.tx,
            turn.app.curriculum,
            member,
            session_id,
            who,
            again=again,
            now=turn.now,
            zone=turn.app.zone,
        )
    except DomainError as error:
        if error.code != "ceiling":  # said before anything was written
            raise
        return sorry(turn, error, (turn.button("staff.class_end", "s.ce", session_id),))
    if isinstance(asked, Asked):
        return [_question(turn, asked)]
    session = assistance.get(turn.tx, member, session_id)
    person = session.find(who)
    return summary(turn, session) if person is None else _result(turn, session, person, asked)


def _question(turn: Turn, asked: Asked) -> Outgoing:
    rows = [
        (turn.named(option.text, "s.a", asked.attempt_id, asked.position, option.id),)
        for option in asked.options
    ]
    return turn.say("staff/question", *rows, asked=asked)


def _feedback(turn: Turn, answered: Answered) -> Outgoing:
    return turn.say("staff/feedback", answered=answered)


def _result(turn: Turn, session: Class, person: Attendant, result: Result) -> Messages:
    rows: list[Row] = []
    if not session.closed and not result.passed:
        rows.append((turn.button("staff.again", "s.again", session.id, person.person_id),))
    if session.kind == "class" and not session.closed:
        rows += _onward(turn, session)
    else:
        rows.append((turn.button("staff.stop", "s.ce2", session.id),))
    again = person in session.failed_again
    return [turn.say("staff/result", *rows, person=person, result=result, again=again)]


def _onward(turn: Turn, session: Class) -> list[Row]:
    if session.waiting:
        following = session.waiting[0]
        name = called(turn, session, following)
        first = turn.button(
            "staff.next_person", "s.hand", session.id, following.person_id, name=name
        )
        return [
            (first,),
            (
                turn.button("staff.choose_person", "s.cq", session.id, 0),
                turn.button("staff.pause", "s.cp", session.id),
            ),
        ]
    return [
        (turn.button("staff.class_end", "s.ce", session.id),),
        (turn.button("staff.choose_person", "s.cq", session.id, 0),),
    ]


ACTIONS = {
    "s.hand": hand,
    "s.ask": ask,
    "s.again": ask_again,
    "s.a": answer,
    "s.cq": queue,
    "s.cp": pause,
    "s.ce": end,
    "s.ce2": end_now,
}
PROMPTS: dict[str, object] = {}
