"""Who goes on the journeys, and on which."""

import pytest

from tests.journeys.wisdom import Wisdom
from tests.published import curriculum

TRACKS = tuple(curriculum().tracks)
PEOPLE = ("Nguyễn Văn An", 1958), ("Trần Thị Bình", 1961)


def learner_of(track: str) -> Wisdom:
    """Somebody who fails the second lesson's quiz and the final one before they pass."""
    chosen = curriculum().tracks[track]
    return Wisdom(curriculum(), chosen, {chosen.lessons[1], track})


def tracks_on(**engines: str) -> pytest.MarkDecorator:
    """Every track, each with its own database: SQLite unless an engine is named for it."""
    cases = [(track, engines.get(track, "sqlite")) for track in TRACKS]
    return pytest.mark.parametrize(("track", "database_url"), cases, indirect=["database_url"])
