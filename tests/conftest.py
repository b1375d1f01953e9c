"""Fixtures for every test, and what happens on a machine without PostgreSQL or Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

from cli.__main__ import main
from services.clock import Clock
from services.settings import DATA, Settings
from storage.database import Database
from tests.databases import NoPostgreSQL, PostgreSQL, SQLite, postgresql

pytest_plugins = ["tests.thrift"]

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
LONGEST = "browser/test_campaign.py"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A slow machine is no fault of the code. In CI, Hypothesis brings its own profile, the parent here.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
LEFT_OUT = pytest.StashKey[int]()
NOTE = "browser tests left out (no Chromium)"


class SettableClock(Clock):
    """A clock that stands still until it is told otherwise."""

    def __init__(self, at: datetime) -> None:
        super().__init__(lambda: self.at)
        self.at = at

    def set(self, at: datetime) -> None:
        assert at.tzinfo is not None, "a clock needs a time zone"
        self.at = at.astimezone(UTC)

    def forward(self, by: timedelta) -> datetime:
        self.at += by
        return self.at


@pytest.fixture
def clock() -> SettableClock:
    """Monday 5 January 2026, eight in the morning in Vietnam."""
    return SettableClock(datetime(2026, 1, 5, 1, 0, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests must not change their outcome."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> SQLite:
    return SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgresql())
        except NoPostgreSQL as problem:
            if CI:
                pytest.fail(f"PostgreSQL is required in CI: {problem}", pytrace=False)
            pytest.skip(f"no PostgreSQL: {problem}")
        yield server


@contextmanager
def fresh(engine: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    server: SQLite | PostgreSQL = request.getfixturevalue(f"{engine}_server")
    with server.fresh(folder) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without rows: the test runs once with each engine."""
    with fresh(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database without rows: the test runs once with each engine."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated SQLite file, for tests in which the engine does not matter."""
    with fresh("sqlite", request, tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An open SQLite database, for tests in which the engine does not matter."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated PostgreSQL database, for what only PostgreSQL does."""
    with fresh("postgresql", request, tmp_path) as url:
        yield url


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def bdhvs(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    sqlite_server: SQLite,
) -> Callable[..., Ran]:
    """Runs `bdhvs` in a folder with nothing but the default database, which has no rows yet."""
    sqlite_server.put(tmp_path / DATA / "bdhvs.sqlite3")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def first_bdhvs(bdhvs: Callable[..., Ran], tmp_path: Path) -> Callable[..., Ran]:
    """Runs `bdhvs` in an empty folder, where it has never run."""
    shutil.rmtree(tmp_path / DATA)
    return bdhvs


def find_chromium() -> str | None:
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program that browser tests drive. They also carry the marker `browser`."""
    path = find_chromium()
    if path is None:
        pytest.fail("Chromium is required in CI", pytrace=False)
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST not in item.nodeid)  # begun last it would be waited for
    if CI or find_chromium():
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    config.stash[LEFT_OUT] = len(left_out)
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    # A worker of pytest-xdist reports through `workeroutput`; its parent collects nothing itself.
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Name what was left out in the closing line itself, where nobody overlooks it."""
    if count := config.stash.get(LEFT_OUT, 0):
        terminalreporter.stats.pop("deselected", None)
        terminalreporter.stats[NOTE] = [SimpleNamespace()] * count
        terminalreporter._known_types = None  # the line is made of the kinds known by then
