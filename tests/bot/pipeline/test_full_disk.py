"""A full disk holds up what comes in; nothing is lost and nothing is answered twice."""

import asyncio
import random
from collections import Counter

from sqlalchemy import Connection, event

from domain.messages import Outgoing
from storage.database import Database
from tests.bot.pipeline.test_order import Counting, Shaky, opened, text, until

PRESSES = 60
LONG = "x" * 900  # each answer takes a page of the file or more


class Wordy(Counting):
    """Answers with the count and many words, so that the file grows."""

    def talk(self, tx, account, state, incoming, now):
        number = state.get("number", 0) + 1
        return (Outgoing(f"{number} {LONG}", once=False),), {"number": number}


async def test_what_comes_in_while_the_disk_is_full_is_answered_when_there_is_room(
    sqlite_database: Database,
):
    pages = sqlite_database.read(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar_one())
    room = {"pages": pages + 4}

    @event.listens_for(sqlite_database.engine, "begin")
    def _limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={room['pages']}")

    channel = Shaky(random.Random(1))
    async with opened(sqlite_database, channel, Wordy()) as pipeline:
        futures = [pipeline.take(text(number % 6, number)) for number in range(PRESSES)]
        await until(lambda: any(future.done() for future in futures))
        await asyncio.wait(futures, timeout=1)
        waiting = [future for future in futures if not future.done()]
        assert waiting  # none of them may be acknowledged
        room["pages"] = pages + 100_000
        await asyncio.wait(futures, timeout=60)
        assert not any(future.cancelled() for future in futures)
        await until(lambda: sum(map(len, channel.arrived.values())) == PRESSES)
    for words in channel.arrived.values():
        numbers = [int(each.split()[0]) for each in words]
        assert numbers == sorted(numbers)
        assert Counter(numbers).most_common(1)[0][1] == 1
