"""Who is learning on this account, on what, and where they stopped. Kept in the dialogue alone."""

from typing import Any

from bot.conversation.turn import Turn
from domain.curriculum import Lesson, Track
from domain.progress import Progress, usual_track
from domain.progress import progress as standing_of
from services import family, learning

GUEST = 0  # somebody who learns without being recorded
QUIZ = "?"  # no step has such a name

__all__ = [
    "GUEST",
    "QUIZ",
    "account_learner",
    "bookmark",
    "choose",
    "finish_for_guest",
    "guest",
    "guest_finished",
    "learner",
    "mark",
    "onward",
    "settle",
    "standing",
    "track",
    "unit",
]


def learner(turn: Turn) -> int | None:
    """The learner's id, GUEST, or None before anybody said who learns."""
    who = turn.data.get("who")
    return who if isinstance(who, int) else None


def choose(turn: Turn, learner_id: int) -> None:
    """From now on this learner holds the phone."""
    turn.data["who"] = learner_id


def unit(turn: Turn) -> int | None:
    """The hamlet of this account, if it came with one."""
    found = turn.data.get("unit")
    return found if isinstance(found, int) else None


def settle(turn: Turn) -> list[family.Learner]:
    """Those who learn here; with one of them, or a guest, it is settled who is learning."""
    members = family.members(turn.tx, turn.account.id)
    known = {member.id for member in members}
    who = learner(turn)
    if who is not None and who != GUEST and who not in known:
        del turn.data["who"]
        who = None
    if who is None and len(members) == 1:
        choose(turn, members[0].id)
    return members


def account_learner(turn: Turn) -> int | None:
    """The recorded learner who holds the phone, or None for a guest."""
    return learner(turn) or None


def track(turn: Turn) -> Track:
    """The track chosen, or the one citizens begin with."""
    tracks = turn.app.curriculum.tracks
    return tracks.get(turn.data.get("track", "")) or usual_track(turn.app.curriculum)


def standing(turn: Turn) -> Progress:
    """How far the learner has come; for a guest as far as the dialogue remembers."""
    curriculum, chosen = turn.app.curriculum, track(turn)
    who = learner(turn)
    if who:
        return learning.progress(turn.tx, curriculum, chosen.id, who)
    done = [(kind, content) for kind, content in guest(turn).get("done", ())]
    return standing_of(curriculum, chosen, done)


def guest(turn: Turn) -> dict[str, Any]:
    """What the dialogue remembers of somebody who is not recorded."""
    kept = turn.data.setdefault("guest", {})
    assert isinstance(kept, dict)
    return kept


def finish_for_guest(turn: Turn, kind: str, content_id: str) -> None:
    """Remember in the dialogue that a guest finished something."""
    done = guest(turn).setdefault("done", [])
    if [kind, content_id] not in done:
        done.append([kind, content_id])


def guest_finished(turn: Turn) -> bool:
    """Whether a guest holds the phone who finished something that nobody recorded."""
    kept = turn.data.get("guest", {})
    return learner(turn) == GUEST and bool(kept.get("done"))


def mark(turn: Turn, *where: str) -> None:
    """Remember where the learner is: a lesson, its step, or QUIZ; a track's final quiz alike."""
    places = turn.data.setdefault("at", {})
    places[str(learner(turn) or GUEST)] = list(where)


def bookmark(turn: Turn) -> list[str]:
    """Where the learner stopped, or an empty list."""
    kept = turn.data.get("at", {}).get(str(learner(turn) or GUEST), [])
    return list(kept)


def onward(turn: Turn, standing: Progress) -> Lesson | None:
    """The lesson that going on leads to: the one left in the middle, else the first not done."""
    content_id, where = (*bookmark(turn), "", "")[:2]
    left = next((each for each in standing.left if each.id == content_id and where), None)
    return left or standing.following
