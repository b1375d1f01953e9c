"""What has to stand in the database when somebody has come to the end of a track."""

from collections import Counter

from sqlalchemy import select

from domain.curriculum import Track
from domain.vocabulary import Way
from services import turns
from services.app import App
from storage.schema import attempts, completions, learners, matches
from tests.journeys.wisdom import Wisdom


def check(app: App, channel: str, wisdom: Wisdom) -> None:
    """One completion of this track, each of its lessons once, learned alone; nothing is owed."""
    track = wisdom.track
    _check_completions(app, track)
    tries = app.database.read(lambda tx: tx.execute(select(attempts)).all())
    left = {one.content_id for one in tries if one.passed is None}
    assert track.id not in left  # the quiz of a lesson may be left, once the lesson is done
    failed = Counter(one.content_id for one in tries if one.passed is False)
    assert failed == Counter(wisdom.failed)
    assert len(app.database.read(lambda tx: tx.execute(select(learners)).all())) == 1
    match = app.database.read(lambda tx: tx.execute(select(matches)).one())
    assert match.state == "provisional"
    assert app.database.read(turns.owed_since, channel, now=app.clock.now()) == []


def _check_completions(app: App, track: Track) -> None:
    rows = app.database.read(lambda tx: tx.execute(select(completions)).all())
    kept = sorted((row.kind, row.content_id) for row in rows)
    assert kept == sorted([("track", track.id), *(("lesson", one) for one in track.lessons)])
    assert {row.way for row in rows} == {Way.SELF}
    assert {row.person_id for row in rows} == {None}  # nobody has confirmed yet
