"""`bdhvs migrate`."""

import typer

from services.settings import read_settings
from services.upkeep import migrate_schema

DONE = {
    "empty": "The schema was created.",
    "older": "The schema was upgraded.",
    "current": "The schema is up to date.",
}


def migrate() -> None:
    """Create or upgrade the schema of the database."""
    typer.echo(DONE[migrate_schema(read_settings())])
