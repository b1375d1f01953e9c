"""What a browser sends, as a plain value for the dialogue."""

import json
import re
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl

from domain.messages import ACTION_BYTES, Incoming, Kind
from domain.names import clean
from web.guard import Refused

__all__ = ["CHANNEL", "incoming"]

CHANNEL = "web"
EVENT = re.compile(r"[A-Za-z0-9_-]{8,36}")
ACTION = re.compile(rf"[!-~]{{1,{ACTION_BYTES}}}")
PAYLOAD = re.compile(r"[A-Za-z0-9_=.-]{0,64}")


def incoming(body: bytes, content_type: str, visitor: str) -> Incoming:
    """Read a form or JSON: `id` of the event, and one of `action`, `text`, `start`.

    The id is made by the browser, once for each press: a press sent again is the same update.
    """
    fields = _json(body) if content_type.startswith("application/json") else _form(body)
    event = fields.get("id", "")
    if not EVENT.fullmatch(event):
        raise Refused(400, "bad_event")
    kinds = [kind for kind in (Kind.ACTION, Kind.TEXT, Kind.START) if kind.value in fields]
    if len(kinds) != 1:
        raise Refused(400, "bad_event")
    value = _value(kinds[0], fields[kinds[0].value])
    return Incoming(CHANNEL, visitor, f"{event}.{_check(kinds[0], value)}", kinds[0], value)


def _value(kind: Kind, value: str) -> str:
    if kind is Kind.ACTION and not ACTION.fullmatch(value):
        raise Refused(400, "bad_action")
    if kind is Kind.START and not PAYLOAD.fullmatch(value):
        return ""  # a mutilated link still opens the door
    return clean(value) if kind is Kind.TEXT else value


def _check(kind: Kind, value: str) -> str:
    """Tells two buttons of one plain form apart, which carry the same event id."""
    return f"{zlib.crc32(f'{kind}:{value}'.encode()):08x}"


def _json(body: bytes) -> Mapping[str, str]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "bad_json") from error
    if not isinstance(fields, dict):
        raise Refused(400, "bad_json")
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _form(body: bytes) -> Mapping[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except ValueError as error:
        raise Refused(400, "bad_form") from error
