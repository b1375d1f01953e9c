"""`bdhvs recount`."""

import typer

from cli.output import print_json, waiting
from cli.process import opened
from cli.tables import AsJson
from services import standing

__all__ = ["recount"]


def recount(as_json: AsJson = False) -> None:
    """Count everybody anew from the facts, where doctor found that numbers do not agree."""
    with opened() as app, waiting("Counting"):
        found = app.database.write(standing.rebuild)
    if as_json:
        print_json(found)
    else:
        typer.echo(f"{found.seen} persons counted, {found.wrong} put right.")
