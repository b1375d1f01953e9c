"""Keeps the database usable: brings its schema up to date and says when it is not."""

from domain.errors import DomainError
from services.settings import Settings, SettingsError
from storage import health, migrate
from storage.database import UNAVAILABLE, Database, Tx, is_full, may_pass
from storage.health import SchemaState

__all__ = [
    "NotReady",
    "SchemaState",
    "can_write",
    "make_ready",
    "migrate_schema",
    "state",
    "trouble",
]


class NotReady(Exception):
    """The database cannot be used as it is; the text says how to mend it."""


def state(settings: Settings) -> SchemaState:
    """How the schema stands to this release; SettingsError when the database cannot be reached."""
    database = Database(settings.database_url)
    try:
        if reason := health.unreachable(database):
            raise SettingsError([f"DATABASE_URL: the database cannot be opened: {reason}"])
        return database.read(health.schema_state)
    finally:
        database.close()


def migrate_schema(settings: Settings) -> SchemaState:
    """Create or upgrade the schema, and return how it stood before. Safe to repeat."""
    before = state(settings)
    if before is SchemaState.NEWER:
        raise NotReady("The database was made by a newer release: install that release.")
    if before is not SchemaState.CURRENT:
        migrate.upgrade(settings.database_url)
    return before


def make_ready(settings: Settings) -> None:
    """Create the schema of a new embedded database; refuse one that another release made."""
    found = state(settings)
    if found is SchemaState.EMPTY and settings.database_url.startswith("sqlite"):
        migrate.upgrade(settings.database_url)
    elif found is not SchemaState.CURRENT:
        hint = "install that release" if found is SchemaState.NEWER else "run `bdhvs migrate`"
        raise NotReady(f"The schema of the database is {found}: {hint}.")


def can_write(tx: Tx) -> None:
    """Write something that means nothing, so that a full disk shows; raises what a press would."""
    health.touch(tx)


def trouble(error: BaseException) -> DomainError | None:
    """What to tell people when the database did not take a change: no room, or not now.

    Nothing was changed then. None for every other error, which is a fault of ours.
    """
    if not isinstance(error, UNAVAILABLE) or not may_pass(error):
        return None
    return DomainError("database_full" if is_full(error) else "database_busy")
