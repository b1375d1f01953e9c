"""`bdhvs completion import` and `bdhvs confirm import`: results from outside."""

import typer

from cli.output import print_json
from cli.tables import AsJson, Commune, File, counted, taking_in
from services import past_results
from services.past_results import Taken

__all__ = ["app", "confirm"]

app = typer.Typer(help="Results from before the bot.", no_args_is_help=True)
confirm = typer.Typer(help="VNeID confirmations.", no_args_is_help=True)

COLUMNS = "result_column"


@app.command("import")
def completions(file: File, commune: Commune = "", as_json: AsJson = False) -> None:
    """Take in who finished a track before the bot: person, track, date, source."""
    with taking_in(file, COLUMNS) as (opened_app, content):
        done = opened_app.database.write(
            past_results.import_completions,
            content,
            file.name,
            opened_app.curriculum,
            commune_code=commune,
            now=opened_app.clock.now(),
            zone=opened_app.zone,
        )
        texts = opened_app.texts
    _tell(done, as_json)
    if done.erased and not as_json:
        typer.echo(texts.label("results.erased", count=done.erased))


@confirm.command("import")
def confirmations(file: File, commune: Commune = "", as_json: AsJson = False) -> None:
    """Take in whom VNeID has confirmed: person, date, source."""
    with taking_in(file, COLUMNS) as (opened_app, content):
        done = opened_app.database.write(
            past_results.import_confirmations,
            content,
            file.name,
            commune_code=commune,
            now=opened_app.clock.now(),
            zone=opened_app.zone,
        )
    _tell(done, as_json)


def _tell(done: Taken, as_json: bool) -> None:
    if as_json:
        print_json(done)
    else:
        typer.echo(counted({"added": done.added, "unchanged": done.unchanged}))
