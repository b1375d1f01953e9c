"""`bdhvs unit ...`: the tree of units, their successors, and how people come in."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import segno
import typer

from cli.output import complain, print_json, print_table
from cli.process import opened
from cli.tables import AsJson, File, counted, taking_in
from content.numbers import day, number
from content.render import Texts
from services import succession, units

app = typer.Typer(help="Units: provinces, communes, hamlets, organisations.", no_args_is_help=True)

COLUMNS = "unit_column"


@app.command("import")
def import_(file: File, as_json: AsJson = False) -> None:
    """Add or rename units from a CSV: code,name,level,parent,valid_from. All or nothing."""
    with taking_in(file, COLUMNS) as (opened_app, content):
        done = opened_app.database.write(
            units.import_units, content, file.name, now=opened_app.clock.now()
        )
    counts = {"added": len(done.added), "changed": len(done.changed), "unchanged": done.unchanged}
    if as_json:
        print_json({**counts, "codes": {"added": done.added, "changed": done.changed}})
    else:
        typer.echo(counted(counts))


@app.command()
def merge(file: File, as_json: AsJson = False) -> None:
    """Merge units: a file of predecessor,successor,successor_name,date."""
    with taking_in(file, COLUMNS) as (opened_app, content):
        done = opened_app.database.write(
            succession.merge,
            content,
            file.name,
            now=opened_app.clock.now(),
            zone=opened_app.zone,
        )
    _tell(opened_app.texts, done, as_json)


@app.command()
def split(file: File, as_json: AsJson = False) -> None:
    """Split a unit: the file of a merge, and person_code, name and birth, or household."""
    with taking_in(file, COLUMNS) as (opened_app, content):
        done = opened_app.database.write(
            succession.split,
            content,
            file.name,
            now=opened_app.clock.now(),
            zone=opened_app.zone,
        )
    _tell(opened_app.texts, done, as_json)


@app.command()
def links(
    as_json: AsJson = False,
    qr: Annotated[
        Path | None, typer.Option(help="A folder for one picture (SVG) of each link.")
    ] = None,
) -> None:
    """Print the entry links and the short code of every hamlet."""
    with opened() as app:
        settings = app.settings
        found = app.database.read(
            units.links,
            app.today(),
            public_url=settings.address,
            bot_name=settings.telegram_bot_name,
        )
        headings = [app.texts.label(f"roster_heading.{key}") for key in ("hamlet", "short_code")]
        web = app.texts.label("roster_heading.web")
    if qr is not None:
        _draw(found, qr)
    if as_json:
        print_json(found)
        return
    named = bool(settings.telegram_bot_name)
    rows = [
        (f"{each.name} ({each.code})", each.join_code, each.web, *([each.telegram] * named))
        for each in found
    ]
    print_table([*headings, web, *(["Telegram"] * named)], rows)


def _draw(found: Iterable[units.Link], folder: Path) -> None:
    """One picture of the web link of each hamlet: that is the link which opens for everybody."""
    folder.mkdir(parents=True, exist_ok=True)
    for link in found:
        code = segno.make_qr(link.web, error="m")
        code.save(str(folder / f"{link.code}.svg"), scale=8, light="white")


def _tell(texts: Texts, done: succession.Succession, as_json: bool) -> None:
    if as_json:
        print_json(done)
        return
    for before, after in done.pairs:
        typer.echo(f"{before} -> {after}")
    typer.echo(counted({"successions": len(done.pairs), "moved": done.moved}))
    if done.carried:
        typer.echo(texts.label("stats.carried", count=done.carried))
    for one in done.left:
        figures = "/".join(number(each) for each in (one.achieved, one.total) if each is not None)
        values = {"unit": one.unit, "indicator": one.indicator, "day": day(one.at)}
        complain(texts.label("stats.left_behind", figures=figures, **values))
