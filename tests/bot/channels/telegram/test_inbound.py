"""Our own reading of updates agrees with the library's, and survives any JSON."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update

from bot.channels.telegram.inbound import Malformed, press_id, read
from domain.messages import Kind
from tests.standin.people import HELD
from tests.standin.server import StandIn

BOT = Bot("1:TEST")


def updates() -> list[dict[str, Any]]:
    """One update of every kind that people cause."""
    lan = StandIn().person(7)
    lan.server.wake = lambda: None  # type: ignore[method-assign]
    lan.message(text="/start KA-01")
    lan.message(text="/start@standin_bot KA-01")
    lan.message(text="Câu 2")
    lan.message(text="Dòng một\nDòng hai")
    lan.press_data("a:1:2:b")
    for kind, content in HELD.items():
        lan.message(**{kind: content})
    lan.server.update("edited_message", lan._message(text="3", edit_date=1))
    return list(lan.server.history.values())


@pytest.mark.parametrize("update", updates(), ids=lambda one: str(one["update_id"]))
def test_our_reading_agrees_with_the_librarys(update: dict[str, Any]):
    theirs = Update.de_json(json.loads(json.dumps(update)), BOT)
    ours = read(update)
    assert ours is not None
    assert theirs.effective_chat is not None
    assert ours.account == str(theirs.effective_chat.id)
    assert ours.update_id == str(theirs.update_id)
    press = theirs.callback_query
    assert press_id(update) == (press.id if press else None)
    if press:
        assert (ours.kind, ours.value) == (Kind.ACTION, press.data)
    elif theirs.edited_message:
        assert (ours.kind, ours.value) == (Kind.UNSUPPORTED, "edited")
    elif theirs.message and theirs.message.text and ours.kind is Kind.TEXT:
        assert ours.value == theirs.message.text


@pytest.mark.parametrize("text", ["/start KA-01", "/start@standin_bot KA-01"])
def test_the_payload_of_a_link_is_read(text: str):
    [update] = [u for u in updates() if u.get("message", {}).get("text") == text]
    incoming = read(update)
    assert incoming is not None
    assert (incoming.kind, incoming.value) == (Kind.START, "KA-01")


def chat_update(kind: str, chat_type: str, **content: Any) -> dict[str, Any]:
    chat = {"id": -5, "type": chat_type, "title": "Thôn"}
    return {"update_id": 1, kind: {"chat": chat, "message_id": 1, "date": 1} | content}


@pytest.mark.parametrize("chat_type", ["group", "supergroup"])
def test_a_group_is_only_that(chat_type: str):
    incoming = read(chat_update("message", chat_type, text="Nguyễn Văn A"))
    assert incoming is not None
    assert (incoming.account, incoming.kind, incoming.value) == ("-5", Kind.UNSUPPORTED, "group")


@pytest.mark.parametrize(
    "update",
    [
        chat_update("message", "channel", text="a"),
        chat_update("message", "private", pinned_message={}),
        chat_update("message", "private", text="a", **{"from": {"id": 1, "is_bot": True}}),
        chat_update("my_chat_member", "private", new_chat_member={"status": "member"}),
        chat_update("my_chat_member", "group", new_chat_member={"status": "kicked"}),
        {"update_id": 1, "poll": {}},
    ],
)
def test_what_needs_no_answer_gets_none(update: dict[str, Any]):
    assert read(update) is None


def test_who_blocks_has_left():
    incoming = read(chat_update("my_chat_member", "private", new_chat_member={"status": "kicked"}))
    assert incoming is not None
    assert incoming.kind is Kind.LEFT


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "callback_query", "chat", "id", "type", "text", "from"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "my_chat_member"]), JSON))
def test_bad_json_is_malformed_and_nothing_else(content: dict[str, Any]):
    with suppress(Malformed):
        read({"update_id": 1} | content)
