"""`bdhvs roster ...`: the list of the people of a commune."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import complain, print_json, print_table
from cli.process import opened
from cli.tables import AsJson, File, counted, taking_in, tell
from content.errors import sentence
from content.render import Texts
from content.table_problems import said, unread_words
from domain.errors import DomainError
from domain.roster_answers import Answers
from services import roster, roster_template
from services.roster import Preview

app = typer.Typer(help="The roster of a commune.", no_args_is_help=True)

SHOWN = 50  # persons in a list on the screen; JSON has them all


@app.command()
def template(
    out: Annotated[Path, typer.Argument(help="The .xlsx file to write.", dir_okay=False)],
    commune: Annotated[str, typer.Option(help="Offer the hamlets of this commune.")] = "",
) -> None:
    """Write an empty roster to fill in, with choices and explanations, into a new file."""
    if out.suffix.lower() != ".xlsx":
        raise DomainError("template_name", file=out)
    with opened() as app:
        hamlets: list[str] = []
        if commune:
            hamlets = app.database.read(roster_template.hamlet_names, commune, app.today())
        made = roster_template.template(app.texts, hamlets)
    try:
        with out.open("xb") as file:
            file.write(made)
    except FileExistsError as error:
        raise DomainError("file_exists", file=out) from error
    typer.echo(str(out))


@app.command("import")
def import_(
    file: File,
    commune: Annotated[str, typer.Option("--commune", help="The code of the commune.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="Who is not in the file has left.")
    ] = False,
    many_left: Annotated[
        bool, typer.Option("--many-left", help="Yes, that many have left, or whole hamlets.")
    ] = False,
    at: Annotated[
        datetime | None,
        typer.Option("--at", help="The day of the roster; today.", formats=["%Y-%m-%d"]),
    ] = None,
    same: Annotated[
        str, typer.Option(help="Unsure lines that are the person known elsewhere, or all.")
    ] = "",
    other: Annotated[str, typer.Option(help="Unsure lines that are somebody else, or all.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take a roster in (XLSX, XLS, ODS, CSV): all of it, or nothing and every problem by line."""
    wanted: dict[str, Any] = {
        "complete": complete,
        "as_of": at.date() if at else None,
        "answers": Answers.typed(same, other),
    }
    with taking_in(file) as (opened_app, content):
        wanted["zone"] = opened_app.zone
        now = opened_app.clock.now()
        database = opened_app.database
        if dry_run:
            seen = database.read(roster.preview, commune, content, file.name, now=now, **wanted)
        else:
            wanted["many_left"] = many_left
            with _doubt_told(opened_app.texts):
                seen = database.write(roster.apply, commune, content, file.name, now=now, **wanted)
    texts = opened_app.texts
    if as_json:
        print_json(_as_json(seen, texts))
    else:
        _show(seen, texts)
    if seen.doubt is not None and not many_left:  # of a dry run; the real one is refused above
        with _doubt_told(texts):
            raise seen.doubt
    if seen.problems:
        raise typer.Exit(1)


@contextmanager
def _doubt_told(texts: Texts) -> Iterator[None]:
    """Say beside a doubt about those who would leave with which option it is answered."""
    try:
        yield
    except DomainError as error:
        if error.code not in {"roster_many_left", "roster_hamlets_absent"}:
            raise
        complain(f"{sentence(error)} {texts.label('roster_heading.many_left')}")
        raise typer.Exit(1) from error


def _show(seen: Preview, texts: Texts) -> None:
    """Numbers, a summary in words, and who is missing or unsure."""
    if seen.problems:
        tell(texts, seen.problems)
        return
    typer.echo(counted(seen.counts))
    typer.echo(unescape(texts.message("roster/summary", **_words(seen, texts))))
    if seen.plan.missing:
        rows = [
            (person.name, person.birth.year or person.birth.band, seen.hamlets[person.hamlet])
            for person in seen.plan.missing
        ]
        _people(texts, ("missing", "born", "hamlet"), rows)
    if seen.plan.unsure:
        moves = [
            (
                each.line,
                each.name,
                each.birth.year or each.birth.band,
                _home(texts, seen.hamlets[each.hamlet_before], each.household_before),
                _home(texts, seen.hamlets[each.hamlet_now], each.household_now),
            )
            for each in seen.plan.unsure
        ]
        _people(texts, ("line", "unsure", "born", "before", "now"), moves)


def _home(texts: Texts, hamlet: str, household: str) -> str:
    known = {"hamlet": hamlet, "household": household}
    return texts.label("roster_heading.of_household", **known) if household else hamlet


def _people(texts: Texts, headings: tuple[str, ...], rows: list[Any]) -> None:
    print_table([texts.label(f"roster_heading.{key}") for key in headings], rows[:SHOWN])
    if len(rows) > SHOWN:
        typer.echo(texts.label("roster_heading.more", count=len(rows) - SHOWN))


def _words(seen: Preview, texts: Texts) -> dict[str, object]:
    counts = seen.counts
    return {
        "commune": seen.commune.name,
        "as_of": seen.as_of,
        "written": seen.written,
        "skipped": seen.skipped,
        "unread": unread_words(texts, seen.unread),
        "sheets": seen.unread_sheets,
        "children": seen.children,
        "missing": counts["missing"],
        "left": counts["left"],
        "unsure": counts["unsure"],
    }


def _as_json(seen: Preview, texts: Texts) -> dict[str, object]:
    return {
        **seen.counts,
        "problems": [
            {"line": each.line, "code": each.code, "text": said(texts, each)}
            for each in seen.problems
        ],
        "missing_people": [
            {"name": each.name, "code": each.code, "hamlet": seen.hamlets[each.hamlet]}
            for each in seen.plan.missing
        ],
        "unsure_lines": [
            {
                "line": each.line,
                "name": each.name,
                "before": seen.hamlets[each.hamlet_before],
                "now": seen.hamlets[each.hamlet_now],
                "household_before": each.household_before,
                "household_now": each.household_now,
            }
            for each in seen.plan.unsure
        ],
        "skipped_columns": seen.skipped,
        "unread_columns": [heading for heading, _ in seen.unread],
        "unread_sheets": seen.unread_sheets,
        "children": seen.children,
        "commune": seen.commune.code,
        "as_of": seen.as_of,
        "written": seen.written,
        "plan_hash": seen.plan_hash,
    }
