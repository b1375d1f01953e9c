"""Taking back a result that was recorded by mistake: who, which, why, and yes.

A result is named by its number; a confirmation of VNeID, which is no completion, by "v" and its
number.
"""

from typing import Any

from bot.conversation.staff_common import Messages, acting_official, caption, home, sorry
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import hamlet, voids
from services.hamlet import ResultRow
from services.voids import CONFIRMATION, REASONS, Result

VNEID = "v"
OF_RESULTS = (*REASONS, "void_failed_again")


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
    done = voids.results(turn.tx, member, who, today=turn.today)
    rows = [(turn.named(_line(turn, each), "s.vc", _name(each)),) for each in done]
    return [
        turn.say(
            "staff/void_results", *rows, home(turn), name=caption(turn, person), count=len(done)
        )
    ]


def why(turn: Turn, result: str) -> Messages:
    """Ask for the reason."""
    about = _look(turn, result)
    turn.expect("s.void_reason", s_void=result)
    reasons = REASONS if about.kind == CONFIRMATION else OF_RESULTS
    rows = [(turn.button(f"staff.{reason}", "s.vr", result, reason),) for reason in reasons]
    return [
        turn.say(
            "staff/void_reason",
            *rows,
            home(turn),
            name=caption(turn, about.person),
            line=_line(turn, about),
            usual=about.kind == CONFIRMATION,
        )
    ]


def usual_reason(turn: Turn, result: str, reason: str) -> Messages:
    """One of the usual reasons."""
    if reason not in OF_RESULTS:
        raise DomainError("old_button")
    turn.data["s_void"] = result
    return _review(turn, result, reason)


def typed_reason(turn: Turn, text: str) -> Messages:
    """A reason in own words; of a confirmation, none is kept."""
    result = turn.data.get("s_void")
    if not isinstance(result, str):
        return begin(turn)
    if _number(turn, result)[1]:
        return sorry(turn, DomainError("void_usual_reason"))
    return _review(turn, result, text)


def _review(turn: Turn, result: str, reason: str) -> Messages:
    """Show once more what is going to happen."""
    about = _look(turn, result)
    turn.data["s_reason"] = reason
    rows = ((turn.button("staff.void_save", "s.vs", result),), home(turn))
    return [
        turn.say(
            "staff/void_confirm",
            *rows,
            reason=_words(turn, reason),
            name=caption(turn, about.person),
            line=_line(turn, about),
        )
    ]


def save(turn: Turn, result: str) -> Messages:
    """Take it back; the numbers follow at once."""
    member, (number, confirmation) = acting_official(turn), _number(turn, result)
    reason = turn.data.get("s_reason") if turn.data.get("s_void") == result else None
    if not isinstance(reason, str):
        return why(turn, result)
    given: dict[str, Any] = {"member": member, "now": turn.now}
    if confirmation:
        new = voids.withdraw(turn.tx, number, reason=reason, **given)
    else:
        new = voids.void(turn.tx, number, reason=_words(turn, reason), **given)
    still = not confirmation and voids.still_done(turn.tx, number)
    turn.data.pop("s_void", None)
    turn.data.pop("s_reason", None)
    return [turn.say("staff/voided", home(turn), new=new, still=still)]


def _number(turn: Turn, result: str) -> tuple[int, bool]:
    """The number of a result, and whether it is a confirmation."""
    return turn.integer(result.removeprefix(VNEID)), result.startswith(VNEID)


def _name(row: ResultRow) -> str:
    return f"{VNEID if row.kind == CONFIRMATION else ''}{row.id}"


def _words(turn: Turn, reason: str) -> str:
    return turn.app.texts.label(f"staff.{reason}") if reason in OF_RESULTS else reason


def _look(turn: Turn, result: str) -> Result:
    member, (number, confirmation) = acting_official(turn), _number(turn, result)
    return voids.look(turn.tx, number, member=member, today=turn.today, confirmation=confirmation)


def _line(turn: Turn, result: Result | ResultRow) -> str:
    way = turn.app.texts.label(f"staff_way.{result.way}")
    return f"{_title(turn, result)} \u00b7 {result.happened_on:%d/%m/%Y} \u00b7 {way}"


def _title(turn: Turn, result: Result | ResultRow) -> str:
    if result.kind == CONFIRMATION:
        return turn.app.texts.label("staff.vneid_confirmed")
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
