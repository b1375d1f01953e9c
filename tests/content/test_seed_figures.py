"""Every figure of the five plans as they were issued is in its file, or stands below with why.

A figure is (seed, field, unit, value). A number is the value of the field; a text such as a day or
the number of a document is found in the text of the field, as a whole. What is said several times
in a plan is listed once for each field that says it.
"""

import re
from datetime import date

import pytest

from content import plan_file

FILES = {
    "000": "bach-sam-2024",
    "001": "hoa-thuan-2024",
    "002": "kien-an-2025",
    "003": "phong-doanh-2025",
    "004": "khcn-bac-giang-2024",
}
PAPER, DAY, MONTH, YEAR, YEARS = "văn bản", "ngày", "tháng", "năm", "giai đoạn"


def targets(due, unit, *values, field="percent"):
    """The figures of (indicator, value) pairs of one unit of measure and one due date."""
    return [(f"indicators[{key}].targets[{due}].{field}", unit, value) for key, value in values]


FIGURES = {
    "000": [
        ("issued", YEAR, "2024"),
        ("title", YEAR, "2024"),
        ("basis[0]", PAPER, "109/KH-UBND"),
        ("basis[0]", DAY, "29/3/2024"),
        ("basis[0]", YEAR, "2024"),
        ("related[0]", YEAR, "2024"),
        ("phases[0].text", MONTH, "3/2024"),
        ("phases[0].text", MONTH, "02/2025"),
        ("period.first", DAY, date(2024, 3, 1)),
        ("period.last", DAY, date(2025, 2, 28)),
        ("awards[0].quotas[tập thể].count", "tập thể", 5),
        ("awards[0].quotas[cá nhân].count", "cá nhân", 5),
        ("awards[1].quotas[tập thể].count", "tập thể", 3),
        ("awards[1].quotas[cá nhân].count", "cá nhân", 5),
    ],
    "001": [
        ("issued", MONTH, "01"),
        ("issued", YEAR, "2024"),
        ("title", YEAR, "2024"),
        ("basis[0]", PAPER, "14/KH-UBND"),
        ("basis[0]", DAY, "11 tháng 01 năm 2024"),
        ("related[0]", PAPER, "34/CT-TW"),
        ("related[0]", DAY, "07/4/2014"),
        ("related[1]", PAPER, "31/NQ-HĐND"),
        ("related[1]", DAY, "22 tháng 12 năm 2023"),
        ("related[1]", "khóa", "IV"),
        ("related[1]", "kỳ họp", "thứ bảy"),
        ("related[1]", YEAR, "2024"),
        ("related[2]", PAPER, "01-NQ/ĐH"),
        ("related[2]", DAY, "02 tháng 6 năm 2020"),
        ("related[2]", "lần", "thứ IV"),
        ("related[2]", YEARS, "2020-2025"),
        ("period.first", DAY, date(2024, 1, 1)),
        ("period.last", DAY, date(2024, 12, 31)),
        ("indicators#K", "nội dung", 12),
        ("indicators#M", "nội dung", 13),
        *targets("2024-12-31", "%", ("K1", 100), ("K12", 100)),
        *targets("2024-12-31", "sản phẩm", ("K5", 1), field="amount"),
        ("indicators[K5].title", "sao", "3"),
        ("indicators[K6-1].targets[2024-12-31].text", YEAR, "2023"),
        *targets("2024-12-31", "dự án", ("K6-2", 1), field="amount"),
        *targets("2024-12-31", "sáng kiến", ("K9", 1), field="amount"),
        *targets("2024-12-31", "trường hợp", ("K10", 0), field="amount"),
        *targets("2024-12-31", "vụ", ("K11-2", 0), ("M11-2", 0), field="amount"),
        *targets("2024-12-31", "cơ sở", ("M1", 10), field="amount"),
        *targets("2024-12-31", "% chỉ tiêu", ("M2", 100), field="amount"),
        *targets("2024-12-31", "%", ("M3", 97.5), ("M4", 88)),
        ("indicators[M5-1].title", YEAR, "2030"),
        ("indicators[M5-2].title", YEAR, "2024"),
        *targets("2024-12-31", "khóm", ("M6-1", 5), field="amount"),
        ("indicators[M6-1].targets[2024-12-31].text", "khóm", "5/5"),
        *targets("2024-12-31", "hộ", ("M7", 2), field="amount"),
        *targets("2024-12-31", "người", ("M8", 6), field="amount"),
        *targets("2024-12-31", "căn nhà", ("M9", 1), field="amount"),
        *targets("2024-12-31", "công dân", ("M10", 9), field="amount"),
        ("indicators[M10].targets[2024-12-31].text", YEAR, "2024"),
        *targets("2024-12-31", "điểm nóng", ("M11-3", 0), field="amount"),
        *targets("2024-12-31", "%", ("M12", 98), ("M13", 90)),
        *targets("2024-12-31", "so sánh", ("M12", ">"), field="comparator"),
        *targets("2024-12-31", "so sánh", ("M13", ">"), field="comparator"),
        ("reports[0].due", DAY, date(2024, 6, 10)),
        ("reports[0].title", "tháng", "06"),
        ("reports[0].title", DAY, "10/6"),
        ("reports[1].due", DAY, date(2024, 10, 5)),
        ("reports[1].title", DAY, "05/10"),
        ("duties[0].tasks[1]", YEAR, "2024"),
        ("duties[3].tasks[0]", YEAR, "2024"),
        ("recipients[5]", "khóm", "5"),
    ],
    "002": [
        ("issued", YEAR, "2025"),
        ("basis[0]", PAPER, "478-KH/TU"),
        ("basis[0]", DAY, "01/6/2025"),
        ("basis[1]", PAPER, "150/KH-UBND"),
        ("basis[1]", DAY, "16/6/2025"),
        ("basis[1]", YEARS, "2025 - 2030"),
        ("basis[2]", PAPER, "2144/UBND-NVKTGS"),
        ("basis[3]", PAPER, "01/HD-BTĐKT"),
        ("basis[3]", DAY, "23/6/2025"),
        ("related[0]", PAPER, "89-CTr/TU"),
        ("related[0]", DAY, "25/02/2025"),
        ("related[1]", PAPER, "57-NQ/TW"),
        ("related[1]", DAY, "22/12/2024"),
        ("related[2]", PAPER, "475-KH/TU"),
        ("related[2]", DAY, "22/5/2025"),
        ("related[2]", PAPER, "89-CTr/TU"),
        ("related[3]", YEARS, "2023 - 2030"),
        *targets("2025-12-31", "%", ("T1", 80), ("T2", 100), ("T3", 80)),
        *targets("2025-12-31", "%", ("T4", 80), ("T5", 80)),
        *targets("2025-12-31", "so sánh", ("T1", ">"), field="comparator"),
        *targets("2026-12-31", "%", ("T1", 100), ("T2", 100), ("T3", 100)),
        *targets("2026-12-31", "%", ("T4", 100), ("T5", 100), ("T6", 80)),
        ("indicators[T6].targets[2026-12-31].text", PAPER, "02/2025/TT-BGDĐT"),
        ("indicators[T6].targets[2026-12-31].text", DAY, "24/01/2025"),
        ("phases[0].year", YEAR, 2025),
        ("phases[1].year", YEAR, 2027),
        ("phases[2].year", YEAR, 2030),
        ("reports[2].due", DAY, date(2027, 12, 31)),
        ("reports[5].due", DAY, date(2030, 12, 31)),
        ("awards[0].recipients", "hạng", "Ba"),
        ("awards[0].criteria[0]", PAPER, "57-NQ/TW"),
        ("awards[0].criteria[0]", DAY, "22/12/2024"),
        ("awards[0].criteria[0]", PAPER, "03/NQ-CP"),
        ("awards[0].criteria[0]", DAY, "09/01/2025"),
        ("awards[0].criteria[0]", PAPER, "71/NQ-CP"),
        ("awards[0].criteria[0]", DAY, "01/4/2025"),
        ("awards[0].criteria[0]", PAPER, "01-KH/BCĐTW"),
        ("awards[0].criteria[0]", DAY, "21/3/2025"),
        ("awards[0].criteria[0]", YEAR, "5"),
        ("awards[0].criteria[0]", YEARS, "2025-2030"),
        ("awards[0].criteria[0]", "thứ", "01"),
        ("awards[0].criteria[0]", "thứ", "05"),
        ("awards[0].criteria[1]", "%", "100%"),
        ("awards[2].criteria[1]", YEAR, "5"),
        ("awards[2].criteria[1]", YEARS, "2025-2030"),
        ("awards[2].criteria[1]", "thứ", "01"),
        ("awards[2].criteria[1]", "thứ", "05"),
    ],
    "003": [
        ("number", PAPER, "22/KH-UBND"),
        ("issued", DAY, "21 tháng 8 năm 2025"),
        ("basis[0]", PAPER, "923/QĐ-TTg"),
        ("basis[0]", DAY, "14/5/2025"),
        ("basis[1]", PAPER, "02/KH-UBND"),
        ("basis[1]", DAY, "09/7/2025"),
        ("basis[2]", PAPER, "22/UBND-VP7"),
        ("basis[2]", DAY, "09/7/2025"),
        ("related[0]", PAPER, "57-NQ/TW"),
        ("related[0]", DAY, "22/12/2024"),
        ("related[1]", PAPER, "71/NQ-CP"),
        ("related[1]", DAY, "01/4/2025"),
        ("related[1]", PAPER, "57-NQ/TW"),
        ("related[2]", PAPER, "69-KL/TW"),
        ("related[2]", DAY, "11/01/2024"),
        ("related[2]", PAPER, "20-NQ/TW"),
        ("related[3]", PAPER, "20-NQ/TW"),
        ("related[3]", DAY, "01/11/2012"),
        ("related[3]", "khóa", "XI"),
        ("related[4]", PAPER, "29-NQ/TW"),
        ("related[4]", DAY, "25/7/2018"),
        ("related[4]", "khóa", "XII"),
        ("related[5]", YEAR, "2025"),
        ("period.first", DAY, date(2025, 1, 1)),
        ("period.last", DAY, date(2030, 12, 31)),
        ("phases[0].text", YEAR, "2025"),
        ("phases[0].text", YEAR, "2030"),
        ("phases[0].text", "giai đoạn", "02"),
        ("phases[0].text", "giai đoạn", "1"),
        ("phases[0].text", YEARS, "2025 - 2027"),
        ("phases[0].text", MONTH, "8 năm 2025"),
        ("phases[1].year", YEAR, 2027),
        ("phases[1].text", "giai đoạn", "2"),
        ("phases[1].text", YEARS, "2027 - 2030"),
        ("phases[2].year", YEAR, 2030),
        ("reports[2].due", DAY, date(2027, 12, 31)),
        ("reports[5].due", DAY, date(2030, 12, 31)),
    ],
    "004": [
        ("issued", MONTH, "01"),
        ("issued", YEAR, "2024"),
        ("title", YEAR, "2024"),
        ("basis[0]", YEAR, "2022"),
        ("basis[1]", PAPER, "15/KH-UBND"),
        ("basis[1]", DAY, "22/01/2024"),
        ("basis[1]", YEAR, "2024"),
        ("related[0]", PAPER, "26-CT/TU"),
        ("related[0]", DAY, "02/6/2023"),
        ("related[0]", "đảm", "3"),
        ("related[0]", "hơn", "3"),
        ("related[0]", "rõ", "5"),
        ("related[1]", PAPER, "34-CT/TW"),
        ("related[1]", DAY, "07/4/2014"),
        ("related[2]", PAPER, "19/CT-TTg"),
        ("related[2]", DAY, "16/7/2021"),
        ("related[2]", YEAR, "5"),
        ("related[2]", YEARS, "2021 - 2025"),
        ("related[3]", PAPER, "98/2023/NĐ-CP"),
        ("related[3]", DAY, "31/12/2023"),
        ("related[4]", YEAR, "2024"),
        ("related[4]", YEAR, "5"),
        ("related[4]", YEARS, "2021 - 2025"),
        ("related[5]", YEARS, "2020-2025"),
        ("period.first", DAY, date(2024, 1, 1)),
        ("period.last", DAY, date(2024, 12, 31)),
        ("phases[0].last", DAY, date(2024, 6, 30)),
        ("phases[1].first", DAY, date(2024, 7, 1)),
        *(
            ("phases[0].text", *figure)
            for figure in [
                *((DAY, day) for day in ("30/6/2024", "03/02/1930", "03/02/2024", "30/4/1975")),
                *(
                    (DAY, day)
                    for day in ("30/4/2024", "01/5", "19/5/1890", "19/5/2024", "11/6/1948")
                ),
                *((DAY, day) for day in ("11/6/2024", "18/5")),
                *((YEAR, years) for years in ("94", "49", "134", "76", "2024")),
                (MONTH, "06"),
            ]
        ),
        *(
            ("phases[1].text", *figure)
            for figure in [
                *((DAY, day) for day in ("01/7/2024", "02/9/1945", "02/9/2024", "19/10/1961")),
                (DAY, "19/10/2024"),
                *((YEAR, years) for years in ("79", "63", "2024")),
            ]
        ),
        *targets("2024-12-31", "%", ("S1", 100), ("S2", 100)),
        ("duties[1].tasks[3]", "đợt", "02"),
        ("duties[1].tasks[1]", DAY, "31/01/2024"),
        ("duties[1].tasks[2]", DAY, "05/6/2024"),
        ("duties[1].tasks[2]", DAY, "05/11/2024"),
        ("reports[0].due", DAY, date(2024, 1, 31)),
        ("reports[1].due", DAY, date(2024, 6, 5)),
        ("reports[2].due", DAY, date(2024, 11, 5)),
        ("reports[1].title", YEAR, "2024"),
        ("reports[2].title", YEAR, "2024"),
    ],
}

# As it stands in the issued or scanned text, what the plan says instead (empty: nothing), and why.
SCAN_ERRORS = [
    ("002", "89-Ctr/TU", "89-CTr/TU", "the same document is written so further below"),
    ("002", "57 NQ/TW", "57-NQ/TW", "the dash of the number is missing; elsewhere it is there"),
    (
        "002",
        "04/01/2025",
        "01/4/2025",
        "day and month of 71/NQ-CP changed places; 003 has it right",
    ),
    ("003", "22 /KH-UBND", "22/KH-UBND", "a blank in the number of the plan"),
    (
        "004",
        "30/2/2024",
        "03/02/2024",
        "there is no such day; the opening of the plan has it right",
    ),
    ("004", "03/2/1930", "03/02/1930", "the same day is written so in the opening of the plan"),
    ("004", "2021- 2025", "2021 - 2025", "a blank in the range of years"),
    ("001", "2.", "", "the second of the solutions has no number: the list goes 1, 3, 4"),
    (
        "002",
        "3.3.3",
        "",
        "the numbers of the sections jump from 3.2.2 to 3.3.3, and from III to VI",
    ),
]
LEFT_OUT = [
    ("000", "4.0", "the name of the industrial revolution in a general sentence: nothing to reach"),
    ("000", "I-IV, 1-3", "numbers of sections and lists"),
    (
        "001",
        "I-V, (1)-(13)",
        "numbers of sections; those of the footnotes are the ids of indicators",
    ),
    ("002", "I-VI, 1-3.3.5", "numbers of sections and lists"),
    ("003", "I-VI, 1-7", "numbers of sections and lists"),
    ("004", "I-IV, 1.1-2.7", "numbers of sections and lists"),
]


def document(seed):
    return plan_file.load(plan_file.PACKAGED / f"{FILES[seed]}.yaml", {"citizens"}).document


def named(one, key):
    """Whether an entry of a list is called so: by its id, its day or whom it is for."""
    return isinstance(one, dict) and key in (one.get("id"), one.get("due"), one.get("who"))


def find(found, path):
    """What stands in a field; `indicators#K` counts what the indicators K1, K2-1 ... speak of."""
    if "#" in path:
        name, letter = path.split("#")
        wanted = (re.match(rf"{letter}\d+", one["id"]) for one in found[name])
        return len({one[0] for one in wanted if one})
    for name, key in re.findall(r"(\w+)(?:\[([^\]]+)\])?", path):
        found = found[name]
        if key:
            found = found[int(key)] if key.isdigit() else next(x for x in found if named(x, key))
    return found


def holds(text, figure):
    """Whether a text has the figure as a whole, not as a part of a longer one."""
    return re.search(rf"(?<![\w/.,]){re.escape(figure)}(?![\w/]|[.,]\d)", text) is not None


def said(value, figure):
    if isinstance(figure, date):
        return value == figure.isoformat()
    return holds(value, figure) if isinstance(figure, str) else value == figure


@pytest.mark.parametrize("seed", FIGURES)
def test_every_figure_of_a_seed_is_in_its_plan(seed):
    plan = document(seed)
    lost = [one for one in FIGURES[seed] if not said(find(plan, one[0]), one[2])]
    assert lost == []


def test_amounts_are_counted_in_the_units_of_the_seed():
    units = {f"indicators[{one['id']}]": one for one in document("001")["indicators"]}
    amounts = [one for one in FIGURES["001"] if one[0].endswith(".amount")]
    assert len(amounts) == 14
    for field, unit, _ in amounts:
        assert units[field.split(".")[0]]["measured_in"] == unit


def test_no_plan_repeats_what_was_scanned_wrongly():
    for seed, wrong, right, why in SCAN_ERRORS:
        text = str(document(seed))
        assert why
        assert not right or (right in text and not holds(text, wrong)), wrong


def test_what_is_left_out_has_a_reason_and_no_field():
    for seed, figure, why in LEFT_OUT:
        assert why
        assert not holds(str(document(seed)), figure)


def test_the_list_counts_what_it_should():
    counts = {seed: len(figures) for seed, figures in FIGURES.items()}
    assert counts == {"000": 14, "001": 56, "002": 54, "003": 37, "004": 64}
