"""How long it takes to plan the reminders of 100,000 people who are all due at once.

`python -m bench.planning [--people 100000]` prints for SQLite and PostgreSQL, each in a process of
its own: seconds, and how many of them the process itself was busy (the server of PostgreSQL is
another one), the longest single step (presses wait behind it on SQLite), and memory before and at
most. The goal: under 30 seconds, and memory flat.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from pydantic import SecretStr
from sqlalchemy import func, select

from content import plan_file
from services import plans, reminders
from services.app import App, open_app
from services.clock import Clock
from services.settings import Settings
from storage import schema
from storage.database import Database, Tx
from tests.crowd import gather
from tests.databases import NoPostgreSQL, SQLite, postgresql

NOW = datetime.fromisoformat("2026-12-01T07:30:00+07:00")  # thirty days before the plan ends
MATCHED = 0.8
SECONDS = 30


def main() -> None:
    """Measure each database in turn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options.add_argument("--url", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.url:
        print(json.dumps(plan(given.url)))
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given.database != "postgresql":
            measure("SQLite", stack.enter_context(SQLite(folder).fresh(folder)), given.people)
        if given.database != "sqlite":
            try:
                server = stack.enter_context(postgresql())
            except NoPostgreSQL as problem:
                print(f"no PostgreSQL: {problem}")
                return
            measure("PostgreSQL", stack.enter_context(server.fresh()), given.people)


def measure(engine: str, url: str, people: int) -> None:
    """Fill a database, and let a process of its own plan in it, twice."""
    database = Database(url)
    database.write(fill, people)
    tidy(database)
    database.close()
    for what in ("planned", "asked again"):
        command = [sys.executable, "-m", "bench.planning", "--url", url]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        report(f"{engine}, {people} due, {what}", json.loads(done.stdout))


def fill(tx: Tx, people: int) -> None:
    """The plan of the ward, and people who joined ten days ago and have not begun."""
    gather(tx, people, now=NOW, matched=MATCHED)
    plans.load(tx, plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", ()), now=NOW)


def tidy(database: Database) -> None:
    """What the nightly work of a database does, so that its planner knows the tables."""
    if database.sqlite:
        database.write(lambda tx: tx.exec_driver_sql("ANALYZE"))
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
        tx.exec_driver_sql("VACUUM ANALYZE")


def plan(url: str) -> dict[str, Any]:
    """Plan in this process as the clock does, step by step."""
    settings = Settings(_env_file=None, database_url=url, secret_key=SecretStr("x" * 32))
    with open_app(settings, Clock.fixed(NOW)) as app:
        before = _megabytes()
        begun, busy = time.monotonic(), time.process_time()
        steps, megabytes = _steps(app)
        seconds, busy = time.monotonic() - begun, time.process_time() - busy
        return {
            "seconds": seconds,
            "busy": busy,
            "steps": len(steps),
            "longest": max(steps),
            "before_mb": before,
            "first_mb": megabytes[0],
            "peak_mb": max(megabytes),
            "dues": app.database.read(_dues),
            "messages": app.database.read(_messages),
        }


def _steps(app: App) -> tuple[list[float], list[float]]:
    """The seconds of each transaction, and the megabytes after it."""
    took: list[float] = []
    megabytes: list[float] = []
    after: int | None = 0
    while after is not None:
        begun = time.monotonic()
        after = app.database.write(reminders.tick, app, now=NOW, after=after)
        took.append(time.monotonic() - begun)
        megabytes.append(_megabytes())
    return took, megabytes


def _megabytes() -> float:
    return float(psutil.Process().memory_info().rss / 2**20)


def _dues(tx: Tx) -> dict[str, int]:
    dues = schema.dues.c
    query = select(dues.state, dues.reason, func.count()).group_by(dues.state, dues.reason)
    return {f"{state} {reason}".strip(): count for state, reason, count in tx.execute(query)}


def _messages(tx: Tx) -> int:
    return tx.execute(select(func.count()).select_from(schema.outbox)).scalar_one()


def report(what: str, found: dict[str, Any]) -> None:
    good = "good" if found["seconds"] < SECONDS else "ABOVE THE GOAL"
    dues = ", ".join(f"{count} {fate}" for fate, count in found["dues"].items())
    memory = [f"{found[f'{when}_mb']:.0f}" for when in ("before", "first", "peak")]
    print(
        f"{what}: {found['seconds']:.1f} s ({found['busy']:.1f} s busy) in {found['steps']} steps,"
        f" the longest {found['longest'] * 1e3:.0f} ms; {memory[0]} MB before, {memory[1]} MB after"
        f" the first step, {memory[2]} MB at most; {found['messages']} messages;"
        f" dues: {dues}: {good}",
        flush=True,
    )


if __name__ == "__main__":
    main()
