"""Typing figures that are reported, and what was typed before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from content.errors import sentence
from content.web import Pages
from domain.counting import Figures
from domain.errors import DomainError
from domain.typed_number import typed_number
from domain.vocabulary import Role
from services import indicators, stats, uploads
from services.app import App
from services.indicators import Entered, Kept, Typed
from services.staff import StaffMember
from services.stats import UnitStats
from services.turns import Tx
from web.guard import Refused, own_site, read_body
from web.staff.session import HOME, Sessions

__all__ = ["Entries", "may_enter"]

ENTER = f"{HOME}/nhap"
FIELDS = ("n", "of", "at", "source")
BODY = 16 * 1024
Said = Mapping[str, str]


def may_enter(member: StaffMember) -> bool:
    """Whether a member types figures: officials, for the own unit and all below."""
    return member.role in {Role.OFFICIAL, Role.ADMIN}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page tells besides the figures: what was typed, and what came of it."""

    given: Said = field(default_factory=dict)
    refused: str = ""
    entered: Entered | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """The page `/can-bo/nhap`. The unit asked for is part of the query's scope."""

    app: App
    pages: Pages
    sessions: Sessions

    async def page(self, request: Request) -> Response:
        """The indicators of a unit; of a chosen one the form, and what was typed before."""
        member = await self._member(request)
        asked = request.query_params
        unit, chosen = asked.get("don-vi") or member.unit_code, asked.get("chi-tieu", "")
        return await self._page(member, unit, chosen, _Shown())

    async def save(self, request: Request) -> Response:
        """Keep what was typed; typing the same again changes nothing."""
        own_site(request, self.app.settings.public_url)
        member = await self._member(request)
        given = await _form(request)
        unit, chosen = given["unit"] or member.unit_code, given["id"]
        try:
            entered = await self.app.database.awrite(
                indicators.enter,
                chosen,
                unit,
                _typed(given),
                member=member,
                today=self.app.today(),
                now=self.app.clock.now(),
            )
        except DomainError as error:
            if error.code in {"not_yours", "unknown_indicator"}:
                raise
            return await self._page(member, unit, chosen, _Shown(given, sentence(error)))
        return await self._page(member, unit, chosen, _Shown(entered=entered))

    async def _page(
        self, member: StaffMember, unit: str, chosen: str, shown: _Shown
    ) -> HTMLResponse:
        found, kept = await self.app.database.aread(self._read, member, unit, chosen)
        one = next((each for each in found.indicators if each.indicator.id == chosen), None)
        html = self.pages.page(
            "staff/entries",
            member=member,
            found=found,
            offered=[each for each in found.indicators if _offered(each, found)],
            one=one,
            kept=kept,
            shown=shown,
            given={name: shown.given.get(name, "") for name in FIELDS},
            awaited={each.indicator.id for each in found.indicators if _awaited(each, found.as_of)},
            today=self.app.today(),
            zone=self.app.zone,
            label=self.app.texts.label,
            may_import=uploads.may_import(member),
        )
        return HTMLResponse(html, 400 if shown.refused else 200)

    def _read(
        self, tx: Tx, member: StaffMember, unit: str, chosen: str
    ) -> tuple[UnitStats, list[Kept]]:
        found = stats.for_staff(tx, member, unit, at=self.app.today())
        kept = indicators.history(tx, chosen, unit, member=member) if chosen else []
        return found, kept

    async def _member(self, request: Request) -> StaffMember:
        member = await self.sessions.member(request)
        if not may_enter(member):
            raise Refused(403, "not_official")
        return member


def _offered(figures: Figures, found: UnitStats) -> bool:
    return figures.indicator.told_by(found.unit.level)


def _awaited(figures: Figures, today: date) -> bool:
    return figures.indicator.awaits(figures.reported_at, today)


async def _form(request: Request) -> Said:
    body = await read_body(request, BODY)

    async def replay() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async with Request(request.scope, replay).form() as form:
        return {name: str(form.get(name, "")).strip() for name in ("unit", "id", *FIELDS)}


def _typed(given: Said) -> Typed:
    """Raises DomainError `entry_number` or `entry_day` for what is neither."""
    try:
        day = date.fromisoformat(given["at"])
    except ValueError as error:
        raise DomainError("entry_day") from error
    return Typed(_number(given["n"]), _number(given["of"]), day, given["source"])


def _number(text: str) -> int | None:
    """None where the field was left empty."""
    if not text:
        return None
    value = typed_number(text)
    if value is None:
        raise DomainError("entry_number")
    return value
