"""`bdhvs stats`: the indicators of a unit."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import typer

from cli.output import print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content import numbers
from content.render import Texts
from domain.counting import Figures
from domain.plan import Target
from services import stats as service
from services.stats import UnitStats

__all__ = ["stats"]

HEADINGS = (
    *("unit", "indicator", "done", "rate", "target", "due", "gap"),
    *("pace", "needed", "beside", "status", "source"),
)


def stats(
    unit: Annotated[str, typer.Argument(help="The code of a unit.")],
    plan: Annotated[str, typer.Option(help="The plan to count by; the active one.")] = "",
    at: Annotated[
        datetime | None, typer.Option("--at", help="The day; today.", formats=["%Y-%m-%d"])
    ] = None,
    children: Annotated[bool, typer.Option("--children", help="The units below, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Count the indicators of a unit at a day."""
    with opened() as app:
        day = at.date() if at else app.today()
        found = app.database.read(
            service.unit_stats, unit, plan=plan or None, at=day, children=children
        )
        if as_json:
            print_json(service.as_dict(found))
        else:
            _show(found, app.texts)


def _show(found: UnitStats, texts: Texts) -> None:
    day = numbers.day(found.as_of)
    typer.echo(texts.label("stats.title", unit=found.unit.name, day=day))
    rows = [
        _row(one, figures, texts)
        for one in (found, *found.children)
        for figures in one.indicators
        if one is found or figures.tally != type(figures.tally)()
    ]
    print_table([texts.label(f"stats_heading.{key}") for key in HEADINGS], rows)
    for units in _missing(found):
        typer.echo(texts.label("stats.missing", units=units))


def _row(one: UnitStats, figures: Figures, texts: Texts) -> tuple[object, ...]:
    tally, target = figures.tally, figures.target
    return (
        one.unit.code,
        figures.indicator.id,
        numbers.fraction(tally.achieved, tally.headcount),
        numbers.percent(tally.achieved, tally.headcount) if figures.rate is not None else None,
        _target(target),
        numbers.day(target.due) if target else None,
        None if figures.gap is None else numbers.number(figures.gap),
        None if figures.pace_per_week is None else numbers.decimal(figures.pace_per_week),
        None if figures.needed_per_week is None else numbers.number(figures.needed_per_week),
        tally.pending,
        texts.label(f"staff_standing.{figures.status}"),
        figures.headcount_source,
    )


def _target(target: Target | None) -> str | None:
    if target is None or target.percent is None:
        return None
    return f"{target.comparator.value} {numbers.decimal(float(target.percent))} %"


def _missing(found: UnitStats) -> Iterator[str]:
    """Which leaves lack a headcount, by indicator; many are cut short."""
    for figures in found.indicators:
        codes = figures.tally.missing
        if codes and figures.tally.headcount is not None:
            more = ", ..." if len(codes) > 20 else ""
            yield f"{figures.indicator.id}: {', '.join(codes[:20])}{more}"
