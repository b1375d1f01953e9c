"""The conversation: answered once, shown again after a reload, told apart by visitor."""

import re
from datetime import timedelta

import httpx

from domain.messages import Kind, Outgoing
from services import history, turns
from storage.database import Database
from tests.conftest import SettableClock
from tests.web.world import ADDRESS, SAME, Counting, Visitor, site_on, visiting
from web.channel import WebChannel
from web.site import Site


async def test_a_press_is_answered_with_the_next_message(database: Database, clock: SettableClock):
    async with visiting(site_on(database, clock)) as visitor:
        answer = (await visitor.send(action="say:yes")).json()
    assert "Lần thứ 1" in answer["html"]
    assert 'value="say:no"' in answer["html"]


async def test_a_press_sent_again_counts_once_and_gets_its_first_answer(
    database: Database, clock: SettableClock
):
    async with visiting(site_on(database, clock)) as visitor:
        first = (await visitor.send("event-0001", action="say:yes")).json()
        again = (await visitor.send("event-0001", action="say:yes")).json()
        other = (await visitor.send(action="say:yes")).json()
    assert first["id"] == again["id"]
    assert "Lần thứ 1" in again["html"]
    assert "Lần thứ 2" in other["html"]


async def test_two_buttons_of_one_plain_form_are_two_events(visitor: Visitor):
    await visitor.send("event-0001", action="say:yes")
    other = (await visitor.send("event-0001", action="say:no")).json()
    assert "Lần thứ 2" in other["html"]


async def test_a_reload_shows_the_conversation_again(visitor: Visitor):
    await visitor.send(start="")
    await visitor.send("event-0001", action="say:yes")
    page = (await visitor.open()).text
    assert page.index("Chào bác") < page.index("Lần thứ 1")
    assert 'data-for="event-0001"' in page
    assert 'id="begin"' not in page


async def test_the_page_shows_nothing_typed_and_forgets_after_a_day(
    visitor: Visitor, clock: SettableClock
):
    await visitor.send(text="silence")
    await visitor.send(action="say:yes")
    clock.forward(timedelta(hours=25))
    page = (await visitor.open()).text
    assert "silence" not in page
    assert "Lần thứ 1" not in page
    assert 'id="begin"' in page


async def test_another_browser_sees_none_of_it(site: Site, visitor: Visitor):
    await visitor.send(action="say:yes")
    async with visiting(site) as other:
        assert "Lần thứ 1" not in (await other.open()).text
        assert "Lần thứ 1" in (await other.send(action="say:yes")).json()["html"]


async def test_a_forged_cookie_is_a_stranger(site: Site, visitor: Visitor):
    await visitor.send(action="say:yes")
    name, value = next(iter(visitor.client.cookies.items()))
    visitor.client.cookies.clear()
    visitor.client.cookies.set(name, value[:-2] + "AA", domain="test.local")
    assert (await visitor.send(action="say:yes")).json() == {"error": "no_cookie"}
    assert "Lần thứ 1" not in (await visitor.open()).text


async def test_without_scripts_a_press_leads_back_to_its_answer(visitor: Visitor):
    form = {"id": "event-0001", "action": "say:yes"}
    response = await visitor.client.post("/chat/send", data=form, headers=SAME)
    assert response.status_code == 303
    page = (await visitor.open()).text
    place = response.headers["location"].partition("#")[2]
    assert f'id="{place}"' in page


async def test_every_button_of_the_page_is_a_plain_form(visitor: Visitor):
    await visitor.send(start="")
    page = (await visitor.open()).text
    form = re.search(r'<form class="choices".*?</form>', page, re.DOTALL)
    assert form is not None
    assert 'method="post" action="/chat/send"' in form[0]
    assert re.search(r'name="id" value="[\w-]{12,}"', form[0])


async def test_a_link_starts_with_its_payload(site: Site, visitor: Visitor):
    page = (await visitor.open("/?t=ABCD")).text
    assert 'name="start" value="ABCD"' in page
    assert "data-now" in page
    await visitor.send(start="ABCD")
    talk = site.takes._talk
    assert isinstance(talk, Counting)
    assert [(one.kind, one.value) for one in talk.heard] == [(Kind.START, "ABCD")]


async def test_an_invitation_waits_for_a_hand(visitor: Visitor):
    page = (await visitor.open("/?t=staff-token")).text
    assert "data-now" not in page
    assert "Mở lời mời" in page


async def test_opening_the_page_stores_nothing(site: Site):
    async with visiting(site) as visitor:
        await visitor.open("/?t=ABCD")
    unsent = await site.app.database.aread(turns.owed_since, "web", now=site.app.clock.now())
    assert unsent == []


async def test_text_arrives_in_one_form_without_hidden_letters(site: Site, visitor: Visitor):
    await visitor.send(text="Nguye\u0302\u0303n\u202e \x00Thi\u0323\nLan")
    talk = site.takes._talk
    assert isinstance(talk, Counting)
    assert talk.heard[-1].value == "Nguyễn Thị Lan"


async def test_a_fault_of_ours_is_an_apology_and_not_a_dead_end(visitor: Visitor):
    answer = await visitor.send(action="fault")
    assert "Xin lỗi" in answer.json()["html"]
    assert "Lần thứ 1" in (await visitor.send(action="say:yes")).json()["html"]


async def test_an_answer_without_messages_is_no_error(visitor: Visitor):
    answer = await visitor.send(text="silence")
    assert answer.status_code == 200
    assert answer.json()["html"] == ""


async def test_answers_are_noted_as_sent_when_they_left(database: Database, clock: SettableClock):
    site = site_on(database, clock)
    async with visiting(site) as visitor:
        await visitor.send(start="")
        await site.sent.note()
    assert await database.aread(turns.owed_since, "web", now=clock.now()) == []


async def test_a_reminder_waits_in_the_conversation(database: Database, clock: SettableClock):
    site = site_on(database, clock)
    async with visiting(site) as visitor:
        await visitor.send(start="")
        account = site_account(visitor, site)
        await WebChannel(site.app, site.streams).send(account, Outgoing("Mời bác học tiếp."))
        page = (await visitor.open()).text
    assert "Mời bác học tiếp." in page


def site_account(visitor: Visitor, site: Site) -> str:
    talk = site.takes._talk
    assert isinstance(talk, Counting)
    return talk.heard[-1].account


async def test_at_most_fifty_answers_come_back(site: Site, visitor: Visitor):
    await visitor.send(start="")
    account = site_account(visitor, site)
    channel = WebChannel(site.app, site.streams)
    for number in range(55):
        await channel.send(account, Outgoing(f"Tin {number}."))
    page = (await visitor.open()).text
    assert page.count('class="turn"') == history.SHOWN
    assert "Tin 54." in page
    assert "Tin 4." not in page


async def test_leaving_makes_the_browser_a_stranger(visitor: Visitor):
    await visitor.send(action="say:yes")
    await visitor.client.post("/chat/leave", headers=SAME)
    assert "Lần thứ 1" not in (await visitor.open()).text


async def test_large_letters_are_remembered_without_scripts(visitor: Visitor):
    await visitor.client.post("/chat/size", headers=SAME)
    assert '<html lang="vi" class="big">' in (await visitor.open()).text
    await visitor.client.post("/chat/size", headers=SAME)
    assert '<html lang="vi">' in (await visitor.open()).text


async def test_cookies_are_bound_to_https_where_people_come_by_https(
    sqlite_database: Database, clock: SettableClock
):
    plain = site_on(sqlite_database, clock)
    safe = site_on(sqlite_database, clock, public_url="https://hoc.example.vn")
    for site, expected in ((plain, False), (safe, True)):
        transport = httpx.ASGITransport(site.starlette())
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            cookie = (await client.get("/")).headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) is expected
