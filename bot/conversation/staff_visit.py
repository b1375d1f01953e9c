"""A home visit: find the person, hear the yes before a witness, then the check on this phone."""

from bot.conversation import staff_check
from bot.conversation.staff_common import Messages, acting, caption, home, sorry
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import assistance, hamlet, programme
from services.assistance import Class


def visit(turn: Turn) -> Messages:
    """Ask whom the helper is with; an unfinished visit of today is offered first."""
    member = acting(turn)
    turn.expect("s.visit")
    rows = [
        (turn.button("staff.visit_on", "s.v1", each.person_id, name=each.name),)
        for begun in assistance.open_visits(turn.tx, member, today=turn.today)
        for each in begun.people
    ]
    return [turn.say("staff/visit", *rows, home(turn), begun=len(rows))]


def found(turn: Turn, text: str) -> Messages:
    """Names that hold what was typed, at most five."""
    turn.expect("s.visit")
    member = acting(turn)
    people, more = hamlet.find(turn.tx, member, text, today=turn.today)
    done = hamlet.finished(turn.tx, turn.app.curriculum, member, [each.id for each in people])
    told = turn.app.texts.label("staff.done_before")
    rows = [
        (turn.named(caption(turn, each) + (told if each.id in done else ""), "s.v1", each.id),)
        for each in people
    ]
    return [turn.say("staff/found", *rows, home(turn), count=len(people), more=more)]


def consent(turn: Turn, person_id: str) -> Messages:
    """The notice to be read aloud, and the answer to it; a visit that was interrupted goes on."""
    if (begun := _begun(turn, person_id)) is not None:
        return staff_check.hand_over(turn, begun, turn.integer(person_id))
    name = _name(turn, person_id)
    if over := _over(turn, person_id, name):
        return over
    rows = (
        (turn.button("staff.says_yes", "s.vy", person_id),),
        (turn.button("staff.says_no", "s.vn", person_id),),
        home(turn),
    )
    counted = programme.counts(turn.tx, turn.app.curriculum, acting(turn).unit_id)
    return [turn.say("staff/consent", *rows, name=name, group=False, counted=counted)]


def agreed(turn: Turn, person_id: str) -> Messages:
    """Ask for the witness."""
    if (begun := _begun(turn, person_id)) is not None:
        return staff_check.hand_over(turn, begun, turn.integer(person_id))
    name = _name(turn, person_id)
    if over := _over(turn, person_id, name):
        return over
    turn.expect("s.visit_witness", s_person=turn.integer(person_id))
    return [turn.say("staff/witness", home(turn), name=name, group=False)]


def refused(turn: Turn, person_id: str) -> Messages:
    """A no is a no: nothing is kept. What today's visit has recorded is not denied."""
    name = _name(turn, person_id)
    if over := _over(turn, person_id, name):
        return over
    return [turn.say("staff/consent_no", home(turn), name=name)]


def witness(turn: Turn, text: str) -> Messages:
    """Begin, and hand the phone over."""
    person_id = turn.data.get("s_person")
    if not isinstance(person_id, int):
        return visit(turn)
    try:
        session = assistance.open_visit(
            turn.tx,
            turn.app.curriculum,
            acting(turn),
            person_id,
            witness=text,
            place=turn.app.texts.label("staff.at_home"),
            now=turn.now,
            today=turn.today,
        )
    except DomainError as error:
        if error.code != "witness":  # said before anything was written
            raise
        return sorry(turn, error)
    turn.data.pop("s_person")
    return staff_check.hand_over(turn, session, person_id)


def _begun(turn: Turn, person_id: str) -> Class | None:
    who = turn.integer(person_id)
    return assistance.begun_visit(turn.tx, acting(turn), who, today=turn.today)


def _over(turn: Turn, person_id: str, name: str) -> Messages:
    """That today's visit is over and recorded, and whom to go to next; nothing when it is not."""
    who = turn.integer(person_id)
    if not assistance.visited_already(turn.tx, acting(turn), who, today=turn.today):
        return ()
    rows = (
        (turn.button("staff.visit_next", "s.visit"),),
        (turn.button("staff.back_person", "s.p", who),),
        home(turn),
    )
    return [turn.say("staff/visit_over", *rows, name=name)]


def _name(turn: Turn, person_id: str) -> str:
    member = acting(turn)
    return hamlet.to_help(turn.tx, member, turn.integer(person_id), today=turn.today)


ACTIONS = {"s.visit": visit, "s.v1": consent, "s.vy": agreed, "s.vn": refused}
PROMPTS = {"s.visit": found, "s.visit_witness": witness}
