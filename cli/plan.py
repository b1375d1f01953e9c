"""`bdhvs plan ...`: what is to be reached, and by when."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from cli.output import complain
from cli.process import opened
from content import catalog, plan_file
from content.plan_file import Loaded
from content.problems import ContentError
from content.render import Texts
from services import plans

app = typer.Typer(help="Campaign plans.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The YAML file of a plan.")]


@app.command()
def check(file: File) -> None:
    """Validate a plan; each fault is named with line and mend."""
    loaded = _read(file, catalog.load().tracks)
    plan = loaded.plan
    typer.echo(Texts().label("stats.plan_fine", plan=plan.id, count=len(plan.indicators)))


@app.command()
def load(
    file: File,
    unit: Annotated[
        str, typer.Option("--unit", help="The commune, if the file leaves it open.")
    ] = "",
) -> None:
    """Make a plan the active one of its commune."""
    with opened() as opened_app:
        loaded = _read(file, opened_app.curriculum.tracks, unit)
        now = opened_app.clock.now()
        code = opened_app.database.write(plans.load, loaded, unit_code=unit or None, now=now)
        typer.echo(opened_app.texts.label("stats.plan_loaded", plan=loaded.plan.id, unit=code))


def _read(file: Path, tracks: Collection[str], unit: str = "") -> Loaded:
    try:
        loaded = plan_file.load(file, tracks)
    except ContentError as error:
        for problem in error.problems:
            complain(str(problem))
        raise typer.Exit(1) from None
    for warning in loaded.warnings:
        if not (unit and warning.code == plan_file.NO_UNIT):
            complain(str(warning))
    return loaded
