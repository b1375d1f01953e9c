"""A phone with Telegram: reads what the stand-in was sent, and presses what is seen."""

import re

from bot.channels.telegram.outbound import BUTTON
from tests.journeys.screens import Message, Screen, place
from tests.standin.faults import Fault
from tests.standin.messages import Sent
from tests.standin.people import Person

LINE = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
TROUBLE = 120  # messages between two troubles of Telegram


def offered(last: Sent) -> dict[str, str]:
    """What each button stands for; a long caption stands as a numbered line of the text."""
    lines = dict(LINE.findall(last.text))
    buttons = [button for row in last.rows for button in row]
    return {lines.get(b["text"], b["text"]): b.get("callback_data", "") for b in buttons}


class TelegramPhone:
    """Somebody in a private chat; now and then Telegram fails to take a message."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._newest: Sent | None = None
        self._messages = 0

    async def open(self, code: str = "") -> Screen:
        await self.person.start(code)
        return await self._read()

    async def press(self, caption: str) -> Screen:
        assert self._newest is not None
        self.person.press_data(offered(self._newest)[caption], self._newest)
        return await self._read()

    async def type(self, text: str) -> Screen:
        await self.person.say(text)
        return await self._read()

    async def _read(self) -> Screen:
        answer = await self.person.answer()
        self._newest = answer[-1]
        assert all(len(caption) <= BUTTON for sent in answer for caption in sent.captions)
        if (self._messages + len(answer)) // TROUBLE > self._messages // TROUBLE:
            for method in ("sendMessage", "sendPhoto"):
                self.person.server.script(method, Fault.server(), chat=self.person.number)
        self._messages += len(answer)
        return Screen([_message(sent) for sent in answer])


def _message(sent: Sent) -> Message:
    captions = tuple(offered(sent))
    shown = sent.captions
    numbered = any(caption.isdecimal() for caption in shown)
    numbers = [one if one.isdecimal() else "" for one in shown] if numbered else place(shown)
    text = LINE.sub("", sent.text) if numbered else sent.text
    return Message(text, captions, tuple(numbers), sent.photo)
