"""Who works in this browser, and how they came in and leave."""

from dataclasses import dataclass
from urllib.parse import quote

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

    async def lead(self, request: Request) -> Response:
        """To the door, where browsers tell who works in them: the cookie is for those pages."""
        return RedirectResponse(_door(request), 303)

    async def door(self, request: Request) -> Response:
        """Ask before the link is used up: previews of a chat open links too, but press nothing.

        Whoever is in already goes on to the pages; by somebody else's link only when they say so.
        """
        token, now = request.path_params["token"], self.app.clock.now()
        cookie = request.cookies.get(COOKIE, "")
        found = await self.app.database.aread(signin.arriving, token, cookie, now)
        if found is None:
            return HTMLResponse(self.pages.page("staff/door"))
        if found.own:
            return RedirectResponse(HOME, 303)
        return HTMLResponse(self.pages.page("staff/door_taken", found=found))

    async def enter(self, request: Request) -> Response:
        """Use the link up, and open a session in place of the one that was open here."""
        own_site(request, self.app.settings.public_url)
        token, now = request.path_params["token"], self.app.clock.now()
        before = request.cookies.get(COOKIE, "")
        opened = await self.app.database.awrite(signin.use, token, now)
        if opened is None:
            if await self.app.database.aread(signin.session, before, now):
                return RedirectResponse(_door(request), 303)
            raise Refused(403, "link_used")
        await self.app.database.awrite(signin.end, before)
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


def _door(request: Request) -> str:
    return f"{HOME}/vao/{quote(request.path_params['token'], safe='')}"
