"""The people who do not exist: always the same, and nobody's."""

from itertools import islice
from pathlib import Path

from domain.names import fold
from domain.units import join_code
from services import demo
from services.demo_people import HEADINGS, Sizes, people


def test_the_same_seed_gives_the_same_people_and_another_gives_others():
    first, again, other = (list(people(Sizes(300), seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_there_are_as_many_people_as_asked_in_every_hamlet():
    listed = list(people(Sizes(1_000, 20)))
    assert len(listed) == 1_000
    assert len({person[HEADINGS.index("hamlet")] for person in listed}) == 20


def test_telephones_belong_to_nobody():
    phones = {person[HEADINGS.index("phone")] for person in people(Sizes(500))} - {""}
    assert all(phone.startswith("0900000") for phone in phones)


def test_a_bigger_commune_begins_with_the_people_of_a_smaller_one():
    assert list(islice(people(Sizes(900)), 300)) == list(people(Sizes(300)))


def test_a_roster_is_written_in_the_form_of_its_name(tmp_path: Path):
    for name, start in (("a.csv", b"\xef\xbb\xbf"), ("a.xlsx", b"PK")):
        demo.write_roster(tmp_path / name, 50, 2)
        assert (tmp_path / name).read_bytes().startswith(start)


def test_a_short_code_is_always_the_same_unless_it_is_taken():
    code = join_code("11443-T01", set())
    assert code == join_code("11443-T01", {"XXXX"}) != join_code("11443-T01", {code})
    assert code.isascii()
    assert fold(code) == code.lower()
