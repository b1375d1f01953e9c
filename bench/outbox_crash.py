"""The sender killed at twenty random moments: python -m bench.outbox_crash (see its options)."""

import argparse
import asyncio
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.programs import fresh
from tests.crash.outbox import drill


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--people", type=int, default=3000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    given = options.parse_args()
    chosen = ["sqlite", "postgresql"] if given.database == "both" else [given.database]
    good = True
    for engine in chosen:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
            url = stack.enter_context(fresh(engine, folder))
            outcome = asyncio.run(
                drill(url, kills=given.kills, people=given.people, seed=given.seed)
            )
        print(f"{engine}: {outcome}", flush=True)
        for repeat in outcome.repeats:
            print(f"  {repeat}", flush=True)
        good &= outcome.good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
