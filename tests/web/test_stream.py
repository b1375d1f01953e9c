"""The live connection: nothing is lost between two of them, and it ends when it should."""

import json
import time
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import select

from domain.messages import Outgoing
from storage.database import Database
from storage.schema import updates
from tests.conftest import SettableClock
from tests.outages import away
from tests.web.serving import Running, serving
from tests.web.world import JSON, Counting, site_on
from web.channel import WebChannel
from web.server import PortTaken, bind


@pytest.fixture
def running(sqlite_database: Database, clock: SettableClock):
    with serving(site_on(sqlite_database, clock)) as one:
        yield one


@pytest.fixture
def client(running: Running):
    with httpx.Client(base_url=running.address, timeout=5) as one:
        one.get("/")
        yield one


def send(client: httpx.Client, event: str, action: str = "say:yes") -> int:
    body = {"id": event, "action": action}
    return client.post("/chat/send", json=body, headers=JSON).json()["id"]


def read(client: httpx.Client, count: int, after: int = 0, **headers: str) -> list[tuple[int, str]]:
    """The first messages of a new connection, which is then dropped."""
    found = []
    with client.stream("GET", f"/chat/stream?after={after}", headers=headers) as lines:
        assert lines.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in lines.headers
        for line in lines.iter_lines():
            if line.startswith("data:"):
                answer = json.loads(line[5:])
                found.append((answer["id"], answer["html"]))
            if len(found) == count:
                break
    return found


def test_a_new_connection_brings_what_was_missed(client: httpx.Client):
    ids = [send(client, f"event-000{number}") for number in range(3)]
    assert [id_ for id_, _ in read(client, 2, after=ids[0])] == ids[1:]


def test_the_browsers_last_id_counts_more_than_the_address(client: httpx.Client):
    ids = [send(client, f"event-000{number}") for number in range(3)]
    again = read(client, 1, after=0, **{"Last-Event-ID": str(ids[1])})
    assert [id_ for id_, _ in again] == ids[2:]


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "\u00b2"])
def test_a_senseless_id_brings_everything(client: httpx.Client, after: str):
    id_ = send(client, "event-0001")
    with client.stream("GET", "/chat/stream", params={"after": after}) as lines:
        data = next(line for line in lines.iter_lines() if line.startswith("data:"))
    assert json.loads(data[5:])["id"] == id_


def test_a_reminder_comes_at_once(running: Running, client: httpx.Client):
    first = send(client, "event-0001")
    talk = running.site.takes._talk
    assert isinstance(talk, Counting)
    account = talk.heard[-1].account
    channel = WebChannel(running.site.app, running.site.streams)
    with client.stream("GET", f"/chat/stream?after={first}") as lines:
        reader = lines.iter_lines()
        assert next(reader).startswith("retry")
        began = time.monotonic()
        running.do(channel.send(account, Outgoing("Mời bác học tiếp.")))
        data = next(line for line in reader if line.startswith("data:"))
    assert "Mời bác học tiếp." in json.loads(data[5:])["html"]
    assert time.monotonic() - began < 5


def test_a_stranger_is_told_to_stop_asking(running: Running):
    answer = httpx.get(f"{running.address}/chat/stream")
    assert answer.status_code == 204


def test_the_seventh_open_page_closes_the_first(client: httpx.Client):
    send(client, "event-0001")
    with ExitStack() as opened:
        pages = [opened.enter_context(client.stream("GET", "/chat/stream")) for _ in range(7)]
        readers = [page.iter_lines() for page in pages]
        for reader in readers:
            next(reader)
        assert list(readers[0])  # comes to its end instead of waiting for ever


def test_the_server_ends_while_pages_are_open(sqlite_database: Database, clock: SettableClock):
    with serving(site_on(sqlite_database, clock)) as running:
        client = httpx.Client(base_url=running.address, timeout=10)
        client.get("/")
        send(client, "event-0001")
        stream = client.stream("GET", "/chat/stream")
        reader = stream.__enter__().iter_lines()
        next(reader)
        began = time.monotonic()
    assert time.monotonic() - began < 4
    client.close()


def test_what_left_is_noted_before_the_end(sqlite_database: Database, clock: SettableClock):
    site = site_on(sqlite_database, clock)
    with serving(site) as running, httpx.Client(base_url=running.address) as client:
        client.get("/")
        send(client, "event-0001")
    assert site.sent._ids == set()


def test_a_port_in_use_is_said_in_one_line():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port} cannot be used"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["nosuch.invalid", "192.0.2.1", "a..b"])
def test_a_host_that_is_not_ours_is_not_blamed_on_the_port(host: str):
    with pytest.raises(PortTaken, match="set HOST"):
        bind(host, 0)


def test_what_reached_the_browser_in_an_outage_is_noted_afterwards(
    database: Database, clock: SettableClock, caplog
):
    with (
        serving(site_on(database, clock)) as running,
        httpx.Client(base_url=running.address) as one,
    ):
        one.get("/")
        send(one, "event-0001")
        with away(database):
            time.sleep(3)
        end = time.monotonic() + 20
        while not over(database) and time.monotonic() < end:
            time.sleep(0.1)
        send(one, "event-0002")
        while not over(database) and time.monotonic() < end:
            time.sleep(0.1)
        assert over(database)
    assert caplog.text.count("answers on the page are not noted") == 2
    assert "Traceback" not in caplog.text


def over(database: Database) -> bool:
    """Whether every answer is noted as sent."""
    outcomes = database.read(lambda tx: tx.scalars(select(updates.c.outcome)).all())
    return all(outcomes) and bool(outcomes)
