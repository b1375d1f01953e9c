"""The stand-in as a process of its own; prints its address and serves until it is stopped."""

import argparse
import asyncio
import sys

from tests.standin.server import StandIn


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--stretch", type=float, default=0.0)
    given = options.parse_args()
    async with StandIn(port=given.port, stretch=given.stretch) as telegram:
        sys.stdout.write(f"{telegram.url} {telegram.token}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
