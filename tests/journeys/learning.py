"""Who goes on the journeys, and on which."""

from tests.journeys.wisdom import Wisdom
from tests.web.world import curriculum

TRACKS = tuple(curriculum().tracks)
PEOPLE = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)


def learner_of(track: str) -> Wisdom:
    """Somebody who fails the second lesson's quiz and the final one before they pass."""
    chosen = curriculum().tracks[track]
    return Wisdom(curriculum(), chosen, {chosen.lessons[1], track})
