"""Who works in this browser, and how they came in and leave."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from content.web import Pages
from services import signin
from services.app import App
from services.staff import StaffMember
from web.guard import Refused, own_site

__all__ = ["HOME", "Sessions"]

COOKIE = "can_bo"
HOME = "/can-bo"


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signing in, being recognised, signing out."""

    app: App
    pages: Pages
    secure: bool

    async def member(self, request: Request) -> StaffMember:
        """Who asks; refuses whoever has not signed in, or whose role is gone."""
        token = request.cookies.get(COOKIE, "")
        found = None
        if token:
            found = await self.app.database.aread(signin.session, token, self.app.clock.now())
        if found is None:
            raise Refused(403, "no_session")
        return found

    async def door(self, request: Request) -> Response:
        """Ask before the link is used up: previews of a chat open links too, but press nothing."""
        return HTMLResponse(self.pages.page("staff/door"))

    async def enter(self, request: Request) -> Response:
        """Use the link up, and open a session."""
        own_site(request, self.app.settings.public_url)
        token = request.path_params["token"]
        opened = await self.app.database.awrite(signin.use, token, self.app.clock.now())
        if opened is None:
            raise Refused(403, "link_used")
        response = RedirectResponse(HOME, 303)
        response.set_cookie(
            COOKIE,
            opened,
            max_age=int(signin.SESSION_LASTS.total_seconds()),
            path=HOME,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )
        return response

    async def leave(self, request: Request) -> Response:
        """Sign out; pressing it again does no harm."""
        own_site(request, self.app.settings.public_url)
        if token := request.cookies.get(COOKIE):
            await self.app.database.awrite(signin.end, token)
        response = HTMLResponse(self.pages.page("notice", reason="signed_out"))
        response.delete_cookie(COOKIE, path=HOME)
        return response
