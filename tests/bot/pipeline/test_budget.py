"""The budget of a bot: an even rate, replies first."""

import asyncio

from bot.pipeline.budget import BROADCAST, BURST, REPLY, Budget


async def test_without_a_rate_nobody_waits():
    async with asyncio.timeout(1):
        for _ in range(1000):
            await Budget().turn()


async def test_the_rate_is_kept():
    loop, budget = asyncio.get_running_loop(), Budget(100)
    began = loop.time()
    await asyncio.gather(*(budget.turn() for _ in range(30)))
    assert loop.time() - began >= (30 - BURST) / 100


async def test_replies_go_before_broadcasts():
    budget, order = Budget(200), []

    async def send(rank: int) -> None:
        await budget.turn(rank)
        order.append(rank)

    broadcasts = [asyncio.create_task(send(BROADCAST)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.gather(*(send(REPLY) for _ in range(5)))
    assert order.count(BROADCAST) < 20
    await asyncio.gather(*broadcasts)
    assert len(order) == 25


async def test_who_gives_up_waiting_takes_no_turn():
    budget = Budget(100)
    waiting = [asyncio.create_task(budget.turn()) for _ in range(50)]
    await asyncio.sleep(0)
    for task in waiting[:-1]:
        task.cancel()
    async with asyncio.timeout(1):
        await waiting[-1]


async def test_mass_messages_keep_to_their_share_of_the_rate():
    loop, budget = asyncio.get_running_loop(), Budget(1000)
    budget.share(100)
    began = loop.time()
    await asyncio.gather(*(budget.turn(BROADCAST) for _ in range(30)))
    assert loop.time() - began >= (30 - BURST) / 100


async def test_a_chat_that_must_wait_holds_up_no_other():
    budget, order = Budget(500), []

    async def send(chat: str) -> None:
        await budget.turn(BROADCAST, chat)
        order.append(chat)

    await asyncio.gather(*(send(chat) for chat in ("a", "a", "b", "c")))
    assert order == ["a", "b", "c", "a"]


async def test_replies_follow_each_other_quickly_until_mass_messages_go_out():
    loop, budget = asyncio.get_running_loop(), Budget(500)
    waits = []
    for rank in (REPLY, REPLY, BROADCAST, REPLY):
        began = loop.time()
        await budget.turn(rank, "b" if rank else "a")
        waits.append(loop.time() - began > 0.5)
    assert waits == [False, False, False, True]
