"""How long closing a week of a large ward takes, and reading what was closed, on both databases.

Run `python -m bench.week [--people 126000]`. The ward of `bench.stats` is closed for the first
time, after a thousand changes, and again; then a year of a province of 130 communes is read.
"""

import argparse
import random
import resource
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from bench.stats import NOW, WARD, fill, load, on_both, tidy, timed
from domain.enrolment import FOREVER
from domain.weeks import Week
from services import standing, weekly
from storage import schema, snapshots
from storage.database import Database, Tx

APP: Any = SimpleNamespace(zone=ZoneInfo("Asia/Ho_Chi_Minh"))
WEEK = Week(date(2026, 11, 9))
CLOSED = datetime(2027, 1, 1, tzinfo=UTC)
COMMUNES = 130
WEEKS = 52


def main() -> None:
    """Measure and print one line of JSON for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=126_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    on_both(partial(measure, options=options))


def measure(engine: str, url: str, options: argparse.Namespace) -> dict[str, object]:
    """Fill a database, then close its weeks and read them."""
    database = Database(url)
    random.seed(1)
    database.write(fill, options.people)
    database.write(load, False)
    tidy(database)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = once(lambda: database.write(close, WEEK))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    database.write(change, options.people)
    after = once(lambda: database.write(close, WEEK.before(-1)))
    again = timed(lambda: database.write(close, WEEK.before(-1)), options.rounds)
    province = database.write(fill_province)
    tidy(database)
    label = WEEK.label
    return {
        "engine": engine,
        "first_ms": first,
        "grown_mb": round(grown / 1024, 1),
        "after_1000_changes_ms": after,
        "again_ms": again,
        "province_ms": timed(
            lambda: database.read(snapshots.summed, province, "week", label), options.rounds
        ),
        "history_ms": timed(
            lambda: database.read(snapshots.history, "kien-an-2025", 1, "T3", "week", 12),
            options.rounds,
        ),
    }


def once(work: Any) -> float:
    """Milliseconds of one run."""
    begun = time.perf_counter()
    work()
    return round((time.perf_counter() - begun) * 1000, 1)


def close(tx: Tx, week: Week) -> None:
    """One closing, as the clock does it."""
    snapshots.alone(tx)
    weekly.close(tx, APP, WARD, week, now=CLOSED)


def change(tx: Tx, people: int) -> None:
    """Five hundred people finish, as many move to another hamlet."""
    some = random.sample(range(1, people + 1), 1000)
    done = [
        {
            **dict(person_id=one, kind="track", content_id="citizens", version=1, way="self"),
            **dict(rule_version="1", happened_at=NOW, recorded_at=NOW, happened_on=WEEK.sunday),
        }
        for one in some[:500]
    ]
    tx.execute(insert(schema.completions), done)
    homes = schema.memberships.c.kind == "home"
    for one in some[500:]:
        mine = homes & (schema.memberships.c.person_id == one)
        unit = 2 + random.randrange(60)
        tx.execute(update(schema.memberships).where(mine).values(unit_id=unit))
    standing.refresh(tx, some)


def fill_province(tx: Tx) -> int:
    """Communes with a year of closed weeks each; gives the id of their province."""
    line = tx.execute(select(schema.snapshots).where(schema.snapshots.c.unit_id == 1)).all()
    dates = {"valid_from": date(2025, 7, 1), "valid_to": FOREVER}
    top = dict(code="31", name="31", name_fold="31", level="province", parent_id=None, **dates)
    province, ids = 10_000, range(10_001, 10_001 + COMMUNES)
    tx.execute(insert(schema.units).values(id=province, **top))
    commune = {**top, "level": "commune", "parent_id": province}
    tx.execute(insert(schema.units), [{**commune, "id": one, "code": f"{one}"} for one in ids])
    indicators = {row.indicator_id: row for row in line}
    for ago in range(WEEKS):
        week = WEEK.before(ago)
        when = {"period": week.label, "as_of": week.sunday, "closed_at": CLOSED - timedelta(ago)}
        rows = [
            {**row._asdict(), **when, "unit_id": one, "correction": 0}
            for one in ids
            for row in indicators.values()
        ]
        for row in rows:
            del row["id"]
        tx.execute(insert(schema.snapshots), rows)
    return province


if __name__ == "__main__":
    main()
