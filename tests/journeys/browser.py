"""Browsers without a screen: one that only knows plain forms, one whose script talks in JSON."""

import secrets
from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode

import httpx

from tests.conftest import SettableClock
from tests.journeys.reader import Form, Reader
from tests.journeys.screens import Screen
from tests.web.world import JSON, SAME
from web.channel import WebChannel

PACES = (3.0, 5.0, 2.0, 8.0)  # seconds somebody reads before the next press
TURN = '<section class="turn"'
LIMIT = WebChannel.capability.text_limit


class Patience:
    """The time that passes while somebody reads."""

    def __init__(self, clock: SettableClock) -> None:
        self.clock = clock
        self.ticks = 0.0
        self._paces = cycle(PACES)

    def now(self) -> float:
        return self.ticks

    def read(self) -> None:
        pace = next(self._paces)
        self.ticks += pace
        self.clock.forward(timedelta(seconds=pace))


class Browser:
    """What both browsers do: look at what came, and fetch its pictures."""

    def __init__(self, client: httpx.AsyncClient, patience: Patience) -> None:
        self.client = client
        self.patience = patience
        self.page = Reader("")
        self._fetched: set[str] = set()

    async def looked(self, html: str) -> Screen:
        self.page = Reader(html)
        screen = self.page.screen()
        assert all(len(message.text) <= LIMIT for message in screen.messages)
        for message in screen.messages:
            if message.picture and message.picture not in self._fetched:
                self._fetched.add(message.picture)
                answer = await self.client.get(message.picture)
                assert answer.headers["content-type"] == "image/png"
        self.patience.read()
        return screen

    def button(self, caption: str) -> tuple[Form, str, str]:
        """The button of the newest message that says this."""
        form = self.page.articles[-1].form
        assert form is not None
        [(name, value)] = [(n, v) for said, n, v in form.buttons if said == caption]
        return form, name, value


class FormBrowser(Browser):
    """Without a script: every press sends a form, and the page comes back whole."""

    async def open(self, code: str = "") -> Screen:
        page = await self.client.get("/", params={"t": code} if code else {})
        return await self._sent(Reader(page.text).form("begin"), {})

    async def press(self, caption: str) -> Screen:
        form, name, value = self.button(caption)
        return await self._sent(form, {name: value})

    async def type(self, text: str) -> Screen:
        return await self._sent(self.page.form("write"), {"text": text})

    async def _sent(self, form: Form, given: dict[str, str]) -> Screen:
        page = await self.client.request(
            form.method.upper(),
            form.address,
            content=urlencode(form.fields | given),
            headers=SAME | {"Content-Type": "application/x-www-form-urlencoded"},
            follow_redirects=True,
        )
        assert page.status_code == 200, page.text
        newest = page.text[page.text.rindex(TURN) :]  # with what stands below the conversation
        assert f'id="{page.url.fragment}"' in newest[: newest.index(">")]
        return await self.looked(newest)


class ScriptBrowser(Browser):
    """With our script: an event is sent as JSON, its answer alone comes back."""

    async def open(self, code: str = "") -> Screen:
        page = Reader((await self.client.get("/", params={"t": code} if code else {})).text)
        return await self._sent("start", page.form("begin").fields["start"])

    async def press(self, caption: str) -> Screen:
        _, name, value = self.button(caption)
        return await self._sent(name, value)

    async def type(self, text: str) -> Screen:
        return await self._sent("text", text)

    async def _sent(self, kind: str, value: str) -> Screen:
        body = {"id": secrets.token_hex(12), kind: value}
        answer = await self.client.post("/chat/send", json=body, headers=JSON)
        assert answer.status_code == 200, answer.text
        return await self.looked(answer.json()["html"])
