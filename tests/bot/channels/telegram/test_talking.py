"""People talk with the bot over the real client."""

from tests.bot.channels.telegram.conftest import Echo
from tests.standin.server import StandIn


async def test_a_person_starts_and_presses(telegram: StandIn, bot, talk: Echo):
    lan = telegram.person(7)
    await lan.start("KA-01")
    [hello] = await lan.read()
    assert hello.text == "1: start KA-01"
    assert hello.captions == ["Tiếp", "Dừng"]
    await lan.press("Tiếp")
    [next_one] = await lan.read()
    assert next_one.text == "2: action go:1"
    await telegram.until(lambda: all(telegram.presses.values()))
