"""The command `bdhvs`: every command is registered here, and none is hidden elsewhere."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from cli import completion, content, indicator, outbox, plan, roster, staff, unit, week
from cli.backup import backup, restore
from cli.doctor import doctor
from cli.migrate import migrate
from cli.process import refusals_told
from cli.recount import recount
from cli.run import run
from cli.stats import stats
from cli.timetable import timetable

VERSION = "0.1.0"

app = typer.Typer(
    help="Teaches digital skills to the people of a commune, and counts who has learned.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bdhvs {VERSION}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Teaches digital skills to the people of a commune, and counts who has learned."""


app.command()(run)
app.command()(stats)
app.command()(timetable)
app.command()(migrate)
app.command()(backup)
app.command()(restore)
app.command()(doctor)
app.command()(recount)
app.add_typer(content.app, name="content")
app.add_typer(plan.app, name="plan")
app.add_typer(unit.app, name="unit")
app.add_typer(roster.app, name="roster")
app.add_typer(indicator.app, name="indicator")
app.add_typer(staff.app, name="staff")
app.add_typer(completion.app, name="completion")
app.add_typer(completion.confirm, name="confirm")
app.add_typer(week.app, name="week")
app.add_typer(outbox.app, name="outbox")


def main(arguments: list[str] | None = None) -> int:
    """Run a command line, by default the program's own: 0 done, 1 refused, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # Windows still has others
    return refusals_told(lambda: app(arguments, prog_name="bdhvs"))


if __name__ == "__main__":
    sys.exit(main())
