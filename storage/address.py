"""Whether the address of a database can be understood, told without repeating it."""

from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

__all__ = ["fault"]

UNREADABLE = (
    "cannot be read: postgresql://USER:PASSWORD@HOST:PORT/NAME, with % codes for : / @ ? # in the "
    "password"
)


def fault(url: str) -> str:
    """What is wrong with an address, in words that never repeat it (it may hold a password);
    empty when nothing is."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return UNREADABLE
    if parsed.get_backend_name() == "sqlite":
        named = not parsed.host and parsed.database
        return "" if named else "must name a file, after three or four slashes (sqlite:///FILE)"
    if parsed.port is not None and not 0 < parsed.port < 65536:
        return "has a port that is none: 1 to 65535"
    return _options(parsed)


def _options(parsed: URL) -> str:
    try:
        make_conninfo(**{name: str(value) for name, value in parsed.query.items()})
    except ProgrammingError:
        return "has an option after the ? that PostgreSQL does not know"
    return ""
