"""How the people of a hamlet stand: whom to congratulate, whom to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.curriculum import Curriculum, Track
from domain.plan import Plan
from domain.progress import usual_track
from domain.vocabulary import Audience

__all__ = [
    "FAILED_TRIES",
    "NEARLY_LEFT",
    "STILL",
    "Learning",
    "Programme",
    "Stage",
    "accepted",
    "nearly",
    "programme",
    "stage",
    "stuck",
]

STILL = timedelta(days=14)  # without progress for so long: stuck
FAILED_TRIES = 3
NEARLY_LEFT = 2


class Stage(StrEnum):
    """Where a person stands in the programme. Each person has exactly one stage."""

    DONE = "done"
    NEARLY = "nearly"
    STUCK = "stuck"
    LEARNING = "learning"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True, slots=True)
class Programme:
    """What the adults of a hamlet are asked to finish: any one of the `accepted` tracks, as in the
    count. `tracks` are those of them that can be learned here; classes ask about the first."""

    tracks: tuple[Track, ...]
    accepted: frozenset[str]

    @property
    def first(self) -> Track:
        """The track of classes and visits."""
        return self.tracks[0]

    def furthest(self, finished: Sequence[int]) -> tuple[int, int]:
        """From how many lessons of each track are finished: how many of the track with the fewest
        left, and how many it has. What is not begun leads nowhere: then it is the first track."""
        begun = [
            (done, len(track.lessons))
            for done, track in zip(finished, self.tracks, strict=True)
            if done
        ]
        return min(begun, key=lambda one: one[1] - one[0], default=(0, len(self.first.lessons)))


def programme(curriculum: Curriculum, plan: Plan | None) -> Programme:
    """The programme of those to whom a plan applies; without one the usual track alone."""
    usual = usual_track(curriculum)
    counted = accepted(plan, usual.id)
    known = [track for track in curriculum.tracks.values() if track.id in counted] or [usual]
    known.sort(key=lambda track: track.id != usual.id)
    return Programme(tuple(known), counted)


def accepted(plan: Plan | None, track_id: str) -> frozenset[str]:
    """The tracks of which any one is counted for an adult: those of the indicator that accepts
    this track, for want of one those of the first indicator of adults; else this track alone."""
    asked = [
        one.tracks
        for one in (plan.indicators if plan else ())
        if one.tracks and one.audience is Audience.ADULT
    ] or [(track_id,)]
    return frozenset(next((tracks for tracks in asked if track_id in tracks), asked[0]))


@dataclass(frozen=True, slots=True)
class Learning:
    """What is known of a person's learning; `pending` facts wait for a confirmed match."""

    lessons: int = 0  # finished ones of the track on which the person is furthest
    of: int = 0  # and how many that track has
    done: bool = False
    done_pending: bool = False
    last: datetime | None = None  # began, or last made progress
    hard: bool = False  # three failed tries at the same thing, none passed
    account: bool = False

    @property
    def left(self) -> int:
        """Lessons to go; 0 when the final quiz is left."""
        return self.of - self.lessons


def nearly(learning: Learning) -> bool:
    """At most two lessons, or only the final quiz, left; or done and waiting for confirmation."""
    if learning.done:
        return False
    return learning.done_pending or (learning.lessons > 0 and learning.left <= NEARLY_LEFT)


def stuck(learning: Learning, now: datetime) -> bool:
    """Begun, and 14 days without progress or three failed tries."""
    if learning.done or learning.done_pending or learning.last is None:
        return False
    return learning.hard or now - learning.last >= STILL


def stage(learning: Learning, now: datetime) -> Stage:
    """The one stage of a person. Nearly done comes before stuck: a visit pays most there."""
    if learning.done:
        return Stage.DONE
    if nearly(learning):
        return Stage.NEARLY
    if stuck(learning, now):
        return Stage.STUCK
    return Stage.NOT_BEGUN if learning.last is None else Stage.LEARNING
