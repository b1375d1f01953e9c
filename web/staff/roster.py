"""Bringing in a roster: send a file, see what it would change, confirm."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Message

from content.errors import sentence
from content.table_problems import lines_of, unread_words
from content.web import Pages
from domain.roster_answers import Answers
from domain.table import TableRefused
from services import roster_template, uploads
from services.app import App
from services.staff import StaffMember
from web.guard import Refused, own_site, read_body
from web.staff.imports import Import, Imports, Options
from web.staff.session import HOME, Sessions

__all__ = ["Rosters"]

LARGEST = 32 * 1024 * 1024
ANSWERS = 1024 * 1024
FIELDS = 20_000  # a form may hold an answer to each of so many lines
SOON = 1.5  # seconds that a page waits for a small file instead of showing progress
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100  # lines of each list on the page


@dataclass(frozen=True, slots=True)
class Rosters:
    """The pages below `/can-bo/danh-sach`."""

    app: App
    pages: Pages
    sessions: Sessions
    imports: Imports

    async def choose(self, request: Request) -> Response:
        """Where a file is chosen."""
        member = await self._importer(request)
        return HTMLResponse(self.pages.page("staff/choose", member=member))

    async def template(self, request: Request) -> Response:
        """An empty list to fill in."""
        member = await self._importer(request)
        names = await self.app.database.aread(uploads.hamlet_names, member, self.app.today())
        made = await asyncio.to_thread(roster_template.template, self.app.texts, names)
        headers = {"Content-Disposition": 'attachment; filename="danh-sach.xlsx"'}
        return Response(made, 200, headers, SHEET)

    async def send(self, request: Request) -> Response:
        """Take a file and begin to read it."""
        own_site(request, self.app.settings.public_url)
        member = await self._importer(request)
        async with (await _bounded(request, LARGEST)).form() as form:
            file, complete = form.get("file"), "complete" in form
            if not isinstance(file, UploadFile) or not file.filename:
                raise Refused(400, "no_file")
            name, content = file.filename, await file.read()
        kept = await self.app.database.awrite(
            uploads.keep, member, name, content, now=self.app.clock.now()
        )
        await _soon(self.imports.read(member, kept, Options(complete)))
        return RedirectResponse(f"{HOME}/danh-sach/{kept}", 303)

    async def show(self, request: Request) -> Response:
        """What the file would change, what is wrong with it, or how far the work is."""
        member = await self._importer(request)
        upload_id = request.path_params["id"]
        one = self.imports.find(member, upload_id) or self.imports.read(member, upload_id)
        await _soon(one)
        return self._page(member, upload_id, one)

    async def again(self, request: Request) -> Response:
        """Read the file again with what the official has decided about unsure lines."""
        own_site(request, self.app.settings.public_url)
        member = await self._importer(request)
        upload_id = request.path_params["id"]
        async with (await _bounded(request, ANSWERS)).form(max_fields=FIELDS) as form:
            options = _options(form)
        await _soon(self.imports.read(member, upload_id, options))
        return RedirectResponse(f"{HOME}/danh-sach/{upload_id}", 303)

    async def confirm(self, request: Request) -> Response:
        """Write what was shown; with other choices than those, show first what they would do."""
        own_site(request, self.app.settings.public_url)
        member = await self._importer(request)
        upload_id = request.path_params["id"]
        async with (await _bounded(request, ANSWERS)).form(max_fields=FIELDS) as form:
            expected, many_left = str(form.get("plan", "")), "many_left" in form
            options = _options(form)
        await _soon(self.imports.write(member, upload_id, options, expected, many_left=many_left))
        return RedirectResponse(f"{HOME}/danh-sach/{upload_id}", 303)

    async def drop(self, request: Request) -> Response:
        """Throw the file away."""
        own_site(request, self.app.settings.public_url)
        member = await self._importer(request)
        await self.app.database.awrite(uploads.drop, member)
        self.imports.forget(member, request.path_params["id"])
        return RedirectResponse(f"{HOME}/danh-sach", 303)

    def _page(self, member: StaffMember, upload_id: int, one: Import) -> Response:
        shown = {"member": member, "id": upload_id, "one": one}
        if not one.task.done():
            return HTMLResponse(self.pages.page("staff/working", **shown), headers={"Refresh": "1"})
        if isinstance(one.task.exception(), uploads.Gone):
            self.imports.forget(member, upload_id)
            raise Refused(404, "upload_gone")
        if one.error is not None:
            return HTMLResponse(self.pages.page("staff/refused", **shown, lines=self._told(one)))
        seen = one.task.result()
        return HTMLResponse(
            self.pages.page(
                "staff/preview",
                **shown,
                seen=seen,
                counts=seen.counts,
                unread=unread_words(self.app.texts, seen.unread),
                problems=lines_of(self.app.texts, seen.problems),
                doubt=sentence(seen.doubt) if seen.doubt else "",
                label=self.app.texts.label,
                most=SHOWN,
            )
        )

    def _told(self, one: Import) -> list[str]:
        error = one.error
        if isinstance(error, TableRefused):
            return lines_of(self.app.texts, error.problems)
        return [sentence(error)] if error else []

    async def _importer(self, request: Request) -> StaffMember:
        member = await self.sessions.member(request)
        if not uploads.may_import(member):
            raise Refused(403, "not_official")
        return member


def _options(form: Mapping[str, object]) -> Options:
    """Each unsure line is the same person, another one, or still open."""
    said = {name[1:]: value for name, value in form.items() if name.startswith("u")}
    lines = {
        answer: frozenset(int(n) for n, value in said.items() if value == answer and n.isdecimal())
        for answer in ("same", "other")
    }
    return Options("complete" in form, Answers(lines["same"], lines["other"]))


async def _soon(one: Import) -> None:
    """Wait a moment: a small file needs no page that says to wait."""
    await asyncio.wait([one.task], timeout=SOON)


async def _bounded(request: Request, limit: int) -> Request:
    """The same request with its body read, which was no bigger than the limit."""
    body = await read_body(request, limit, "list_too_big")

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, replay)
