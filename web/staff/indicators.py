"""The indicators of a unit and of the units below it, as a page and as a table to download."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from content.sources import headcount_source
from content.web import Pages
from domain.counting import Figures, cut
from domain.vocabulary import Level
from services import stats, uploads
from services.app import App
from services.staff import StaffMember
from services.stats import UnitStats
from web.staff.entries import may_enter
from web.staff.session import Sessions

__all__ = ["Indicators"]

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    *("unit_code", "unit", "id", "title", "achieved", "headcount", "rate", "comparator"),
    *("target", "due", "gap", "needed_per_week", "status", "source", "headcount_at"),
)


@dataclass(frozen=True, slots=True)
class Indicators:
    """The page `/can-bo` and its download. The unit asked for is part of the query's scope."""

    app: App
    pages: Pages
    sessions: Sessions

    async def page(self, request: Request) -> Response:
        """A unit's indicators, and those of the units right below it."""
        member = await self.sessions.member(request)
        found = await self._found(request, member)
        known = [child for child in found.children if any(map(_has_figure, child.indicators))]
        known.sort(key=_hamlets_first)
        html = self.pages.page(
            "staff/indicators",
            member=member,
            found=found,
            known=known,
            silent=[child for child in found.children if child not in known],
            columns=_columns(known),
            label=self.app.texts.label,
            may_import=uploads.may_import(member),
            may_enter=may_enter(member),
        )
        return HTMLResponse(html)

    async def table(self, request: Request) -> Response:
        """The same numbers as CSV, which spreadsheets open with Vietnamese letters intact."""
        member = await self.sessions.member(request)
        found = await self._found(request, member)
        text = io.StringIO()
        writer = csv.writer(text)
        headings = self.app.texts.labels("sheet")
        writer.writerow([headings[column] for column in COLUMNS])
        writer.writerows(map(_harmless, self._lines(found)))
        name = f"{found.unit.code}-{found.as_of.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text.getvalue().encode("utf-8-sig"), 200, headers, "text/csv")

    async def _found(self, request: Request, member: StaffMember) -> UnitStats:
        code = request.query_params.get("don-vi") or member.unit_code
        return await self.app.database.aread(
            stats.for_staff, member, code, at=self.app.today(), children=True
        )

    def _lines(self, found: UnitStats) -> Iterator[Sequence[object]]:
        for one in (found, *found.children):
            for figures in one.indicators:
                yield one.unit.code, one.unit.name, *self._cells(figures)

    def _cells(self, figures: Figures) -> Sequence[object]:
        indicator, tally, target = figures.indicator, figures.tally, figures.target
        return (
            indicator.id,
            indicator.title,
            tally.achieved,
            tally.headcount,
            _rate(figures),
            target.comparator.value if target and target.named else None,
            stats.goal(target),
            target.due.isoformat() if target else None,
            figures.gap,
            figures.needed_per_week,
            self.app.texts.label(f"staff_standing.{figures.said}"),
            headcount_source(self.app.texts, figures.headcount_source),
            figures.headcount_at.isoformat() if figures.headcount_at else None,
        )


def _rate(figures: Figures) -> float | None:
    tally = figures.tally
    if figures.rate is None or tally.achieved is None or tally.headcount is None:
        return None
    return cut(tally.achieved, tally.headcount)


def _has_figure(figures: Figures) -> bool:
    return figures.known and (figures.tally.headcount is None or figures.tally.headcount > 0)


def _hamlets_first(one: UnitStats) -> tuple[bool, str]:
    return one.unit.level is not Level.HAMLET, one.unit.code


def _columns(known: Sequence[UnitStats]) -> list[int]:
    """Which indicators have a figure in any of these units, those of the hamlets first: on a phone
    the first columns are seen. The others would be empty columns."""
    lines = list(zip(*(one.indicators for one in known), strict=True))
    shown = [place for place, column in enumerate(lines) if any(map(_has_figure, column))]
    hamlets = [one.unit.level is Level.HAMLET for one in known]
    return sorted(shown, key=lambda place: not any(_reached(lines[place], hamlets)))


def _reached(column: Sequence[Figures], hamlets: Sequence[bool]) -> Iterator[bool]:
    for figures, hamlet in zip(column, hamlets, strict=True):
        yield hamlet and _has_figure(figures) and figures.tally.achieved is not None


def _harmless(cells: Sequence[object]) -> list[object]:
    """No text begins as a formula does; numbers may be negative. ">=" is a text like any other."""
    return [
        f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
        for cell in cells
    ]
