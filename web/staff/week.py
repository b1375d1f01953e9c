"""A closed week as a page, as a picture of its trend, and as a file for spreadsheets."""

import asyncio
import re
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from content.web import Pages
from domain.plan import Indicator
from domain.weeks import Week, last_closed
from services import uploads, way, week_picture, week_report
from services.app import App
from services.staff import StaffMember
from services.turns import Tx
from services.way import CommuneWeek
from services.week_picture import Trend
from web.guard import Refused
from web.staff.roster import SHEET
from web.staff.session import HOME, Sessions

__all__ = ["Weeks"]

LABEL = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The pages below `/can-bo/tuan`. The viewer's unit is part of the query."""

    app: App
    pages: Pages
    sessions: Sessions

    async def last(self, request: Request) -> Response:
        """The last week that was closed."""
        member = await self.sessions.member(request)
        now = self.app.clock.now()
        week = await self.app.database.aread(way.last_for, member, now=now, zone=self.app.zone)
        return RedirectResponse(f"{HOME}/tuan/{week.label}", 303)

    async def page(self, request: Request) -> Response:
        """The figures of a week as they were signed, and what this week asks of each unit."""
        member = await self.sessions.member(request)
        week = _week(request)
        found = await self.app.database.aread(way.table_for, member, week)
        newest = last_closed(self.app.clock.now(), self.app.zone)
        html = self.pages.page(
            "staff/week",
            member=member,
            found=found,
            before=week.before(),
            after=week.before(-1) if week < newest else None,
            signed=found.closed_at.astimezone(self.app.zone),
            indicators=_ordered(found),
            trend=await self.app.database.aread(self._trend, member, week),
            what=self._what,
            label=self.app.texts.label,
            may_import=uploads.may_import(member),
        )
        return HTMLResponse(html)

    def _trend(self, tx: Tx, member: StaffMember, week: Week) -> Trend:
        found = way.table_for(tx, member, week)
        return week_picture.trend(tx, self.app.texts, found, *found.main)

    def _what(self, indicator: Indicator) -> str:
        return week_picture.what_of(self.app.texts, indicator)

    async def picture(self, request: Request) -> Response:
        """The trend, as the Monday message shows it."""
        member = await self.sessions.member(request)
        drawn = await self.app.database.aread(self._trend, member, _week(request))
        return Response(drawn.png, 200, media_type="image/png")

    async def table(self, request: Request) -> Response:
        """The same figures for a spreadsheet."""
        member = await self.sessions.member(request)
        week = _week(request)
        found = await self.app.database.aread(way.table_for, member, week)
        made = await asyncio.to_thread(week_report.workbook, found, self.app.texts, self.app.zone)
        name = f"{found.unit.code}-{week.label}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(made, 200, headers, SHEET)


def _ordered(found: CommuneWeek) -> list[Indicator]:
    """The indicators with a line, that of the picture first."""
    main, _ = found.main
    known = [one for one in found.plan.indicators if one.id in found.own]
    return sorted(known, key=lambda one: one is not main)


def _week(request: Request) -> Week:
    """The week that an address names; refuses anything else."""
    named = LABEL.fullmatch(request.path_params["week"])
    try:
        return Week(date.fromisocalendar(int(named[1]), int(named[2]), 1)) if named else _none()
    except ValueError as error:
        raise Refused(404, "http_404") from error


def _none() -> Week:
    raise ValueError("no week")
