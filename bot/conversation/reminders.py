"""When to be reminded, and how to stop it."""

from bot.conversation import learn, menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from services import family


def ask(turn: Turn) -> Messages:
    """Morning, noon or evening? Only the answer is kept."""
    who = place.account_learner(turn)
    if who is None:
        return [turn.say("reminders/guest", menu.back(turn))]
    learner = family.mine(turn.tx, turn.account.id, who)
    rows = [(turn.button(f"reminders.{each}", "remind_at", each),) for each in family.WHEN]
    return [turn.say("reminders/ask", *rows, menu.back(turn), when=learner.reminders)]


def choose(turn: Turn, when: str) -> Messages:
    """Keep the answer."""
    who = place.account_learner(turn)
    if who is None:
        return ask(turn)
    if when == family.OFF:
        return stop(turn)
    family.remind(turn.tx, turn.account.id, who, when, now=turn.now)
    return [turn.say("reminders/chosen", menu.back(turn), when=when)]


def resume(turn: Turn, learner_id: str) -> Messages:
    """The button of a reminder: whoever it named holds the phone now, and goes on."""
    learner = family.mine(turn.tx, turn.account.id, turn.integer(learner_id))
    place.choose(turn, learner.id)
    turn.data.pop("adding", None)
    return learn.go(turn)


def stop(turn: Turn) -> Messages:
    """Stop reminders; on a shared phone ask for whom."""
    members = place.settle(turn)
    if len(members) > 1:
        return [
            turn.say(
                "reminders/for_whom",
                (turn.button("reminders.everybody", "stop_all"),),
                *menu.member_rows(turn, members, "stop_one"),
                menu.back(turn),
            )
        ]
    return stop_all(turn)


def stop_all(turn: Turn) -> Messages:
    """Nobody on this phone is reminded any more."""
    family.remind_all(turn.tx, turn.account.id, family.OFF, now=turn.now)
    return [turn.say("reminders/stopped", _again(turn), menu.back(turn), name="")]


def stop_one(turn: Turn, learner_id: str) -> Messages:
    """One learner is not reminded any more, on any phone."""
    learner = family.mine(turn.tx, turn.account.id, turn.integer(learner_id))
    family.remind(turn.tx, turn.account.id, learner.id, family.OFF, now=turn.now)
    name = menu.name_of(turn, learner)
    return [turn.say("reminders/stopped", _again(turn), menu.back(turn), name=name)]


def _again(turn: Turn) -> Row:
    return (turn.button("reminders.again", "remind"),)


GATED = {"remind": ask, "remind_at": choose}
ACTIONS = {"resume": resume, "stop": stop, "stop_all": stop_all, "stop_one": stop_one}
