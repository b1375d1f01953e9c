"""The picture of a trend says what the figures say."""

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from content.drawing import Drawings
from content.trend import BOTTOM, LEFT, RIGHT, TOP, Point, chart

FIRST = date(2026, 9, 13)
DRAWINGS = Drawings()


def points(*achieved: int | None) -> list[Point]:
    return [Point(FIRST + timedelta(7 * at), n, 100) for at, n in enumerate(achieved)]


def svg(**more: object) -> str:
    given: dict[str, object] = {
        "unit": "Phường Kiến An",
        "first": FIRST,
        "last": FIRST + timedelta(6),
        "rate": "70%",
        "what": "người lớn đã học xong",
        "counted": "840/1.200 người",
        "fresh": "tuần qua thêm 50",
        "chart": chart(points(10, 30, 40), 80.0),
        "goal": "mục tiêu 80%",
        "gap": "Còn thiếu 120 người.",
        "pace": "",
    }
    return DRAWINGS.svg("week", **(given | more))


@given(
    st.lists(st.none() | st.integers(0, 100), min_size=1, max_size=12),
    st.none() | st.floats(1, 100),
)
def test_everything_lies_inside_of_the_frame(achieved, target):
    made = chart(points(*achieved), target)
    assert len(made.dots) == sum(each is not None for each in achieved)
    for x, y in made.dots:
        assert LEFT <= x <= RIGHT
        assert TOP <= y <= BOTTOM
    if target is not None:
        assert made.target is not None
        assert TOP <= made.target <= BOTTOM


def test_a_week_without_figures_breaks_the_line():
    made = chart(points(10, 20, None, 30, 40), 80.0)
    assert [len(part) for part in made.parts] == [2, 2]


def test_more_is_higher_and_the_axis_begins_at_zero():
    heights = [y for _, y in chart(points(0, 10, 80), 80.0).dots]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == BOTTOM
    assert heights[2] == TOP


def test_one_week_alone_is_a_dot_at_the_right():
    made = chart(points(40), 80.0)
    assert made.parts == ()
    assert made.dots[0][0] > RIGHT - 10


def test_a_name_is_a_text_and_never_a_mark():
    root = ElementTree.fromstring(svg(unit='</text><script>x</script> & "Tổ" <b>'))
    assert {each.tag.rpartition("}")[2] for each in root.iter()} == {
        *("svg", "rect", "text", "line", "polyline", "circle")
    }


def test_a_long_name_is_written_smaller():
    assert 'font-size="20"' in svg()
    assert 'font-size="20"' not in svg(unit="Tổ dân phố " * 5)
