"""Closing a week from the command line."""

import json

import pytest

from tests.cli.test_plan_and_stats import enter, ward  # noqa: F401  (a fixture)


@pytest.fixture
def closed(ward):  # noqa: F811
    """The ward with a figure of its school, on Saturday 21 November 2026."""
    enter(ward, "T2", "--unit", "truong-1")
    return ward


def found(ran, indicator="T2"):
    assert ran.code == 0, ran.err
    return [
        (one, next(line for line in one["indicators"] if line["id"] == indicator))
        for one in json.loads(ran.out)
    ]


def test_last_week_is_closed_and_its_balance_printed(closed):
    ran = closed("week", "close")
    assert ran.code == 0
    assert "2026-W46" in ran.out
    assert "T3 đạt" in ran.out
    assert "Đã chốt" in ran.out


def test_closing_again_writes_nothing_and_later_weeks_follow_in_order(closed, monkeypatch):
    ((first, _),) = found(closed("week", "close", "--json"))
    ((again, _),) = found(closed("week", "close", "--json"))
    assert (first["week"], first["written"] > 0, again["written"]) == ("2026-W46", True, 0)
    monkeypatch.setenv("BDHVS_NOW", "2026-12-08")
    later = found(closed("week", "close", "--json"))
    assert [one["week"] for one, _ in later] == ["2026-W47", "2026-W48", "2026-W49"]
    assert [line["movement"]["entered"] for _, line in later] == [300, 0, 0]


def test_a_figure_that_comes_late_is_a_correction_of_the_week_that_is_named(closed, monkeypatch):
    monkeypatch.setenv("BDHVS_NOW", "2026-11-24")
    ((_, line),) = found(closed("week", "close", "--json"))
    enter(closed, "T2", "--unit", "truong-1", n=310)
    ((one, corrected),) = found(closed("week", "close", "--at", "2026-11-24", "--json"))
    assert (line["achieved"], corrected["achieved"], one["correction"]) == (300, 310, 1)
    assert corrected["movement"]["opening"] == line["movement"]["opening"]


def test_a_week_that_is_not_over_is_refused(closed):
    ran = closed("week", "close", "--at", "2026-11-29")
    assert (ran.code, ran.out) == (1, "")
    assert "29/11/2026" in ran.err


def test_without_a_plan_there_is_nothing_to_close(bdhvs):
    bdhvs("migrate")
    ran = bdhvs("week", "close")
    assert ran.code == 1
    assert "plan load" in ran.err
