"""The drill itself sees what goes wrong: a drill that cannot fail shows nothing."""

import pytest

from tests.crash.outbox import SETTLED, Kill, Outcome, judge
from tests.standin.messages import Sent

CHATS = {1: 11, 2: 12}


def came(*sent: tuple[int, int, float]) -> dict[int, list[Sent]]:
    found: dict[int, list[Sent]] = {}
    for message, chat, at in sent:
        found.setdefault(message, []).append(Sent(0, chat, str(message), at=at))
    return found


def judged(*sent: tuple[int, int, float], left=(), unfinished=()) -> Outcome:
    return judge(CHATS, came(*sent), left, [Kill(2.0, unfinished)])


def test_everybody_once_is_good():
    outcome = judged((1, 11, 1.0), (2, 12, 3.0))
    assert outcome.good
    assert outcome.interrupted == 1


def test_a_message_that_never_came_is_lost():
    assert judged((1, 11, 1.0)).lost == {2}
    assert not judged((1, 11, 1.0)).good


def test_a_message_in_another_chat_is_seen():
    assert not judged((1, 12, 1.0), (2, 12, 1.0)).good


def test_a_message_that_is_never_noted_is_seen():
    assert not judged((1, 11, 1.0), (2, 12, 1.0), left={2}).good


def test_a_repeat_is_excused_only_by_a_kill_before_it_was_noted():
    twice = ((1, 11, 1.5), (1, 11, 3.0), (2, 12, 1.0))
    excused = judged(*twice, unfinished={1})
    assert excused.good
    [repeat] = excused.repeats
    assert repeat.before == pytest.approx(0.5 - SETTLED)
    assert not judged(*twice, unfinished={2}).good
    assert not judged((1, 11, 2.5), (1, 11, 3.0), (2, 12, 1.0), unfinished={1}).good
