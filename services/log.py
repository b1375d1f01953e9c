"""Logging of a whole process: one line an event, with ids and never with names or tokens."""

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, TextIO

__all__ = ["Seldom", "set_up"]

# These write whole addresses at INFO, and the address of a bot holds its token.
TALKATIVE = ("httpx", "httpcore", "aiohttp", "telegram", "apscheduler", "alembic", "uvicorn.access")
TELLS_BODIES = "telegram.request"  # whole answers at ERROR, which hold what people wrote
LOOP = logging.getLogger("asyncio")
MINUTE, REMEMBERED = 60.0, 1000
TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{16,}")
HIDDEN = "[token]"
# The detail may hold line breaks of its own; the next thing is the statement, or the background.
DETAIL = re.compile(
    r"(\b(?:DETAIL|CONTEXT|QUERY):).*?(?=\n\[SQL|\n\(Background|\n\n|\Z)", re.DOTALL
)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class _Formatter(logging.Formatter):
    """Tracebacks without what PostgreSQL tells of a row: `DETAIL: Failing row contains (...)`."""

    def formatException(self, ei: ExcInfo) -> str:
        """The traceback, with each detail hidden."""
        return DETAIL.sub(r"\1 [hidden]", super().formatException(ei))


class TextFormatter(_Formatter):
    """A line for people: time, level, place, event."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line, without anything shaped like the token of a bot."""
        return TOKEN.sub(HIDDEN, super().format(record))


class JsonFormatter(_Formatter):
    """A line for machines; what a caller gave as `extra` becomes a field of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without anything shaped like the token of a bot."""
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        fields |= {key: value for key, value in vars(record).items() if key not in STANDARD}
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return TOKEN.sub(HIDDEN, json.dumps(fields, ensure_ascii=False, default=str))


class Seldom(logging.Filter):
    """Lets a line pass that has not passed in the last minute. The event loop repeats some
    thousand times a second that it cannot take a connection, which would fill the disk."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._ticks = ticks
        self._passed: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is new; the first line of the text tells."""
        now, key = self._ticks(), record.getMessage().partition("\n")[0]
        if now - self._passed.get(key, float("-inf")) < MINUTE:
            return False
        if len(self._passed) >= REMEMBERED:
            self._passed.clear()
        self._passed[key] = now
        return True


def set_up(kind: Literal["text", "json"] = "text", stream: TextIO | None = None) -> None:
    """Send every log line of the process to one stream, by default stderr. Safe to repeat."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if kind == "json" else TextFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    if not any(isinstance(one, Seldom) for one in LOOP.filters):
        LOOP.addFilter(Seldom())
    logging.getLogger(TELLS_BODIES).setLevel(logging.CRITICAL)
