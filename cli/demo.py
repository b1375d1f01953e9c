"""`bdhvs run --demo`: a commune that does not exist, and the addresses to open."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import typer

from content import plan_file
from domain.vocabulary import Role
from domain.weeks import last_closed
from services import (
    demo,
    demo_results,
    history,
    invitations,
    plans,
    signin,
    turns,
    units,
    weekly,
)
from services.app import App
from services.settings import DATA, Settings

__all__ = ["Demo", "fill", "fresh", "show", "signed_in"]

PLAN = "kien-an-2025.yaml"
FILE = DATA / "demo.sqlite3"
WEEKS = 12  # closed ones, so that the trend shows something


@dataclass(frozen=True, slots=True)
class Demo:
    """Whom the demonstration is for, and where each of them begins."""

    title: str
    rows: tuple[tuple[str, str], ...]
    hint: str


def fresh(settings: Settings, file: Path = FILE) -> Settings:
    """The same settings on an empty embedded database; what the last demonstration left is gone."""
    for leftover in (file, *(file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))):
        leftover.unlink(missing_ok=True)
    return settings.model_copy(update={"database_url": f"sqlite:///{file.as_posix()}"})


def fill(app: App) -> Demo:
    """Bring in the commune, its plan, its last weeks and one invitation for each kind of staff."""
    now = app.clock.now()
    told = app.database.write(_fill, app, now=now)
    last = last_closed(now, app.zone)
    for back in reversed(range(WEEKS)):
        app.database.write(weekly.close, app, demo.COMMUNE, last.before(back), now=now)
    return told


def _fill(tx: turns.Tx, app: App, *, now: datetime) -> Demo:
    before = now - timedelta(weeks=WEEKS + 2)
    commune = demo.load(tx, now=before)
    loaded = plan_file.load(plan_file.PACKAGED / PLAN, app.curriculum.tracks)
    plans.load(tx, loaded, now=before)
    demo_results.load(tx, app.curriculum, today=app.today(), now=now)
    address, label = app.settings.address, app.texts.label
    hamlet = units.links(tx, app.today(), public_url=address)[0]
    head = invitations.invite_by_code(tx, Role.HAMLET_HEAD, hamlet.code, now=now)
    official = invitations.invite_by_code(tx, Role.OFFICIAL, commune.code, now=now)
    rows = (
        (label("demo.citizen", hamlet=hamlet.name), hamlet.web),
        (
            label("demo.head", hamlet=hamlet.name),
            invitations.links(head, address=address).web,
        ),
        (label("demo.official"), invitations.links(official, address=address).web),
        (label("demo.signin"), f"{address}/vao/{signed_in(tx, commune.code, now)}"),
    )
    return Demo(label("demo.title", commune=commune.name), rows, label("demo.hint"))


def signed_in(tx: turns.Tx, commune: str, now: datetime) -> str:
    """A sign-in link of an official who came in before, so that the pages open with one press."""
    account = history.account(tx, "web", secrets.token_urlsafe(16), now=now)
    invited = invitations.invite_by_code(tx, Role.OFFICIAL, commune, now=now)
    invitations.accept(tx, account, invited.token, now=now)
    return signin.create_link(tx, account, now)


def show(told: Demo) -> None:
    """Print the addresses, each on a line of its own so that it can be copied whole."""
    lines = [told.title, ""]
    for who, address in told.rows:
        lines += [f"  {who}", f"    {address}", ""]
    typer.echo("\n".join([*lines, told.hint]))
