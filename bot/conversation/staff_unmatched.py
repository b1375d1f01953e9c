"""Learners whose name was not found on the roster: the head knows who they are."""

from bot.conversation import staff_matches
from bot.conversation.staff_common import Messages, acting, caption, home, pager, pages
from bot.conversation.turn import Turn
from domain.vocabulary import MatchState
from services import hamlet, match_decisions, matching_review


def waiting(turn: Turn, page: str = "0") -> Messages:
    """Learners of the hamlet whom no person stands for."""
    number = turn.integer(page)
    found, total = matching_review.unmatched(turn.tx, acting(turn), page=number)
    rows = [(turn.named(each.name, "s.u1", each.id),) for each in found]
    more = pager(turn, number, total, "s.un")
    place = (*rows, *more, home(turn))
    shown = turn.say("staff/unmatched", *place, total=total, page=number + 1, pages=pages(total))
    return [shown]


def one(turn: Turn, learner_id: str) -> Messages:
    """Ask who it is."""
    learner = matching_review.unmatched_learner(turn.tx, acting(turn), turn.integer(learner_id))
    turn.expect("s.u_name", s_learner=learner.id)
    return [turn.say("staff/unmatched_one", home(turn), learner=learner)]


def found(turn: Turn, text: str) -> Messages:
    """Those whose names hold what was typed, at most five."""
    learner_id = turn.data.get("s_learner")
    if not isinstance(learner_id, int):
        return waiting(turn)
    turn.expect("s.u_name")
    people, more = hamlet.find(turn.tx, acting(turn), text, today=turn.today)
    rows = [(turn.named(caption(turn, each), "s.u2", learner_id, each.id),) for each in people]
    return [turn.say("staff/found", *rows, home(turn), count=len(people), more=more)]


def sure(turn: Turn, learner_id: str, person_id: str) -> Messages:
    """Is it that person? Both are shown before anything counts."""
    member = acting(turn)
    learner = matching_review.unmatched_learner(turn.tx, member, turn.integer(learner_id))
    person = hamlet.one(turn.tx, member, turn.integer(person_id), today=turn.today)
    rows = (
        (turn.button("staff.match_yes", "s.u3", learner_id, person_id),),
        (turn.button("staff.match_no", "s.u1", learner_id),),
        home(turn),
    )
    return [turn.say("staff/unmatched_sure", *rows, learner=learner, person=person)]


def attach(turn: Turn, learner_id: str, person_id: str) -> Messages:
    """It is that person: confirmed at once, unless somebody else claims the person."""
    before = staff_matches.is_done(turn, turn.integer(person_id))
    claim = match_decisions.attach(
        turn.tx,
        acting(turn),
        turn.integer(learner_id),
        turn.integer(person_id),
        now=turn.now,
        today=turn.today,
    )
    turn.data.pop("s_learner", None)
    if claim.state == MatchState.PROVISIONAL:
        return staff_matches.dispute(turn, person_id)
    return staff_matches.decided(turn, claim, "confirmed", before=before)


ACTIONS = {"s.un": waiting, "s.u1": one, "s.u2": sure, "s.u3": attach}
PROMPTS = {"s.u_name": found}
