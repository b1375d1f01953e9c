"""Reminder rules: what is due when, and the limits that hold whatever happens."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quiet import holiday, quiet
from domain.reminders import (
    Candidate,
    Decision,
    Part,
    Policy,
    Rule,
    Way,
    decide,
    occasions,
    part_of,
    slot_on,
)
from domain.sending import Reason

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
JOINED = date(2026, 10, 5)
SEEN = datetime(2026, 10, 5, 8, tzinfo=ZONE)
WAY = Way(1, 1, "telegram", True, SEEN)
NEW = Candidate(
    joined_on=JOINED,
    last_on=JOINED,
    begun=False,
    done=False,
    failed_on=None,
    part=Part.EVENING,
    stopped=False,
    deadlines=(date(2026, 12, 31),),
    decided=frozenset(),
    planned=(),
    unanswered=0,
    ways=(WAY,),
)
USUAL = Policy()


def at(day: date, hour: int = 5) -> datetime:
    return datetime.combine(day, time(hour), ZONE)


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def named(decision: Decision) -> list[tuple[str, date, str]]:
    return [(due.name, due.due_on, reason or "") for due, reason in decision.dues]


def days_of(one: Candidate, first: date, last: date, policy: Policy = USUAL) -> list[str]:
    """The rules that go out when each day is planned and everything is answered."""
    sent, day = [], first
    while day <= last:
        decision = decide(one, policy, at(day), ZONE)
        known = {(due.name, due.due_on) for due, _ in decision.dues}
        one = replace(one, decided=one.decided | known)
        sent += [due.name for due, reason in decision.dues if reason is None]
        day += timedelta(days=1)
    return sent


def test_a_deadline_is_told_five_times_ahead_and_once_after_it():
    begun = replace(NEW, begun=True, last_on=on(11, 1))
    expected = [f"before:{days}" for days in (30, 14, 7, 3, 1)]
    assert days_of(begun, on(11, 20), on(1, 31, 2027)) == [*expected, "overdue:1"]


def test_who_did_not_start_hears_it_on_the_third_and_the_tenth_day():
    assert days_of(NEW, JOINED, on(11, 30)) == ["not_started:3", "not_started:10"]


def test_a_lesson_left_in_the_middle_and_a_failed_final_are_not_both_told():
    begun = replace(NEW, begun=True, last_on=on(10, 10))
    assert days_of(begun, JOINED, on(10, 30)) == ["unfinished:3"]
    failed = replace(begun, failed_on=on(10, 10))
    assert days_of(failed, JOINED, on(10, 30)) == ["failed_final:2"]


def test_the_most_urgent_of_a_day_goes_out_and_the_rest_is_noted():
    both = replace(NEW, joined_on=on(11, 28), last_on=on(11, 28))
    assert named(decide(both, USUAL, at(on(12, 1)), ZONE)) == [
        ("before:30", on(12, 1), ""),
        ("not_started:3", on(12, 1), "other"),
    ]


def test_a_threshold_missed_is_made_good_unless_a_later_one_has_come():
    begun = replace(NEW, begun=True, last_on=on(11, 1))
    assert named(decide(begun, USUAL, at(on(12, 10)), ZONE)) == [("before:30", on(12, 1), "")]
    assert named(decide(begun, USUAL, at(on(12, 17)), ZONE)) == [("before:14", on(12, 17), "")]
    assert named(decide(begun, USUAL, at(on(12, 16)), ZONE)) == []  # two weeks late is too late


def test_nobody_is_told_of_a_threshold_from_before_they_joined():
    late = replace(NEW, joined_on=on(12, 18), last_on=on(12, 18))
    assert named(decide(late, USUAL, at(on(12, 18)), ZONE)) == []


def test_the_overdue_of_new_years_eve_waits_for_a_day_of_work():
    begun = replace(
        NEW, begun=True, last_on=on(11, 1), decided=frozenset({("before:1", on(12, 30))})
    )
    assert decide(begun, USUAL, at(on(1, 1, 2027)), ZONE).dues == ()
    assert named(decide(begun, USUAL, at(on(1, 2, 2027)), ZONE)) == [
        ("overdue:1", on(1, 1, 2027), "")
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (dict(stopped=True), Reason.STOPPED),
        (dict(unanswered=3), Reason.UNANSWERED),
        (dict(planned=(on(10, 1), on(10, 5), on(10, 7))), Reason.LIMIT),
        (dict(ways=()), Reason.UNREACHABLE),
        (dict(ways=(replace(WAY, reachable=False),)), Reason.UNREACHABLE),
        (dict(ways=(replace(WAY, channel="web"),)), Reason.CLOSED),
        (dict(ways=(replace(WAY, channel="zalo"),)), Reason.BUDGET),
        (dict(stopped=True, unanswered=9, ways=()), Reason.STOPPED),
    ],
)
def test_why_somebody_is_not_reminded(change: dict, reason: Reason):
    decision = decide(replace(NEW, **change), USUAL, at(on(10, 8)), ZONE)
    assert named(decision) == [("not_started:3", on(10, 8), reason.value)]
    assert (decision.slot, decision.way) == (None, None)


def test_a_free_way_is_taken_before_a_paid_one_and_the_last_heard_of_before_others():
    zalo = Way(2, 2, "zalo", True, SEEN + timedelta(days=1))
    other = Way(3, 3, "telegram", True, SEEN + timedelta(hours=1))
    blocked = Way(4, 4, "telegram", False, SEEN + timedelta(days=2))
    many = replace(NEW, ways=(WAY, zalo, other, blocked))
    assert decide(many, USUAL, at(on(10, 8)), ZONE, budget=5).way == other
    alone = decide(replace(NEW, ways=(zalo,)), USUAL, at(on(10, 8)), ZONE, budget=1)
    assert (alone.way, alone.paid) == (zalo, True)
    fresh = replace(zalo, seen_at=at(on(10, 8), 1))
    assert not decide(replace(NEW, ways=(fresh,)), USUAL, at(on(10, 8)), ZONE).paid


def test_a_part_of_the_day_ends_before_the_next_one_and_the_night():
    day = on(10, 8)
    ends = {part: slot_on(USUAL, part, at(day), ZONE).expires_at for part in Part}
    assert ends == {
        Part.MORNING: at(day, 11),
        Part.NOON: datetime.combine(day, time(14, 30), ZONE),
        Part.EVENING: at(day, 21),
    }
    late = replace(USUAL, evening=time(20, 30))
    assert slot_on(late, Part.EVENING, at(day, 20), ZONE).expires_at == at(day, 21)
    assert slot_on(USUAL, Part.MORNING, at(day, 11), ZONE) is None
    assert slot_on(USUAL, Part.MORNING, at(day, 9), ZONE).due_at == at(day, 9)


def test_without_a_choice_it_is_the_evening():
    assert [part_of(each) for each in ("", "off", "noon")] == [
        Part.EVENING,
        Part.EVENING,
        Part.NOON,
    ]


EVENTS = st.sampled_from(
    ["nothing"] * 8 + ["seen", "step", "failed", "stop", "again", "done", "off"]
)
POLICIES = st.builds(
    Policy,
    before_deadline=st.lists(st.integers(1, 40), unique=True, max_size=6).map(tuple),
    unfinished_lesson=st.lists(st.integers(1, 9), unique=True, max_size=4).map(tuple),
    not_started=st.lists(st.integers(1, 9), unique=True, max_size=4).map(tuple),
    failed_final=st.lists(st.integers(1, 9), unique=True, max_size=4).map(tuple),
    a_week=st.integers(0, 3),
    unanswered=st.integers(1, 3),
    quiet_days=st.lists(st.dates(date(2027, 1, 1), date(2027, 3, 1)), max_size=9).map(tuple),
)


class Life:
    """Two months of somebody around Tet, planned at odd hours, sometimes not at all."""

    def __init__(self, policy: Policy, start: date) -> None:
        self.policy, self.sent = policy, list[datetime]()
        self.one = replace(
            NEW, joined_on=start, last_on=start, deadlines=(start + timedelta(days=45),)
        )
        self.decided: list[tuple[str, date]] = []
        self.stopped = False

    def live(self, day: date, event: str) -> None:
        one = self.one
        if event in ("seen", "step", "failed"):
            one = replace(one, unanswered=0)
        if event in ("step", "failed"):
            failed = day if event == "failed" else None
            one = replace(one, begun=True, last_on=day, failed_on=failed)
        if event in ("stop", "again"):
            one = replace(one, stopped=event == "stop")
        self.one = replace(one, done=one.done or event == "done")

    def plan(self, now: datetime) -> None:
        one, decision = self.one, decide(self.one, self.policy, now, ZONE)
        for due, reason in decision.dues:
            self.decided.append((due.name, due.due_on))
            if reason is None:
                assert decision.slot is not None
                assert not one.stopped
                assert not one.done
                assert one.unanswered < self.policy.unanswered
                self.sent.append(decision.slot.due_at)
                one = replace(
                    one,
                    planned=(*one.planned, decision.slot.day),
                    unanswered=one.unanswered + 1,
                )
        known = {(due.name, due.due_on) for due, _ in decision.dues}
        self.one = replace(one, decided=one.decided | known)


@settings(max_examples=150, deadline=None)
@given(
    POLICIES,
    st.dates(date(2027, 1, 1), date(2027, 2, 10)),
    st.lists(
        st.tuples(EVENTS, st.integers(0, 23), st.sampled_from(Part)), min_size=60, max_size=60
    ),
)
def test_the_limits_hold_whatever_happens(policy: Policy, start: date, story: list):
    life = Life(policy, start)
    for number, (event, hour, part) in enumerate(story):
        day = start + timedelta(days=number)
        life.live(day, event)
        life.one = replace(life.one, part=part)
        if event != "off":  # the machine was off that day
            life.plan(at(day, hour))
            life.plan(at(day, hour))
    assert len(life.decided) == len(set(life.decided))
    for moment in life.sent:
        assert not quiet(moment, ZONE, policy.quiet_days)
        assert holiday(moment.astimezone(ZONE).date(), policy.quiet_days) is None
        week = [each for each in life.sent if moment <= each < moment + timedelta(days=7)]
        assert len(week) <= policy.a_week
    assert len({each.date() for each in life.sent}) == len(life.sent)


@given(POLICIES, st.booleans(), st.booleans())
def test_nobody_who_is_done_has_anything_due(policy: Policy, begun: bool, failed: bool):
    one = replace(NEW, done=True, begun=begun, failed_on=JOINED if failed else None)
    assert list(occasions(one, policy)) == []
    assert {each.rule for each in occasions(replace(one, done=False), policy)} <= set(Rule)
