"""How many connections there may be, and how long one may keep us waiting."""

import re
import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from storage.database import Database
from tests.conftest import SettableClock
from tests.web.serving import Running, serving
from tests.web.world import site_on
from web.connections import Limits, most_connections

ROOT = Path(__file__).parents[2]
GET = b"GET /robots.txt HTTP/1.1\r\nHost: test\r\n\r\n"
BODY = b"POST /telegram/webhook HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\n12"
QUICK = Limits(head=1.0, silence=1.0, body=3.0, crowd=1.0)


@pytest.fixture
def serve(sqlite_database: Database, clock: SettableClock):
    """Serve with some limits."""
    with ExitStack() as stack:

        async def receive(headers, body):
            return 200

        def start(limits: Limits) -> Running:
            site = site_on(sqlite_database, clock)
            site.webhooks["telegram"] = receive
            limits.page = site.crowded()
            return stack.enter_context(serving(site, limits=limits))

        yield start


def line_to(running: Running, said: bytes = b"") -> socket.socket:
    host, port = running.address.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=10)
    line.sendall(said)
    return line


def closed_after(line: socket.socket) -> float:
    """Seconds until the other side lets go."""
    began = time.monotonic()
    try:
        while line.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - began


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHo", GET, BODY])
def test_whoever_keeps_us_waiting_is_let_go(serve, said: bytes):
    with line_to(serve(QUICK), said) as line:
        assert 0.5 < closed_after(line) < 8


def test_a_body_that_drips_has_an_end(serve):
    with line_to(serve(QUICK), BODY.replace(b"Length: 9", b"Length: 999")) as line:
        began = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):
            drip(line, until=began + 9)
    assert time.monotonic() - began > 2


def drip(line: socket.socket, until: float) -> None:
    while time.monotonic() < until:
        line.sendall(b"3")
        time.sleep(0.3)


def test_whoever_waits_for_us_is_not_hurried(serve):
    running = serve(QUICK)
    with line_to(running, b"GET / HTTP/1.1\r\nHost: test\r\n\r\n") as line:
        cookie = re.search(rb"[Ss]et-[Cc]ookie: ([^;]+);", line.recv(65536))
    assert cookie
    asked = b"GET /chat/stream HTTP/1.1\r\nHost: test\r\nCookie: " + cookie[1] + b"\r\n\r\n"
    with line_to(running, asked) as line:
        line.settimeout(4)
        with pytest.raises(TimeoutError):
            closed_after(line)


def test_one_connection_too_many_is_told_to_come_later(serve, caplog):
    running = serve(Limits(most=3, crowd=1.0))
    with ExitStack() as open_lines:
        for _ in range(3):
            open_lines.enter_context(line_to(running))
        time.sleep(0.3)
        for _ in range(5):
            with line_to(running, GET) as line:
                told = b"".join(iter(lambda: line.recv(65536), b""))
            assert told.startswith(b"HTTP/1.1 503 ")
            assert "nhiều người" in told.decode()
        with line_to(running) as silent:
            assert closed_after(silent) < 8
    time.sleep(0.3)
    with line_to(running, GET) as line:
        assert line.recv(100).startswith(b"HTTP/1.1 200 ")
    assert len([one for one in caplog.records if "more than 3 connections" in one.message]) == 1


def test_a_body_that_breaks_off_is_no_fault_of_ours(serve, caplog):
    running = serve(Limits())
    line_to(running, BODY).close()
    end = time.monotonic() + 5
    while not running.site.refused and time.monotonic() < end:
        time.sleep(0.05)
    assert running.site.refused == {"broken_off": 1}
    assert "Traceback" not in caplog.text


def test_as_many_files_may_be_open_as_the_machine_allows():
    code = (
        "import resource; from web.connections import most_connections; print(most_connections(),"
        "*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)

    def few() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))

    ran = subprocess.run(
        [sys.executable, "-c", code],
        preexec_fn=few,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    most, soft, same = map(int, ran.stdout.split())
    assert (soft, same) == (min(hard, 65_536), hard)
    assert most == min(10_000, soft // 2)
    assert most_connections() > 0
