"""The rules behind the staff's screens, without any screen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import words
from domain import scope, tokens
from domain.assistance import class_day, happened_at, second_check, witness_fits
from domain.errors import DomainError
from domain.hamlet import Learning, Stage, stage
from domain.names import without_title
from domain.vocabulary import Level, Role
from services.clock import HOME

NOW = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/1", date(2026, 1, 5)),
        ("6/1", date(2025, 1, 6)),
        ("31.12", date(2025, 12, 31)),
        (" 1 - 12 - 2025 ", date(2025, 12, 1)),
        ("6/1/2026", date(2026, 1, 6)),
        ("29/11/25", date(2025, 11, 29)),
        ("ngày 5 tháng 1", date(2026, 1, 5)),
        ("5-1-26.", date(2026, 1, 5)),
        ("hôm nay", date(2026, 1, 5)),
        ("Hom qua", date(2026, 1, 4)),
        ("hôm kia", date(2026, 1, 3)),
    ],
)
def test_a_typed_day_is_the_latest_one_that_has_been(text: str, day: date):
    assert class_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/02", "day_none"),
        ("29/2", "day_none"),
        ("32/1/26", "day_none"),
        ("5/13", "day_none"),
        ("thứ bảy tuần trước", "day_unread"),
        ("5", "day_unread"),
        ("5/1/126", "day_unread"),
        ("", "day_unread"),
    ],
)
def test_what_is_no_day_is_told_from_what_is_not_understood(text: str, code: str):
    with pytest.raises(DomainError, match=code):
        class_day(text, TODAY)


def test_a_class_counts_for_its_own_evening_and_never_for_the_future():
    assert happened_at(TODAY, NOW, HOME) == NOW
    yesterday = happened_at(TODAY - timedelta(1), NOW, HOME)
    assert yesterday.astimezone(HOME).date() == TODAY - timedelta(1)
    assert yesterday < NOW


def test_one_in_twenty_is_checked_again_and_always_the_same_ones():
    drawn = [second_check(3, person, 5) for person in range(10_000)]
    assert 400 < sum(drawn) < 600
    assert drawn == [second_check(3, person, 5) for person in range(10_000)]
    assert not any(second_check(3, person, 0) for person in range(1_000))
    assert all(second_check(3, person, 100) for person in range(1_000))


@pytest.mark.parametrize(
    ("name", "fits"), [("Lê Thị Hoa", True), ("Hoa", False), ("tran van tu", False), ("", False)]
)
def test_a_witness_is_somebody_else_with_a_full_name(name: str, fits: bool):
    assert witness_fits(name, {"tran van tu"}, "Nguyễn Văn An") is fits
    assert not witness_fits("Nguyễn Văn Án", set(), "nguyen van an")


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("bác Bảy", "Bảy"),
        ("Bác  Bảy", "Bảy"),
        ("bac bay", "bay"),
        ("ông Nguyễn Văn Bảy", "Nguyễn Văn Bảy"),
        ("cô giáo Lan", "Lan"),
        ("Chu Văn An", "Văn An"),  # without marks it may be either
        ("bà Chu Hoa", "Chu Hoa"),  # one title, not two
        ("Châu Hoa", "Châu Hoa"),
        ("Cù Thị Lan", "Cù Thị Lan"),
        ("Lê Thị Bà", "Lê Thị Bà"),
        ("bác", ""),
    ],
)
def test_a_title_is_no_part_of_a_name(typed: str, bare: str):
    assert without_title(typed, words.titles()) == bare


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("bác Bảy", False),
        ("bac bay", False),
        ("thím", False),
        ("ông Trần Văn Tư", False),
        ("ong tran van tu", False),
        ("bác Nguyễn Văn An", False),
        ("bà Lê Thị Hoa", True),
        ("Chu Văn An", True),
    ],
)
def test_a_title_makes_nobody_a_witness(name: str, fits: bool):
    given = witness_fits(name, {"tran van tu"}, "Nguyễn Văn An", titles=words.titles())
    assert given is fits


@given(
    st.builds(
        Learning,
        lessons=st.integers(0, 6),
        done=st.booleans(),
        done_pending=st.booleans(),
        last=st.none() | st.timedeltas(timedelta(0), timedelta(900)).map(lambda ago: NOW - ago),
        hard=st.booleans(),
    )
)
def test_everybody_stands_somewhere(learning: Learning):
    where = stage(replace(learning, of=6), NOW)
    assert (where is Stage.DONE) == learning.done
    assert where is not Stage.STUCK or learning.last is not None


@pytest.mark.parametrize(
    ("lessons", "days", "hard", "expected"),
    [
        (0, 13, False, Stage.LEARNING),
        (0, 14, False, Stage.STUCK),
        (3, 0, True, Stage.STUCK),
        (4, 30, False, Stage.NEARLY),
        (6, 0, False, Stage.NEARLY),
    ],
)
def test_nearly_done_and_stuck(lessons: int, days: int, hard: bool, expected: Stage):
    learning = Learning(lessons=lessons, of=6, last=NOW - timedelta(days), hard=hard)
    assert stage(learning, NOW) is expected


def test_nobody_gives_away_more_than_they_have():
    assert scope.invitable(Role.HELPER, Level.HAMLET) == (Role.HELPER,)
    assert scope.invitable(Role.HAMLET_HEAD, Level.COMMUNE) == ()
    assert scope.invitable(Role.OFFICIAL, Level.COMMUNE) == (Role.OFFICIAL,)
    assert scope.invitable(Role.OFFICIAL, Level.HAMLET) == (Role.HELPER, Role.HAMLET_HEAD)
    assert Role.ADMIN in scope.invitable(Role.ADMIN, Level.PROVINCE)


def test_a_slip_is_read_however_it_is_typed():
    code = tokens.new_slip()
    spaced = f" {code[:3].lower()}-{code[3:].lower()} "
    assert tokens.slip_digest(spaced) == tokens.slip_digest(code)
    assert tokens.slip_digest(code) != tokens.digest("staff", code)
    assert not code.isalpha()
    assert not code.isdigit()
