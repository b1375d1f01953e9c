"""What the learner has finished, and a simple certificate in words."""

from bot.conversation import menu, place
from bot.conversation.engine import Messages
from bot.conversation.turn import Turn
from services import family, identity, mydata, practice


def progress(turn: Turn) -> Messages:
    """Each lesson of the track with or without its tick."""
    standing = place.standing(turn)
    who = place.account_learner(turn)
    known = family.mine(turn.tx, turn.account.id, who) if who else None
    rows = (*menu.leading(turn, standing), menu.back(turn))
    practised = practice.done(turn.tx, who) if who else frozenset[str]()
    elsewhere = mydata.finished_elsewhere(turn.tx, who, standing.track.id) if who else ""
    said = turn.say(
        "results/progress",
        *rows,
        standing=standing,
        learner=known,
        practised=practised,
        elsewhere=elsewhere,
    )
    return [said]


def certificate(turn: Turn) -> Messages:
    """Who finished which track on which day; never mistaken for a confirmation on VNeID."""
    who, track = place.account_learner(turn), place.track(turn)
    if who is None:
        record = (turn.button("welcome.record", "consent"),)
        return [turn.say("results/guest", record, menu.back(turn))]
    part = next(each for each in _parts(turn) if each.learner.id == who)
    done = [each for each in part.facts if (each.kind, each.content_id) == ("track", track.id)]
    if not done:
        standing = place.standing(turn)
        rows = ((menu.go_on(turn, standing),), menu.back(turn))
        return [turn.say("results/not_yet", *rows, standing=standing)]
    find = () if part.learner.name else ((turn.button("menu.find", "find"),),)
    return [
        turn.say(
            "results/certificate",
            *find,
            menu.back(turn),
            learner=identity.as_listed(turn.tx, part.learner),
            track=track,
            day=min(each.happened_on for each in done),
        )
    ]


def _parts(turn: Turn) -> tuple[mydata.Part, ...]:
    return mydata.copy(turn.tx, turn.account.id, turn.account.channel).parts


GATED = {"progress": progress, "certificate": certificate}
