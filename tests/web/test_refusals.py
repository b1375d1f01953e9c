"""What is refused, with which status, and in which words."""

import logging

import pytest

from storage.database import Database
from tests.conftest import SettableClock
from tests.web.world import JSON, SAME, Visitor, site_on, visiting
from web.guard import Flood, Refused
from web.site import Site


async def test_the_twenty_first_event_in_ten_seconds_is_refused_kindly(
    site: Site, visitor: Visitor
):
    answers = [await visitor.send(action="say:yes") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json() == {"error": "too_fast"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
    assert site.refused["too_fast"] == 1


def test_a_flood_ends_and_others_are_not_held_up():
    now = [0.0]
    flood = Flood(2, 10, clock=lambda: now[0])
    flood.check("one")
    flood.check("one")
    flood.check("two")
    with pytest.raises(Refused):
        flood.check("one")
    now[0] = 10.0
    flood.check("one")


def test_the_memory_of_visitors_has_an_end():
    flood = Flood(2, 10, visitors=3)
    for number in range(100):
        flood.check(str(number))
    assert len(flood._seen) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_write_from_another_site_is_refused(visitor: Visitor, headers: dict[str, str]):
    for path in ("/chat/send", "/chat/size", "/chat/leave", "/can-bo/vao/token", "/can-bo/ra"):
        form = {"id": "event-0001", "action": "say:yes"}
        response = await visitor.client.post(path, data=form, headers=headers)
        assert response.status_code == 403, path


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://test.local"}]
)
async def test_a_write_from_our_own_page_is_taken(visitor: Visitor, headers: dict[str, str]):
    form = {"id": "event-0001", "action": "say:yes"}
    response = await visitor.client.post("/chat/send", data=form, headers=headers)
    assert response.status_code == 303


async def test_the_public_address_counts_as_our_own_behind_a_proxy(
    sqlite_database: Database, clock: SettableClock
):
    site = site_on(sqlite_database, clock, public_url="http://test.local:99")
    async with visiting(site) as visitor:
        form = {"id": "event-0001", "action": "say:yes"}
        origin = {"Origin": "http://test.local:99"}
        response = await visitor.client.post("/chat/send", data=form, headers=origin)
    assert response.status_code == 303


async def test_a_huge_body_is_refused_before_it_is_read(visitor: Visitor):
    told = await visitor.client.post("/chat/send", content=b"x" * 70_000, headers=JSON)
    assert told.status_code == 413

    async def endless():
        for _ in range(1000):
            yield b"x" * 1000

    unknown = await visitor.client.post("/chat/send", content=endless(), headers=JSON)
    assert unknown.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"id": "event-0001"}',
        b'{"id": "short", "action": "a"}',
        b'{"id": "event-0001", "action": ""}',
        b'{"id": "event-0001", "action": "a b"}',
        '{"id": "event-0001", "action": "đ"}'.encode(),
        b'{"id": "event-0001", "action": "' + b"a" * 65 + b'"}',
        b'{"id": "event-0001", "action": "a", "text": "b"}',
        b'{"id": 7, "action": "a"}',
        b'{"id": "event-0001", "action": {"a": 1}}',
        b"[" * 60_000,
        b"\xff\xfe",
    ],
)
async def test_a_malformed_event_is_400(visitor: Visitor, body: bytes):
    headers = {**JSON, "Content-Type": "application/json"}
    response = await visitor.client.post("/chat/send", content=body, headers=headers)
    assert response.status_code == 400


@pytest.mark.parametrize("body", [b"\xff\xfe", b"id=event-0001&action=%ff", b"", b"a" * 100])
async def test_a_malformed_form_is_400_with_words(visitor: Visitor, body: bytes):
    headers = {**SAME, "Content-Type": "application/x-www-form-urlencoded"}
    response = await visitor.client.post("/chat/send", content=body, headers=headers)
    assert response.status_code == 400
    assert "Chưa làm được" in response.text


async def test_an_unknown_button_goes_to_the_dialogue(visitor: Visitor):
    response = await visitor.send(action="of:another:version")
    assert response.status_code == 200


async def test_a_page_that_is_not_there_says_so(visitor: Visitor):
    response = await visitor.open("/khong-co")
    assert response.status_code == 404
    assert "Không có trang này" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/../render.py",
        "/pictures/%2e%2e/render.py",
        "/static/x/../../__init__.py",
        "/pictures/nothing.png",
    ],
)
async def test_only_known_files_are_served(visitor: Visitor, path: str):
    assert (await visitor.open(path)).status_code == 404


async def test_tokens_in_addresses_are_not_logged(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        await visitor.client.post("/can-bo/vao/very-secret-token", headers=SAME)
        await visitor.client.get("/vao/very-secret-token", follow_redirects=True)
        await visitor.open("/?t=very-secret-token")
        await visitor.open("/very-secret-token")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("web")]
    assert ours
    assert not [line for line in ours if "very-secret-token" in line]


@pytest.mark.parametrize("number", ["99999999999999999999", "9999999999", "1.5", "-1"])
async def test_a_number_that_no_row_can_have_is_not_found(visitor: Visitor, number: str):
    assert (await visitor.open(f"/can-bo/danh-sach/{number}")).status_code == 404
