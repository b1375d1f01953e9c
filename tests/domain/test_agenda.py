"""What a plan asks of the coming days."""

from dataclasses import replace
from datetime import date

from domain.agenda import Matter, Note, Rest, agenda, rests
from domain.plan import Counts, Indicator, Measure, Plan, Report, Source, Target
from domain.vocabulary import Audience


def indicator(id_: str, *due: date) -> Indicator:
    kinds = (Counts.PERSON, Audience.ADULT, Measure.TRACK_COMPLETED, Source.ROSTER)
    return Indicator(id_, id_, *kinds, ("citizens",), tuple(Target(day) for day in due))


YEAR_END = date(2026, 12, 31)
PLAN = Plan(
    "p",
    "a plan",
    "11443",
    indicators=(indicator("T3", date(2025, 12, 31), YEAR_END), indicator("T4", YEAR_END)),
    reports=(Report(YEAR_END, "the year", "the city", remind_days=(3, 0)),),
)


def test_a_day_names_all_that_falls_on_it():
    assert agenda(PLAN, YEAR_END, YEAR_END) == [
        Note(YEAR_END, Matter.DEADLINE, "T3, T4"),
        Note(YEAR_END, Matter.REPORT, "the year"),
        Note(YEAR_END, Matter.TELL, "the year", 0),
    ]


def test_officials_are_told_some_days_ahead():
    told = agenda(PLAN, date(2026, 12, 22), date(2026, 12, 30))
    assert Note(date(2026, 12, 28), Matter.TELL, "the year", 3) in told


def test_what_would_be_told_in_tet_is_told_before_it():
    due = date(2027, 2, 8)
    plan = replace(PLAN, reports=(Report(due, "sign up", "the city", remind_days=(3,)),))
    notes = agenda(plan, date(2027, 2, 1), due)
    assert Note(date(2027, 2, 3), Matter.TELL, "sign up", 3) in notes


def test_citizens_are_reminded_of_what_they_learn_here():
    typed = replace(PLAN.indicators[0], id="T1", measure=Measure.TYPED, tracks=())
    plan = replace(PLAN, indicators=(*PLAN.indicators, typed), reports=())
    notes = agenda(plan, date(2026, 12, 28), date(2027, 1, 1))
    assert [(note.day.day, note.ahead) for note in notes if note.matter is Matter.REMIND] == [
        (28, 3),
        (30, 1),
    ]
    assert Note(date(2027, 1, 1), Matter.REMIND_AFTER, "T3, T4", 1) in notes


def test_every_monday_closes_a_week():
    notes = agenda(PLAN, date(2026, 11, 21), date(2026, 12, 7))
    assert [note.day for note in notes if note.matter is Matter.WEEK] == [
        date(2026, 11, 23),
        date(2026, 11, 30),
        date(2026, 12, 7),
    ]


def test_days_of_rest_are_listed_with_their_reason():
    assert rests(date(2026, 4, 25), date(2026, 5, 1), [date(2026, 4, 28)]) == [
        Rest(date(2026, 4, 26), "gio_to"),
        Rest(date(2026, 4, 28), "extra"),
        Rest(date(2026, 4, 30), "reunification"),
        Rest(date(2026, 5, 1), "labour"),
    ]
