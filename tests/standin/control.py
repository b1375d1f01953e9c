"""What a program in another process may ask the stand-in to do: POST /control {"do": …}."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.standin.faults import Fault

if TYPE_CHECKING:
    from tests.standin.server import StandIn


async def control(server: "StandIn", asked: dict[str, Any]) -> Any:
    """`do` names one of the functions below; each answers with the counts if with nothing else."""
    return await COMMANDS[asked["do"]](server, asked) or status(server)


async def press(server: "StandIn", asked: dict[str, Any]) -> Any:
    """`what`: [[chat, data], …]; answers the updates' ids."""
    return [server.person(chat).press_data(data) for chat, data in asked["what"]]


async def say(server: "StandIn", asked: dict[str, Any]) -> Any:
    """`what`: [[chat, text], …]; answers the updates' ids."""
    return [server.person(chat).message(text=text) for chat, text in asked["what"]]


async def delay(server: "StandIn", asked: dict[str, Any]) -> None:
    """Let every call of `method` take `seconds`."""
    server.delays[asked["method"]] = asked["seconds"]


async def fault(server: "StandIn", asked: dict[str, Any]) -> None:
    """Let the next `times` calls of `method` fail, for `chat` or for everybody."""
    made = Fault(**asked["fault"])
    server.script(asked["method"], made, times=asked.get("times", 1), chat=asked.get("chat"))


async def limits(server: "StandIn", asked: dict[str, Any]) -> None:
    """Enforce rates: `all` for the bot, `chat` for each chat; null for none."""
    server.limits.set(asked["all"], asked["chat"])


async def texts(server: "StandIn", asked: dict[str, Any]) -> Any:
    """All texts as they were sent, by chat."""
    return {str(chat): [message.raw for message in sent] for chat, sent in server.sent.items()}


async def record(server: "StandIn", asked: dict[str, Any]) -> Any:
    """What a drill judges by: messages, updates handed out, and floods, each with its time.

    Messages are [number, chat, time, text], without the first `after`; all times are of one clock.
    """
    fresh = server.log[asked.get("after", 0) :]
    return {
        "messages": [[sent.number, sent.chat, sent.at, sent.raw] for sent in fresh],
        "handed": {str(update): at for update, at in server.handed.items()},
        "floods": [asdict(flood) for flood in server.limits.floods],
    }


async def wait(server: "StandIn", asked: dict[str, Any]) -> None:
    """Until `count` messages arrived."""
    await server.until(lambda: len(server.log) >= asked["count"], asked.get("seconds", 60))


async def begun(server: "StandIn", asked: dict[str, Any]) -> None:
    """Until the bot was given its first update."""
    await server.until(lambda: server.first_delivery > 0, asked.get("seconds", 60))


async def counts(server: "StandIn", asked: dict[str, Any]) -> None:
    """Nothing but the counts."""


async def reset(server: "StandIn", asked: dict[str, Any]) -> None:
    """Forget everything but the people."""
    kept: list[Any] = [server.sent, server.log, server.calls, server.pending, server.history]
    for each in (*kept, server.presses, server.refusals, server.handed, server.limits.floods):
        each.clear()
    server.first_delivery = 0.0


ALL = (press, say, delay, fault, limits, texts, record, wait, begun, counts, reset)
COMMANDS = {one.__name__: one for one in ALL}


def status(server: "StandIn") -> dict[str, Any]:
    last = server.log[-1].at if server.log else 0.0
    return {
        "messages": len(server.log),
        "seconds": last - server.first_delivery if server.first_delivery else 0.0,
        "calls": dict(server.calls),
        "refusals": dict(server.refusals),
        "pending": len(server.pending) + server.pushes.waiting,
        "answered": sum(server.presses.values()),
    }
