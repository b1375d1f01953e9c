"""uvicorn inside our own event loop: we bind the port and we handle the signals."""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from web.connections import Limits, limited, sweep

__all__ = ["PortTaken", "Server", "bind"]

BACKLOG = 256  # connections that are taken at once: fewer than there are files kept free
PATIENCE = 5  # seconds that running requests get when the process ends


class PortTaken(OSError):
    """Another program listens there already, or the address is not this machine's."""


TAKEN = "stop the other program, or set PORT"
FORBIDDEN = "set PORT to 1024 or above"
NOT_OURS = "set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0"
MENDS = {errno.EADDRINUSE: TAKEN, errno.EACCES: FORBIDDEN}


def bind(host: str, port: int) -> socket.socket:
    """Take the port; raises PortTaken. Port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except (OSError, UnicodeError) as error:  # a name that no machine can have is no OSError
        bound.close()
        reason = error.strerror if isinstance(error, OSError) else "no name of a machine"
        mend = MENDS.get(getattr(error, "errno", None) or 0, NOT_OURS)
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise PortTaken(f"{where} cannot be used ({reason}): {mend}") from error
    bound.setblocking(False)
    return bound


class Server(uvicorn.Server):
    """A web server that leaves signals to the process and lets open pages go when it ends."""

    def __init__(
        self, site: ASGIApp, on_end: Callable[[], None], limits: Limits | None = None
    ) -> None:
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        self._limits = limits or Limits()
        super().__init__(
            uvicorn.Config(
                site,
                http=limited(self._limits),
                backlog=BACKLOG,
                log_config=None,
                access_log=False,  # addresses may hold tokens
                server_header=False,
                timeout_graceful_shutdown=PATIENCE,
                timeout_keep_alive=30,
                h11_max_incomplete_event_size=32 * 1024,
                lifespan="on",
            )
        )
        self._on_end = on_end
        self._up = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    async def on_tick(self, counter: int) -> bool:
        """Every second (a tick is a tenth) let go whoever keeps us waiting."""
        if counter % 10 == 0:
            sweep(self.server_state.connections, self._limits.ticks())
        return await super().on_tick(counter)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        try:
            await super().startup(sockets)
        finally:
            self._up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the live connections first, which would otherwise never end."""
        self._on_end()
        await super().shutdown(sockets)

    def stop(self) -> None:
        """Begin to end: finish what runs, take nothing new."""
        self.should_exit = True

    async def up(self) -> None:
        """Wait until requests are answered."""
        await self._up.wait()
