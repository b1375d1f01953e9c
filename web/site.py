"""Puts the web together: which address answers with what."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from content import render
from content.errors import sentence
from content.web import STATIC, Pages
from domain.errors import DomainError
from services.app import App
from services.outage import away
from services.turns import UNAVAILABLE, Talk
from web.assets import Assets
from web.chat import Chat, wants_json
from web.conversation import Drawing, Takes
from web.guard import Flood, Refused, read_body
from web.headers import SafeHeaders
from web.health import Health, Trouble
from web.pictures import Pictures
from web.staff.entries import Entries
from web.staff.imports import Imports
from web.staff.indicators import Indicators
from web.staff.roster import Rosters
from web.staff.session import Sessions
from web.staff.week import Weeks
from web.streams import Sent, Streams
from web.visitors import Visitors

__all__ = ["Receive", "Site", "Trouble", "open_site"]

log = logging.getLogger(__name__)

EVENTS, SECONDS = 20, 10.0
WEBHOOK_BODY = 1024 * 1024
CROWDED = (
    "HTTP/1.1 503 Service Unavailable",
    "Content-Type: text/html; charset=utf-8",
    "Cache-Control: no-store",
    "Retry-After: 30",
    "Connection: close",
)

Receive = Callable[[Mapping[str, str], bytes], Awaitable[int]]  # headers, body -> HTTP status


class RowConvertor(Convertor[int]):
    """A number that a row can have: one that is too big for the database names none."""

    regex = "[0-9]{1,9}"

    def convert(self, value: str) -> int:
        """The number in an address."""
        return int(value)

    def to_string(self, value: int) -> str:
        """The number as it stands in an address."""
        return str(value)


@dataclass(frozen=True)
class Site:
    """What the parts of the web share."""

    app: App
    pages: Pages
    assets: Assets
    pictures: Pictures
    takes: Takes
    streams: Streams
    sent: Sent
    webhooks: Mapping[str, Receive] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    ticks: Callable[[], float] = time.monotonic  # by which haste is told

    @cached_property
    def health(self) -> Health:
        """What a monitor is told."""
        return Health(self.app, self.troubles, self.ticks)

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may travel by nothing else."""
        return self.app.settings.public_url.startswith("https://")

    def crowded(self) -> bytes:
        """The whole answer to a connection that is one too many."""
        page = self.pages.page("notice", reason="crowded").encode()
        head = (*CROWDED, f"Content-Length: {len(page)}", "", "")
        return "\r\n".join(head).encode() + page

    def starlette(self) -> Starlette:
        """The web application."""
        return Starlette(
            routes=self._routes(),
            middleware=[
                Middleware(SafeHeaders, secure=self.secure),
                Middleware(GZipMiddleware, minimum_size=800, compresslevel=6),
            ],
            exception_handlers={
                HTTPException: self._refuse,
                DomainError: self._decline,
                **dict.fromkeys(UNAVAILABLE, self._unavailable),
                Exception: self._fail,
            },
            lifespan=self._lifespan,
        )

    def _routes(self) -> Sequence[BaseRoute]:
        register_url_convertor("row", RowConvertor())
        settings = self.app.settings
        visitors = Visitors(settings.secret_key, secure=self.secure)
        sessions = Sessions(self.app, self.pages, self.secure)
        indicators = Indicators(self.app, self.pages, sessions)
        rosters = Rosters(self.app, self.pages, sessions, Imports(self.app))
        weeks = Weeks(self.app, self.pages, sessions)
        typed = Entries(self.app, self.pages, sessions)
        drawing = Drawing(self.pages, self.pictures)
        flood = Flood(EVENTS, SECONDS, clock=self.ticks)
        chat = Chat(settings, visitors, self.takes, drawing, self.streams, self.sent, flood)
        return [
            Route("/", chat.page),
            Route("/chat/send", chat.send, methods=["POST"]),
            Route("/chat/stream", chat.stream),
            Route("/chat/size", chat.size, methods=["POST"]),
            Route("/chat/leave", chat.leave, methods=["POST"]),
            Route("/vao/{token}", sessions.lead),
            Route("/can-bo/vao/{token}", sessions.door, methods=["GET"]),
            Route("/can-bo/vao/{token}", sessions.enter, methods=["POST"]),
            Route("/can-bo", indicators.page),
            Route("/can-bo/so-lieu.csv", indicators.table),
            Route("/can-bo/nhap", typed.page, methods=["GET"]),
            Route("/can-bo/nhap", typed.save, methods=["POST"]),
            Route("/can-bo/tuan", weeks.last),
            Route("/can-bo/tuan/{week}.xlsx", weeks.table),
            Route("/can-bo/tuan/{week}.png", weeks.picture),
            Route("/can-bo/tuan/{week}", weeks.page),
            Route("/can-bo/ra", sessions.leave, methods=["POST"]),
            Route("/can-bo/danh-sach", rosters.choose, methods=["GET"]),
            Route("/can-bo/danh-sach", rosters.send, methods=["POST"]),
            Route("/can-bo/danh-sach/mau.xlsx", rosters.template),
            Route("/can-bo/danh-sach/{id:row}", rosters.show, methods=["GET"]),
            Route("/can-bo/danh-sach/{id:row}/doc-lai", rosters.again, methods=["POST"]),
            Route("/can-bo/danh-sach/{id:row}/ghi", rosters.confirm, methods=["POST"]),
            Route("/can-bo/danh-sach/{id:row}/bo", rosters.drop, methods=["POST"]),
            Route("/static/{version}/{name}", self.assets.serve),
            Route("/pictures/{name:path}", self.pictures.serve),
            Route("/favicon.ico", self._no_icon),
            Route("/robots.txt", self._robots),
            Route("/healthz", self._health),
            Route("/{channel}/webhook", self._webhook, methods=["POST"]),
        ]

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        noting = asyncio.create_task(self.sent.keep_noting())
        try:
            yield
        finally:
            noting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await noting
            await self.health.close()

    async def _webhook(self, request: Request) -> Response:
        receive = self.webhooks.get(request.path_params["channel"])
        if receive is None:
            raise Refused(404, "no_webhook")
        body = await read_body(request, WEBHOOK_BODY)
        status = await receive(request.headers, body)
        if status >= 400:
            self._count(request, f"webhook_{status}")
        return Response(status_code=status)

    async def _health(self, _: Request) -> Response:
        troubles = await self.health.troubles()
        told: dict[str, object] = {"status": "degraded" if troubles else "ok"}
        if troubles:
            told["troubles"] = troubles
        told["refused"] = dict(sorted(self.refused.items()))
        return JSONResponse(told, 503 if "database" in troubles else 200)

    async def _no_icon(self, _: Request) -> Response:
        return Response(status_code=204, headers={"Cache-Control": "public, max-age=86400"})

    async def _robots(self, _: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    async def _refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        reason = error.reason if isinstance(error, Refused) else f"http_{error.status_code}"
        self._count(request, reason)
        return self._told(request, error.status_code, reason, error.headers)

    async def _decline(self, request: Request, error: Exception) -> Response:
        """A service refused; the reason is told in its own words."""
        assert isinstance(error, DomainError)
        self._count(request, error.code)
        page = self.pages.page("notice", reason="declined", words=sentence(error))
        return HTMLResponse(page, 403)

    async def _unavailable(self, request: Request, error: Exception) -> Response:
        """The database is away or full: nothing was kept; whoever comes back may find it well."""
        if not away(error):
            raise error
        self.health.outage.caught(error)
        self.refused["unavailable"] += 1
        return self._told(request, 503, "unavailable", {"Retry-After": "10"})

    async def _fail(self, request: Request, _: Exception) -> Response:
        self._count(request, "failed")  # the server logs the traceback
        return self._told(request, 500, "failed")

    def _told(
        self, request: Request, status: int, reason: str, headers: Mapping[str, str] | None = None
    ) -> Response:
        if wants_json(request):
            return JSONResponse({"error": reason}, status, headers)
        return HTMLResponse(self.pages.page("notice", reason=reason), status, headers)

    def _count(self, request: Request, reason: str) -> None:
        """Count a refusal; the log names the kind of address only: addresses may hold tokens."""
        self.refused[reason] += 1
        route = request.scope.get("route")
        path = route.path if isinstance(route, Route) else "?"
        log.warning("refused: %s at %s", reason, path)


def open_site(
    app: App,
    talk: Talk,
    webhooks: Mapping[str, Receive] | None = None,
    troubles: Mapping[str, Trouble] | None = None,
) -> Site:
    """Read the pages and files of the web, and connect them with the dialogue."""
    assets = Assets(STATIC)
    return Site(
        app,
        Pages(assets.address),
        assets,
        Pictures(render.ROOT),
        Takes(app, talk),
        Streams(),
        Sent(app),
        webhooks or {},
        troubles=troubles or {},
    )
