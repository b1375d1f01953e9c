"""`bdhvs stats`: the indicators of a unit."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer

from cli.output import complain, print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content import numbers
from content.render import Texts
from content.sources import headcount_source
from domain.counting import Figures, Tally
from domain.plan import Counts, Measure, Target
from domain.vocabulary import IndicatorStatus, Level
from services import stats as service
from services.stats import UnitStats

__all__ = ["stats"]

UNIT = ("indicator", "done", "rate", "target", "due", "gap", "needed", "status")
BELOW = ("unit", "name", "done", "rate", "gap", "status")  # one table for each indicator


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
        if day > app.today():
            complain(app.texts.label("stats.to_come", day=numbers.day(day)))
        if as_json:
            print_json(service.as_dict(found))
        else:
            _show(found, app.texts)


def _show(found: UnitStats, texts: Texts) -> None:
    """A table that fits a terminal of 80 signs, what stands behind it, and the units below."""
    day = numbers.day(found.as_of)
    typer.echo(texts.label("stats.title", unit=found.unit.name, day=day))
    print_table(_headings(UNIT, texts), [_row(one, texts) for one in found.indicators])
    for figures in found.indicators:
        typer.echo(_behind(figures, texts))
    for units in _missing(found):
        typer.echo(texts.label("stats.missing", units=units))
    for figures in found.indicators:
        if figures.tally.twice:
            told = texts.label("stats.twice", unit=found.unit.name)
            typer.echo(f"{figures.indicator.id}: {told}")
    for figures in found.indicators if found.children else ():
        _show_below(figures, found.children, texts)


def _show_below(figures: Figures, children: Sequence[UnitStats], texts: Texts) -> None:
    """One indicator in the units below; units that have nothing to do with it are left out."""
    lines = [
        (child.unit, one)
        for child in children
        for one in child.indicators
        if one.indicator.id == figures.indicator.id and _concerns(one, child.unit.level)
    ]
    if not lines:
        return
    typer.echo("")
    typer.echo(f"{figures.indicator.id}. {figures.indicator.title}")
    rows = [
        (unit.code, unit.name, *_progress(one, texts), _gap(one), _status(one, texts))
        for unit, one in lines
    ]
    print_table(_headings(BELOW, texts), rows)


def _concerns(figures: Figures, level: Level) -> bool:
    """Whether an indicator says something in a unit: it has figures there, or should have."""
    tally = figures.tally
    if figures.known or tally.achieved:
        return True
    own = figures.indicator.level
    return tally != Tally() and level in {own, Level.PROVINCE, Level.COMMUNE}


def _headings(keys: Sequence[str], texts: Texts) -> list[str]:
    return [texts.label(f"stats_heading.{key}") for key in keys]


def _row(figures: Figures, texts: Texts) -> tuple[object, ...]:
    target = figures.target
    needed = figures.needed_per_week
    return (
        figures.indicator.id,
        *_progress(figures, texts),
        _target(target, texts),
        numbers.day(target.due) if target else None,
        _gap(figures),
        None if needed is None else numbers.number(needed),
        _status(figures, texts),
    )


def _progress(figures: Figures, texts: Texts) -> tuple[str | None, str | None]:
    """n/N and the share; where no share can be told, n and N apart."""
    tally = figures.tally
    if figures.indicator.counts is Counts.AMOUNT and figures.known:
        return f"{numbers.number(tally.achieved)} {figures.indicator.measured_in}", None
    if _apart(figures):
        n, total = numbers.number(tally.achieved), numbers.number(tally.headcount)
        return texts.label("stats.apart", achieved=n, total=total), None
    rate = numbers.percent(tally.achieved, tally.headcount) if figures.rated else None
    return numbers.fraction(tally.achieved, tally.headcount), rate


def _apart(figures: Figures) -> bool:
    tally = figures.tally
    return bool(tally.headcount) and tally.achieved is not None and not figures.rated


def _gap(figures: Figures) -> str | None:
    return None if figures.gap is None else numbers.number(figures.gap)


def _status(figures: Figures, texts: Texts) -> str:
    if figures.status is IndicatorStatus.UNKNOWN and not figures.known and not _apart(figures):
        return ""  # the missing fraction has said so
    return texts.label(f"staff_standing.{figures.said}")


def _behind(figures: Figures, texts: Texts) -> str:
    """What the figures of an indicator are made of: ways, who is beside them, where N is from."""
    tally, ways = figures.tally, figures.tally.ways
    parts = [f"{figures.indicator.id}. {figures.indicator.title}"]
    if ways is not None and figures.indicator.measure is Measure.TRACK_COMPLETED:
        counted = {"alone": ways.alone, "assisted": ways.assisted}
        counted |= {"in_class": ways.in_class, "imported": ways.imported}
        shown = {name: numbers.number(count) for name, count in counted.items()}
        parts.append(texts.label("stats.ways", **shown))
    beside = {
        "pending": tally.pending,
        "outside": tally.outside_roster,
        "away": tally.not_present,
    }
    parts += [
        texts.label(f"stats.{name}", count=numbers.number(count))
        for name, count in beside.items()
        if count
    ]
    if figures.headcount_source and figures.headcount_at:
        source = headcount_source(texts, figures.headcount_source)
        day = numbers.day(figures.headcount_at)
        parts.append(texts.label("stats.source", source=source, day=day))
    return "; ".join(parts)


def _target(target: Target | None, texts: Texts) -> str | None:
    if target is None or not target.named:
        return None
    sign = texts.label(f"stats_comparator.{target.comparator.name.lower()}")
    if target.percent is None:
        return f"{sign} {numbers.number(target.amount)}"
    return f"{sign} {numbers.decimal(float(target.percent))}%"


def _missing(found: UnitStats) -> Iterator[str]:
    """Which leaves lack a headcount, by indicator; many are cut short."""
    for figures in found.indicators:
        codes = figures.tally.missing
        if codes and figures.tally.headcount is not None:
            more = ", ..." if len(codes) > 20 else ""
            yield f"{figures.indicator.id}: {', '.join(codes[:20])}{more}"
