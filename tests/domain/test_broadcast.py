"""What may be sent to the people of a unit, when, and whom it reaches."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.broadcast import LONGEST, Listener, missed, reach, span, words
from domain.errors import DomainError
from domain.quiet import holiday, quiet
from domain.sending import Reason

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)


def listener(who: str, account: int, channel: str = "telegram", **more: object) -> Listener:
    values = dict(reachable=True, seen_at=NOW - timedelta(days=1), stopped=False) | more
    return Listener(who, account, channel, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Mời bà con họp ở TP.HCM lúc 7.30",
        "Bà con xem https://dichvucong.gov.vn/tin, cảm ơn",
        "Gửi thư về ubnd@kienan.gov.vn giúp nhé",
        "Số liệu: 10 người",
    ],
)
def test_plain_words_and_links_of_the_right_kind_are_taken(text: str):
    assert words(text).text == text


def test_the_hosts_of_links_are_named_once():
    said = words("https://VNeID.gov.vn/a và https://vneid.gov.vn/b, bà con ơi")
    assert said.hosts == ("vneid.gov.vn",)


@pytest.mark.parametrize(
    "link",
    [
        "http://vneid.gov.vn",
        "dichvucong.gov.vn",
        "bit.ly/abc",
        "https://vneid.gov.vn@la.com/",
        "https://xn--vned-4ta.vn",
        "https://10.0.0.1/a",
        "https://a.vn:8443/",
        "javascript:alert(1)",
        "tg://resolve?domain=x",
    ],
)
def test_a_link_that_could_lead_elsewhere_is_refused(link: str):
    with pytest.raises(DomainError) as refused:
        words(f"Bà con bấm vào {link} nhé")
    assert refused.value.code == "broadcast_link"


@pytest.mark.parametrize(
    ("text", "code"), [("Chào", "broadcast_short"), ("a" * 1001, "broadcast_long")]
)
def test_too_short_and_too_long_is_said(text: str, code: str):
    with pytest.raises(DomainError) as refused:
        words(text)
    assert refused.value.code == code


@given(st.text(max_size=1200))
def test_whatever_is_taken_can_be_shown(text: str):
    try:
        said = words(text)
    except DomainError:
        return
    assert said.text.replace("\n", " ").isprintable() or "\u00a0" in said.text
    assert len(said.text) <= LONGEST
    assert words(said.text).text == said.text


def test_one_person_gets_it_once_and_a_family_once():
    found = reach(
        [
            listener("p1", 10, seen_at=NOW - timedelta(days=9)),
            listener("p1", 11),
            listener("l5", 11),
            listener("p2", 12, "web"),
            listener("p3", 13, "zalo", seen_at=NOW - timedelta(days=3)),
            listener("p4", 14, reachable=False),
            listener("p5", 15, stopped=True),
            listener("p5", 16),
        ],
        NOW,
    )
    assert (found.accounts, found.people) == ((11,), 2)
    assert found.missed == {
        Reason.CLOSED: 1,
        Reason.BUDGET: 1,
        Reason.UNREACHABLE: 1,
        Reason.STOPPED: 1,
    }
    assert missed([], NOW) is Reason.GONE


listeners = st.builds(
    Listener,
    who=st.sampled_from(["p1", "p2", "p3", "l4", "l5"]),
    account_id=st.integers(1, 6),
    channel=st.sampled_from(["telegram", "zalo", "web"]),
    reachable=st.booleans(),
    seen_at=st.none() | st.sampled_from([NOW, NOW - timedelta(days=5)]),
    stopped=st.booleans(),
)


@given(st.lists(listeners, max_size=12))
def test_everybody_is_either_reached_or_missed_for_a_reason(some: list[Listener]):
    found = reach(some, NOW)
    assert found.people + sum(found.missed.values()) == len({one.who for one in some})
    assert len(found.accounts) <= found.people
    for account in found.accounts:
        assert any(one.account_id == account and not one.stopped for one in some)
    stopped = {one.who for one in some if one.stopped}
    assert found.missed.get(Reason.STOPPED, 0) == len(stopped)


@given(st.integers(0, 2 * 365 * 24 * 60), st.sets(st.integers(0, 700)))
def test_it_leaves_by_day_within_a_day_and_never_into_a_day_of_rest(minute: int, more: set[int]):
    extra = {date(2026, 1, 1) + timedelta(days=each) for each in more}
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    due, until = span(now, ZONE, extra)
    assert now <= due
    assert timedelta(hours=1) <= until - due <= timedelta(days=1)
    assert not quiet(due, ZONE, extra)
    last = (until - timedelta(seconds=1)).astimezone(ZONE)
    assert holiday(last.date(), extra) is None


def test_what_is_sent_off_late_on_the_eve_of_a_rest_leaves_after_it():
    eve = datetime(2026, 8, 31, 20, 30, tzinfo=ZONE)  # three days of rest follow
    due, until = span(eve, ZONE)
    assert due == datetime(2026, 9, 4, 7, tzinfo=ZONE)
    assert until == due + timedelta(days=1)
