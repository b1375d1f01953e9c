"""Threads of the database: order by key, and what comes first."""

import threading
from functools import partial

from storage.database import Database
from storage.threads import Workers


def test_jobs_of_one_key_are_done_in_order():
    workers = Workers(4, "test")
    done: dict[str, list[int]] = {str(key): [] for key in range(6)}
    for number in range(200):
        for key, numbers in done.items():
            workers.submit(partial(numbers.append, number), key)
    workers.close()
    assert all(numbers == list(range(200)) for numbers in done.values())


def test_what_comes_first_does_not_wait_for_the_rest():
    workers, go = Workers(1, "test"), threading.Event()
    done: list[object] = []
    workers.submit(go.wait)  # type: ignore[arg-type]
    for number in range(3):
        workers.submit(partial(done.append, number))
    workers.submit_first(lambda: done.append("first"))
    go.set()
    workers.close()
    assert done == ["first", 0, 1, 2]


async def test_a_failure_reaches_the_one_who_waits(database: Database):
    def fail(tx):
        raise ZeroDivisionError

    for run in (database.awrite, database.awrite_first, database.aread):
        try:
            await run(fail)
        except ZeroDivisionError:
            continue
        raise AssertionError("it was swallowed")
