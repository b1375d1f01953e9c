"""Who is who: the same file changes nothing, and nobody is confused, doubled or lost."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import Birth, band_of, same_birth
from domain.roster_answers import Answers
from domain.roster_plan import Plan, plan
from domain.roster_row import GONE, Known, Row
from domain.vocabulary import Audience, Status

TODAY = date(2026, 11, 21)
COLUMNS = frozenset(
    [
        "name",
        "birth_year",
        "hamlet",
        "code",
        "household",
        "sex",
        "phone",
        "audience",
        "organisation",
        "status",
    ]
)
names = st.sampled_from(["Lê Văn An", "Lê Văn Ân", "LÊ VĂN AN", "Vũ Thị Hoà", "Vũ Thị Hòa"])
births = st.one_of(
    st.sampled_from([1950, 1980, 2012, 2018]).map(lambda year: Birth(year=year)),
    st.sampled_from([date(1950, 1, 2), date(1980, 5, 6)]).map(lambda day: Birth(day, day.year)),
)
alike_births = st.sampled_from([Birth(year=1950), Birth(date(1950, 1, 2), 1950), Birth(year=2012)])


@st.composite
def rosters(draw: st.DrawFn, alike: bool = False) -> list[Row]:
    """Rows as the reader lets them through: each identity and each code once. Where they are
    `alike`, they bear one name, and were born in one year."""
    rows: list[Row] = []
    seen: set[object] = set()
    for line in range(2, draw(st.integers(2, 9))):
        birth = draw(alike_births if alike else births)
        band = band_of(birth, TODAY)
        row = Row(
            line,
            "Lê Văn An" if alike else draw(names),
            Birth(band=band) if band else birth,
            draw(st.integers(1, 2 if alike else 3)),
            draw(st.sampled_from(["", "", "", f"M{line}"])),
            draw(st.sampled_from(["", "H1", "H2"])),
            draw(st.sampled_from(["", "male"])),
            "" if band else draw(st.sampled_from(["", "+84900000001"])),
            draw(st.sampled_from([(), (Audience.WORKER,)])),
            draw(st.sampled_from([0, 7])),
            draw(st.sampled_from([Status.PRESENT, Status.PRESENT, Status.ABSENT, Status.LEFT])),
        )
        key = (row.name.lower().replace("oà", "òa"), row.birth, row.household, row.hamlet, row.code)
        if key not in seen:
            seen.add(key)
            rows.append(row)
    return rows


def carried_out(known: list[Known], found: Plan) -> list[Known]:
    """What the database holds after a plan."""
    people = {person.id: person for person in known}
    for change in found.change:
        fields: dict[str, Any] = dict(change.fields)
        person = people[change.person_id]._replace(**fields)
        audiences = set(person.audiences) - set(change.audiences_ended)
        works = set(person.organisations) - set(change.organisations_ended)
        people[change.person_id] = person._replace(
            birth=change.birth or person.birth,
            hamlet=change.home or person.hamlet,
            status=change.ended or change.status or person.status,
            audiences=() if change.ended else (*sorted(audiences), *change.audiences_begun),
            organisations=() if change.ended else (*sorted(works), *change.organisations_begun),
        )
    if found.leave:
        for person in found.missing:
            people[person.id] = person._replace(status=Status.LEFT, audiences=(), organisations=())
    first = max(people, default=0) + 1
    for key, row in enumerate(found.add, start=first):
        here = (row.organisation,) if row.organisation else ()
        people[key] = Known(
            *(key, row.name, row.birth, row.hamlet, TODAY, row.code, row.household, row.sex),
            *(row.phone, row.audiences, here, row.status),
        )
    return list(people.values())


@given(st.booleans().flatmap(rosters))
def test_the_same_file_again_changes_nothing(rows: list[Row]):
    known = carried_out([], plan([], rows, COLUMNS, TODAY)[0])
    again, problems = plan(known, rows, COLUMNS, TODAY)
    assert not problems
    assert (again.add, again.change, again.unsure, again.missing) == ([], [], [], [])
    assert again.unchanged == len(known)


@settings(max_examples=300)
@given(*[st.booleans().flatmap(rosters)] * 2, st.booleans())
def test_a_second_file_settles_after_one_import(
    first: list[Row], second: list[Row], complete: bool
):
    known = carried_out([], plan([], first, COLUMNS, TODAY)[0])
    everyone = Answers(all_same=True)
    found, problems = plan(known, second, COLUMNS, TODAY, complete=complete, answers=everyone)
    if problems:
        return
    after = carried_out(known, found)
    again, _ = plan(after, second, COLUMNS, TODAY, complete=complete, answers=everyone)
    assert (again.add, again.change, again.unsure) == ([], [], [])


@settings(max_examples=300)
@given(*[st.booleans().flatmap(rosters)] * 2)
def test_every_line_and_every_person_is_accounted_for_once(first: list[Row], second: list[Row]):
    known = carried_out([], plan([], first, COLUMNS, TODAY)[0])
    found, problems = plan(known, second, COLUMNS, TODAY)
    if problems:
        return
    lines = len(found.add) + len(found.change) + found.unchanged + len(found.unsure) + found.ignored
    assert lines == len(second)
    changed = [change.person_id for change in found.change]
    assert len(changed) == len(set(changed))
    here = [person for person in known if person.status not in GONE]
    spoken_of = {person.id for person in found.missing} | {each.person_id for each in found.unsure}
    assert len(spoken_of) <= len(here)


@settings(max_examples=500, deadline=None)
@given(rosters(alike=True), rosters(alike=True), st.booleans())
def test_nobody_is_made_while_somebody_whom_the_line_may_mean_goes_missing(
    first: list[Row], second: list[Row], complete: bool
):
    known = carried_out([], plan([], first, COLUMNS, TODAY)[0])
    found, problems = plan(known, second, COLUMNS, TODAY, complete=complete)
    if problems:
        return
    assert not [pair for pair in product(found.add, found.missing) if may_be(*pair)]


@settings(max_examples=500, deadline=None)
@given(rosters(alike=True), rosters(alike=True))
def test_who_is_who_does_not_hang_on_the_order_of_the_lines(first: list[Row], second: list[Row]):
    known = carried_out([], plan([], first, COLUMNS, TODAY)[0])
    found, problems = plan(known, second, COLUMNS, TODAY)
    turned, same = plan(known[::-1], second[::-1], COLUMNS, TODAY)
    assert {each.line for each in problems} == {each.line for each in same}
    if not problems:
        assert turned.counts == found.counts
        assert sorted(turned.add) == sorted(found.add)
        assert sorted(turned.unsure) == sorted(found.unsure)


def may_be(row: Row, person: Known) -> bool:
    """Whether nothing that is said on both sides speaks against their being one person."""
    return (
        row.name.lower().replace("oà", "òa") == person.name.lower().replace("oà", "òa")
        and row.hamlet == person.hamlet
        and same_birth(row.birth, person.birth, person.since, TODAY)
        and (not row.household or not person.household or row.household == person.household)
        and (not row.code or not person.code or row.code == person.code)
    )


def test_a_line_about_somebody_gone_does_not_take_the_place_of_the_one_who_is_here():
    born = Birth(date(1960, 3, 1), 1960)
    gone = row(household="H1", status=Status.LEFT)
    found = told([known(household="H1", birth=born)], [gone, row(3, household="H1", birth=born)])
    assert (found.unchanged, found.ignored) == (1, 1)


def known(key: int = 1, **values: Any) -> Known:
    person = Known(key, "Lê Văn An", Birth(year=1960), 1, TODAY - timedelta(400))
    return person._replace(**values)


def row(line: int = 2, **values: Any) -> Row:
    return Row(line, "Lê Văn An", Birth(year=1960), 1)._replace(**values)


def told(people: list[Known], rows: list[Row], **options) -> Plan:
    found, problems = plan(people, rows, COLUMNS, TODAY, **options)
    assert problems == []
    return found


def test_the_same_name_and_birth_in_another_household_is_another_person():
    found = told([known(household="H1")], [row(household="H1"), row(3, household="H2")])
    assert found.unchanged == 1
    assert found.add == [row(3, household="H2")]


def test_a_household_that_moves_takes_its_people_along():
    found = told([known(household="H1")], [row(household="H1", hamlet=2)])
    assert found.moved == 1
    assert not found.add


def test_a_move_without_the_household_waits_for_an_answer():
    found = told([known()], [row(hamlet=2)])
    assert [(each.line, each.person_id) for each in found.unsure] == [(2, 1)]
    assert (found.add, found.change, found.missing) == ([], [], [])


def test_an_unsure_move_is_not_a_leaving_even_in_a_complete_list():
    assert told([known()], [row(hamlet=2)], complete=True).missing == []


def test_an_unsure_move_that_is_confirmed_is_a_move():
    found = told([known()], [row(hamlet=2)], answers=Answers(same=frozenset({2})))
    assert found.moved == 1


def test_whoever_moved_alone_is_no_longer_in_the_household():
    here = [known(household="H1"), known(2, hamlet=2, household="H1")]
    lines, same = [row(hamlet=2), row(3, hamlet=2, household="H1")], Answers(all_same=True)
    found = told(here, lines, answers=same)
    assert [dict(each.fields) for each in found.change] == [{"household": ""}]
    again = told(carried_out(here, found), lines, answers=same)
    assert (again.unchanged, again.add, again.change) == (2, [], [])


def test_an_unsure_move_that_is_denied_is_another_person():
    found = told([known()], [row(hamlet=2)], answers=Answers(other=frozenset({2})))
    assert len(found.add) == len(found.missing) == 1


def test_two_candidates_elsewhere_are_no_move_at_all():
    found = told([known(), known(2, hamlet=3)], [row(hamlet=2)])
    assert len(found.add) == 1
    assert len(found.missing) == 2


HOUSEHOLDS = [known(household="H001"), known(2, household="H099")]


@pytest.mark.parametrize("complete", [False, True])
def test_a_line_that_fits_two_households_is_refused_and_says_what_would_tell(complete: bool):
    _, (problem,) = plan(HOUSEHOLDS, [row()], COLUMNS, TODAY, complete=complete)
    assert (problem.line, problem.code) == (2, "several_known")
    assert problem.values["missing"] == ("household",)
    assert problem.values["known"] == ("H001", "H099")


def test_a_death_without_a_household_does_not_fall_on_one_of_two():
    dead = row(status=Status.DECEASED)
    for other in (HOUSEHOLDS[1], HOUSEHOLDS[1]._replace(status=Status.DECEASED)):
        _, problems = plan([HOUSEHOLDS[0], other], [dead], COLUMNS, TODAY)
        assert [problem.code for problem in problems] == ["several_known"]


def test_the_household_settles_which_of_two_is_meant():
    found = told(HOUSEHOLDS, [row(household="H099")])
    assert (found.unchanged, [person.id for person in found.missing]) == (1, [1])


@pytest.mark.parametrize("born", [Birth(date(1960, 3, 1), 1960), Birth(year=1960)])
def test_a_year_that_fits_two_birthdays_is_refused(born: Birth):
    two = [known(birth=born, code="M1"), known(2, birth=Birth(date(1960, 5, 2), 1960), code="M2")]
    _, (problem,) = plan(two, [row()], COLUMNS, TODAY)
    assert problem.values["missing"] == ("code", "birth_day")


def test_two_lines_for_one_known_without_a_household_wait_for_an_answer():
    lines = [row(household="K1"), row(3, household="K2")]
    found = told([known()], lines)
    assert [(each.line, each.household_now) for each in found.unsure] == [(2, "K1"), (3, "K2")]
    assert (found.add, found.change, found.missing) == ([], [], [])
    for answers in (Answers(same=frozenset({3})), Answers(other=frozenset({2}))):
        settled = told([known()], lines, answers=answers)
        assert dict(settled.change[0].fields) == {"household": "K2"}
        assert (settled.add, settled.unsure) == ([lines[0]], [])
        assert [each.line for each in settled.answered] == [2, 3]
    neither = told([known()], lines, answers=Answers(all_other=True))
    assert (neither.add, len(neither.missing)) == (lines, 1)


def test_two_lines_cannot_both_be_the_same_person():
    lines = [row(household="K1"), row(3, household="K2")]
    _, (problem,) = plan([known()], lines, COLUMNS, TODAY, answers=Answers(all_same=True))
    assert (problem.line, problem.code) == (3, "same_twice")


def test_a_line_that_may_be_two_alike_waits_and_keeps_both():
    found = told([known(), known(2)], [row()], complete=True)
    assert ([each.line for each in found.unsure], found.missing) == ([2], [])
    assert told([known(), known(2)], [row()], answers=Answers(all_same=True)).unchanged == 1


def test_children_alike_are_paired_when_there_are_as_many_lines():
    children = [known(key, birth=Birth(band="11-15")) for key in (1, 2)]
    grown, young = row(birth=Birth(date(2010, 11, 1), 2010)), row(3, birth=Birth(band="11-15"))
    found = told(children, [grown, young])
    assert (len(found.change), found.unchanged, found.add) == (1, 1, [])


def test_nobody_is_called_back_while_somebody_here_may_be_meant():
    found = told([known(status=Status.LEFT), known(2, household="H1")], [row()])
    assert (found.unchanged, found.missing) == (1, [])


def test_somebody_who_still_stands_in_the_list_has_not_moved():
    found = told([known()], [row(), row(3, hamlet=2)])
    assert found.unchanged == len(found.add) == 1


def test_the_code_says_who_it_is_whatever_else_changes():
    person = known(code="M1", household="H1")
    found = told([person], [row(code="M1", household="H9", hamlet=2, name="Lê Văn Ân")])
    assert found.moved == 1
    assert dict(found.change[0].fields) == {"name": "Lê Văn Ân", "household": "H9"}


def test_a_code_of_somebody_with_another_name_and_birth_is_a_mistake():
    stranger = row(code="M1", name="Bùi Thị Sen", birth=Birth(year=1999))
    _, problems = plan([known(code="M1")], [stranger], COLUMNS, TODAY)
    assert [problem.code for problem in problems] == ["code_of_another"]


def test_different_codes_are_different_persons():
    found = told([known(code="M1")], [row(code="M2")])
    assert len(found.add) == len(found.missing) == 1


def test_a_code_can_be_given_later():
    found = told([known()], [row(code="M1")])
    assert dict(found.change[0].fields) == {"code": "M1"}


def test_a_column_that_is_not_in_the_file_leaves_what_is_known():
    person = known(phone="+84900000001", audiences=("worker",), status=Status.ABSENT)
    found, _ = plan([person], [row()], frozenset({"name", "birth_year", "hamlet"}), TODAY)
    assert found.unchanged == 1


def test_an_empty_cell_takes_away_what_was_known_but_for_household_and_code():
    person = known(phone="+84900000001", household="H1", code="M1", status=Status.ABSENT)
    change = told([person], [row()]).change[0]
    assert dict(change.fields) == {"phone": ""}
    assert change.status is Status.PRESENT


def test_a_year_does_not_take_the_place_of_a_day():
    assert told([known(birth=Birth(date(1960, 3, 1), 1960))], [row()]).unchanged == 1


def test_who_left_comes_back_as_the_same_person():
    change = told([known(status=Status.LEFT)], [row()]).change[0]
    assert (change.home, change.moved, change.status) == (1, False, Status.PRESENT)


def test_who_left_or_died_and_was_never_known_is_not_added():
    found = told([], [row(status=Status.DECEASED)])
    assert (found.add, found.ignored) == ([], 1)


def test_equal_plans_have_equal_fingerprints_and_others_have_not():
    people, rows = [known(household="H1")], [row(household="H1", hamlet=2)]
    assert told(people, rows).hash() == told(people, rows).hash()
    assert told(people, rows).hash() != told(people, [row(household="H1", hamlet=3)]).hash()


@pytest.mark.parametrize(
    ("gone", "of", "doubtful"), [(20, 40, False), (21, 210, False), (21, 209, True)]
)
def test_many_who_would_leave_are_doubted(gone: int, of: int, doubtful: bool):
    everybody = [known(number, code=f"M{number}") for number in range(of)]
    rows = [row(number, code=f"M{number}") for number in range(gone, of)]
    assert told(everybody, rows, complete=True).doubtful is doubtful
    assert told(everybody, rows).doubtful is False


def test_a_hamlet_that_the_file_does_not_name_is_doubted():
    there = known(2, name="Lê Thị Hoa", hamlet=2)
    assert told([known(), there], [row()], complete=True).absent == (2,)
    assert told([known(), there], [row()], complete=True).doubtful
    assert told([known()], [row()], complete=True).absent == ()
