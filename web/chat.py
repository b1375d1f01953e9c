"""The chat page: shown whole, answered press by press, kept alive by a stream."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from domain.messages import Incoming
from services.outage import ended_when_away
from services.settings import Settings
from web.conversation import Drawing, Takes, new_event
from web.guard import Flood, Refused, own_site, read_body
from web.inbound import incoming
from web.streams import Sent, Streams
from web.visitors import Visitors

__all__ = ["Chat"]

BODY = 64 * 1024
BEAT = 25.0  # seconds; proxies close a line that is silent for a minute
STAFF = "staff-"  # an invitation is opened by hand: link previews must not use it up
BIG = "chu"
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Chat:
    """The handlers of the chat page and what they need."""

    settings: Settings
    visitors: Visitors
    takes: Takes
    drawing: Drawing
    streams: Streams
    sent: Sent
    flood: Flood

    async def page(self, request: Request) -> Response:
        """The whole page with the conversation so far."""
        known = self.visitors.known(request)
        visitor = known or self.visitors.new()
        said = await self.takes.after(visitor) if known else ()
        payload = request.query_params.get("t")
        html = self.drawing.pages.page(
            "chat",
            turns=[self.drawing.turn(one.id, one.update_id, one.messages) for one in said],
            start=payload if payload is not None else (None if said else ""),
            by_hand=(payload or "").startswith(STAFF),
            event=new_event(),
            big=request.cookies.get(BIG) == "1",
        )
        unsent = [one.id for one in said if not one.sent]
        response = HTMLResponse(html, background=await self._reached(request, unsent))
        if not known:
            self.visitors.keep(response, visitor)
        return response

    async def send(self, request: Request) -> Response:
        """Take one event. A script gets the answer as JSON, a form is sent back to the page."""
        own_site(request, self.settings.public_url)
        visitor = self.visitors.known(request)
        if visitor is None:
            raise Refused(400, "no_cookie")
        self.flood.check(visitor)
        event = await self._event(request, visitor)
        owed = await self.takes.take(event)
        self.streams.wake(visitor)
        if not wants_json(request):
            return RedirectResponse(f"/#t{owed.id}", 303)
        html = self.drawing.turn(owed.id, event.update_id, owed.messages) if owed.messages else ""
        done = await self._reached(request, [] if owed.sent else [owed.id])
        return JSONResponse({"id": owed.id, "html": html}, background=done)

    async def stream(self, request: Request) -> Response:
        """Everything new of this visitor, until the browser goes."""
        visitor = self.visitors.known(request)
        if visitor is None:
            return Response(status_code=204)  # tells the browser to stop asking
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(seen) if seen.isdecimal() and len(seen) < 18 else 0
        return StreamingResponse(
            self._news(visitor, after),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def size(self, request: Request) -> Response:
        """Larger letters, or the usual ones again."""
        own_site(request, self.settings.public_url)
        response = RedirectResponse("/", 303)
        if request.cookies.get(BIG) == "1":
            response.delete_cookie(BIG)
        else:
            response.set_cookie(BIG, "1", max_age=YEAR, samesite="lax")
        return response

    async def leave(self, request: Request) -> Response:
        """Forget the visitor in this browser; what was learned stays with the account."""
        own_site(request, self.settings.public_url)
        response = HTMLResponse(
            self.drawing.pages.page("notice", reason="left"),
            headers={"Clear-Site-Data": '"storage"'},
        )
        self.visitors.forget(response)
        return response

    async def _event(self, request: Request, visitor: str) -> Incoming:
        body = await read_body(request, BODY)
        return incoming(body, request.headers.get("content-type", ""), visitor)

    async def _reached(self, request: Request, ids: list[int]) -> BackgroundTask | None:
        """Note the answers once they are written out, unless the browser has gone by now."""
        if not ids or await request.is_disconnected():
            return None
        return BackgroundTask(self.sent.add, *ids)

    async def _news(self, visitor: str, after: int) -> AsyncIterator[str]:
        with ended_when_away(), self.streams.listen(visitor) as page:
            # Where the database is away the line ends here, and the browser opens a new one.
            yield "retry: 2000\n\n"
            while not page.over and not self.streams.closed:
                for one in await self.takes.after(visitor, after):
                    html = self.drawing.turn(one.id, one.update_id, one.messages)
                    yield f"id: {one.id}\ndata: {json.dumps({'id': one.id, 'html': html})}\n\n"
                    after = one.id
                    self.sent.add(one.id)
                if not await page.wait(BEAT):
                    yield ":\n\n"


def wants_json(request: Request) -> bool:
    """Whether our script asks, and not a plain form."""
    return "application/json" in request.headers.get("accept", "")
