"""Looks over an installation and says what is wrong with it, without changing anything."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import dotenv_values

from content import check
from services import outbox, standing
from services.clock import Clock
from services.outbox import Counts
from services.settings import DATA, Settings
from storage import copying, health, inventory, private
from storage.database import Database
from storage.health import SchemaState

__all__ = ["Finding", "examine", "meant"]

ALIKE = 0.83  # below it names of other programs begin: TEST_DATABASE_URL, PGPORT
ROOM = 500_000_000  # bytes; a week of a large ward, and a backup beside it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend (`serious`), or to know. Its words stand in content, under its code."""

    code: str
    serious: bool = True
    values: dict[str, object] = field(default_factory=dict)


def examine(settings: Settings, env_file: Path = Path(".env")) -> list[Finding]:
    """Everything found, the database first; empty means that all is well."""
    return [
        *_database(settings),
        *_room(settings),
        *_open_files(settings),
        *_secret_key(),
        *_content(),
        *_addresses(settings),
        *_misspelt(env_file),
    ]


def _database(settings: Settings) -> Iterator[Finding]:
    file = copying.sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        yield Finding("schema_empty")
        return
    if file is not None and (faults := health.faults_inside(file)):
        yield Finding("file_damaged", values={"file": file, "faults": "; ".join(faults)})
        return
    database = Database(settings.database_url)
    try:
        if reason := health.unreachable(database):
            yield Finding("unreachable", values={"reason": reason})
            return
        state = database.read(health.schema_state)
        if state is not SchemaState.CURRENT:
            yield Finding(f"schema_{state}")
            return
        for kind, count in database.read(inventory.counts).items():
            if count == 0:
                yield Finding(f"no_{kind}", serious=False)
        yield from _projections(database)
        yield from _outbox(settings, database)
    finally:
        database.close()


def _projections(database: Database) -> Iterator[Finding]:
    """Whether everybody is counted as the facts say; some seconds in a large ward."""
    found = database.read(standing.check)
    if found.wrong:
        yield Finding("count_wrong", values={"wrong": found.wrong, "seen": found.seen})


def _outbox(settings: Settings, database: Database) -> Iterator[Finding]:
    """The balance of the day, and who waits on us; accounts are named by our ids alone."""
    now = Clock.from_settings(settings).now()
    today = now.astimezone(ZoneInfo(settings.timezone)).date()
    balance = database.read(outbox.ledger, today)
    counts = {"dues": balance.dues, "messages": balance.messages}
    values: dict[str, object] = {
        f"{what}_{name}": n for what, one in counts.items() for name, n in _sums(one)
    }
    if not balance.balanced:
        yield Finding("day_unbalanced", values=values | {"astray": balance.astray})
    elif balance.dues.due or balance.messages.due:
        yield Finding("day_balance", serious=False, values=values)
    waiting = database.read(outbox.waiting_on_us, now=now)
    if waiting.answers:
        yield Finding("answers_waiting", values={"accounts": _ids(waiting.answers)})
    if waiting.messages:
        yield Finding("messages_waiting", values={"accounts": _ids(waiting.messages)})


def _sums(counts: Counts) -> Iterator[tuple[str, int]]:
    yield "due", counts.due
    yield "sent", counts.sent
    yield "skipped", sum(counts.skipped.values())
    yield "waiting", counts.waiting


def _ids(accounts: list[int]) -> str:
    return " ".join(map(str, accounts))


def _room(settings: Settings) -> Iterator[Finding]:
    file = copying.sqlite_file(settings.database_url)
    folder = (file or DATA / "any").parent
    existing = next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
    free = shutil.disk_usage(existing).free
    if free < ROOM:
        yield Finding("little_room", values={"folder": existing, "free": f"{free / 1e6:.0f}"})


def _open_files(settings: Settings) -> Iterator[Finding]:
    file = copying.sqlite_file(settings.database_url)
    if file is not None and (found := list(private.open_to_others(file))):
        names = " ".join(map(str, found))
        yield Finding("files_open", values={"files": names})


def _secret_key() -> Iterator[Finding]:
    file = DATA / "secret_key"
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("secret_key_open", values={"file": file})


def _content() -> Iterator[Finding]:
    if problems := check.check():
        yield Finding("content_broken", values={"count": len(problems), "first": problems[0]})


def _addresses(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_bot_token is None and settings.zalo_bot_token is None:
        yield Finding("no_chat", serious=False)
    if not settings.public_url:
        yield Finding("no_public_url", serious=False, values={"address": settings.address})
    elif not settings.public_url.startswith("https://"):
        yield Finding("public_url_open", values={"address": settings.public_url})
    if settings.bdhvs_now is not None:
        yield Finding("clock_set", serious=False, values={"now": settings.bdhvs_now.isoformat()})


def _misspelt(env_file: Path) -> Iterator[Finding]:
    given = dotenv_values(env_file, encoding="utf-8-sig") if env_file.is_file() else {}
    for name in given:
        if near := meant(name):
            yield Finding("misspelt", values={"name": name, "near": near})


def meant(name: str) -> str | None:
    """The setting that a name in `.env` was probably meant to be; None for any other name."""
    known, name = [each.upper() for each in Settings.model_fields], name.upper()
    if name in known:
        return None
    near = get_close_matches(name, known, n=1, cutoff=ALIKE)
    return next((each for each in known if _slip(name, each)), near[0] if near else None)


def _slip(name: str, meant_: str) -> bool:
    """Two letters changed places, or one is another: what likeness misses in short names."""
    differing = sum(a != b for a, b in zip(name, meant_, strict=False))
    same_letters = sorted(name) == sorted(meant_)
    return len(name) == len(meant_) and (same_letters or differing == 1)
