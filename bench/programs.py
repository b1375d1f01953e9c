"""Starts the stand-in and the bots, each as a process of its own, and asks what came of it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.databases import SQLite, postgresql


class StandIn:
    """The loopback Telegram in a process of its own."""

    def __init__(self, address: str, token: str) -> None:
        self.url, self.token = address, token

    def ask(self, do: str, **asked: Any) -> Any:
        body = json.dumps({"do": do, **asked}).encode()
        request = urllib.request.Request(
            f"{self.url}/control", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=600) as response:
            return json.load(response)


@contextmanager
def stand_in() -> Iterator[StandIn]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standin"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield StandIn(*process.stdout.readline().split())
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def fresh(engine: str, folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database: "sqlite", or "postgresql" started for it."""
    if engine == "sqlite":
        with SQLite(folder).fresh(folder) as url:
            yield url
        return
    with postgresql() as server, server.fresh() as url:
        yield url


@dataclass(frozen=True)
class Result:
    """What one run of a bot came to."""

    rate: float  # answers a second
    cpu_ms: float  # of the bot for one answer, its start left out
    rss_mb: float
    disorder: int = 0  # answers out of order, missing or doubled


def run(bot: str, telegram: StandIn, count: int, folder: Path, *more: str) -> Result:
    """Let a bot answer all that waits for it."""
    process = subprocess.Popen(
        [sys.executable, "-m", bot, telegram.url, telegram.token, str(folder), *more],
        stderr=subprocess.DEVNULL,
    )
    try:
        telegram.ask("begun", seconds=60)
        seen = psutil.Process(process.pid)
        before = sum(seen.cpu_times()[:2])
        telegram.ask("wait", count=count, seconds=600)
        cpu, memory = sum(seen.cpu_times()[:2]) - before, seen.memory_info().rss
        status = telegram.ask("counts")
        time.sleep(0.3)  # the last answers are noted as sent
    finally:
        process.terminate()
        process.wait(20)
    return Result(count / status["seconds"], cpu / count * 1e3, memory / 2**20)
