"""Who is learning on this account, on what, and where they stopped. Kept in the dialogue alone."""

from typing import Any

from bot.conversation.turn import Turn
from domain.curriculum import Lesson, Track
from domain.errors import DomainError
from domain.progress import Progress, usual_track
from domain.progress import progress as standing_of
from domain.vocabulary import Audience
from services import family, learning

GUEST = 0  # somebody who learns without being recorded
QUIZ, TASK = "?", "!"  # no step has such names

__all__ = [
    "GUEST",
    "QUIZ",
    "TASK",
    "account_learner",
    "begin_as",
    "bookmark",
    "choose",
    "finish_for_guest",
    "forget",
    "guest",
    "guest_finished",
    "learner",
    "leave",
    "lesson",
    "mark",
    "onward",
    "settle",
    "standing",
    "take_up",
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


def leave(turn: Turn) -> None:
    """Nobody is known to hold the phone: who it is will be asked, even when one learner is left."""
    turn.data["who"] = None


def forget(turn: Turn, learner_id: int) -> None:
    """Drop what is remembered of one learner; the others find their places as they left them."""
    for kept in ("at", "tracks"):
        turn.data.get(kept, {}).pop(str(learner_id), None)
    for unfinished in ("adding", "child", "slip", "year"):
        turn.data.pop(unfinished, None)
    leave(turn)


def unit(turn: Turn) -> int | None:
    """The hamlet of this account, if it came with one."""
    found = turn.data.get("unit")
    return found if isinstance(found, int) else None


def settle(turn: Turn) -> list[family.Learner]:
    """Those who learn here; with one of them, or a guest, it is settled who is learning.

    Nobody takes the place of a learner who is gone: see `leave`.
    """
    members = family.members(turn.tx, turn.account.id)
    known = {member.id for member in members}
    _share_track(turn, known | {GUEST})
    who = learner(turn)
    if who is not None and who != GUEST and who not in known:
        leave(turn)
    if "who" not in turn.data and len(members) == 1:
        choose(turn, members[0].id)
    return members


def account_learner(turn: Turn) -> int | None:
    """The recorded learner who holds the phone, or None for a guest."""
    return learner(turn) or None


def track(turn: Turn) -> Track:
    """The track that the learner chose, or the one citizens begin with."""
    return turn.track or usual_track(turn.app.curriculum)


def take_up(turn: Turn, track_id: str) -> None:
    """From now on the learner, and nobody else on this phone, learns this track."""
    turn.data.setdefault("tracks", {})[turn.learner] = track_id


def begin_as(turn: Turn, audience: Audience) -> None:
    """Whoever begins learns the track for this audience, if there is one; who has begun stays."""
    found = (each for each in turn.app.curriculum.tracks.values() if each.audience is audience)
    begun = turn.learner in turn.data.get("tracks", {}) or bookmark(turn)
    if not begun and (first := next(found, None)):
        take_up(turn, first.id)


def _share_track(turn: Turn, learners: set[int]) -> None:
    """The one track that the version before kept for a phone becomes that of each learner then."""
    if for_all := turn.data.pop("track", ""):
        kept = turn.data.get("tracks", {})
        turn.data["tracks"] = {str(each): for_all for each in learners} | kept


def lesson(turn: Turn, lesson_id: str) -> Lesson:
    """A lesson that a button names; raises DomainError("content_gone") when there is none."""
    found = turn.app.curriculum.lessons.get(lesson_id)
    if found is None:
        raise DomainError("content_gone")
    return found


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
    """Remember where the learner is: a lesson, its step, TASK or QUIZ; or a track and QUIZ."""
    places = turn.data.setdefault("at", {})
    places[turn.learner] = list(where)


def bookmark(turn: Turn) -> list[str]:
    """Where the learner stopped, or an empty list."""
    kept = turn.data.get("at", {}).get(turn.learner, [])
    return list(kept)


def onward(turn: Turn, standing: Progress) -> Lesson | None:
    """The lesson that going on leads to: the one left in the middle, else the first not done."""
    content_id, where = (*bookmark(turn), "", "")[:2]
    left = next((each for each in standing.left if each.id == content_id and where), None)
    return left or standing.following
