"""Coming in by an invitation."""

from bot.conversation.staff_common import Messages, acting
from bot.conversation.staff_menu import menu
from bot.conversation.turn import Turn
from services import invitations, staff


def accept(turn: Turn, token: str) -> Messages:
    """Take up an invitation and ask for the name; called when a link `staff-<token>` is opened."""
    member = invitations.accept(turn.tx, turn.account.id, token, now=turn.now)
    turn.data["s_as"] = member.id
    if member.name:
        return [turn.say("staff/welcome", member=member), *menu(turn)]
    return [turn.say("staff/welcome", member=member), *ask_name(turn)]


def ask_name(turn: Turn) -> Messages:
    """Ask how the staff member is called."""
    turn.expect("s.name")
    return [turn.say("staff/name", (turn.button("staff.later", "s.menu"),))]


def take_name(turn: Turn, text: str) -> Messages:
    """Keep the typed name; one that is too short is asked for again."""
    if len(text.split()) < 2:
        return ask_name(turn)
    staff.rename(turn.tx, acting(turn), text, now=turn.now)
    return menu(turn)


ACTIONS = {"s.name": ask_name}
PROMPTS = {"s.name": take_name}
