"""What a setting may be: each function gives it back in good order, or raises ValueError.

The words of the error follow the name of the setting in one line, and never repeat its value.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr

from services import kept_key
from storage import address

__all__ = [
    "bot_name",
    "database",
    "host",
    "long_enough",
    "moment",
    "telegram_token",
    "web_address",
    "webhook_secret",
    "zone",
]

DATABASE = re.compile(r"(sqlite|postgresql(\+psycopg)?)://")
YEARS = range(2000, 2100)  # for which dates, weeks and the lunar calendar can be computed


def web_address(value: str) -> str:
    """An address that paths can be put behind."""
    if not value:
        return value
    if not re.fullmatch(r"https?://[^\s?#]+", value):
        raise ValueError("must be an address that begins with https:// or http://, without ? and #")
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        whole = False
    if not whole:
        raise ValueError("must be an address with a name and, if any, a port below 65536")
    return value.rstrip("/")


def database(value: str) -> str:
    """An address that the database layer can open."""
    value = re.sub(r"^postgres://", "postgresql://", value)
    if not DATABASE.match(value):
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if value.startswith("sqlite") and re.fullmatch(r"sqlite:/{0,3}(:memory:)?", value):
        raise ValueError("must name a file, such as sqlite:///data/bdhvs.sqlite3")
    if reason := address.fault(value):
        raise ValueError(reason)
    return value


def zone(value: str) -> str:
    """A time zone that this machine knows; `Asia` alone is a folder of them."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is not a time zone, such as Asia/Ho_Chi_Minh") from error
    return value


def telegram_token(value: SecretStr | None) -> SecretStr | None:
    """A token as BotFather gives it."""
    if value is not None and not re.fullmatch(r"\d+:[\w-]+", value.get_secret_value()):
        raise ValueError("must look like 123456:ABC-DEF, as BotFather gave it")
    return value


def bot_name(value: str) -> str:
    """The name of a bot, with or without @."""
    value = value.removeprefix("@")
    if value and not re.fullmatch(r"[A-Za-z]\w{3,31}", value, re.ASCII):
        raise ValueError("must be the name that BotFather gave, such as kienan_bot")
    return value


def webhook_secret(value: SecretStr | None) -> SecretStr | None:
    """What Telegram takes as a secret."""
    if value is not None and not re.fullmatch(r"[\w-]{1,256}", value.get_secret_value(), re.ASCII):
        raise ValueError("may hold letters, digits, _ and - only")
    return value


def long_enough(value: SecretStr) -> SecretStr:
    """A secret that nobody guesses."""
    if len(value.get_secret_value()) < kept_key.SHORTEST:
        raise ValueError(f"must have at least {kept_key.SHORTEST} characters")
    return value


def host(value: str) -> str:
    """An address of this machine; an IPv6 one may stand in brackets, as in a link."""
    return value.removeprefix("[").removesuffix("]")


def moment(value: str, local: tzinfo) -> datetime:
    """A day means its noon; a time without a zone is local."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        pass
    else:
        value = datetime.combine(day, time(12)).isoformat()
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError("must be a day (2026-11-21) or a time (2026-11-21T08:00)") from error
    if found.year not in YEARS:
        raise ValueError(f"must lie between the years {YEARS[0]} and {YEARS[-1]}")
    return (found if found.tzinfo else found.replace(tzinfo=local)).astimezone(UTC)
