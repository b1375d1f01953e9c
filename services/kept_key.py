"""The secret of an installation that was given none: made once, and kept in a file."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

__all__ = ["SHORTEST", "made", "read"]

SHORTEST = 16  # characters


def made() -> str:
    """A new secret."""
    return secrets.token_urlsafe(48)


def read(file: Path) -> str:
    """The secret in a file. Of several processes that start at once, one makes it for all.

    Raises ValueError when the file holds none: a new one would make a stranger of every visitor.
    """
    if not file.exists():
        _make(file)
    content = file.read_bytes().strip()
    if len(content) < SHORTEST or not content.isascii():
        raise ValueError(
            f"{file} must hold at least {SHORTEST} plain letters; put it back from the copies, or "
            "remove it, and every visitor of the web page is a stranger"
        )
    return content.decode("ascii")


def _make(file: Path) -> None:
    """Whole or not at all, also when the power fails: the name comes after the content."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(made())
        opened.flush()
        os.fsync(opened.fileno())
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
