"""`bdhvs indicator ...`: figures that are reported, not counted."""

from datetime import datetime
from typing import Annotated

import typer

from cli.process import opened
from content.numbers import number
from services import indicators
from services.indicators import Typed

app = typer.Typer(help="Typed figures.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Typed figures."""


@app.command()
def enter(
    indicator: Annotated[str, typer.Argument(help="The indicator, such as T2.")],
    unit: Annotated[str, typer.Option("--unit", help="The code of the unit that reports.")],
    at: Annotated[
        datetime, typer.Option("--at", help="The day of the figures.", formats=["%Y-%m-%d"])
    ],
    source: Annotated[str, typer.Option("--source", help="Where they come from.")],
    n: Annotated[int | None, typer.Option("--n", help="How many have reached it.")] = None,
    of: Annotated[int | None, typer.Option("--of", help="Out of how many.")] = None,
    plan: Annotated[str, typer.Option(help="The plan; the active one.")] = "",
) -> None:
    """Enter n and N of a unit; for an indicator counted by person, N alone."""
    typed = Typed(n, of, at.date(), source)
    with opened() as opened_app:
        entered = opened_app.database.write(
            indicators.enter,
            indicator,
            unit,
            typed,
            plan=plan or None,
            today=opened_app.today(),
            now=opened_app.clock.now(),
        )
        texts = opened_app.texts
        said = "stats.entered" if entered.new else "stats.same"
        typer.echo(texts.label(said, indicator=indicator, unit=unit))
        if entered.instead is not None:
            shown = entered.instead
            why = texts.label(f"staff_instead.{shown.why}")
            figures = {"achieved": number(shown.achieved), "total": number(shown.total)}
            typer.echo(texts.label("stats.instead", why=why, **figures))
