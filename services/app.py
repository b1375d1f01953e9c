"""Opens everything the process needs, once, and closes it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from content import catalog
from content.render import Texts
from domain.curriculum import Curriculum
from services.clock import Clock
from services.settings import Settings
from storage.database import Database


@dataclass(frozen=True, slots=True)
class App:
    """What edges hand to services: the database, the words, the lessons, the clock."""

    settings: Settings
    database: Database
    curriculum: Curriculum
    texts: Texts
    clock: Clock

    @property
    def zone(self) -> ZoneInfo:
        """The time zone people live in; times are kept in UTC and shown in this."""
        return ZoneInfo(self.settings.timezone)

    def today(self) -> date:
        """The current day where the people live."""
        return self.clock.now().astimezone(self.zone).date()


@contextmanager
def open_app(settings: Settings, clock: Clock | None = None) -> Iterator[App]:
    """Open the database and load all content; raises ContentError when a lesson is broken."""
    curriculum = catalog.load()
    texts = Texts()
    database = Database(settings.database_url)
    try:
        yield App(settings, database, curriculum, texts, clock or Clock.from_settings(settings))
    finally:
        database.close()
