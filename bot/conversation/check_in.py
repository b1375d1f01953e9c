"""The check-in quiz: those who know a lesson skip it, the others are told they will learn it."""

from bot.conversation import menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from domain.messages import Outgoing
from domain.progress import Progress
from services import check_in
from services.quiz import Answered, Asked, Result

ENOUGH = 2  # lessons: fewer are sooner learned than asked about


def row(turn: Turn, standing: Progress) -> tuple[Row, ...]:
    """The button that offers it; nothing for guests, who have nothing to skip, and where there is
    hardly anything to ask."""
    who = place.account_learner(turn)
    if who is None or len(standing.left) < ENOUGH:
        return ()
    found = check_in.offered(turn.tx, turn.app.curriculum, who, standing)
    offered = (turn.button("check_in.offer", "checkin", standing.track.id),)
    return (offered,) if len(found) >= ENOUGH else ()


def intro(turn: Turn, track_id: str = "") -> Messages:
    """What it is, that nothing is lost by it, and that nobody needs it."""
    track_id = track_id or place.track(turn).id
    turn.app.curriculum.track(track_id)
    if place.account_learner(turn) is None:
        record = (turn.button("menu.record", "consent"),)
        return [turn.say("check_in/guest", record, (turn.button("check_in.learn", "go"),))]
    return [
        turn.say(
            "check_in/intro",
            (turn.button("check_in.begin", "checkin_go", track_id),),
            (turn.button("check_in.learn", "go"),),
        )
    ]


def begin(turn: Turn, track_id: str) -> Messages:
    """The first question, or the one an unfinished check-in stands at."""
    who = place.account_learner(turn)
    if who is None:
        return intro(turn, track_id)
    begun = check_in.begin(turn.tx, turn.app.curriculum, who, track_id, now=turn.now)
    if begun is None:
        return [
            turn.say("check_in/nothing", (turn.button("check_in.learn", "go"),), menu.back(turn))
        ]
    return [_standing(turn, begun)]


def answered(turn: Turn, given: Answered, placed: bool) -> Messages:
    """Right or not yet, what follows for the lesson, and the next question at once."""
    standing = given.result or given.next
    following = [_standing(turn, standing)] if standing else []
    if given.changed:
        return [turn.say("quiz/changed"), *following]
    if given.chosen is None or given.question is None:
        return following
    lesson = turn.app.curriculum.lessons.get(given.question.lesson_id)
    right = given.question.correct
    said = turn.say(
        "check_in/feedback",
        again=not given.first,
        correct=given.correct,
        chosen=given.chosen,
        right=right,
        lesson=lesson,
        placed=placed,
    )
    return [said, *following]


def standing(turn: Turn, found: Asked | Result) -> Messages:
    """Where a check-in stands, shown again after any time."""
    return [_standing(turn, found)]


def _standing(turn: Turn, found: Asked | Result) -> Outgoing:
    return _question(turn, found) if isinstance(found, Asked) else _result(turn, found)


def _question(turn: Turn, asked: Asked) -> Outgoing:
    options = tuple(
        (turn.named(option.text, "a", asked.attempt_id, asked.position, option.id),)
        for option in asked.options
    )
    progress, lesson_id = place.standing(turn), asked.question.lesson_id
    return turn.say(
        "check_in/question",
        *options,
        (turn.button("check_in.stop", "go"),),
        question=asked.question,
        lesson=turn.app.curriculum.lessons.get(lesson_id),
        number=progress.number(lesson_id),
    )


def _result(turn: Turn, result: Result) -> Outgoing:
    skipped = check_in.placed(turn.tx, turn.app.curriculum, result)
    progress = place.standing(turn)
    onward = (menu.go_on(turn, progress),)
    return turn.say("check_in/result", onward, menu.back(turn), skipped=skipped, standing=progress)


GATED = {"checkin": intro, "checkin_go": begin}
