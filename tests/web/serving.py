"""A real server on a free port, in a thread with a loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from web.connections import Limits
from web.server import Server, bind
from web.site import Site


@dataclass
class Running:
    """A site that answers at `address`."""

    site: Site
    address: str
    loop: asyncio.AbstractEventLoop

    def do(self, work):
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)


@contextmanager
def serving(site: Site, port: int = 0, limits: Limits | None = None) -> Iterator[Running]:
    """Serve until the block ends; then everything has been closed in good order."""
    bound = bind("127.0.0.1", port)
    address = f"http://127.0.0.1:{bound.getsockname()[1]}"
    server = Server(site.starlette(), site.streams.close, limits)
    begun = threading.Event()
    running: list[Running] = []

    async def main() -> None:
        task = asyncio.create_task(server.serve([bound]))
        await server.up()
        running.append(Running(site, address, asyncio.get_running_loop()))
        begun.set()
        await task

    thread = threading.Thread(target=asyncio.run, args=[main()])
    thread.start()
    assert begun.wait(10)
    try:
        yield running[0]
    finally:
        server.stop()
        thread.join(10)
        assert not thread.is_alive(), "the server does not end"
