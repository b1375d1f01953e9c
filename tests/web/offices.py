"""A small commune with an official, a hamlet head and somebody of another commune's staff."""

import re
import secrets
from datetime import datetime
from html.parser import HTMLParser

import httpx

from content import plan_file
from domain.vocabulary import Role
from services import demo, history, invitations, plans, signin
from services.demo_people import Sizes
from storage.database import Database, Tx
from tests.published import curriculum
from tests.web.world import SAME, Visitor

COMMUNE = demo.COMMUNE
HAMLET = f"{COMMUNE}-T01"
SMALL = Sizes(people=40, hamlets=2, schools=1, agencies=1, enterprises=1)


def found(database: Database, now: datetime) -> None:
    """Bring in the commune and its plan."""
    database.write(_found, now)


def _found(tx: Tx, now: datetime) -> None:
    demo.load(tx, now=now, sizes=SMALL)
    loaded = plan_file.load(plan_file.PACKAGED / "kien-an-2025.yaml", curriculum().tracks)
    plans.load(tx, loaded, now=now)


def link(database: Database, role: Role, unit: str, now: datetime) -> str:
    """A fresh sign-in link of somebody new in this role."""

    def make(tx: Tx) -> str:
        account = history.account(tx, "web", secrets.token_urlsafe(16), now=now)
        invited = invitations.invite_by_code(tx, role, unit, now=now)
        invitations.accept(tx, account, invited.token, now=now)
        return f"/vao/{signin.create_link(tx, account, now)}"

    return database.write(make)


async def sign_in(visitor: Visitor, path: str) -> httpx.Response:
    """Press the button behind the link."""
    return await visitor.client.post(f"/can-bo{path}", headers=SAME)


async def upload(
    visitor: Visitor, text: str, name: str = "ds.csv", **fields: str
) -> httpx.Response:
    """Send a roster and look at what it would do."""
    files = {"file": (name, text.encode("utf-8-sig"))}
    sent = await visitor.client.post("/can-bo/danh-sach", files=files, data=fields, headers=SAME)
    return await settled(visitor, sent)


async def settled(visitor: Visitor, answer: httpx.Response) -> httpx.Response:
    """Follow to the page, and reload it as long as it says that work goes on."""
    place = answer.headers.get("location")
    if place is None:
        return answer
    for _ in range(100):
        page = await visitor.open(place)
        if "refresh" not in page.headers:
            return page
    raise AssertionError("the work never ends")


async def confirm(visitor: Visitor, page: httpx.Response, **ticks: str) -> httpx.Response:
    """Press the button that writes, with what is filled in on the page and what is ticked now."""
    return await press(visitor, page, "ghi", **ticks)


async def press(visitor: Visitor, page: httpx.Response, act: str, **ticks: str) -> httpx.Response:
    """Press a button of the page about a file, with what is filled in and what is ticked now."""
    form = _Form()
    form.feed(page.text)
    address = re.search(rf'action="(/can-bo/danh-sach/\d+/{act})"', page.text)
    assert address is not None
    sent = await visitor.client.post(address[1], data=form.filled | ticks, headers=SAME)
    return await settled(visitor, sent)


class _Form(HTMLParser):
    """What a browser would send of the inputs on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.filled: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and (given.get("type") == "hidden" or "checked" in given):
            self.filled[given["name"] or ""] = given["value"] or ""
