"""The transport under the library's client: time-outs, resets, and no token in any error."""

import asyncio
import traceback

import pytest
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut

from bot.channels.telegram import errors
from bot.channels.telegram.transport import AiohttpRequest, Flood, Interrupted
from bot.pipeline.errors import ChannelStopped
from tests.standin.faults import Fault
from tests.standin.server import StandIn


async def failing(telegram: StandIn, fault: Fault, patience: float = 0.2) -> TelegramError:
    telegram.script("sendMessage", fault)
    request = AiohttpRequest(read_timeout=patience)
    bot = Bot(telegram.token, base_url=f"{telegram.url}/bot", request=request)
    async with request:
        with pytest.raises(TelegramError) as raised:
            await bot.send_message(7, "a")
    told = "".join(traceback.format_exception(raised.value))
    assert telegram.token not in told
    return raised.value


@pytest.mark.parametrize(
    ("fault", "kind", "unknown"),
    [
        (Fault.timeout(2), TimedOut, True),
        (Fault.broken(), Interrupted, True),
        (Fault.server(502), NetworkError, False),
    ],
)
async def test_what_broke_is_told_apart(telegram: StandIn, fault, kind, unknown: bool):
    error = await failing(telegram, fault)
    assert type(error) is kind
    told = errors.translate(error)
    assert (told.unknown, told.permanent) == (unknown, False)


async def test_a_refused_connection_was_certainly_not_delivered(telegram: StandIn):
    await telegram.__aexit__()
    error = await failing(telegram, Fault.broken())
    assert not errors.translate(error).unknown


async def test_a_flood_says_how_long(telegram: StandIn):
    error = await failing(telegram, Fault.flood(17))
    assert isinstance(error, Flood)
    assert errors.translate(error).retry_after == 17


async def test_a_wrong_token_stops_the_channel(telegram: StandIn):
    error = await failing(telegram, Fault(401, "Unauthorized"))
    assert isinstance(error, InvalidToken)
    assert isinstance(errors.translate(error), ChannelStopped)


@pytest.mark.parametrize(
    ("fault", "unreachable"),
    [
        (Fault.blocked(), True),
        (Fault(403, "Forbidden: user is deactivated"), True),
        (Fault.bad("chat not found"), False),
        (Fault(400, "Bad Request: moved", {"migrate_to_chat_id": -100}), False),
    ],
)
async def test_permanent_is_told_from_passing(telegram: StandIn, fault, unreachable: bool):
    told = errors.translate(await failing(telegram, fault))
    assert (told.permanent, told.unreachable) == (True, unreachable)


async def test_many_calls_at_once_share_few_connections(telegram: StandIn):
    request = AiohttpRequest(4)
    bot = Bot(telegram.token, base_url=f"{telegram.url}/bot", request=request)
    async with request:
        await asyncio.gather(*(bot.send_message(n, "a") for n in range(1, 101)))
    assert len(telegram.log) == 100
