"""`bdhvs timetable`: what will run when, and what the plans ask of the coming days."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated

import typer

from cli.output import print_json, print_table
from cli.process import opened
from cli.tables import AsJson
from content import numbers
from content.render import Texts
from domain.agenda import Matter, Note
from scheduler.timetable import LINES, firings
from services import agenda
from services.agenda import PlanAgenda
from services.app import App

__all__ = ["timetable"]

SHOWN = 3  # the next times of a line

Firings = dict[str, list[datetime]]


def timetable(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days to look ahead.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Say what will run when, and what the plans ask of the coming days."""
    with opened() as app:
        now = app.clock.now().astimezone(app.zone)
        last = now.date() + timedelta(days=days)
        lines = {line.name: list(islice(firings(line, app.zone, now), SHOWN)) for line in LINES}
        plans = app.database.read(agenda.coming, now.date(), last)
        if as_json:
            print_json(
                {
                    "now": now,
                    "zone": app.settings.timezone,
                    "lines": [{"name": name, "next": times} for name, times in lines.items()],
                    "plans": [asdict(plan) for plan in plans],
                }
            )
            return
        _show_lines(app, now, days, lines)
        _show_plans(app.texts, plans)


def _show_lines(app: App, now: datetime, days: int, lines: Firings) -> None:
    texts, zone = app.texts, app.settings.timezone
    when = {"time": f"{now:%H:%M}", "day": numbers.day(now.date())}
    typer.echo(texts.label("timetable.title", **when, zone=zone, days=days))
    rows = [
        (texts.label(f"timetable_line.{name}"), ", ".join(f"{each:%H:%M %d/%m}" for each in times))
        for name, times in lines.items()
    ]
    print_table(_headings(("line", "next"), texts), rows)


def _show_plans(texts: Texts, plans: Sequence[PlanAgenda]) -> None:
    if not plans:
        typer.echo(texts.label("timetable.no_plan"))
    for plan in plans:
        typer.echo(texts.label("timetable.plan", plan=plan.plan, title=plan.title))
        rows = [(numbers.day(note.day), _said(note, texts)) for note in plan.notes]
        if rows:
            print_table(_headings(("day", "matter"), texts), rows)
        else:
            typer.echo(texts.label("timetable.nothing"))
        if plan.rests:
            typer.echo(texts.label("timetable.rest"))
        for rest in plan.rests:
            why = texts.label(f"timetable_rest.{rest.why}")
            typer.echo(f"  {numbers.day(rest.day)}  {why}")


def _said(note: Note, texts: Texts) -> str:
    key = str(note.matter)
    if note.matter is Matter.TELL and not note.ahead:
        key = "tell_today"
    values = {"subject": note.subject, "ahead": note.ahead}
    return texts.label(f"timetable_matter.{key}", **values)


def _headings(keys: Sequence[str], texts: Texts) -> list[str]:
    return [texts.label(f"timetable_heading.{key}") for key in keys]
