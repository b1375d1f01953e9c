"""Trouble that lasts is told twice, however long it lasts."""

import logging

from services.outage import Outage, pause


def test_the_wait_doubles_and_never_becomes_too_long_however_often_it_fails():
    assert [pause(number, 0.5, 30) for number in (0, 1, 2, 6, 5000)] == [0.5, 1, 2, 30, 30]


def test_a_trouble_is_told_when_it_begins_and_when_it_is_over(caplog):
    outage = Outage(logging.getLogger("test"), "the database", first=1, longest=3)
    assert not outage.lasts
    assert [outage.failed("gone") for _ in range(4)] == [1, 2, 3, 3]
    assert outage.lasts
    outage.passed()
    outage.passed()
    assert not outage.lasts
    assert caplog.messages == ["the database: gone", "the database: goes on, after 4 failures"]
