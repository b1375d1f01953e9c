"""Log lines carry ids and events, and never a token."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from services import log
from storage.database import Database
from storage.schema import units

TOKEN = "7654321:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []  # basicConfig(force=True) would close the handlers of the test runner
    yield io.StringIO()
    root.handlers = before
    root.setLevel(level)


def test_a_text_line_has_level_place_and_event(stream: io.StringIO):
    log.set_up("text", stream)
    logging.getLogger("bot.delivery").info("sent message %s", 17)
    assert stream.getvalue().endswith("INFO bot.delivery: sent message 17\n")


def test_a_json_line_keeps_the_ids_as_fields(stream: io.StringIO):
    log.set_up("json", stream)
    logging.getLogger("bot.delivery").warning("refused", extra={"message_id": 17})
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["message_id"]) == ("refused", "WARNING", 17)
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize("kind", ["text", "json"])
def test_a_token_never_reaches_the_log(kind, stream: io.StringIO):
    log.set_up(kind, stream)
    try:
        raise OSError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except OSError:
        logging.getLogger("bot").exception("address %s", f"/bot{TOKEN}/sendMessage")
    assert TOKEN.split(":")[1] not in stream.getvalue()
    assert "[token]" in stream.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore", "aiohttp.client", "telegram.ext"])
def test_libraries_that_log_addresses_are_silenced(name: str, stream: io.StringIO):
    log.set_up("text", stream)
    logging.getLogger(name).info("HTTP Request: POST https://example.org/bot1:x/getMe")
    assert stream.getvalue() == ""


def test_setting_up_twice_does_not_double_the_lines(stream: io.StringIO):
    log.set_up("text", io.StringIO())
    log.set_up("text", stream)
    logging.getLogger("bot").info("once")
    assert stream.getvalue().count("once") == 1


def test_the_library_does_not_tell_the_body_of_an_answer(stream: io.StringIO):
    log.set_up("text", stream)
    logging.getLogger("telegram.request.BaseRequest").error("Can not load: Trần Thị Bưởi")
    assert stream.getvalue() == ""


def test_what_the_event_loop_repeats_is_told_once_a_minute(stream: io.StringIO):
    now = [0.0]
    logger = logging.Logger("loop")
    logger.addHandler(logging.StreamHandler(stream))
    logger.addFilter(log.Seldom(lambda: now[0]))
    for now[0] in (0.0, 1.0, 59.0, 60.0, 61.0):
        logger.error("socket.accept() out of system resource\nsocket: %s", now[0])
        logger.error("another event %s", now[0])
    lines = stream.getvalue().splitlines()
    assert sum("resource" in line for line in lines) == 2
    assert sum("another" in line for line in lines) == 5


NAME = "Trần Thị\nBưởi 1948"


@pytest.mark.parametrize("kind", ["text", "json"])
def test_what_the_database_tells_of_a_row_is_hidden(kind, database: Database, stream: io.StringIO):
    log.set_up(kind, stream)
    row = {"code": NAME, "name": NAME, "name_fold": NAME, "valid_from": None}
    try:
        database.write(lambda tx: tx.execute(units.insert(), [row | {"level": "hamlet"}]))
    except DBAPIError:
        logging.getLogger("web").exception("a fault")
    told = stream.getvalue()
    assert "IntegrityError" in told
    assert "INSERT INTO units" in told
    assert "Bưởi" not in told
    assert "Trần" not in told
