"""Keeps a run of all tests short without leaving anything of it out."""

import gc
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

TESTS = Path(__file__).parent
ONCE = TESTS / "storage"  # reaches the lines that PostgreSQL alone runs
LONG = {TESTS / "journeys", TESTS / "simulation"}  # walk ten thousand times over the same lines


def pytest_collection_finish() -> None:
    """Modules and tests live to the end: to seek garbage among them took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note which lines run, except where that shows nothing new and takes half as long again: in
    long walks, and on PostgreSQL what has run on SQLite."""
    tracer = coverage.Coverage.current()
    if tracer is None or not (_second_time(item) or LONG & {*item.path.parents}):
        return (yield)
    tracer.stop()
    try:
        return (yield)
    finally:
        tracer.start()


def _second_time(item: pytest.Item) -> bool:
    chosen = getattr(item, "callspec", None)
    on = chosen.params.get("database_url") if chosen else None
    return on == "postgresql" and ONCE not in item.path.parents
