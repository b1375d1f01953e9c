"""The menu, and going on where the learner stopped."""

from collections.abc import Sequence
from typing import Any

from bot.conversation import place
from bot.conversation.engine import Messages
from bot.conversation.turn import Row, Turn
from domain.messages import Choice
from domain.progress import Progress
from services import family


def show(turn: Turn) -> Messages:
    """The menu: one line of where the learner is, and what can be done; no question is left."""
    turn.data.pop("adding", None)
    standing = place.standing(turn)
    return [turn.say("menu/menu", *rows(turn, standing), **_line(turn, standing))]


def greet(turn: Turn, members: Sequence[family.Learner], hamlet: family.Hamlet | None) -> Messages:
    """Somebody known came back: greet by name, and say where they stopped."""
    who = place.learner(turn)
    known = next((member for member in members if member.id == who), None)
    if known is None and who != place.GUEST:
        return who_learns(turn, members)
    standing = place.standing(turn)
    name = known.name if known else ""
    hello = turn.say(
        "menu/welcome_back",
        *rows(turn, standing),
        name=name,
        hamlet=hamlet,
        **_line(turn, standing),
    )
    return [hello]


def who_learns(turn: Turn, members: Sequence[family.Learner]) -> Messages:
    """Ask which member of the family holds the phone."""
    return [turn.say("family/who", *member_rows(turn, members, "who"))]


def member_rows(turn: Turn, members: Sequence[family.Learner], verb: str) -> tuple[Row, ...]:
    """One button for each learner."""
    return tuple((turn.named(name_of(turn, member), verb, member.id),) for member in members)


def name_of(turn: Turn, member: family.Learner) -> str:
    """How a learner is called on buttons, also before a name is known."""
    return member.name or turn.app.texts.label("family.nameless")


def staff_home(turn: Turn) -> Messages:
    """The menu of somebody who works for the campaign and does not learn; nothing for others."""
    found = turn.menu_rows(turn)
    learn = (turn.button("menu.learn_too", "consent"),)
    return [turn.say("menu/staff", *found, learn)] if found else []


def rows(turn: Turn, standing: Progress) -> tuple[Row, ...]:
    """The buttons of the menu."""
    return (
        *leading(turn, standing),
        (turn.button("menu.lessons", "lessons"), turn.button("menu.progress", "progress")),
        (turn.button("menu.family", "family"), turn.button("menu.call", "call")),
        (turn.button("menu.more", "more"),),
        *turn.menu_rows(turn),
    )


def leading(turn: Turn, standing: Progress) -> tuple[Row, ...]:
    """What comes first: the certificate of a finished track before the lessons left of it."""
    onward = (go_on(turn, standing),)
    if standing.track_done and place.onward(turn, standing) is not None:
        return ((turn.button("menu.certificate", "certificate"),), onward)
    return (onward,)


def go_on(turn: Turn, standing: Progress) -> Choice:
    """The button that leads to what comes next."""
    following = place.onward(turn, standing)
    if following is not None:
        return turn.button("menu.go_on", "go", number=standing.number(following.id))
    if standing.track_done:
        return turn.button("menu.certificate", "certificate")
    return turn.button("menu.final", "final", standing.track.id)


def back(turn: Turn) -> Row:
    """The way back to the menu."""
    return (turn.button("menu.menu", "menu"),)


def more(turn: Turn) -> Messages:
    """What is needed less often."""
    recorded = place.learner(turn) != place.GUEST
    own = turn.button("menu.find", "find") if recorded else turn.button("menu.record", "consent")
    return [
        turn.say(
            "menu/more",
            (own,),
            (turn.button("menu.hamlet", "code"),),
            (turn.button("menu.reminders", "remind"),),
            (turn.button("menu.data", "data"),),
            (turn.button("menu.erase", "erase"),),
            (turn.button("menu.help", "help"),),
            back(turn),
        )
    ]


def help_(turn: Turn) -> Messages:
    """What can be typed and pressed."""
    return [turn.say("menu/help", (turn.button("menu.call", "call"),), back(turn))]


def _line(turn: Turn, standing: Progress) -> dict[str, Any]:
    following = place.onward(turn, standing)
    return {
        "done": len(standing.lessons) - len(standing.left),
        "total": len(standing.lessons),
        "following": following,
        "number": standing.number(following.id) if following else 0,
        "track_done": standing.track_done,
    }


GATED = {"menu": show, "more": more}
ACTIONS = {"help": help_}
