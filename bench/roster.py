"""A roster of 126,000 people into an empty database, and the same file once more.

`python -m bench.roster` prints seconds and peak memory of each import, each in a process of its
own, on SQLite and on PostgreSQL. The goal: under 60 seconds and 500 MB (product.md section 7).
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from services import demo, roster, units
from storage import migrate
from storage.database import Database
from tests.databases import NoPostgreSQL, postgresql

PEOPLE, HAMLETS = 126_000, 60
SECONDS, MEGABYTES = 60, 500


def main() -> None:
    """Measure each database in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "roster.xlsx"
        started = time.monotonic()
        demo.write_roster(file, PEOPLE, HAMLETS)
        print(f"wrote {PEOPLE:,} lines in {time.monotonic() - started:.1f} s")
        for engine, url in databases(folder):
            for what in ("first import", "same file again"):
                report(f"{engine}, {what}", child(url, file))


@contextmanager
def prepared(url: str) -> Iterator[str]:
    """The address of a database with the units, and nobody in them."""
    migrate.upgrade(url)
    database = Database(url)
    sizes = demo.Sizes(PEOPLE, HAMLETS)
    now = datetime.now(UTC)
    database.write(units.import_units, demo.units_csv(sizes), "units.csv", now=now)
    database.close()
    yield url


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    with prepared(f"sqlite:///{folder / 'bench.sqlite3'}") as url:
        yield "SQLite", url
    try:
        with postgresql() as server, server.fresh() as fresh, prepared(fresh) as url:
            yield "PostgreSQL", url
    except NoPostgreSQL as problem:
        print(f"no PostgreSQL: {problem}")


def child(url: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.roster", url, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def take_in(url: str, file: Path) -> dict[str, float]:
    """Import in this process: seconds, peak megabytes, and how many rows changed something."""
    database = Database(url)
    started, busy = time.monotonic(), time.process_time()
    content = file.read_bytes()
    done = database.write(roster.apply, demo.COMMUNE, content, file.name, now=datetime.now(UTC))
    seconds, busy = time.monotonic() - started, time.process_time() - busy
    database.close()
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    added = done.counts["added"]
    return {"seconds": seconds, "busy": busy, "megabytes": kilobytes / 1000, "added": added}


def report(what: str, found: dict[str, float]) -> None:
    good = found["seconds"] < SECONDS and found["megabytes"] < MEGABYTES
    print(
        f"{what}: {found['seconds']:.1f} s ({found['busy']:.1f} s busy), "
        f"{found['megabytes']:.0f} MB, "
        f"{found['added']:.0f} added: {'good' if good else 'ABOVE THE GOAL'}"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(take_in(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
