"""Taking back a result that was recorded by mistake: who, which, why, and yes."""

from bot.conversation.staff_common import Messages, acting_official, caption, home
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import hamlet, voids
from services.hamlet import ResultRow
from services.voids import Result

REASONS = ("void_twice", "void_wrong_person", "void_wrong_day")


def begin(turn: Turn) -> Messages:
    """Ask whose result it is."""
    acting_official(turn)
    turn.expect("s.void")
    return [turn.say("staff/void", home(turn))]


def found(turn: Turn, text: str) -> Messages:
    """Those whose names hold what was typed, at most five."""
    turn.expect("s.void")
    member = acting_official(turn)
    people, more = hamlet.find(turn.tx, member, text, today=turn.today, adults=False)
    rows = [(turn.named(caption(turn, each), "s.vp", each.id),) for each in people]
    return [turn.say("staff/found", *rows, home(turn), count=len(people), more=more)]


def results(turn: Turn, person_id: str) -> Messages:
    """What the person finished."""
    member, who = acting_official(turn), turn.integer(person_id)
    person = hamlet.one(turn.tx, member, who, today=turn.today)
    done = hamlet.results(turn.tx, member, who, today=turn.today)
    rows = [(turn.named(_line(turn, each), "s.vc", each.id),) for each in done]
    return [
        turn.say(
            "staff/void_results", *rows, home(turn), name=caption(turn, person), count=len(done)
        )
    ]


def why(turn: Turn, completion_id: str) -> Messages:
    """Ask for the reason."""
    about = _look(turn, completion_id)
    turn.expect("s.void_reason", s_void=turn.integer(completion_id))
    rows = [(turn.button(f"staff.{reason}", "s.vr", completion_id, reason),) for reason in REASONS]
    return [
        turn.say(
            "staff/void_reason",
            *rows,
            home(turn),
            name=caption(turn, about.person),
            line=_line(turn, about),
        )
    ]


def usual_reason(turn: Turn, completion_id: str, reason: str) -> Messages:
    """One of the usual reasons."""
    if reason not in REASONS:
        raise DomainError("old_button")
    turn.data["s_void"] = turn.integer(completion_id)
    return typed_reason(turn, turn.app.texts.label(f"staff.{reason}"))


def typed_reason(turn: Turn, text: str) -> Messages:
    """Show once more what is going to happen."""
    completion_id = turn.data.get("s_void")
    if not isinstance(completion_id, int):
        return begin(turn)
    about = _look(turn, str(completion_id))
    turn.data["s_reason"] = text
    rows = ((turn.button("staff.void_save", "s.vs", completion_id),), home(turn))
    return [
        turn.say(
            "staff/void_confirm",
            *rows,
            reason=text,
            name=caption(turn, about.person),
            line=_line(turn, about),
        )
    ]


def save(turn: Turn, completion_id: str) -> Messages:
    """Void it; the numbers follow at once."""
    member = acting_official(turn)
    reason = turn.data.get("s_reason") if str(turn.data.get("s_void")) == completion_id else None
    if not isinstance(reason, str):
        return why(turn, completion_id)
    new = voids.void(
        turn.tx, turn.integer(completion_id), member=member, reason=reason, now=turn.now
    )
    still = voids.still_done(turn.tx, turn.integer(completion_id))
    turn.data.pop("s_void", None)
    turn.data.pop("s_reason", None)
    return [turn.say("staff/voided", home(turn), new=new, still=still)]


def _look(turn: Turn, completion_id: str) -> Result:
    member = acting_official(turn)
    return voids.look(turn.tx, turn.integer(completion_id), member=member, today=turn.today)


def _line(turn: Turn, result: Result | ResultRow) -> str:
    way = turn.app.texts.label(f"staff_way.{result.way}")
    return f"{_title(turn, result)} \u00b7 {result.happened_on:%d/%m/%Y} \u00b7 {way}"


def _title(turn: Turn, result: Result | ResultRow) -> str:
    tracks, lessons = turn.app.curriculum.tracks, turn.app.curriculum.lessons
    known = (tracks if result.kind == "track" else lessons).get(result.content_id)
    return known.title if known else result.content_id


ACTIONS = {
    "s.void": begin,
    "s.vp": results,
    "s.vc": why,
    "s.vr": usual_reason,
    "s.vs": save,
}
PROMPTS = {"s.void": found, "s.void_reason": typed_reason}
