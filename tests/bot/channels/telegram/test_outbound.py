"""What is sent fits Telegram, whatever it is made of."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.outbound import keyboard, parts, plain, size, split
from domain.messages import Choice, Outgoing
from tests.standin.messages import parsed

WORDS = st.sampled_from(["Bác", "đúng", "rồi", "&amp;", "😀😀", "https://a.vn/" + "x" * 40])
TEXT = st.recursive(
    st.lists(WORDS, min_size=1, max_size=12).map(" ".join),
    lambda inner: st.tuples(st.sampled_from(["b", "i"]), inner, inner).map(
        lambda t: f"<{t[0]}>{t[1]}</{t[0]}>\n{t[2]}"
    ),
    max_leaves=20,
)


def words(text: str) -> str:
    return re.sub(r"\s+", "", plain(text))


@given(TEXT, st.integers(60, 200))
def test_a_split_text_keeps_every_word_and_closes_its_tags(text: str, limit: int):
    pieces = split(text, limit)
    assert "".join(map(words, pieces)) == words(text)
    for piece in pieces:
        assert size(piece) <= limit
        assert piece.strip()
        parsed(piece, "HTML", limit)


def test_a_short_message_is_left_alone():
    message = Outgoing("<b>Chào bác</b>", ((Choice("Tiếp", "go"),),))
    assert list(parts(message)) == [message]


def test_buttons_stay_below_the_last_part():
    rows = ((Choice("Tiếp", "go"),),)
    first, second = parts(Outgoing("chữ " * 1500, rows))
    assert (first.rows, second.rows) == ((), rows)


def test_a_long_text_below_a_picture_follows_it():
    rows = ((Choice("Tiếp", "go"),),)
    photo, text = parts(Outgoing("chữ " * 300, rows, "a.png", "Ảnh"))
    assert (photo.picture, photo.text, photo.rows) == ("a.png", "", ())
    assert (text.picture, text.rows) == ("", rows)


@pytest.mark.parametrize("text", ["x" * 10_000, "😀" * 5000, "&amp;" * 9000])
def test_a_word_longer_than_a_message_is_cut(text: str):
    pieces = parts(Outgoing(text))
    assert all(size(piece.text) <= 4096 for piece in pieces)
    assert "".join(words(piece.text) for piece in pieces) == plain(text)


def test_a_keyboard_holds_actions_and_links():
    rows = ((Choice("Tiếp", "go:1"),), (Choice("Mở", url="https://a.vn"),))
    assert json.loads(keyboard(rows) or "") == {
        "inline_keyboard": [
            [{"text": "Tiếp", "callback_data": "go:1"}],
            [{"text": "Mở", "url": "https://a.vn"}],
        ]
    }
    assert keyboard(()) is None
