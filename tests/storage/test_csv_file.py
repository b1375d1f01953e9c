"""One stray quote never makes people of a list vanish without a word."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.roster_row import Places
from domain.table import Problem, TableRefused
from storage.roster_file import read
from tests.rosters import TODAY, as_csv

HAMLETS = Places.of([(1, "T1", "Thôn Đông"), (2, "T2", "Thôn Đoài")])
HEADINGS = ["Họ và tên", "Năm sinh", "Thôn/Tổ"]
LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"


def people(count: int) -> list[list[str]]:
    names = (f"Lê {LETTERS[n // 22]}{LETTERS[n % 22].lower()}" for n in range(count))
    return [[name, "1950", ("Thôn Đông", "T2")[n % 2]] for n, name in enumerate(names)]


def told(content: bytes) -> tuple[int, list[Problem], tuple[str, ...]]:
    """How many people are taken, what is wrong, and which columns are not read."""
    try:
        reading = read(content, "a.csv", HAMLETS, Places.of([]), TODAY)
    except TableRefused as refused:
        return 0, list(refused.problems), ()
    return len(reading.rows), list(reading.problems), reading.skipped


def lines_told(content: bytes) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in told(content)[1]]


def test_a_quote_that_is_never_closed_refuses_the_file_by_its_line():
    rows = [[*HEADINGS, "Ghi chú"], *([*row, ""] for row in people(150))]
    text = as_csv(rows).decode().split("\r\n")
    text[21] += '"cụ Tư'
    assert lines_told("\r\n".join(text).encode()) == [(22, "broken_line")]


def test_a_quote_that_closes_before_the_cell_ends_refuses_the_file():
    assert lines_told('Họ tên,Năm sinh,Thôn\n"Lê" An,1950,T1\n'.encode()) == [(2, "broken_line")]


def test_every_cell_of_several_lines_is_told_by_its_first_line():
    rows = [
        ["Ghi chú", *HEADINGS],
        *([["", "x\ny"][n % 2], *row] for n, row in enumerate(people(5))),
    ]
    assert lines_told(as_csv(rows)) == [(3, "line_break"), (6, "line_break")]


def test_a_heading_of_two_lines_is_read():
    rows = [["DANH SÁCH\nNGƯỜI DÂN"], ["Họ và tên", "Năm\nsinh", "Thôn,\nTổ"], *people(3)]
    assert told(as_csv(rows)) == (3, [], ())


def test_lines_swallowed_by_a_heading_are_told():
    text = 'Họ tên,Năm sinh,Thôn,"Ghi chú\nLê An,1950,T1,\nLê Ba,1950,T1,a"\nLê Tư,1950,T1,\n'
    assert lines_told(text.encode()) == [(1, "line_break")]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_wrong_delimiter_is_not_taken_for_a_broken_line(delimiter: str):
    assert told(as_csv([HEADINGS, *people(3)], delimiter=delimiter, quoting=1))[0] == 3
    short = [HEADINGS[:2], *(row[:2] for row in people(3))]
    content = as_csv(short, delimiter=delimiter, quoting=1)
    assert lines_told(content) == [(1, "missing_column")]


@st.composite
def lists(draw: st.DrawFn) -> str:
    """A list as a program writes it, with a column of free notes first or last."""
    notes = st.text(st.sampled_from(['"', ",", ";", " ", "a"]), max_size=4)
    last = draw(st.booleans())
    rows = [[*HEADINGS, "Ghi chú"] if last else ["Ghi chú", *HEADINGS]]
    for row in people(draw(st.integers(1, 6))):
        note = draw(notes)
        rows.append([*row, note] if last else [note, *row])
    form: dict[str, Any] = {
        "delimiter": draw(st.sampled_from(",;\t")),
        "quoting": draw(st.sampled_from([0, 1])),
    }
    return as_csv(rows, **form).decode()


@settings(max_examples=400)
@given(lists(), st.integers(0, 10_000))
@example('Họ tên,Năm sinh,Thôn,Ghi chú\nLê An,1950,T1,\nLê Ba,1950,T1,",x"\n', 40)
@example('Ghi chú,Họ tên,Năm sinh,Thôn\n",x",Lê An,1950,T1\n,Lê Ba,1950,T1\n', 0)
def test_a_stray_quote_anywhere_loses_nobody_without_a_word(text: str, place: int):
    before, problems, known = told(text.encode())
    assert (before > 0, problems) == (True, [])
    place %= len(text) + 1
    after, problems, unread = told((text[:place] + '"' + text[place:]).encode())
    assert after >= before or problems or unread != known
