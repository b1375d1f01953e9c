"""Opens everything the process needs, once, and closes it again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from content import catalog
from content.render import Texts
from domain.curriculum import Curriculum
from services.clock import Clock
from services.settings import Settings
from storage.database import Database


@dataclass(frozen=True, slots=True)
class App:
    """What edges hand to services: the database, the lessons, the words, the clock."""

    settings: Settings
    database: Database
    lessons: Callable[[], Curriculum]
    texts: Texts
    clock: Clock

    @property
    def curriculum(self) -> Curriculum:
        """All lessons, read when first asked for; raises ContentError when one is broken."""
        return self.lessons()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people live in; times are kept in UTC and shown in this."""
        return ZoneInfo(self.settings.timezone)

    def today(self) -> date:
        """The current day where the people live."""
        return self.clock.now().astimezone(self.zone).date()


@cache
def _shipped() -> Curriculum:
    """The packaged lessons, which stay the same while the process lives."""
    return catalog.load()


@contextmanager
def open_app(settings: Settings, clock: Clock | None = None) -> Iterator[App]:
    """Open the database. The lessons wait until somebody needs them: whoever counts people does
    not, and must not be stopped by a lesson that is broken."""
    texts = Texts()
    database = Database(settings.database_url)
    try:
        yield App(settings, database, _shipped, texts, clock or Clock.from_settings(settings))
    finally:
        database.close()
