"""How long the statistics of a large ward take, live, on both databases.

Run `python -m bench.stats [--people 126000]`. A ward of 60 hamlets, 30 schools, 12 agencies and 40
enterprises is written with its truth; the projections are computed from it as in production.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert, select, text

from content import plan_file
from domain.enrolment import FOREVER
from services import plans, standing, stats
from storage import schema
from storage.database import Database, Tx
from tests.databases import NoPostgreSQL, SQLite, postgresql

AT = date(2026, 11, 21)
START = date(2025, 7, 1)
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
WARD = "11443"
LEAVES = {"hamlet": 60, "school": 30, "agency": 12, "enterprise": 40}
DONE = 0.6


def main() -> None:
    """Measure and print one line of JSON for each database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=126_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--shipped", action="store_true", help="The plan as it is shipped.")
    options = parser.parse_args()
    on_both(partial(measure, options=options))


def on_both(measured: Callable[[str, str], object]) -> None:
    """Measure on a fresh database of each engine and print one line of JSON for each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(SQLite(folder).fresh(folder))
        print(json.dumps(measured("sqlite", url)))
        try:
            server = stack.enter_context(postgresql())
        except NoPostgreSQL as problem:
            print(f"no PostgreSQL: {problem}")
            return
        url = stack.enter_context(server.fresh())
        print(json.dumps(measured("postgresql", url)))


def measure(engine: str, url: str, options: argparse.Namespace) -> dict[str, object]:
    """Fill a database, then time the projections and the statistics in it."""
    database = Database(url)
    random.seed(1)
    rounds = options.rounds
    database.write(fill, options.people)
    begun = time.perf_counter()
    database.write(load, options.shipped)
    rebuilt = time.perf_counter() - begun
    tidy(database)
    begun = time.perf_counter()
    differences = database.read(standing.check)
    checked = time.perf_counter() - begun
    some = list(range(1, 41))
    return {
        "engine": engine,
        "rows": {
            name: database.read(size, name)
            for name in ("enrolments", "achievements", "completions")
        },
        "rebuild_s": round(rebuilt, 1),
        "check_s": round(checked, 1),
        "wrong": differences.wrong,
        "refresh_40_ms": timed(lambda: database.write(standing.refresh, some), rounds),
        "ward_ms": timed(lambda: database.read(stats.unit_stats, WARD, at=AT), rounds),
        "ward_children_ms": timed(
            lambda: database.read(stats.unit_stats, WARD, at=AT, children=True), rounds
        ),
        "ward_after_due_ms": timed(
            lambda: database.read(stats.unit_stats, WARD, at=date(2027, 2, 1)), rounds
        ),
        "hamlet_ms": timed(lambda: database.read(stats.unit_stats, "hamlet-1", at=AT), rounds),
    }


def tidy(database: Database) -> None:
    """What an import does at its end, so that the planner knows the tables."""
    if database.sqlite:
        database.write(lambda tx: tx.exec_driver_sql("ANALYZE"))
        return
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as tx:
        tx.exec_driver_sql("VACUUM ANALYZE")


def timed(work, rounds: int) -> dict[str, float]:
    """Best, median and worst of some runs in milliseconds, after one to warm up."""
    work()
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    return {
        "best": round(min(took), 1),
        "median": round(statistics.median(took), 1),
        "worst": round(max(took), 1),
    }


def size(tx: Tx, name: str) -> int:
    """The number of rows of a table."""
    return tx.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()


def load(tx: Tx, shipped: bool) -> None:
    """The shipped plan, or one with everything counted person by person, which costs most."""
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", ())
    for one in loaded.document["indicators"]:
        if one["id"] in ("T1", "T2", "T5") and not shipped:
            one["measure"], one["source"] = "track_completed", "roster"
    plan = plan_file.from_document(loaded.document)
    plans.load(tx, plan_file.Loaded(plan, loaded.document, ()), now=NOW)


def fill(tx: Tx, people: int) -> None:
    """Write units, persons, their places and what they have learned."""
    units = _units(tx)
    rows: dict[str, list[dict[str, object]]] = {
        name: []
        for name in (
            "persons",
            "memberships",
            "audiences",
            "absences",
            "completions",
            "confirmations",
        )
    }
    for person in range(1, people + 1):
        _person(rows, person, units)
    for name, these in rows.items():
        table = getattr(schema, name)
        for first in range(0, len(these), 20_000):
            tx.execute(insert(table), these[first : first + 20_000])
    _learners(tx, people, units)
    entry = {"plan_code": "kien-an-2025", "happened_on": AT, "source": "bench", "recorded_at": NOW}
    schools = [
        {"unit_id": unit, "indicator_id": "T6", "achieved": 1, "total": 1, **entry}
        for unit in units["school"]
    ]
    tx.execute(insert(schema.entries), schools)
    roster = {
        "commune_id": 1,
        "file_hash": "x",
        "as_of": date(2026, 10, 1),
        "imported_at": NOW,
        "counts": {},
    }
    tx.execute(insert(schema.roster_imports), roster)


def _units(tx: Tx) -> dict[str, list[int]]:
    rows: list[tuple[int, str, str, int | None]] = [(1, WARD, "commune", None)]
    for level, count in LEAVES.items():
        rows += [(len(rows) + 1 + n, f"{level}-{n + 1}", level, 1) for n in range(count)]
    tx.execute(
        insert(schema.units),
        [
            {
                "id": key,
                "code": code,
                "name": code,
                "name_fold": code,
                "level": level,
                "parent_id": parent,
                "valid_from": START,
                "valid_to": FOREVER,
            }
            for key, code, level, parent in rows
        ],
    )
    return {level: [key for key, _, one, _ in rows if one == level] for level in LEAVES}


def _person(
    rows: dict[str, list[dict[str, object]]], person: int, units: dict[str, list[int]]
) -> None:
    band = random.choices([(1940, 2008), (2009, 2020), (2021, 2025)], [74, 17, 9])[0]
    year = random.randint(*band)
    rows["persons"].append(
        {
            "id": person,
            "commune_id": 1,
            "name": "x",
            "name_fold": "x",
            "sort_key": "x",
            "birth_year": year,
        }
    )
    rows["memberships"].append(_place(person, random.choice(units["hamlet"]), "home"))
    _works(rows, person, year, units)
    if random.random() < 0.05:
        rows["absences"].append(
            {"person_id": person, "status": "absent", "valid_from": START, "valid_to": FOREVER}
        )
    for track in ("pupils",) if year > 2008 else ("citizens", "employees", "workers"):
        if random.random() < DONE:
            rows["completions"].append(_completion(track, person_id=person, learner_id=None))
    if year <= 2008 and random.random() < DONE:
        day = AT - timedelta(days=random.randint(1, 300))
        rows["confirmations"].append(
            {
                "person_id": person,
                "kind": "vneid",
                "confirmed_on": day,
                "source": "x",
                "recorded_at": NOW,
            }
        )


def _works(
    rows: dict[str, list[dict[str, object]]], person: int, year: int, units: dict[str, list[int]]
) -> None:
    if 2008 < year <= 2020:
        _belongs(rows, person, "pupil", random.choice(units["school"]), 0.9)
    elif year <= 2008 and random.random() < 0.03:
        _belongs(rows, person, "public_employee", random.choice(units["agency"]), 1)
    elif year <= 2008 and random.random() < 0.25:
        _belongs(rows, person, "worker", random.choice(units["enterprise"]), 1)


def _belongs(
    rows: dict[str, list[dict[str, object]]], person: int, audience: str, unit: int, share: float
) -> None:
    if random.random() < share:
        rows["memberships"].append(_place(person, unit, "organisation"))
    rows["audiences"].append(
        {"person_id": person, "audience": audience, "valid_from": START, "valid_to": FOREVER}
    )


def _place(person: int, unit: int, kind: str) -> dict[str, object]:
    return {
        "person_id": person,
        "unit_id": unit,
        "kind": kind,
        "valid_from": START,
        "valid_to": FOREVER,
    }


def _completion(track: str, *, kind: str = "track", **whose: object) -> dict[str, object]:
    moment = NOW - timedelta(days=random.randint(1, 300))
    way = random.choices(["self", "assisted", "class", "imported"], [80, 8, 6, 6])[0]
    return {
        "kind": kind,
        "content_id": track,
        "version": 1,
        "rule_version": "1",
        "happened_at": moment,
        "happened_on": moment.date(),
        "recorded_at": moment,
        "way": way,
        **whose,
    }


def _learners(tx: Tx, people: int, units: dict[str, list[int]]) -> None:
    """One in forty learns on an account that nobody has confirmed yet, half of them unmatched."""
    count = people // 40
    keys = range(1, count + 1)
    tx.execute(
        insert(schema.accounts),
        [{"id": k, "channel": "x", "external_id": str(k), "created_at": NOW} for k in keys],
    )
    tx.execute(
        insert(schema.learners),
        [
            {
                "id": k,
                "account_id": k,
                "name": "x",
                "name_fold": "x",
                "birth_year": 1980,
                "unit_id": random.choice(units["hamlet"]),
                "created_at": NOW,
            }
            for k in keys
        ],
    )
    tx.execute(
        insert(schema.consents),
        [
            {
                "learner_id": k,
                "account_id": k,
                "kind": "self",
                "notice_version": "1",
                "given_at": NOW,
            }
            for k in keys
        ],
    )
    adults = list(
        tx.scalars(
            select(schema.persons.c.id).where(schema.persons.c.birth_year < 2008).limit(count // 2)
        )
    )
    tx.execute(
        insert(schema.matches),
        [
            {"learner_id": k, "person_id": p, "state": "provisional", "created_at": NOW}
            for k, p in enumerate(adults, 1)
        ],
    )
    tx.execute(
        insert(schema.completions),
        [
            _completion("citizens", learner_id=k, person_id=None)
            for k in keys
            if random.random() < DONE
        ]
        + [_completion("phone", kind="lesson", learner_id=k, person_id=None) for k in keys],
    )


if __name__ == "__main__":
    main()
