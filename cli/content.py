"""`bdhvs content ...`: for those who write lessons."""

from pathlib import Path
from typing import Annotated

import typer

from cli.diff import diff
from cli.items import items
from cli.output import complain
from cli.preview import preview
from content import catalog
from content.check import check as find_problems
from content.export import as_json
from content.gift import as_gift
from services import pictures

app = typer.Typer(help="Lessons, questions and texts.", no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Argument(help="A content folder; by default the packaged one.", show_default=False),
]


@app.command()
def check(folder: Folder = None) -> None:
    """Validate all content; each fault is named with file, line and mend."""
    problems = find_problems(folder)
    for problem in problems:
        complain(str(problem))
    if problems:
        raise typer.Exit(1)
    found = catalog.load(folder)
    typer.echo(f"{len(found.lessons)} lessons, {len(found.questions)} questions: no faults.")


@app.command()
def export(
    folder: Folder = None,
    as_json_: Annotated[bool, typer.Option("--json", help="As JSON, the usual form.")] = False,
    gift: Annotated[bool, typer.Option("--gift", help="The questions alone, for Moodle.")] = False,
) -> None:
    """Print the whole curriculum with the right answers."""
    if as_json_ and gift:
        raise typer.BadParameter("--json or --gift, not both")
    found = catalog.load(folder)
    typer.echo(as_gift(found) if gift else as_json(found), nl=False)


app.command()(preview)
app.command()(diff)
app.command()(items)


@app.command()
def draw(folder: Folder = None) -> None:
    """Draw the pictures of the lessons anew; those that are right already stay untouched."""
    drawn = pictures.draw(folder or catalog.PACKAGED)
    for one in drawn:
        typer.echo(f"{one.file}: {one.size / 1024:.0f} KB" + ("" if one.changed else ", unchanged"))
    if heavy := [one.file for one in drawn if one.size > pictures.MOST]:
        complain(f"Too heavy for slow networks (more than {pictures.MOST // 1024} KB): {heavy}")
        raise typer.Exit(1)
