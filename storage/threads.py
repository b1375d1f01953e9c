"""Threads that do the work of the database, each job after the one given before it."""

from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from zlib import crc32

Job = Callable[[], None]


class Worker:
    """One thread with a queue. A job must not raise: it tells its outcome by itself."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._first: deque[Job] = deque()
        self.submit = self._jobs.put
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            while self._first:
                self._first.popleft()()
            job()

    def submit_first(self, job: Job) -> None:
        """Have a job done before all that wait."""
        self._first.append(job)
        self._jobs.put(_nothing)

    def stop(self) -> None:
        """Do what was given so far, then end."""
        self._jobs.put(None)

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()


def _nothing() -> None:
    """Wakes a worker, so that it looks for what comes first."""


class Workers:
    """Some workers. Jobs with the same key are done one after the other, by the same worker."""

    def __init__(self, count: int, name: str) -> None:
        self._workers = [Worker(f"{name}-{number}") for number in range(count)]
        self._next = 0

    def submit(self, job: Job, key: str | None = None) -> None:
        """Have a job done, in order among the jobs of its key; without a key by anybody."""
        if len(self._workers) == 1:
            self._workers[0].submit(job)
            return
        if key is None:
            self._next += 1
            number = self._next
        else:
            number = crc32(key.encode())
        self._workers[number % len(self._workers)].submit(job)

    def submit_first(self, job: Job) -> None:
        """Have a job done before all that wait, by anybody."""
        self._next += 1
        self._workers[self._next % len(self._workers)].submit_first(job)

    def close(self) -> None:
        """Finish what was given, then end all threads."""
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.join()
