"""Requests and answers of the Bot API as they travel."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

Given = dict[str, Any]
WRITTEN_AS_JSON = ("reply_markup", "allowed_updates", "link_preview_options", "reply_parameters")
NUMBERS = ("chat_id", "offset", "limit", "timeout", "message_id", "max_connections")


async def parameters(request: web.BaseRequest) -> Given:
    """The parameters of a call, sent as form, JSON or multipart; a file becomes its bytes."""
    kind = request.content_type
    if kind == "application/json":
        given = json.loads(await request.read() or b"{}")
    elif kind == "application/x-www-form-urlencoded":
        given = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        given = {k: _file(v) for k, v in (await request.post()).items()}
    else:
        given = dict(request.query)
    for name in WRITTEN_AS_JSON:
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    for name in NUMBERS:
        if isinstance(given.get(name), str):
            given[name] = int(given[name])
    return given


def _file(value: Any) -> Any:
    return value.file.read() if isinstance(value, FileField) else value


def answer(status: int, body: Any) -> web.Response:
    """An answer of the Bot API, with the real status of an error."""
    return web.Response(
        status=status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        content_type="application/json",
    )
