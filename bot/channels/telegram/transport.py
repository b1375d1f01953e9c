"""HTTP for python-telegram-bot by aiohttp.

The library's own transport rescans all its connections for each request, so its cost grows with
the square of the concurrency (docs/bench.md has the figures). No exception from here carries an
address: the address of a bot holds its token.
"""

import json
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

__all__ = ["AiohttpRequest", "Flood", "Interrupted"]

CONNECTIONS = 64
CONNECT = 10.0  # seconds
READ = 20.0
UPLOAD = 60.0
IDLE = 30.0
JSON_BODY = {"Content-Type": "application/json"}


class Interrupted(NetworkError):
    """The connection broke after the request was sent: whether it was carried out is unknown."""


class Flood(TelegramError):
    """429: the library's own exception for it warns of deprecation when it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"told to wait {seconds:g} seconds")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """A pool of kept connections. `initialize` opens it in the running loop."""

    def __init__(self, connections: int = CONNECTIONS, read_timeout: float = READ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._session: ClientSession | None = None
        self._addresses: dict[str, tuple[URL, URL | None]] = {}

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer unless told otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool; nothing happens when it is open."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, keepalive_timeout=IDLE),
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; raises TelegramError. The library would log the whole body, with names."""
        try:
            parsed = json.loads(payload)
        except ValueError:
            parsed = None
        if not isinstance(parsed, dict) or not parsed.keys() & {"result", "description"}:
            raise TelegramError("an answer that is not of the Bot API")
        return parsed

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; see the base class."""
        if self._session is None:
            raise NetworkError("the connection to Telegram is closed")
        address, proxy = self._address(url)
        read = _seconds(read_timeout, self._read)
        connect = _seconds(connect_timeout, CONNECT)
        body = _body(request_data)
        try:
            async with self._session.request(
                method, address, proxy=proxy, timeout=_timeout(connect, read, body), **body
            ) as response:
                status, payload = response.status, await response.read()
        except (ClientConnectorError, ConnectionTimeoutError):
            raise NetworkError("Telegram cannot be reached") from None
        except TimeoutError:
            raise TimedOut("Telegram did not answer in time") from None
        except (ClientError, OSError) as error:
            raise Interrupted(f"connection broken ({type(error).__name__})") from None
        if status == 429:
            raise Flood(_told(payload))
        return status, payload

    def _address(self, url: str) -> tuple[URL, URL | None]:
        """The parsed address, and the proxy that the environment asks for."""
        if (known := self._addresses.get(url)) is None:
            parts = urlsplit(url)
            proxy = urllib.request.getproxies().get(parts.scheme)
            if proxy and urllib.request.proxy_bypass(parts.hostname or ""):
                proxy = None
            known = URL(url), URL(proxy) if proxy else None
            self._addresses[url] = known
        return known


def _timeout(connect: float | None, read: float | None, body: dict[str, Any]) -> ClientTimeout:
    if isinstance(body.get("data"), FormData):
        read = None if read is None else max(read, UPLOAD)
    return ClientTimeout(total=None, sock_connect=connect, sock_read=read)


def _seconds(given: object, default: float) -> float | None:
    """What the caller gave; `DEFAULT_NONE` stands for our own value."""
    if given is None or isinstance(given, int | float):
        return given
    return default


def _body(request_data: RequestData | None) -> dict[str, Any]:
    """JSON, or a multipart form when there is a file."""
    if request_data is None:
        return {}
    if not request_data.contains_files:
        return {"data": json.dumps(request_data.parameters).encode(), "headers": JSON_BODY}
    form = FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}


def _told(payload: bytes) -> float:
    """How long a 429 tells us to wait; a second when it does not say."""
    try:
        return float(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0
