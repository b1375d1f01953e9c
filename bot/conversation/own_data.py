"""A copy of what is kept, and forgetting it in two steps."""

from collections.abc import Sequence

from bot.conversation import households, menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from domain.errors import DomainError
from services import family, mydata

EVERYBODY = 0


def show(turn: Turn) -> Messages:
    """Everything kept, in words: one message for the account, one for each learner."""
    copy = mydata.copy(turn.tx, turn.account.id, turn.account.channel)
    zone, curriculum = turn.zone, turn.app.curriculum
    head = turn.say("own/account", copy=copy, since=copy.since.astimezone(zone).date())
    parts = [
        turn.say("own/learner", part=part, curriculum=curriculum, zone=zone) for part in copy.parts
    ]
    foot = turn.say(
        "own/rights",
        (turn.button("menu.erase", "erase"),),
        menu.back(turn),
        first_days=mydata.FIRST_ANSWER_DAYS,
        copy_days=mydata.COPY_DAYS,
        erase_days=mydata.ERASE_DAYS,
    )
    return [head, *parts, foot]


def erase(turn: Turn) -> Messages:
    """First step: for whom?"""
    members = place.settle(turn)
    if not members:
        return _forget_guest(turn)
    if len(members) == 1:
        return sure(turn, str(members[0].id))
    return [
        turn.say(
            "own/for_whom",
            *menu.member_rows(turn, members, "erase_sure"),
            (turn.button("data.everybody", "erase_sure", EVERYBODY),),
            (turn.button("data.keep", "erase_no"),),
        )
    ]


def sure(turn: Turn, learner_id: str) -> Messages:
    """Second step: what goes, what stays, and the law's dates. The confirming button works once."""
    who = turn.integer(learner_id)
    members = place.settle(turn)
    chosen = next((member for member in members if member.id == who), None)
    if who != EVERYBODY and chosen is None:
        raise DomainError("learner_gone")
    stamp = int(turn.now.timestamp())
    turn.data["erasing"] = [who, stamp]
    return [
        turn.say(
            "own/sure",
            (turn.button("data.yes", "erase_yes", who, stamp),),
            (turn.button("data.keep", "erase_no"),),
            name=_name(turn, chosen, members),
            others=mydata.others_stay(turn.tx, turn.account.id, [who] if chosen else None),
            first_days=mydata.FIRST_ANSWER_DAYS,
            erase_days=mydata.ERASE_DAYS,
        )
    ]


def _name(turn: Turn, chosen: family.Learner | None, members: Sequence[family.Learner]) -> str:
    """Whose data it is; "" where that is clear, and for everybody."""
    own = len(members) == 1 and chosen is not None and chosen.id == place.learner(turn)
    return menu.name_of(turn, chosen) if chosen and not own else ""


def yes(turn: Turn, learner_id: str, stamp: str) -> Messages:
    """Forget, at once. A button of another day forgets nobody."""
    who, you = turn.integer(learner_id), turn.address
    begin = (turn.button("data.begin", "start"),)
    if turn.data.pop("erasing", None) != [who, turn.integer(stamp)]:
        if _gone(turn, who):
            return [turn.say("own/erased", begin)]
        return [turn.say("own/not_now", (turn.button("menu.erase", "erase"),), menu.back(turn))]
    chosen = None if who == EVERYBODY else [who]
    mydata.erase(turn.tx, turn.account.id, chosen, now=turn.now)
    place.forget(turn, who)
    if members := place.settle(turn):
        return [turn.say("own/erased", anew=True, you=you), *households.who(turn, members)]
    hamlet = place.unit(turn)
    turn.data.clear()
    if hamlet is not None:
        turn.data["unit"] = hamlet
    return [turn.say("own/erased", begin, anew=True, you=you)]


def _gone(turn: Turn, who: int) -> bool:
    """Whether nobody is left of those whom the button was to erase, as after a second press."""
    members = {member.id for member in family.members(turn.tx, turn.account.id)}
    return not members if who == EVERYBODY else who not in members


def no(turn: Turn) -> Messages:
    """Everything stays."""
    turn.data.pop("erasing", None)
    return [turn.say("own/kept", menu.back(turn))]


def _forget_guest(turn: Turn) -> Messages:
    """Of a guest there are the place in the dialogue, and perhaps calls for help."""
    called, you = mydata.erase_guest(turn.tx, turn.account.id) > 0, turn.address
    turn.data.clear()
    begin = (turn.button("data.begin", "start"),)
    return [turn.say("own/nothing", begin, anew=True, called=called, you=you)]


ACTIONS = {
    "data": show,
    "erase": erase,
    "erase_sure": sure,
    "erase_yes": yes,
    "erase_no": no,
}
