"""`bdhvs indicator ...`: figures that are reported, not counted."""

from datetime import datetime
from typing import Annotated

import typer

from cli.output import print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content.numbers import day, number
from services import indicators
from services.indicators import HISTORY, Kept, Typed

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
            key = "instead_amount" if shown.total is None else "instead"
            figures = {"achieved": number(shown.achieved), "total": number(shown.total)}
            typer.echo(texts.label(f"stats.{key}", why=why, **figures))


@app.command()
def history(
    indicator: Annotated[str, typer.Argument(help="The indicator, such as T2.")],
    unit: Annotated[str, typer.Option("--unit", help="The code of the unit that reported.")],
    plan: Annotated[str, typer.Option(help="The plan; the active one.")] = "",
    last: Annotated[int, typer.Option(min=1, max=1000, help="How many entries.")] = HISTORY,
    as_json: AsJson = False,
) -> None:
    """What was typed for a unit, the newest first."""
    with opened() as opened_app:
        kept = opened_app.database.read(
            indicators.history, indicator, unit, plan=plan or None, last=last
        )
        if as_json:
            print_json([_plain(one) for one in kept])
            return
        headings = opened_app.texts.labels("entry_heading")
        rows = [
            (day(one.happened_on), _known(one.achieved), _known(one.total), one.source)
            for one in kept
        ]
        print_table([headings[key] for key in ("at", "n", "of", "source")], rows)


def _known(value: int | None) -> str | None:
    return None if value is None else number(value)


def _plain(one: Kept) -> dict[str, object]:
    return {
        "at": one.happened_on.isoformat(),
        "n": one.achieved,
        "of": one.total,
        "source": one.source,
        "recorded_at": one.recorded_at.isoformat(),
    }
