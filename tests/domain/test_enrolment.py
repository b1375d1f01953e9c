"""Who is counted where: at most one place per person, audience and day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enrolment import FOREVER, Enrolment, Place, adult_from, enrol
from domain.vocabulary import Audience, Level

START, LATER = date(2025, 7, 1), date(2026, 3, 1)
HOME = Place(1, None, START, FOREVER)
SCHOOL = Place(7, Level.SCHOOL, LATER, FOREVER)


@pytest.mark.parametrize(
    ("birth_date", "birth_year", "expected"),
    [
        (date(2008, 5, 6), None, date(2026, 5, 6)),
        (date(2008, 2, 29), None, date(2026, 3, 1)),
        (None, 2008, date(2026, 1, 1)),
        (date(2008, 5, 6), 1990, date(2026, 5, 6)),
        (None, None, None),
    ],
)
def test_the_day_of_coming_of_age(birth_date, birth_year, expected):
    assert adult_from(birth_date, birth_year) == expected


def test_an_adult_is_counted_at_home_from_the_birthday_on():
    born = date(2026, 5, 6)
    assert enrol(born, [HOME], []) == [Enrolment(Audience.ADULT, born, FOREVER, 1)]


def test_somebody_of_unknown_age_is_an_adult_only_if_the_roster_says_so():
    spell = (Audience.ADULT, LATER, FOREVER)
    assert enrol(None, [HOME], []) == []
    assert enrol(None, [HOME], [spell]) == [Enrolment(Audience.ADULT, LATER, FOREVER, 1)]


def test_a_known_age_outweighs_what_the_roster_says():
    spell = (Audience.ADULT, START, FOREVER)
    assert enrol(date(2030, 1, 1), [HOME], [spell]) == [
        Enrolment(Audience.ADULT, date(2030, 1, 1), FOREVER, 1)
    ]


def test_a_pupil_is_counted_at_school_and_before_that_at_home():
    spell = (Audience.PUPIL, START, FOREVER)
    assert enrol(None, [HOME, SCHOOL], [spell]) == [
        Enrolment(Audience.PUPIL, START, LATER, 1),
        Enrolment(Audience.PUPIL, LATER, FOREVER, 7),
    ]


def test_an_organisation_of_another_level_does_not_count_a_pupil():
    agency = Place(8, Level.AGENCY, START, FOREVER)
    spell = (Audience.PUPIL, START, FOREVER)
    assert enrol(None, [HOME, agency], [spell]) == [Enrolment(Audience.PUPIL, START, FOREVER, 1)]


def test_of_two_organisations_the_one_that_began_first_counts():
    first = Place(9, Level.SCHOOL, START, date(2026, 6, 1))
    spell = (Audience.PUPIL, START, FOREVER)
    assert [row.unit for row in enrol(None, [SCHOOL, first], [spell])] == [9, 7]


def test_an_absence_cuts_the_interval_and_leaves_the_person_in_it():
    away = (LATER, date(2026, 4, 1))
    rows = enrol(START, [HOME], [], [away])
    assert [(row.start, row.end, row.present) for row in rows] == [
        (START, LATER, True),
        (LATER, date(2026, 4, 1), False),
        (date(2026, 4, 1), FOREVER, True),
    ]


days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
spans = st.tuples(days, days).map(lambda pair: tuple(sorted(pair)))
places = st.builds(
    lambda span, unit, level: Place(unit, level, *span),
    spans,
    st.integers(1, 3),
    st.sampled_from([None, Level.SCHOOL]),
)


@given(
    of_age=st.none() | days,
    where=st.lists(places, max_size=5),
    spells=st.lists(spans, max_size=3),
    absences=st.lists(spans, max_size=3),
)
def test_each_day_is_counted_once_and_only_where_the_person_is(of_age, where, spells, absences):
    rows = enrol(of_age, where, [(Audience.PUPIL, *span) for span in spells], absences)
    for day in (START + timedelta(days=n) for n in range(61)):
        for audience in (Audience.ADULT, Audience.PUPIL):
            here = [row for row in rows if row.audience is audience and row.start <= day < row.end]
            assert len(here) <= 1
            open_places = [place.unit for place in where if place.start <= day < place.end]
            assert all(row.unit in open_places for row in here)
            assert all(
                row.present != any(start <= day < end for start, end in absences) for row in here
            )
