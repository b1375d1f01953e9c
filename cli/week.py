"""`bdhvs week ...`: closing the books of a week."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from cli.output import print_json, print_table, waiting
from cli.process import opened
from cli.tables import AsJson
from content import numbers
from content.render import Texts
from domain.errors import DomainError
from domain.movement import Movement, of_dict
from domain.weeks import last_closed, last_ended
from services import weekly
from services.weekly import Closing, Snapshot

__all__ = ["app"]

app = typer.Typer(help="Closed weeks.", no_args_is_help=True)

TERMS = ("opening", "new", "left", "moved", "voided", "erased", "entered", "corrected", "closing")


@app.callback()
def group() -> None:
    """Closed weeks."""


@app.command()
def close(
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            help="A day: the week that ended by then; by default, last week.",
            formats=["%Y-%m-%d"],
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Freeze the figures of a week, and queue the stats messages. Repeating it changes nothing."""
    with opened() as opened_app:
        now = opened_app.clock.now()
        week = last_ended(at.date()) if at else last_closed(now, opened_app.zone)
        communes = opened_app.database.read(weekly.communes, week)
        if not communes:
            raise DomainError("no_campaign")
        done: list[Closing] = []
        for code in communes:
            with waiting(code):
                done += opened_app.database.write(weekly.close_all, opened_app, code, week, now=now)
        if as_json:
            print_json([_plain(closing) for closing in done])
            return
        for closing in done:
            _show(closing, opened_app.texts)


def _plain(closing: Closing) -> dict[str, Any]:
    return {
        "unit": {"code": closing.commune, "name": closing.name},
        "plan": closing.plan,
        "week": closing.week.label,
        "as_of": closing.week.sunday,
        "correction": closing.correction,
        "written": closing.written,
        "indicators": [{**line.figures, "movement": line.movement} for line in closing.lines],
    }


def _show(closing: Closing, texts: Texts) -> None:
    """What was frozen, and the balance of each indicator: of those done, and of the headcount."""
    day = numbers.day(closing.week.sunday)
    typer.echo(texts.label("closing.title", unit=closing.name, week=closing.week.label, day=day))
    typer.echo(_said(closing, texts))
    headings = [texts.label(f"closing_heading.{key}") for key in ("indicator", *TERMS)]
    print_table(headings, [row for line in closing.lines for row in _rows(line, texts)])
    unknown = [name for line in closing.lines for name, known in _figures(line, texts) if not known]
    if unknown:
        typer.echo(texts.label("closing.unknown", figures=", ".join(unknown)))


def _said(closing: Closing, texts: Texts) -> str:
    if not closing.written:
        return texts.label("closing.same")
    count = numbers.number(closing.written)
    if closing.correction:
        return texts.label("closing.corrected", number=closing.correction, count=count)
    return texts.label("closing.signed", count=count)


def _rows(line: Snapshot, texts: Texts) -> Iterator[tuple[str, ...]]:
    for title, movement in _figures(line, texts):
        if movement is not None:
            yield title, *(numbers.number(getattr(movement, term)) for term in TERMS)


def _figures(line: Snapshot, texts: Texts) -> Iterator[tuple[str, Movement | None]]:
    """Those done and the headcount, each with its movement; None where nothing is known."""
    for name, movement in zip(("achieved", "headcount"), of_dict(line.movement), strict=True):
        yield f"{line.indicator_id} {texts.label(f'closing.{name}')}", movement
